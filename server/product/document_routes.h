// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// GET /v1/documents/{kind} and /v1/documents/{kind}/{id}: the views as signed-in people and programs may read them.
// The same documents that consoles follow; personal data stands in them as tokens only.
#pragma once
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "server/access/session_book.h"
#include "server/net/router.h"

namespace ok {

class DocumentRoutes {
  public:
    DocumentRoutes(access::SessionBook& sessions, std::unique_ptr<Store> reader, std::set<std::string> kinds,
                   MatrixSource grants)
        : m_sessions(sessions), m_reader(std::move(reader)), m_kinds(std::move(kinds)), m_grants(std::move(grants)) {}

    /// `?after=<id>&limit=<1..1000>` pages in order of id; `?key=<name>&value=<text>` looks up by a view key.
    void add(net::Router& router);

  private:
    net::HttpResponse answer(const net::HttpRequest& request);
    net::HttpResponse one(TenantId tenant, const std::string& kind, const std::string& id);
    net::HttpResponse page(TenantId tenant, const std::string& kind, const net::HttpRequest& request);

    access::SessionBook& m_sessions;
    std::mutex m_mutex;
    std::unique_ptr<Store> m_reader;
    std::set<std::string> m_kinds;
    MatrixSource m_grants;
};

}  // namespace ok
