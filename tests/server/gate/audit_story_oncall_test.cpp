// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The part of the story about people who are called: rosters, preferences, and a ladder from its first step to its end.
#include "server/access/access_commands.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/incidents/incidents_views.h"
#include "shared/oncall/oncall_commands.h"
#include "tests/server/gate/audit_story_steps.h"
#include "tests/support/publish_policy.h"

namespace ok::test {

void AuditStory::oncall() {
    using namespace ok::oncall;
    const Instant now = m_f->now();
    const auto piet = ask<access::UserCreatedReply>(access::CreateUser{"piet", {"Piet"}, {"approver"}, {"$argon2id$made-up"}}, m_system).user.str();
    SecurityContext self = m_f->person(piet, {"approver"});
    self.session = SessionId{derivedUuid("piet at his desk")};
    Team team;
    team.id = "storm";
    team.name = "Storm";
    team.zone = "UTC";
    team.roles = {"primary"};
    team.rotations = {{"r", "primary", {piet}, "2024-01-01", {}, 7, 540, {}}};
    say(SaveTeam{team, 0, true}, m_admin);
    say(SaveShift{"storm", {"s", "primary", piet, now + hours(30), now + hours(32), {}}, 0, false}, m_admin);
    say(SetOverride{"storm", {"o", "primary", piet, "swapped", now, now + hours(2), {}}, false}, m_admin);
    say(SetAbsence{{}, now + hours(48), now + hours(50), false}, self);
    say(TakeShifts{"pager", "pagerduty", "storm", {{"p", "primary", piet, now + hours(60), now + hours(61), "pager"}}, {}, {}, {}}, m_system);
    say(SetPreferences{{{}, {"sms"}, {}, 0, 0, {}, "es"}}, self);
    LadderPolicy policy;
    policy.id = "usual";
    policy.steps = {{{"team:storm/primary"}, {"sms", "email"}, 300, 1}, {{"user:" + piet}, {"sms"}, 300, 1}};
    publishPolicy(*m_f->gate, m_f->tenant, makeLadderKind(), toJson(LadderRules{{policy}, {{"incidents.*", {}, "usual"}}}));
    incidents::CreateIncident create;
    create.place = "Oak Street";
    create.centre = LonLat{-84.2, 38.3};
    say(create, m_operator);
    IncidentId incident;
    for (const auto& each : m_f->documents<ok::incidents::Incident>()) incident = each.place == "Oak Street" ? each.id : incident;
    const auto hold = [&] {
        incidents::SetEtr etr;
        etr.incident = incident;
        etr.latest = m_f->now() + hours(6);
        const auto asked = m_f->run(etr, m_operator);
        EXPECT_TRUE(held(asked)) << (asked.reply.ok() ? "" : toJson(asked.reply.problem()));
        return held(asked) ? *ApprovalId::parse(asked.reply.problem().details.at("approval_id")) : ApprovalId{};
    };
    const ApprovalId first = hold();
    m_f->run(approvals::Comment{first, "what do you say, @piet?"}, m_second);
    CommandId mention;
    for (const Entry& entry : m_f->entries()) {
        const auto noted = entry.header.type == approvals::ApprovalNoted::eventType ? fromJson<approvals::ApprovalNoted>(entry.payload) : Result<approvals::ApprovalNoted>(problem("other", ""));
        if (noted.ok() && noted->approval == first) mention = commandIdFrom(m_f->tenant, "mentions of " + noted->step.id);
    }
    count(std::string(TellMentioned::card.name), mention);
    say(Acknowledge{first, "sms", false}, self);
    say(SnoozeLadder{first, 5, "he is driving"}, m_second);
    say(HoldLadders{incident.str(), true, "the crew looks again"}, m_second);
    say(HoldLadders{incident.str(), false, "it goes on"}, m_second);
    say(RecoverLadders{}, m_system);
    say(Reassign{{first}, "user:" + piet, "he asked for it"}, m_second);
    m_f->advance(minutes(30));
    say(LadderDue{first, "end"}, m_system);
    say(DigestDue{piet}, m_system);
    say(RecordExport{{}, "csv", 0, "of nothing"}, m_system);
    hold();
    say(AcknowledgeByText{"piet", {}}, m_system);
    m_f->run(incidents::CloseIncident{incident, "power is back"}, m_operator);
    CommandId turned;
    for (const Entry& entry : m_f->entries()) {
        if (entry.header.type == "incident.closed") turned = commandIdFrom(m_f->tenant, "ladders of " + incident.str() + " " + entry.header.entryId.str());
    }
    count(std::string(IncidentTurned::card.name), turned);
    say(RemoveTeam{"storm", 0}, m_admin);
}

}  // namespace ok::test
