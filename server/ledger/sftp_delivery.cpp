// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/sftp_delivery.h"

#include <cstdio>

#include "server/outbox/curl_handle.h"

namespace ok::ledger {
namespace {

struct CloseFile {
    void operator()(FILE* file) const { std::fclose(file); }
};

/// The path on the server, which curl's commands take instead of a URL.
std::string pathOf(const std::string& url) {
    const std::size_t slash = url.find('/', std::string_view("sftp://").size());
    return slash == std::string::npos ? "/" : url.substr(slash);
}

DeliveryOutcome outcomeOf(CURLcode code) {
    switch (code) {
        case CURLE_OK: return {true, false, {}};
        case CURLE_PEER_FAILED_VERIFICATION: return {false, false, "wrong_host_key"};
        case CURLE_LOGIN_DENIED: return {false, true, "login_denied"};
        case CURLE_COULDNT_CONNECT:
        case CURLE_COULDNT_RESOLVE_HOST: return {false, true, "connect_failed"};
        case CURLE_OPERATION_TIMEDOUT: return {false, true, "timed_out"};
        default: return {false, true, "upload_failed"};
    }
}

DeliveryOutcome upload(CURL* handle, const SftpTarget& target, const std::filesystem::path& file, const std::string& name) {
    const std::unique_ptr<FILE, CloseFile> source(std::fopen(file.c_str(), "rb"));
    if (!source) return {false, false, "file_missing"};
    std::error_code ec;
    const std::string part = target.url + name + ".part", there = pathOf(target.url) + name;
    // What a former attempt left behind goes first; `*` says that it need not be there.
    outbox::HeaderList after;
    outbox::append(after, "chmod 600 \"" + there + ".part\"");
    outbox::append(after, "*rm \"" + there + "\"");
    outbox::append(after, "rename \"" + there + ".part\" \"" + there + "\"");
    curl_easy_setopt(handle, CURLOPT_URL, part.c_str());
    curl_easy_setopt(handle, CURLOPT_POSTQUOTE, after.get());
    curl_easy_setopt(handle, CURLOPT_READDATA, source.get());
    curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(std::filesystem::file_size(file, ec)));
    const CURLcode code = curl_easy_perform(handle);
    curl_easy_setopt(handle, CURLOPT_POSTQUOTE, nullptr);
    return outcomeOf(code);
}

}  // namespace

DeliveryOutcome deliverBySftp(const SftpTarget& target, const std::filesystem::path& directory, const std::vector<std::string>& names,
                              const std::string& prefix) {
    const outbox::EasyHandle handle = outbox::makeEasyHandle(false);
    if (!handle) return {false, true, "connect_failed"};
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "sftp");
    curl_easy_setopt(handle.get(), CURLOPT_USERNAME, target.user.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_SSH_AUTH_TYPES, static_cast<long>(CURLSSH_AUTH_PUBLICKEY));
    curl_easy_setopt(handle.get(), CURLOPT_SSH_PRIVATE_KEYFILE, target.keyFile.c_str());
    const std::string publicKey = target.keyFile + ".pub";
    curl_easy_setopt(handle.get(), CURLOPT_SSH_PUBLIC_KEYFILE, publicKey.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_SSH_HOST_PUBLIC_KEY_SHA256, target.hostKeySha256.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_NEW_FILE_PERMS, 0600L);
    curl_easy_setopt(handle.get(), CURLOPT_CONNECTTIMEOUT, 15L);
    curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_TIME, 60L);
    for (const std::string& name : names) {
        const bool artifact = &name == &names.front();
        auto outcome = upload(handle.get(), target, directory / name, artifact ? name : prefix + name);
        if (!outcome.delivered) return outcome;
    }
    return {true, false, {}};
}

}  // namespace ok::ledger
