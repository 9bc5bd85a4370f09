// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/remarks.h"

#include <algorithm>

#include "shared/access/user.h"
#include "shared/approvals/request_notes.h"
#include "shared/incidents/incident.h"
#include "shared/oncall/oncall_events.h"
#include "shared/oncall/remark_commands.h"

namespace ok::oncall {
namespace {

using approvals::Approval;
using approvals::ApprovalState;
using approvals::ApprovalStep;
using approvals::StepKind;

constexpr std::ptrdiff_t longestComment = 1'000;   // characters
constexpr int mostComments = 200;
constexpr Duration atOnce = minutes(5);

Status checkText(CommandContext& cx, const std::string& text) {
    if (cx.who().actor.type != ActorType::human) return problem("not_a_person", "only a signed-in person can comment");
    if (text.empty()) return problem("reason_missing", "a comment needs words");
    const auto characters = std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    if (characters > longestComment) return problem("invalid_fields", "this comment is too long", {{"field", "text"}, {"allowed", "1000"}});
    return {};
}

const ApprovalStep* commentIn(const Approval& approval, const std::string& id) {
    for (const ApprovalStep& step : approval.steps) {
        if (step.id == id && step.kind == StepKind::commented) return &step;
    }
    return nullptr;
}

std::vector<Approval> waitingAbout(CommandContext& cx, const std::string& incident) {
    std::vector<Approval> out;
    for (Approval& each : cx.views().byKey<Approval>("state", enumName(ApprovalState::pending))) {
        if (std::find(each.subjects.begin(), each.subjects.end(), incident) != each.subjects.end()) out.push_back(std::move(each));
    }
    return out;
}

Status remark(CommandContext& cx, const RemarkIncident& command) {
    OK_TRY(checkText(cx, command.text));
    const auto named = IncidentId::parse(command.incident);
    if (!named.ok() || !cx.views().find<incidents::Incident>(command.incident)) return problem("not_found", "there is no such incident");
    ApprovalStep step;
    step.id = formatUuid(cx.newUuid());
    step.kind = StepKind::commented;
    step.actor = cx.who().actor;
    step.at = cx.clockNow();
    step.reason = command.text;
    step.surface = cx.who().source;
    if (const auto user = cx.views().find<access::User>(cx.who().actor.id)) {
        step.login = user->login;
        step.name = user->name;
    }
    cx.emit(IncidentRemarked{command.incident, step.id, command.text, step.at}, {.subjects = {command.incident}});
    for (const Approval& each : waitingAbout(cx, command.incident)) {
        const auto comments = std::count_if(each.steps.begin(), each.steps.end(), [](const ApprovalStep& other) { return other.kind == StepKind::commented; });
        if (comments >= mostComments) continue;
        step.cycle = each.cycle;
        step.version = each.version;
        cx.emit(approvals::ApprovalNoted{each.id, step}, {.subjects = {each.id.str(), command.incident}});
    }
    cx.reply(RemarkReply{step.id});
    return {};
}

/// What a comment says of itself, wherever it stands.
struct Written {
    std::string author;
    Instant at;
};

Status revise(CommandContext& cx, const ReviseComment& command) {
    OK_TRY(checkText(cx, command.text));
    approvals::CommentRevised event{{}, {}, command.comment, command.text, true, cx.clockNow()};
    std::optional<Written> written;
    std::vector<Approval> about;
    if (!command.incident.empty()) {
        about = waitingAbout(cx, command.incident);
        event.incidents = {command.incident};
        if (const auto item = cx.views().find<incidents::TimelineItem>(remarkId(command.comment, command.incident))) written = Written{item->actor, item->at};
    } else if (const auto approval = cx.views().find<Approval>(command.approval)) {
        if (commentIn(*approval, command.comment) != nullptr && approval->state != ApprovalState::pending) {
            return problem("approval_not_pending", "this request was already decided: what was said about it stays", {{"state", enumName(approval->state)}});
        }
        about.push_back(*approval);
        for (const std::string& subject : approval->subjects) {
            if (cx.views().find<incidents::TimelineItem>(remarkId(command.comment, subject))) event.incidents.push_back(subject);
        }
        // The same words stand in other requests where they were written about the incident.
        for (const std::string& incident : event.incidents) {
            for (Approval& other : waitingAbout(cx, incident)) {
                if (other.id != approval->id) about.push_back(std::move(other));
            }
        }
    }
    for (const Approval& each : about) {
        const ApprovalStep* step = commentIn(each, command.comment);
        if (step == nullptr || std::find(event.approvals.begin(), event.approvals.end(), each.id) != event.approvals.end()) continue;
        event.approvals.push_back(each.id);
        written = Written{step->actor.id, step->at};
    }
    if (!written) return problem("comment_not_found", "there is no such comment");
    if (written->author != cx.who().actor.id) return problem("not_the_author", "only who wrote a comment changes it");
    event.keepsBefore = cx.clockNow() - written->at > atOnce;
    EventOptions options;
    for (const ApprovalId id : event.approvals) options.subjects.push_back(id.str());
    options.subjects.insert(options.subjects.end(), event.incidents.begin(), event.incidents.end());
    cx.emit(std::move(event), std::move(options));
    return {};
}

}  // namespace

void addRemarkHandlers(Gate& gate) {
    gate.handle<RemarkIncident>([](const Right&, CommandContext& cx, const RemarkIncident& c) { return remark(cx, c); });
    gate.handle<ReviseComment>([](const Right&, CommandContext& cx, const ReviseComment& c) { return revise(cx, c); });
}

}  // namespace ok::oncall
