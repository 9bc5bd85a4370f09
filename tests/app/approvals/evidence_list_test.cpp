// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What speaks for a request beside its review: every item of the version, with a badge where it cannot be had (F04.R3.A1, F04.R3.A5).
#include "app/approvals/evidence_list.h"
#include "tests/app/approvals/review_panel.h"

namespace ok::app {
namespace {

using sample::kNow;
using sample::Panel;

approvals::ReviewReply withEvidence() {
    approvals::ReviewReply out = sample::review();
    const std::string file = "/v1/incidents/018f0000-0000-7000-8000-000000000007/evidence/e1/file";
    out.evidence = {{{"e1", "The pole <b>at</b> the corner", "image/png", file, sha256("picture"), 1'200, kNow - hours(1)}, true, ""},
                    {{"e2", "Radar of the storm", "link", "https://weather.example/radar?t=12", sha256("radar"), 0, kNow - hours(2)}, false, "404"}};
    return out;
}

TEST(EvidenceList, ShowsEveryItemAsItWasFrozenAndABadgeWhereItCannotBeHad) {
    Panel p(withEvidence());
    const QString said = p.panel->review().evidence().text();
    for (const char* each : {"The pole &lt;b&gt;at&lt;/b&gt; the corner", "picture", "Radar of the storm", "web page", "https://weather.example/radar?t=12", "Unavailable"}) {
        EXPECT_TRUE(said.contains(QLatin1String(each))) << each << " is missing in\n" << said.toStdString();
    }
    EXPECT_EQ(said.count(QStringLiteral("Unavailable")), 1);
    EXPECT_TRUE(said.contains(QString::fromStdString(sha256("picture").hex()).left(12)));
    p.serverSays(sample::review());
    EXPECT_TRUE(QTest::qWaitFor([&] { return !p.panel->review().evidence().isVisibleTo(p.panel.get()); }, 5000)) << "without evidence there is no list";
}

TEST(EvidenceList, AClickOpensAPageWhereItIsAndAFileByTheServersAddress) {
    Panel p(withEvidence());
    std::vector<QString> opened;
    auto& list = p.panel->review().evidence();
    list.openUrl = [&opened](const QUrl& url) { opened.push_back(url.toString()); };
    p.d.server.answer(QStringLiteral("evidence.open"), R"({"address":"https://desk.example/v1/evidence/ticket"})");
    QLabel* lines = nullptr;
    for (auto* each : list.findChildren<QLabel*>()) {
        if (each->text().contains(QStringLiteral("href"))) lines = each;
    }
    ASSERT_NE(lines, nullptr);
    emit lines->linkActivated(QStringLiteral("e2"));
    emit lines->linkActivated(QStringLiteral("e1"));
    ASSERT_EQ(opened.size(), 2U);
    EXPECT_EQ(opened[0], QStringLiteral("https://weather.example/radar?t=12"));
    EXPECT_EQ(opened[1], QStringLiteral("https://desk.example/v1/evidence/ticket"));
    const OutgoingCommand* asked = p.d.server.last(QStringLiteral("evidence.open"));
    ASSERT_NE(asked, nullptr);
    EXPECT_EQ(asked->body.value(QStringLiteral("evidence")).toString(), QStringLiteral("e1"));
    EXPECT_EQ(asked->body.value(QStringLiteral("snapshot")).toString(), QStringLiteral("22222222-2222-7222-8222-222222222222")) << "the version that is looked at";
}

}  // namespace
}  // namespace ok::app
