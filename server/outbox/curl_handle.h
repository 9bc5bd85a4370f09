// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Ownership of libcurl handles, and the socket filter of drills. For .cpp files of connectors only.
#pragma once
#include <curl/curl.h>

#include <memory>
#include <string>

namespace ok::outbox {

struct EasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using EasyHandle = std::unique_ptr<CURL, EasyDeleter>;
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

/// A fresh handle with what every call wants: no signals, no redirects, no proxy from the environment when `loopbackOnly`.
[[nodiscard]] EasyHandle makeEasyHandle(bool loopbackOnly);
/// No socket to this machine, a private, link-local or multicast address: an address that a utility's people give must not lead inside.
void allowPublicOnly(CURL* handle);
/// True for an address of the public internet.
[[nodiscard]] bool isPublicAddress(const sockaddr& address);
/// A time-out holds for name servers too. Set anew after curl_easy_reset.
void setQuickExit(CURL* handle);
void append(HeaderList& list, const std::string& line);
/// True when no name server gave an address, or none did in time.
[[nodiscard]] bool nameNotFound(CURL* handle, CURLcode code);
/// True when nothing of the request can have been taken in by the other side.
[[nodiscard]] bool neverConnected(CURLcode code);

}  // namespace ok::outbox
