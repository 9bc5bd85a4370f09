// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the world and the machines do in a walk, and what has to hold after each step.
#include <gtest/gtest.h>

#include "server/outbox/outbox_commands.h"
#include "server/store/log_tools.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/frozen_broadcast.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/ledger/verifier.h"
#include "shared/oncall/oncall_views.h"
#include "shared/product/projections.h"
#include "shared/reports/reports_commands.h"
#include "tests/server/walk/walk.h"

namespace ok::walk {

using comms::Broadcast;
using comms::Message;
using comms::MessageState;

namespace {

std::string codeOf(const CommandAnswer& answer) { return answer.reply.ok() ? "ok" : answer.reply.problem().code; }

}  // namespace

void Walk::stopText(const Step& s, bool stop) {
    const std::string& phone = m_town.customers[s.a % m_town.customers.size()];
    const auto answer = m_server->run(reports::ReceiveText{"SM" + std::to_string(m_outside.commands), {phone}, {stop ? "STOP" : "START"}}, m_server->f.intake());
    say(phone + " " + walk::codeOf(answer));
    if (!answer.reply.ok()) return;
    if (stop) m_model.stopped.insert(phone);
    else m_model.stopped.erase(phone);
    m_model.worldChanged();
}

/// The link in an email of ours.
void Walk::stopMail(const Step& s) {
    std::vector<TakenMessage> mails;
    for (TakenMessage& each : m_outside.provider->taken()) {
        if (each.connector == "email") mails.push_back(std::move(each));
    }
    if (mails.empty()) return;
    const TakenMessage& mail = mails[s.a % mails.size()];
    const auto answer = m_server->run(comms::StopFromMessage{*MessageId::parse(mail.row), "email.link"}, m_server->f.intake());
    say(mail.to + " " + walk::codeOf(answer));
    if (!answer.reply.ok()) return;
    m_model.stopped.insert(mail.to);
    m_model.worldChanged();
}

void Walk::reshape(const Step& s) {
    const SecurityContext who = m_server->as(loginOf(s.a));
    CommandAnswer answer;
    if (s.op == Op::grow) {
        const bool west = s.b % 2 == 0;
        answer = m_server->run(incidents::DrawBoundary{west ? m_town.west : m_town.east, west ? Town::around(0, 1 + s.c % 4) : Town::around(2 + s.c % 3, 5)}, who);
    } else if (s.op == Op::merge) {
        answer = m_server->run(incidents::MergeIncidents{m_town.west, m_town.east, "one feeder"}, who);
    } else {
        answer = m_server->run(incidents::ConfirmRestoration{s.b % 2 == 0 ? m_town.west : m_town.east, incidents::EvidenceKind::crew, 1, "lights are on"}, who);
    }
    say(walk::codeOf(answer));
    if (!answer.reply.ok()) return;
    m_restless = m_restless || s.op == Op::restore;   // an outage that is over is closed by and by
    m_model.worldChanged();
    if (s.op == Op::grow) return;
    // And the next one begins where it was.
    const bool west = s.op == Op::restore && s.b % 2 == 0;
    incidents::CreateIncident create;
    create.place = "Riverside";
    create.boundary = west ? Town::around(0, 2) : Town::around(3, 5);
    const auto made = m_server->run(create, who);
    say(walk::codeOf(made));
    if (made.reply.ok()) (west ? m_town.west : m_town.east) = fromJson<incidents::IncidentReply>(*made.reply)->incident;
}

void Walk::setClock(Instant at) {
    m_outside.clockMicros = at.micros();
    m_server->f.clockMicros = at.micros();
}

void Walk::time(const Step& s) {
    switch (s.op) {
        case Op::wait:   // nobody's timer is asked
            setClock(m_outside.now() + (s.b % 8 == 0 ? Duration(minutes(s.a % 2 == 0 ? 245 : 1 + s.a % 30)) : Duration(milliseconds(1 + s.a % 1'000))));
            return;
        case Op::turnBack: setClock(m_outside.now() - seconds(1 + s.a % 600)); return;
        case Op::jump: setClock(m_outside.now() + minutes(1 + s.a % 300)); break;
        default: {
            const Instant until = m_outside.now() + seconds(1 + s.a % 150);
            for (int i = 0; i < 200; ++i) {   // every timer at its own moment
                const auto next = m_server->f.gate->nextTimer();
                if (!next || *next >= until) break;
                if (*next > m_outside.now()) setClock(*next);
                m_server->fire();
            }
            setClock(until);
        }
    }
    m_server->fire();
    const bool leaves = std::any_of(m_model.requests.begin(), m_model.requests.end(), [](const ModelRequest& r) { return r.later && r.state == "released"; });
    if (leaves || m_restless || s.op == Op::jump) m_model.worldChanged();
    const Instant now = m_server->gateNow();
    for (ModelRequest& r : m_model.requests) {
        if (r.state != "pending" || now < r.expiresAt) continue;
        r.state = "expired";
        ++met.expired;
    }
}

void Walk::dispatch() {
    m_server->fire();
    must(m_server->dispatch(), "the server died without being told to");
}

void Walk::receipt(const Step& s) {
    const auto taken = m_outside.provider->taken();
    if (taken.empty()) return;
    const TakenMessage& about = taken[taken.size() - 1 - std::min<std::size_t>(s.a % 12, taken.size() - 1)];
    const auto id = MessageId::parse(about.row);
    if (!id.ok()) return;
    const char* word = std::array{"delivered", "sent", "undelivered", "failed", "queued"}[s.b % 5];
    for (unsigned i = 0; i <= s.c % 2; ++i) say(std::string(word) + " " + walk::codeOf(m_server->run(comms::TakeReceipt{*id, "SM" + about.row, word, {}}, m_server->f.intake("receipt"))));
}

/// A person asks the provider: only what it does not have is sent again.
void Walk::settleUnknown(const Step& s) {
    for (const Message& m : m_server->f.documents<Message>()) {
        if (m.state != MessageState::unknown) continue;
        const bool again = !m_outside.provider->has(m.id.str());
        say(walk::codeOf(m_server->run(outbox::ResolveUnknown{m.id.str(), again}, m_server->as(loginOf(s.a)))));
        return;
    }
}

void Walk::open() {
    (void)m_outside.provider->revive();
    m_server = std::make_unique<WalkServer>(m_outside);
    m_server->f.clockMicros = m_outside.clockMicros.load();
}

void Walk::crash() {
    ++met.crashes;
    m_server->lose();
    m_server.reset();
    open();
}

/// The key is turned, and the server dies before that is durable: nobody was told that it ran, so it did not.
void Walk::crashAtApproval(const Step& s) {
    ModelRequest* r = requestOf(s.a);
    if (r == nullptr) return;
    m_server->lose();
    const auto answer = m_server->run(approvals::Release{r->id, r->versions.back()}, m_server->as(loginOf(s.b)));
    say(walk::codeOf(answer));
    must(!answer.reply.ok(), "a commit that failed was answered as done");
    crash();
}

/// The server dies with the n-th message in its hand: with it, or just after the provider took it.
void Walk::crashInMidSend(const Step& s) {
    m_server->fire();
    m_outside.provider->dieAfter(1 + static_cast<int>(s.a % 4), s.b % 2 == 0, [server = m_server.get()] { server->lose(); });
    say(m_server->dispatch() ? "nothing left to die over" : "died");
    crash();
}

/// Another process took rows for hand-over and was gone.
void Walk::orphan(const Step& s) {
    outbox::ClaimRows claim;
    for (const Message& m : m_server->f.documents<Message>()) {
        if (m.state == MessageState::queued && claim.ids.size() <= s.a % 3) claim.ids.push_back(m.id.str());
    }
    if (claim.ids.empty()) return;
    say(std::to_string(claim.ids.size()) + " rows " + walk::codeOf(m_server->run(claim, m_server->system())));
    crash();
}

void Walk::check() {
    checkRequests();
    checkMessages();
}

void Walk::checkRequests() {
    const auto all = m_server->f.documents<approvals::Approval>();
    std::size_t sends = 0;
    for (const auto& each : all) sends += each.command == comms::SendBroadcast::card.name ? 1 : 0;
    must(sends == m_model.requests.size(), "there are " + std::to_string(sends) + " requests instead of " + std::to_string(m_model.requests.size()));
    for (ModelRequest& r : m_model.requests) {
        const auto approval = m_server->find<approvals::Approval>(r.id.str());
        // Whom nobody answers in the whole wait of a ladder is given up with it.
        if (approval && r.state == "pending" && approval->state == approvals::ApprovalState::expired && m_server->gateNow() >= r.givenUpAt) {
            r.state = "expired";
            ++met.expired;
        }
        const auto file = m_server->find<approvals::RequestFile>(r.id.str());
        must(approval && file, "a request is gone");
        must(enumName(approval->state) == r.state, "request " + r.id.str() + " is `" + enumName(approval->state) + "` instead of `" + r.state + "`");
        must(approval->digest == r.versions.back() && file->request.content == r.versions.back(), "request " + r.id.str() + " waits as something else");
        must(m_model.humanOf.at(approval->submittedBy.id) == r.author, "request " + r.id.str() + " has another author");
        const auto ladder = m_server->find<oncall::LadderRun>(r.id.str());
        if (ladder && r.state != "pending") must(ladder->ladder.phase != oncall::LadderPhase::running, "people are still called for a request that is decided");
        if (r.state != "pending") continue;
        std::set<std::string> turned;
        for (const auto& turn : file->request.turns) turned.insert(m_model.humanOf.at(turn.who.account));
        must(turned == r.turned && turned.size() == file->request.turns.size(), "request " + r.id.str() + " has other keys");
    }
}

/// Every message of every broadcast stands somewhere, and what providers took went to nobody who had said no.
void Walk::checkMessages() {
    std::map<std::string, std::map<std::string, int>> counted;
    for (const Message& m : m_server->f.documents<Message>()) ++counted[m.broadcast.str()][enumName(m.state)];
    for (const Broadcast& b : m_server->f.documents<Broadcast>()) {
        std::map<std::string, int> told = b.messages;
        std::erase_if(told, [](const auto& each) { return each.second == 0; });
        must(told == counted[b.id.str()], "the numbers of broadcast " + b.id.str() + " are not those of its messages");
    }
    const auto taken = m_outside.provider->taken();
    std::set<std::string> rows;
    for (const TakenMessage& each : taken) must(rows.insert(each.row).second, "message " + each.row + " to " + each.to + " was handed over twice");
    for (; m_judged < taken.size(); ++m_judged) {
        const TakenMessage& each = taken[m_judged];
        if (each.connector != "sms" && each.connector != "email") continue;
        const auto message = m_server->find<Message>(each.row);
        must(message.has_value(), "a message left that nobody knows");
        const std::string of = message->broadcast.str();
        must(!m_model.stopped.contains(each.to), each.to + " had said STOP");
        must(!m_model.paused.contains(of), "something of the broadcast that was paused left to " + each.to);
        must(!m_model.ended.contains(of), "something of the broadcast that was taken back left to " + each.to);
    }
}

/// Everything that can leave has left; the log speaks for itself, and everything can be had from it again.
void Walk::end() {
    m_outside.provider->feel(WalkProvider::Mood::well);
    for (const Broadcast& b : m_server->f.documents<Broadcast>()) {
        if (!b.pause || !b.amendedBy.empty()) continue;
        if (m_server->run(comms::ResumeBroadcast{b.id, "go on"}, m_server->as("bob")).reply.ok()) m_model.paused.erase(b.id.str());
    }
    for (int i = 0; i < 12; ++i) {
        setClock(m_outside.now() + minutes(25));
        dispatch();
    }
    for (ModelRequest& r : m_model.requests) {
        if (r.state == "pending" && m_server->gateNow() >= r.expiresAt) r.state = "expired";
    }
    check();
    for (const Broadcast& b : m_server->f.documents<Broadcast>()) {
        if (b.sentAt == Instant{}) continue;
        const auto p = comms::progressOf(b.messages, false);
        must(p.planned == p.sent + p.withheld + p.failed && p.waiting == 0, "of broadcast " + b.id.str() + " " + toJson(b.messages) + " is neither sent nor withheld nor failed");
        met.sent += p.sent;
        met.withheld += p.withheld;
    }
    for (const TakenMessage& each : m_outside.provider->taken()) {
        const auto message = m_server->find<Message>(each.row);
        if (!message || !message->corrects || m_outside.provider->has(message->corrects->message.str())) continue;
        const auto wrong = m_server->find<Message>(message->corrects->message.str());
        // After a minute without an answer nobody waits for one: better a correction too many than one too few.
        must(wrong && wrong->attempts > 0, each.to + " was told to forget what they had never been told");
    }
    Proof proof(m_model, m_server->f.gate->publicKey());
    LogVerifier verifier;
    auto store = test::openTestReader(m_outside.path);
    must(store.ok() && exportLog(**store, m_server->f.tenant, [&](std::string_view line) {
             verifier.line(line);
             proof.line(line);
             return true;
         }).ok(), "the log cannot be exported");
    must(verifier.finish().valid, "the log does not verify");
    proof.judge(m_outside.provider->taken());
    must(proof.faults.empty(), "by the log alone: " + (proof.faults.empty() ? "" : proof.faults.front()));
    must(proof.proved == met.released, "the log proves " + std::to_string(proof.proved) + " releases of " + std::to_string(met.released));
    met.sends += proof.sends;
    met.corrections += proof.corrections;
    met.messages += proof.messages;
    const TenantId tenant = m_server->f.tenant;
    m_server.reset();
    auto again = test::openTestStore(m_outside.path);
    Projections projections;
    addAllProjections(projections);
    const auto rebuilt = rebuildViews(**again, tenant, projections, false);
    must(rebuilt.ok() && rebuilt->identical, "the log says something else than the documents: " + (rebuilt.ok() && !rebuilt->different.empty() ? rebuilt->different.front() : ""));
}

}  // namespace ok::walk
