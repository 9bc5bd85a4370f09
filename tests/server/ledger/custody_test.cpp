// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The chain of custody of one incident on the real server (F04.R6.A1, A2, A3, A6, A7).
#include "tests/support/snapshot_desk.h"

namespace ok::test {
namespace {

class Custody : public SnapshotDesk {
  protected:
    void later() { now->fetch_add(seconds(1).count()); }
    HttpAnswer chain(const std::string& more = {}, const std::string& who = "iris") { return ask("GET", "/v1/audit/incidents/" + incident + "/chain" + more, who); }
    /// Asked for, drifted from, frozen anew, approved as it was before (refused), approved, sent.
    void story() {
        request();
        later();
        worldMoves();
        now->fetch_add(seconds(6).count());
        ASSERT_TRUE(until([&] { return chain().body.find("DRIFT_DETECTED") != std::string::npos; }));
        later();
        const auto anew = ask("POST", "/v1/commands", "maria", R"({"name":"approvals.resnapshot","body":{"approval":")" + approval + R"(","digest":")" + digest + "\"}}");
        ASSERT_EQ(anew.status, 200) << anew.body;
        second = std::string(json(anew).find("reply")->textAt("digest"));
        later();
        EXPECT_EQ(release(digest).status, 409) << "of an older version";
        later();
        const auto released = release(second);
        ASSERT_EQ(released.status, 200) << released.body;
    }
    static std::vector<JsonValue> items(const HttpAnswer& answer) {
        const JsonValue whole = json(answer);
        const JsonValue* list = whole.find("items");
        return list != nullptr && list->array() != nullptr ? *list->array() : std::vector<JsonValue>();
    }
    static std::vector<std::string> types(const std::vector<JsonValue>& steps) {
        std::vector<std::string> out;
        for (const JsonValue& step : steps) out.emplace_back(step.textAt("event_type"));
        return out;
    }
    std::string second;
};

// F04.R6.A1, A2, A3, A6: numbered, in order, each step with the content it is about.
TEST_F(Custody, TheWholeChainOfAnIncidentIsToldInOrder) {
    story();
    const auto answer = chain();
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto steps = items(answer);
    EXPECT_EQ(types(steps), (std::vector<std::string>{"SNAPSHOT_CREATED", "DRIFT_DETECTED", "SNAPSHOT_RESNAPSHOT", "APPROVAL_SNAPSHOT_MISMATCH", "APPROVAL_DECISION", "BROADCAST_STARTED",
                                                      "BROADCAST_COMPLETED"}))
        << answer.body;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        EXPECT_EQ(*steps[i].find("number")->integer(), static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(steps[i].textAt("incident_id"), incident);
        EXPECT_EQ(steps[i].textAt("entry_hash").size(), 64U);
    }
    ASSERT_EQ(steps.size(), 7U);
    const auto detail = [&](std::size_t at, const char* name) { return std::string(steps[at].find("details")->textAt(name)); };
    EXPECT_EQ(steps[0].textAt("snapshot_hash"), digest);
    EXPECT_EQ(detail(0, "signer_user_id"), staff["one"].ids["maria"]);
    EXPECT_EQ(detail(0, "signer_key_fingerprint").size(), 16U);
    EXPECT_TRUE(detail(0, "created_at").ends_with("Z"));
    const auto whole = ask("GET", "/v1/snapshots/" + std::string(steps[0].textAt("snapshot_id")), "iris");
    EXPECT_EQ(sha256(json(whole).find("content")->canonical()).hex(), digest) << "computed again from what is exported";
    EXPECT_EQ(detail(1, "previous_snapshot_hash"), digest);
    EXPECT_NE(steps[1].find("details")->canonical().find("stage"), std::string::npos) << "changed_fields";
    EXPECT_EQ(steps[2].textAt("parent_snapshot_id"), steps[0].textAt("snapshot_id"));
    EXPECT_EQ(detail(2, "new_snapshot_hash"), second);
    EXPECT_EQ(detail(3, "seen_snapshot_hash"), digest);
    EXPECT_EQ(steps[3].textAt("snapshot_hash"), second);
    EXPECT_EQ(steps[4].textAt("snapshot_hash"), second);
    EXPECT_EQ(detail(4, "decision"), "approved");
    EXPECT_EQ(detail(4, "approver_user_id"), staff["one"].ids["jonas"]);
    EXPECT_EQ(detail(4, "approver_role"), "approver");
    EXPECT_EQ(steps[5].textAt("snapshot_id"), steps[2].textAt("snapshot_id"));
    EXPECT_EQ(detail(5, "job_id"), broadcast.str());
    EXPECT_EQ(detail(6, "job_id"), broadcast.str());
}

// F04.R6.A6, A7: pages, two formats, one answer for whoever asks and by which name.
TEST_F(Custody, AChainIsExportedInPagesAndTheSameBytesForEverybody) {
    story();
    const auto whole = chain();
    EXPECT_EQ(ask("GET", "/audit/incidents/" + incident + "/chain?format=json", "iris").body, whole.body);
    EXPECT_EQ(chain("?format=json", "ada").body, whole.body) << "another reader, the same bytes";
    std::vector<std::string> seen;
    std::string cursor;
    for (int page = 0; page < 10; ++page) {
        const auto one = chain("?page_size=3" + (cursor.empty() ? std::string() : "&cursor=" + cursor));
        ASSERT_EQ(one.status, 200) << one.body;
        for (const auto& type : types(items(one))) seen.push_back(type);
        cursor = textAt(one, "next_cursor");
        if (cursor.empty()) break;
    }
    EXPECT_EQ(seen, types(items(whole)));
    const auto csv = chain("?format=csv");
    EXPECT_TRUE(csv.body.starts_with("number,event_type,at,")) << csv.body.substr(0, 80);
    EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 8) << "a header and seven rows";
    EXPECT_EQ(csv.header("Content-Type"), "text/csv; charset=utf-8");
    EXPECT_EQ(chain("?format=xml").status, 400);
    EXPECT_EQ(chain("?page_size=0").status, 400);
    EXPECT_EQ(chain("?cursor=bm90aGluZw").status, 400);
    EXPECT_EQ(chain({}, "fay").status, 403);
    EXPECT_EQ(ask("GET", "/v1/audit/incidents/7f0c2d1e-6a5b-4c3d-8e9f-0a1b2c3d4eff/chain", "iris").status, 404);
    EXPECT_EQ(ask("GET", "/v1/audit/incidents/nonsense/chain", "iris").status, 404);
    for (const char* method : {"PATCH", "DELETE", "PUT"}) EXPECT_EQ(ask(method, "/v1/audit/incidents/" + incident + "/chain", "ada", method == std::string("DELETE") ? "" : "{}").status, 405) << method;
}

}  // namespace
}  // namespace ok::test
