// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A server that lets people in through somebody else, and that somebody: for tests of federation.
#pragma once
#include <gtest/gtest.h>

#include "server/identity/client_key.h"
#include "server/identity/federation.h"
#include "server/net/url.h"
#include "server/product/free_port.h"
#include "server/saml/saml.h"
#include "shared/identity/directory_events.h"
#include "shared/identity/jwt.h"
#include "tests/support/access_fixture.h"
#include "tests/support/identity_house.h"
#include "tests/support/node_provider.h"

namespace ok::test {

using namespace identity;

inline const std::string verifier(43, 'v');
inline const char* const everywhere = R"("within":{"channels":["$channel"],"territories":["$territory"],"severities":["*"],"content_types":["*"]}}])";
inline const std::string rules = std::string(R"([{"id":"central","role":"operator","conditions":[{"attribute":"territory","any_of":["Central"]},{"attribute":"on_call","any_of":["true"]}],)") + everywhere;
inline const char* const loopback = "http://127.0.0.1:9/back";

inline std::string queryOf(const std::string& url, const std::string& name) {
    const std::size_t at = url.find(name + "=");
    if (at == std::string::npos) return {};
    return url.substr(at + name.size() + 1, url.find('&', at) - at - name.size() - 1);
}

/// A server with one provider, and the provider.
struct World {
    World(const std::string& kind, const std::string& settings, std::uint16_t port)
        : provider(kind + ":house"), h(R"({"north":{")" + kind + R"(":{"house":)" + settings + "}}}", port) {
        EXPECT_EQ(h.setMapping(rules).status, 200);
    }
    std::string provider;
    IdentityHouse h;

    JsonValue begin() {
        const auto out = h.client->post("/v1/sign-in/start", R"({"utility":"north","provider":")" + provider + R"(","redirect":")" + loopback + R"(","challenge":")" + pkceChallenge(verifier) + "\"}",
                                        {{"Content-Type", "application/json"}});
        EXPECT_TRUE(out.ok() && out->status == 200) << (out.ok() ? out->body : out.problem().message);
        return JsonValue::parse(out->body).valueOr({});
    }
    HttpAnswer redeem(const std::string& handle, const std::string& with = verifier) {
        return *h.client->post("/v1/sign-in/redeem", R"({"handle":")" + handle + R"(","verifier":")" + with + R"(","device":"test"})", {{"Content-Type", "application/json"}});
    }
    /// The whole way; where the browser ends.
    std::string browse(const std::string& folder) { return outputOf({"node", "browser.js", std::string(begin().textAt("url")), loopback}, folder); }
};

struct FederationTest : ::testing::Test {
    void SetUp() override {
        const auto found = providerFolder(OK_SOURCE_DIR, OK_BINARY_DIR);
        if (!found) GTEST_SKIP() << "npm could not install the identity providers of tests/idp: no network, or no npm";
        folder = *found;
        port = freePort("127.0.0.1");
    }
    void is(const ReadyProcess& provider, const std::string& account) {
        EXPECT_EQ(outputOf({"curl", "-s", provider.said() + "/who?account=" + net::percentEncode(account)}, folder), "ok");
    }
    std::string oidcSettings(const std::string& issuer, const std::string& more = {}) {
        return R"({"issuer":")" + issuer + R"(","client_id":"outagekit","client_secret":"a-secret-of-the-test")" + more + "}";
    }
    std::string callbackUrl() const { return "http://127.0.0.1:" + std::to_string(port) + "/v1/sign-in/callback"; }
    std::string folder;
    std::uint16_t port = 0;
};

}  // namespace ok::test
