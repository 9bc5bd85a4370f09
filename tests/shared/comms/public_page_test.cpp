// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The public page and its feed (P11, P12, main job 11): small, honest, accessible, whole without script.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>

#include "shared/base/json.h"
#include "shared/comms/page_map.h"
#include "shared/comms/public_page.h"

namespace ok::comms {
namespace {

const Instant now = *parseIso("2024-09-27T18:07:00Z");

Polygon blob(double lon, double lat, double size, int corners) {
    Ring ring;
    for (int i = 0; i < corners; ++i) {
        const double a = 2 * std::numbers::pi * i / corners;
        const double r = size * (1 + 0.25 * std::sin(5 * a));
        ring.push_back({lon + r * std::cos(a), lat + 0.8 * r * std::sin(a)});
    }
    return {{ring}};
}

PageModel storm(int areas) {
    PageModel m{"Bluegrass Electric", "bluegrass", "America/New_York", "555-0100", "555-0101", false,
                *parseIso("2024-09-27T18:02:00Z"), {blob(-84.5, 37.8, 1.6, 180)}, {}};
    const char* names[] = {"Riverside", "Old Mill", "St. Mary's", "Cedar & Vine", "Lakeview", ""};
    const char* causes[] = {"storm", "tree", "", "equipment"};
    for (int i = 0; i < areas; ++i) {
        PageArea a;
        a.id = "a" + std::to_string(10000 + i);
        a.name = names[i % 6];
        a.status = static_cast<PageStatus>(i % 5);
        a.customersOut = 1 + (i * 7919) % (i % 9 == 0 ? 9000 : i % 3 == 0 ? 900 : 60);
        a.causeKey = causes[i % 4];
        a.eta = {now + minutes(30 + i % 500), now + minutes(90 + i % 500), static_cast<EtaConfidence>(i % 4)};
        a.nextUpdate = i % 2 == 0 ? now + hours(1) : Instant();
        a.startedAt = now - minutes(10 + i % 700);
        a.updatedAt = now - minutes(5);
        a.boundary = blob(-84.5 + 1.2 * std::sin(i * 2.4) * std::sqrt(0.1 + i % 50 / 60.0), 37.8 + std::cos(i * 2.4) * 0.9 * std::sqrt(0.1 + i % 50 / 60.0),
                          i % 9 == 0 ? 0.09 : 0.03, 40);
        m.areas.push_back(std::move(a));
    }
    return m;
}

std::size_t countOf(std::string_view text, std::string_view what) {
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

// With OK_WRITE_PAGES=<directory> the pages are written there, to be looked at.
void keep(const std::string& name, const std::string& html) {
    if (const char* dir = std::getenv("OK_WRITE_PAGES")) std::ofstream(std::string(dir) + "/" + name) << html;
}

TEST(PublicPage, IsAtMost30KilobytesHoweverBadTheStorm) {
    for (const int areas : {0, 1, 12, 60, 400, 3000}) {
        const PageModel m = storm(areas);
        for (const Language language : {Language::en, Language::es}) {
            const std::string html = publicPage(m, language, 1, now);
            EXPECT_LE(html.size(), largestPage) << areas;
            keep("page-" + std::to_string(areas) + (language == Language::en ? "-en" : "-es") + ".html", html);
        }
    }
    PageModel drill = storm(12);
    drill.drill = true;
    keep("page-drill.html", publicPage(drill, Language::en, 1, now));
    keep("page-trouble.html", troublePage(PageTrouble::unavailable));
}

TEST(PublicPage, EveryAreaIsOnSomePage) {
    const PageModel m = storm(60);
    EXPECT_EQ(pageCount(m), 3);
    std::size_t listed = 0;
    for (int p = 1; p <= pageCount(m); ++p) listed += countOf(publicPage(m, Language::en, p, now), "<h3>");
    EXPECT_EQ(listed, 60u);
    EXPECT_EQ(publicPage(m, Language::en, 99, now), publicPage(m, Language::en, 3, now));
    EXPECT_EQ(publicPage(m, Language::en, -1, now), publicPage(m, Language::en, 1, now));
}

TEST(PublicPage, HasLandmarksHeadingsAndNamesForScreenReaders) {
    const std::string html = publicPage(storm(60), Language::en, 1, now);
    for (const char* needed : {"<html lang=\"en\">", "<header>", "<main id=\"main\">", "<footer>", "<h1>", "class=\"skip\"",
                               "role=\"img\" aria-labelledby=\"mt md\"", "<title id=\"mt\">Map of outages", "<desc id=\"md\">",
                               "<figcaption>", "aria-current=\"page\"", "aria-label=\"Pages of the list\"", "lang=\"es\" hreflang=\"es\""}) {
        EXPECT_NE(html.find(needed), std::string::npos) << needed;
    }
    EXPECT_EQ(countOf(html, "<h1>"), 1u);
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_NE(publicPage(storm(5), Language::es, 1, now).find("<html lang=\"es\">"), std::string::npos);
}

TEST(PublicPage, SaysEachEstimateAsPreciselyAsItIsKnown) {  // F37.R1
    PageModel m = storm(1);
    const auto shown = [&m](EtaConfidence c) {
        m.areas[0].status = PageStatus::confirmed;
        m.areas[0].eta = {*parseIso("2024-09-27T21:00:00Z"), *parseIso("2024-09-27T22:30:00Z"), c};
        return publicPage(m, Language::en, 1, now);
    };
    EXPECT_NE(shown(EtaConfidence::high).find("We expect power back by 6:30 PM Friday."), std::string::npos);
    EXPECT_NE(shown(EtaConfidence::medium).find("We expect power back between 5 PM and 6:30 PM Friday."), std::string::npos);
    EXPECT_NE(shown(EtaConfidence::low).find("Our early guess is between 5 PM and 10 PM Friday. This may change."), std::string::npos);
    EXPECT_NE(shown(EtaConfidence::none).find("We do not have an estimate yet."), std::string::npos);
    EXPECT_NE(shown(EtaConfidence::high).find("datetime=\"2024-09-27T18:02:00Z\">2:02 PM Friday"), std::string::npos);
}

TEST(PublicPage, NamesFromOutsideCannotBecomeMarkup) {  // "bad input"
    PageModel m = storm(1);
    m.areas[0].name = "<script>alert(1)</script>";
    m.utility = "\"><img src=x>";
    m.phone = m.smsNumber = "<i>1</i>";
    const std::string html = publicPage(m, Language::en, 1, now);
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("<img"), std::string::npos);
    EXPECT_EQ(html.find("<i>1</i>"), std::string::npos);
}

TEST(PublicPage, SaysSoWhenNothingIsOutAndWhenNothingIsKnown) {
    PageModel m = storm(0);
    EXPECT_NE(publicPage(m, Language::en, 1, now).find("We know of no outages right now."), std::string::npos);
    m.updatedAt = {};
    m.territory.clear();
    const std::string html = publicPage(m, Language::es, 1, now);
    EXPECT_NE(html.find("Aún no tenemos avisos."), std::string::npos);
    EXPECT_EQ(html.find("<figure"), std::string::npos);
    EXPECT_NE(troublePage(PageTrouble::unknown_utility).find("Esta página no existe"), std::string::npos);
}

TEST(PublicPage, ADrillIsMarkedInEveryPixelOfItsHead) {  // main job 12
    PageModel m = storm(3);
    EXPECT_EQ(publicPage(m, Language::en, 1, now).find("DRILL"), std::string::npos);
    m.drill = true;
    EXPECT_NE(publicPage(m, Language::en, 1, now).find("THIS IS A DRILL. Nothing on this page is real."), std::string::npos);
    EXPECT_NE(publicPage(m, Language::es, 1, now).find("ESTO ES UN SIMULACRO."), std::string::npos);
    EXPECT_NE(outageFeed(m, now).find("\"drill\":true"), std::string::npos);
}

TEST(PageMap, KeepsSmallAreasVisibleAndBigOnesNumbered) {
    PageModel m = storm(2);
    m.areas[0].boundary = blob(-84.5, 37.8, 0.0001, 8);
    const std::string svg = mapSvg(m, "t", "d");
    EXPECT_NE(svg.find("<circle"), std::string::npos);
    EXPECT_NE(svg.find(">1</text>"), std::string::npos);
    EXPECT_EQ(mapSvg({}, "t", "d"), "");
    EXPECT_EQ(sizeClass(50), 1);
    EXPECT_EQ(sizeClass(51), 2);
    EXPECT_EQ(sizeClass(5001), 4);
}

TEST(OutageFeed, IsGeoJsonWithClosedRingsAndNoTimeThatMayNotBeSaid) {  // P12
    PageModel m = storm(5);
    m.areas[0].eta.confidence = EtaConfidence::none;
    const auto doc = parseJson(outageFeed(m, now));
    ASSERT_TRUE(doc.ok());
    EXPECT_EQ(doc->root()["type"].text(), "FeatureCollection");
    const JsonView features = doc->root()["features"];
    ASSERT_EQ(features.size(), 5u);
    for (std::size_t i = 0; i < features.size(); ++i) {
        const JsonView f = features.at(i);
        const JsonView ring = f["geometry"]["coordinates"].at(0);
        EXPECT_EQ(ring.at(0).canonical(), ring.at(ring.size() - 1).canonical());
        if (f["id"].text() == "a10000") {
            EXPECT_EQ(f["properties"]["eta_form"].text(), "none");
            EXPECT_TRUE(f["properties"]["eta_until"].isNull());
        }
    }
}

}  // namespace
}  // namespace ok::comms
