// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people do in a walk, each with what has to come of it.
#include "server/gate/snapshot_store.h"
#include "shared/approvals/one_tap.h"
#include "shared/approvals/review.h"
#include "shared/comms/comms_commands.h"
#include "tests/server/walk/walk.h"

namespace ok::walk {

using approvals::Release;
using comms::Broadcast;
using comms::SendBroadcast;

namespace {

std::string codeOf(const CommandAnswer& answer) { return answer.reply.ok() ? "ok" : answer.reply.problem().code; }

/// Nothing of it has been released yet.
bool untouched(const Broadcast& b) { return b.state == comms::BroadcastState::draft && b.schedules.empty() && b.sentChannels.empty(); }

}  // namespace

template <class C>
std::string Walk::codeOf(const C& command, const SecurityContext& who) {
    m_last = m_server->run(command, who);
    return walk::codeOf(m_last);
}

void Walk::draft(const Step& s) {
    comms::DraftUpdate command{.incident = s.a % 3 == 0 ? m_town.east : m_town.west};
    command.channels = s.b % 3 == 0 ? std::vector{comms::Channel::sms, comms::Channel::email} : std::vector{comms::Channel::sms};
    const auto older = s.c % 4 == 0 ? broadcastOf(s.b) : std::nullopt;
    if (older && older->pause) command.amends = older->id;
    const std::string code = codeOf(command, m_server->as(loginOf(s.a)));
    say(code);
    if (code != "ok") return;
    m_broadcasts.push_back(fromJson<comms::BroadcastReply>(*m_last.reply)->broadcast);
}

void Walk::edit(const Step& s) {
    const auto broadcast = broadcastOf(s.a);
    if (!broadcast || broadcast->drafts.empty()) return;
    comms::Draft draft = broadcast->drafts[s.b % broadcast->drafts.size()];
    draft.text = "Word " + std::to_string(++m_words) + ": the power at {places} is out. Reply STOP to end.";
    const std::string code = codeOf(comms::EditDraft{broadcast->id, draft}, m_server->as(loginOf(s.c)));
    say(code);
    const bool waits = std::any_of(m_model.requests.begin(), m_model.requests.end(), [&](const ModelRequest& r) { return r.broadcast == broadcast->id && r.state == "pending"; });
    if (waits) must(code != "ok", "what waits was edited under the eyes of whoever reads it");
}

void Walk::submit(const Step& s, bool later) {
    const auto broadcast = broadcastOf(s.a);
    if (!broadcast) return;
    SendBroadcast send{broadcast->id, comms::digestOfDrafts(*broadcast)};
    if (later) send.publishAt = m_server->gateNow() + minutes(5 + s.c % 40);
    const std::string& login = loginOf(s.b);
    const std::string code = codeOf(send, m_server->as(login));
    say(login + " " + code);
    must(code != "ok", "what goes to many left on one person's word");
    if (code != "approval_required") return;
    const auto& details = m_last.reply.problem().details;
    ModelRequest r;
    r.id = *ApprovalId::parse(details.at("approval_id"));
    r.broadcast = broadcast->id;
    r.versions = {*Digest::parse(details.at("digest"))};
    r.author = m_model.humanOf.at(m_outside.accounts.at(login));
    r.expiresAt = m_server->find<approvals::Approval>(r.id.str())->expiresAt;
    r.later = later;
    r.givenUpAt = m_server->gateNow() + ladderWait - seconds(1);
    r.clean = untouched(*broadcast);
    readList(r);
    m_model.requests.push_back(std::move(r));
}

/// Who is on the sealed list, and that nobody is who had said no.
void Walk::readList(ModelRequest& r) {
    r.recipients.clear();
    m_server->f.gate->inspect(m_server->f.tenant, [&](CommandContext& cx) {
        const auto version = ok::frozenVersion(cx.views(), r.id);
        const auto list = version.ok() && version->content.audience.list.known() ? frozenRecipients(cx, version->content.audience.list) : Result<approvals::RecipientList>(approvals::RecipientList{});
        for (const auto& row : list.ok() ? list->rows : std::vector<approvals::FrozenRecipient>()) r.recipients.insert(m_addressOf[row.contact]);
    });
    for (const std::string& each : r.recipients) must(!each.empty() && !m_model.stopped.contains(each), "`" + each + "` is on a list and had said STOP, or is nobody's");
}

std::optional<std::string> Walk::blockedFor(const ModelRequest& r, const std::string& login) {
    if (codeOf(approvals::Review{r.id, 0, {}}, m_server->as(login)) != "ok") return {};
    const auto shown = fromJson<approvals::ReviewReply>(*m_last.reply);
    if (!shown.ok()) return {};
    return shown->blockedBy;
}

Digest Walk::seenOf(const ModelRequest& r, unsigned n) const {
    if (n % 16 == 0) return sha256("something else");
    if (n % 8 == 1) return r.versions.front();
    return r.versions.back();
}

/// What came of a key, against what had to.
void Walk::heard(ModelRequest& r, const std::string& login, const Digest& seen, Instant at, const CommandAnswer& answer) {
    const std::string account = m_outside.accounts.at(login), code = walk::codeOf(answer);
    const auto forbidden = m_model.forbids(r, account, seen, at);
    say(login + " " + code);
    if (!forbidden.empty()) {
        ++met.refused;
        must(code != "ok", login + " turned a key that " + *forbidden.begin() + " forbids");
        if (r.clean) must(forbidden.contains(code), "refused as `" + code + "` instead of " + *forbidden.begin());
        return;
    }
    if (r.clean) ++met.cleanKeys;
    if (code != "ok") {
        must(!r.clean, "a key was refused as `" + code + "`, and nothing has changed since it was frozen: " + toJson(answer.reply.problem()));
        const auto now = m_server->find<approvals::Approval>(r.id.str());
        if (now->state != approvals::ApprovalState::failed) return;
        must(static_cast<int>(r.turned.size()) + 1 >= m_model.needed, "it was tried without its quorum");
        r.state = "failed";
        return;
    }
    must(!m_model.somebodyStopped(r), "it was approved although somebody on its list has said STOP since");
    if (!m_model.turn(r, account)) {
        must(m_server->find<approvals::Approval>(r.id.str())->state == approvals::ApprovalState::pending, "it ran without its quorum");
        return;
    }
    r.state = "released";
    ++met.released;
    m_model.worldChanged();
}

void Walk::approve(const Step& s, bool twice) {
    ModelRequest* r = requestOf(s.a);
    if (r == nullptr) return;
    const std::string& login = loginOf(s.b);
    const Digest seen = seenOf(*r, s.c);
    const CommandEnvelope command{m_server->freshId(), std::string(Release::card.name), toJson(Release{r->id, seen, "looked at it"})};
    const Instant at = m_server->gateNow();
    const SecurityContext who = m_server->as(login, static_cast<int>(s.c / 32 % 2));
    const auto blocked = s.c % 3 == 0 && seen == r->versions.back() ? blockedFor(*r, login) : std::nullopt;
    const auto answer = m_server->f.gate->run(who, command);
    if (blocked) must(blocked->empty() || *blocked == walk::codeOf(answer), "the review says `" + *blocked + "`, the key `" + walk::codeOf(answer) + "`");
    if (blocked && blocked->empty()) must(!walk::codeOf(answer).starts_with("policy_violation") && !walk::codeOf(answer).starts_with("drift"), "the review lets in what the key refuses");
    heard(*r, login, seen, at, answer);
    if (!twice) return;
    const auto entries = m_server->f.entries().size();
    const auto again = m_server->f.gate->run(who, command);
    must(walk::codeOf(again) == walk::codeOf(answer), "the same tap again was answered `" + walk::codeOf(again) + "`");
    if (answer.reply.ok()) must(m_server->f.entries().size() == entries, "the same tap again did something");
}

void Walk::approveTogether(const Step& s) {
    ModelRequest* r = requestOf(s.a);
    if (r == nullptr) return;
    const std::string &one = loginOf(s.b), &other = loginOf(s.b + 1 + s.c % 6);
    const Digest seen = r->versions.back();
    const auto command = [&] { return CommandEnvelope{m_server->freshId(), std::string(Release::card.name), toJson(Release{r->id, seen})}; };
    const Instant at = m_server->gateNow();
    const auto [first, second] = m_server->together(m_server->as(one), command(), m_server->as(other, 1), command());
    // Both are decided by now: what the first one must not have run is seen by what the second one was told.
    const std::string account = m_outside.accounts.at(one);
    const bool counts = m_model.forbids(*r, account, seen, at).empty();
    if (counts && first.reply.ok() && static_cast<int>(r->turned.size()) + 1 < m_model.needed) {
        say(one + " ok");
        if (r->clean) ++met.cleanKeys;
        must(!m_model.turn(*r, account), "the reference counts wrongly");
    } else {
        heard(*r, one, seen, at, first);
    }
    heard(*r, other, seen, at, second);
}

void Walk::close(const Step& s, bool reject) {
    ModelRequest* r = requestOf(s.a);
    if (r == nullptr) return;
    const std::string& login = loginOf(s.b);
    const Digest seen = seenOf(*r, s.c);
    const bool own = m_model.humanOf.at(m_outside.accounts.at(login)) == r->author;
    const Instant at = m_server->gateNow();
    const std::string code = reject ? codeOf(approvals::Reject{r->id, "the wrong street", seen}, m_server->as(login)) : codeOf(approvals::Cancel{r->id, seen, "not needed"}, m_server->as(login));
    say(login + " " + code);
    const bool waits = r->state == "pending" && at < r->expiresAt && seen == r->versions.back(), may = waits && (reject || own);
    if (may) must(code == "ok", "a word about what waits was refused as `" + code + "`");
    if (code != "ok") return;
    must(may || (waits && !r->clean), "a word that may not be said was heard");   // where the world has moved on, whoever may release it takes it back
    r->state = own || !reject ? "cancelled" : "rejected";
}

void Walk::renew(const Step& s, bool amend) {
    ModelRequest* r = requestOf(s.a);
    if (r == nullptr) return;
    const std::string& login = loginOf(s.b);
    const Digest seen = seenOf(*r, s.c);
    const Instant at = m_server->gateNow();
    std::string code;
    if (amend) {
        const auto broadcast = m_server->find<Broadcast>(r->broadcast.str());
        SendBroadcast send{r->broadcast, comms::digestOfDrafts(*broadcast)};
        if (s.c % 3 == 0) send.channels = {comms::Channel::sms};
        if (s.c % 3 == 1) send.publishAt = at + minutes(3 + s.b % 20);
        code = codeOf(approvals::Amend{r->id, seen, RawJson{toJson(send)}, "better so"}, m_server->as(login));
    } else {
        code = codeOf(approvals::Resnapshot{r->id, seen}, m_server->as(login));
    }
    say(login + " " + code);
    if (code != "ok") return;
    must(r->state == "pending" && at < r->expiresAt && seen == r->versions.back(), "what does not wait, or not so, was written anew");
    const auto now = m_server->find<approvals::Approval>(r->id.str());
    must(now->version == static_cast<int>(r->versions.size()) + 1, "versions are not counted one by one");
    m_model.newVersion(*r, m_outside.accounts.at(login), now->digest, at);
    r->clean = untouched(*m_server->find<Broadcast>(r->broadcast.str()));
    r->later = now->runAt.known();
    readList(*r);
}

void Walk::acknowledge(const Step& s) {
    ModelRequest* r = requestOf(s.a);
    if (r == nullptr) return;
    const std::string& login = loginOf(s.b);
    const auto entries = m_server->f.entries().size();
    const std::string looked = codeOf(approvals::Review{r->id, 0, {}}, m_server->as(login));
    const auto after = m_server->f.entries();
    must(after.size() == entries, "looking wrote `" + after.back().header.type + "`");
    const auto shown = looked == "ok" ? fromJson<approvals::ReviewReply>(*m_last.reply) : Result<approvals::ReviewReply>(problem("none", ""));
    if (!shown.ok()) return;
    must(shown->digest == r->versions.back(), "the review shows another version than the one that waits");
    if (r->state == "pending") must(shown->turns.size() == r->turned.size(), "the review shows other keys than were turned");
    if (shown->drift.level > approvals::DriftLevel::notice) ++met.drifted;
    const std::string code = codeOf(approvals::AcknowledgeDrift{r->id, r->versions.back(), shown->drift.digest()}, m_server->as(login));
    say(login + " drift " + enumName(shown->drift.level) + " " + code);
}

void Walk::breakGlass(const Step& s) {
    ModelRequest* r = requestOf(s.a);
    if (r == nullptr) return;
    const std::string& login = loginOf(s.b);
    const Digest seen = seenOf(*r, s.c);
    const Instant at = m_server->gateNow();
    const std::string code = codeOf(approvals::Override{r->id, seen, "a wire lies on the school's playground"}, m_server->as(login));
    say(login + " " + code);
    if (code != "ok") return;
    must(r->state == "pending" && at < r->expiresAt && seen == r->versions.back(), "the glass was broken over something that does not wait");
    r->glassBy = m_model.humanOf.at(m_outside.accounts.at(login));
    r->glassUntil = at + minutes(3);
}

/// Two people stand for the quorum then: never one of them with two accounts, and not of the group that is shut out.
void Walk::confirmGlass(const Step& s) {
    ModelRequest* r = requestOf(s.a);
    if (r == nullptr) return;
    const std::string& login = loginOf(s.b);
    const Digest seen = seenOf(*r, s.c);
    const Instant at = m_server->gateNow();
    const std::string code = codeOf(approvals::ConfirmOverride{r->id, seen}, m_server->as(login)), human = m_model.humanOf.at(m_outside.accounts.at(login));
    say(login + " " + code);
    const bool may = r->state == "pending" && at < r->expiresAt && seen == r->versions.back() && !r->glassBy.empty() && at <= r->glassUntil + seconds(1) && human != r->glassBy;
    if (code == "ok") {
        must(may, "one person broke the glass alone");
        r->state = "released";
        ++met.released;
        ++met.overridden;
        m_model.worldChanged();
        return;
    }
    if (may && m_server->find<approvals::Approval>(r->id.str())->state == approvals::ApprovalState::failed) r->state = "failed";
}

/// A link as it stands in a text on somebody's telephone: opened, answered with the passkey of whoever holds the telephone, perhaps twice,
/// perhaps by somebody it was forwarded to.
void Walk::tap(const Step& s) {
    const auto links = m_server->links();
    if (links.empty()) return;
    const auto& [path, telephone] = links[links.size() - 1 - std::min<std::size_t>(s.a % 6, links.size() - 1)];
    const auto link = m_server->find<approvals::OneTapLink>(sha256(path.substr(3)).hex());
    must(link.has_value(), "a text holds a link that the server does not know: " + path);
    const auto r = std::find_if(m_model.requests.begin(), m_model.requests.end(), [&](const ModelRequest& each) { return each.id == link->approval; });
    if (r == m_model.requests.end()) return;
    const auto login = std::find_if(m_outside.accounts.begin(), m_outside.accounts.end(), [&](const auto& each) { return each.second == link->person.str(); })->first;
    must(m_outside.phones.at(login) == telephone, "a link went to somebody else's telephone");
    const bool forwarded = s.b % 5 == 0;
    const std::string hand = forwarded ? (login == "eli" ? "bob" : "eli") : login;
    if (!m_outside.keys.contains(hand)) return;
    const bool rejecting = s.c % 9 == 0;
    const Digest seen = s.b % 7 == 0 ? r->versions.front() : link->digest;
    const std::string body = m_server->form(path, hand, rejecting ? "reject" : "approve", s.b % 7 == 0 ? seen.hex() : std::string());
    const Instant at = m_server->gateNow();
    auto forbidden = m_model.forbids(*r, link->person.str(), seen, at);
    if (rejecting) std::erase_if(forbidden, [](const std::string& why) { return why.starts_with("policy_violation"); });   // anybody may say no
    if (forwarded) forbidden.insert("forwarded");
    if (link->digest != r->versions.back()) forbidden.insert("stale");
    if (link->state != approvals::OneTapState::live || at >= link->expiresAt) forbidden.insert("over");
    const auto keys = m_server->find<approvals::RequestFile>(r->id.str())->request.turns.size();
    const auto answer = m_server->call("POST", path, body);
    if (s.c % 4 == 0) (void)m_server->call("POST", path, body);   // replayed
    ++met.taps;
    say(login + (forwarded ? " forwarded to " + hand : "") + " " + std::to_string(answer.status));
    const auto now = m_server->find<approvals::RequestFile>(r->id.str());
    const auto approval = m_server->find<approvals::Approval>(r->id.str());
    const bool turned = now->request.turns.size() > keys;
    if (!forbidden.empty()) {
        ++met.refused;
        must(!turned && (enumName(approval->state) == r->state || (r->state == "pending" && at >= r->expiresAt)), login + " decided by a link that `" + *forbidden.begin() + "` forbids");
        return;
    }
    using approvals::ApprovalState;
    if (rejecting || approval->state == ApprovalState::failed) {
        const bool own = m_model.humanOf.at(link->person.str()) == r->author;
        if (approval->state != ApprovalState::pending) r->state = approval->state == ApprovalState::failed ? "failed" : own ? "cancelled" : "rejected";
        return;
    }
    const bool released = approval->state == approvals::ApprovalState::released;
    if (!released && !turned) return;   // a person who does not get through on the phone goes to the desk
    must(!m_model.somebodyStopped(*r), "a tap approved it although somebody on its list has said STOP since");
    must(m_model.turn(*r, link->person.str()) == released, released ? "a tap ran it without its quorum" : "a tap completed its quorum and nothing ran");
    if (!released) return;
    r->state = "released";
    ++met.released;
    m_model.worldChanged();
}

/// Whatever fetches links to show what is behind them: nothing may come of it.
void Walk::previewLink(const Step& s) {
    const auto links = m_server->links();
    if (links.empty()) return;
    const std::string& path = links[s.a % links.size()].path;
    std::size_t before = 0, after = 0;
    for (const Stream stream : allStreams) before += m_server->f.entries(stream).size();
    (void)m_server->call("GET", path);
    (void)m_server->call("HEAD", path);
    for (const Stream stream : allStreams) after += m_server->f.entries(stream).size();
    must(before == after, "looking at a link wrote something");
}

/// Pause, go on, slower, take back, correct.
void Walk::handle(const Step& s) {
    const auto b = broadcastOf(s.a);
    if (!b) return;
    const SecurityContext who = m_server->as(loginOf(s.b));
    const std::string why = "is it the right street?";
    std::string code;
    switch (s.op) {
        case Op::pause: code = codeOf(comms::PauseBroadcast{b->id, why}, who); break;
        case Op::resume: code = codeOf(comms::ResumeBroadcast{b->id, why}, who); break;
        case Op::slow: code = codeOf(comms::SlowBroadcast{b->id, 1 + static_cast<int>(s.c % 4), why}, who); break;
        case Op::takeBack: code = codeOf(comms::CancelBroadcast{b->id, why}, who); break;
        default: code = codeOf(comms::RetractBroadcast{b->id, why}, who); break;
    }
    say(code);
    if (code != "ok") return;
    m_model.worldChanged();
    if (s.op == Op::pause) m_model.paused.insert(b->id.str());
    if (s.op == Op::resume) m_model.paused.erase(b->id.str());
    if (s.op == Op::takeBack || s.op == Op::retract) m_model.ended.insert(b->id.str());
    if (s.op != Op::retract) return;
    const BroadcastId correction = fromJson<comms::RetractReply>(*m_last.reply)->correction;
    if (std::find(m_broadcasts.begin(), m_broadcasts.end(), correction) == m_broadcasts.end()) m_broadcasts.push_back(correction);
}

}  // namespace ok::walk
