// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The public page over HTTP: cached, compressed, renewed when something changes, whole when the source fails (P11).
#include <gtest/gtest.h>

#include "server/comms/public_pages.h"
#include "server/net/net_server.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/wire_client.h"

namespace ok::comms {
namespace {

struct PublicPagesTest : ::testing::Test {
    PublicPagesTest() {
        profile.tenant = f.tenant;
        profile.slug = "bluegrass";
        broken = profile;
        broken.tenant = f.otherTenant;
        broken.slug = "broken";
        f.start();
        PublicPageParts parts;
        parts.openReader = [this] { return f.gate->openReader(); };
        parts.tenants = [this] { return std::vector{profile, broken}; };
        parts.source = [this](Store&, const TenantProfile& t) -> Result<PageModel> {
            if (t.slug == "broken") return problem("store_unavailable", "no");
            return PageModel{name, t.slug, "America/New_York", "", "", false, Instant::fromSeconds(1'727'000'000), {}, {}};
        };
        parts.clock = [this] { return f.now(); };
        parts.atMostEvery = milliseconds(1);
        pages = std::make_unique<PublicPages>(std::move(parts));
        net::Router router;
        pages->addRoutes(router);
        server = std::make_unique<net::NetServer>(net::NetOptions{}, std::move(router));
        EXPECT_TRUE(pages->start().ok());
        EXPECT_TRUE(server->start().ok());
    }
    test::HttpAnswer get(const std::string& target, const test::HttpClient::Headers& headers = {}) {
        const auto answer = test::HttpClient({.port = server->port()}).get(target, headers);
        return answer.ok() ? *answer : test::HttpAnswer{};
    }
    test::GateFixture f;
    TenantProfile profile, broken;
    std::string name = "Bluegrass Electric";
    std::unique_ptr<PublicPages> pages;
    std::unique_ptr<net::NetServer> server;
};

TEST_F(PublicPagesTest, AreCacheableAndCompressed) {
    const auto plain = get("/o/bluegrass");
    EXPECT_EQ(plain.status, 200);
    EXPECT_NE(plain.body.find("Bluegrass Electric"), std::string::npos);
    EXPECT_NE(plain.header("Cache-Control").find("public"), std::string::npos);
    const std::string etag = plain.header("ETag");
    EXPECT_EQ(get("/o/bluegrass", {{"If-None-Match", etag}}).status, 304);
    EXPECT_EQ(get("/o/bluegrass", {{"If-None-Match", "\"other\""}}).status, 200);
    const auto packed = get("/o/bluegrass", {{"Accept-Encoding", "gzip, br"}});
    EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
    EXPECT_LT(packed.body.size(), plain.body.size());
    EXPECT_NE(get("/o/bluegrass?lang=es").body.find("<html lang=\"es\">"), std::string::npos);
    EXPECT_EQ(get("/o/bluegrass?page=999999999999").status, 200);
    EXPECT_EQ(get("/o/bluegrass/incidents.geojson").header("Content-Type"), "application/geo+json");
}

TEST_F(PublicPagesTest, UnknownUtilitiesAndBrokenSourcesHavePagesOfTheirOwn) {
    EXPECT_EQ(get("/o/nobody").status, 404);
    EXPECT_NE(get("/o/nobody").body.find("There is no such page"), std::string::npos);
    EXPECT_EQ(get("/o/broken").status, 503);
    EXPECT_EQ(get("/o/broken").header("Cache-Control"), "no-store");
    EXPECT_EQ(get("/o/nobody/incidents.geojson").status, 404);
}

}  // namespace
}  // namespace ok::comms
