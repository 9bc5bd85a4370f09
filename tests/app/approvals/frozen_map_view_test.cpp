// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The map of a snapshot at the desk: the frozen extent, the frozen outlines, what computed them, and what a badge says (F04.R3.A3, F04.R3.A4,
// F04.R1.A7).
#include "app/approvals/frozen_map_view.h"
#include "tests/app/approvals/review_panel.h"

namespace ok::app {
namespace {

using namespace approvals;
using sample::Panel;

ReviewReply withMap() {
    ReviewReply out = sample::review();
    SnapshotContent content;
    content.incidents = {{"incident-000007", "Riverside", "confirmed", "America/New_York", 1'200, {}, {{{{-82.60, 35.55}, {-82.56, 35.55}, {-82.54, 35.59}, {-82.60, 35.58}, {-82.60, 35.55}}}}, {}, false}};
    fixMap(content);
    out.map = content.map;
    out.shapes = shapesOf(content);
    out.mapFits = stillFits(*out.map, out.shapes);
    out.versions = {{"clusterer", "1"}, {"eta_model", "4"}};
    return out;
}

QImage drawn(FrozenMapView& view) { return view.grab().toImage(); }

// F04.R3.A4, F04.R1.A7: nothing moves it, whatever is pressed or turned; without a base map a badge says so and the outlines are there.
TEST(FrozenMapViewTest, TheFrozenMapStandsStillAndSaysWhatItIs) {
    Panel p(withMap());
    auto* view = p.panel->findChild<FrozenMapView*>();
    ASSERT_NE(view, nullptr);
    ASSERT_TRUE(view->isVisibleTo(p.panel.get()));
    EXPECT_EQ(view->accessibleName(), QStringLiteral("Read-only map snapshot"));
    ASSERT_EQ(view->shapes().size(), 1U);
    EXPECT_EQ(view->shapes()[0].id, "incident-000007");
    EXPECT_TRUE(view->accessibleDescription().contains(QStringLiteral("Riverside")));
    EXPECT_FALSE(view->badge().isEmpty()) << "this desk has no map file";
    const QImage before = drawn(*view);
    QTest::mousePress(view, Qt::LeftButton, {}, {100, 90});
    QTest::mouseMove(view, {160, 40});
    QTest::mouseRelease(view, Qt::LeftButton, {}, {160, 40});
    QTest::keyClick(view, Qt::Key_Plus);
    EXPECT_EQ(drawn(*view), before);
    EXPECT_TRUE(p.words().contains(QStringLiteral("clusterer 1, eta_model 4")));
    EXPECT_TRUE(p.words().contains(QStringLiteral("outline/1")));
    ReviewReply other = withMap();
    other.mapFits = false;
    p.serverSays(other);
    ASSERT_TRUE(QTest::qWaitFor([&] { return view->badge().startsWith(QStringLiteral("Not the picture")); }, 5000));
    EXPECT_EQ(view->shapes().size(), 1U) << "and is drawn all the same";
}

TEST(FrozenMapViewTest, ChannelsByWhichNothingLeavesAreNamed) {  // F04.R3.A3
    Panel p(withMap());
    EXPECT_FALSE(p.words().contains(QStringLiteral("Not included"))) << "texts, mails and calls all leave";
    ReviewSide before = sample::published(), after = sample::proposed();
    const auto noVoice = [](ReviewSide& side) { std::erase_if(side.texts, [](const ReviewText& each) { return each.channel == "voice"; }); };
    noVoice(before), noVoice(after);
    Panel q(sample::reviewOf(before, after));
    EXPECT_TRUE(q.words().contains(QStringLiteral("Not included: voice"))) << q.words().toStdString();
    EXPECT_TRUE(q.words().contains(QStringLiteral("1,200"))) << "thousands have their separator";
}

}  // namespace
}  // namespace ok::app
