// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/browser/provider_sign_in.h"

#include <sstream>

#include "shared/base/json.h"

namespace ok::browser {
namespace {

struct StartAsked {
    std::string utility, provider, redirect, challenge;
};
BOOST_DESCRIBE_STRUCT(StartAsked, (), (utility, provider, redirect, challenge))

struct RedeemAsked {
    std::string handle, verifier, device, deviceKey;
};
BOOST_DESCRIBE_STRUCT(RedeemAsked, (), (handle, verifier, device, deviceKey))

/// What stands behind a name in a query; our own words need no decoding.
std::string fieldOf(const std::string& query, const std::string& name) {
    std::istringstream parts(query);
    for (std::string part; std::getline(parts, part, '&');) {
        if (part.starts_with(name + "=")) return part.substr(name.size() + 1);
    }
    return {};
}

}  // namespace

Result<ProviderSignIn> ProviderSignIn::begin(ByteView random) {
    OK_ASSIGN(LoopbackListener listener, LoopbackListener::open());
    return ProviderSignIn(std::move(listener), toBase64Url(random));
}

std::string ProviderSignIn::startBody(const std::string& utility, const std::string& provider) const {
    return toJson(StartAsked{utility, provider, m_listener.url(), toBase64Url(sha256(m_verifier).bytes)});
}

Result<std::string> ProviderSignIn::urlIn(std::string_view answer) {
    const auto read = parseJson(answer);
    const std::string url(read.ok() ? read->root()["url"].text().value_or("") : "");
    // It is handed to the desktop, which would open anything.
    if (!url.starts_with("https://") && !url.starts_with("http://")) return problem("bad_answer", "the server named no address to sign in at");
    return url;
}

Result<std::string> ProviderSignIn::waitForHandle(int seconds, const std::string& where) {
    OK_ASSIGN(const std::string query, m_listener.wait(seconds, where));
    if (const std::string error = fieldOf(query, "error"); !error.empty()) return problem(error, "the sign-in was refused");
    const std::string handle = fieldOf(query, "handle");
    if (handle.empty()) return problem("bad_answer", "the browser came back without an answer");
    return handle;
}

std::string ProviderSignIn::redeemBody(const std::string& handle, const std::string& device, const std::string& deviceKey) const {
    return toJson(RedeemAsked{handle, m_verifier, device, deviceKey});
}

}  // namespace ok::browser
