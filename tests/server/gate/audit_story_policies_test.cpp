// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The part of the story about versioned documents: drafted, reviewed, published, scheduled, rolled back.
#include "server/policy/policy_commands.h"
#include "shared/approvals/guard_kind.h"
#include "tests/server/gate/audit_story_steps.h"

namespace ok::test {

void AuditStory::policies() {
    using namespace ok::policy;
    const std::string kind = "roles";
    const SecurityContext cleo = m_f->person("cleo", {"policy_approver"}), dora = m_f->person("dora", {"policy_approver"});
    const auto role = [](const std::string& id) {
        return Change{"/roles/" + id, {}, RawJson{R"({"id":")" + id + R"(","inherits":["operator"],"name":"made in the story"})"}};
    };
    const auto approved = [&](const std::string& id) {
        const int version = ask<VersionReply>(CreateDraft{kind, "a role more: " + id + " of the story"}, m_admin).version;
        say(EditDraft{kind, version, 0, {role(id)}, "", "", ""}, m_admin);
        say(SubmitDraft{kind, version, 0}, m_admin);
        say(TakeBack{kind, version, 0, false, "one more look at it"}, m_admin);
        say(SubmitDraft{kind, version, 0}, m_admin);
        say(ReviewVersion{kind, version, 0, ReviewDecision::approve, "", {}}, cleo);
        say(ReviewVersion{kind, version, 0, ReviewDecision::approve, "", {}}, dora);
        return version;
    };
    say(PublishVersion{kind, approved("night"), 0}, m_admin);
    const int second = approved("day");
    say(ScheduleVersion{kind, second, 0, toIso(m_f->now() + hours(1)), "UTC"}, m_admin);
    say(policy::CancelSchedule{kind, second, 0, "not during the storm"}, m_admin);
    const auto planned = ask<VersionReply>(ScheduleVersion{kind, second, 0, toIso(m_f->now() + hours(1)), "UTC"}, m_admin);
    m_f->advance(hours(1));
    say(WatchCutOver{kind, second, planned.digest, 1}, m_system);
    say(CutOver{kind, second, planned.digest}, m_system);
    const int left = ask<VersionReply>(CreateDraft{kind, "left behind by a rollback"}, m_admin).version;
    say(EditDraft{kind, left, 0, {role("left")}, "", "", ""}, m_admin);
    say(Rollback{kind, 0, "the new one was wrong"}, m_admin);
    say(RebaseDraft{kind, left, 0}, m_admin);
    say(RecordExamination{{.kind = kind, .number = left, .what = "impact"}}, m_admin);
    sayReleased(ConfigurePolicy{{kind, 2, "policy_approver", {"alert_email"}, {}}, "as it was agreed on"}, m_admin, m_otherAdmin);
}
}  // namespace ok::test
