// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/one_tap.h"

#include <algorithm>

#include "shared/access/tenant_profile.h"
#include "shared/access/user.h"
#include "shared/approvals/approval_policy.h"
#include "shared/approvals/notice.h"
#include "shared/base/derived_ids.h"

namespace ok::approvals {
namespace {

constexpr std::size_t secretBytes = 24;
constexpr int numberDigits = 5, numberTries = 20;
constexpr std::size_t longestChannel = 20;

EventOptions about(ApprovalId approval, const UserId& person = {}) {
    EventOptions out;
    out.subjects = {approval.str()};
    if (person.known()) out.subjects.push_back(person.str());
    out.stream = Stream::security;
    return out;
}

std::vector<OneTapLink> linksOf(CommandContext& cx, ApprovalId approval) { return cx.views().byKey<OneTapLink>("approval", approval.str()); }

void end(CommandContext& cx, std::optional<OneTapEnded> ended) {
    if (!ended) return;
    const ApprovalId approval = ended->approval;
    cx.emit(std::move(*ended), about(approval));
}

/// What this person got by this channel before: two live ones of one kind only confuse.
void endOlder(CommandContext& cx, const OneTapLink& made) {
    OneTapEnded ended{made.approval, {}, {}, "new_link"};
    for (const OneTapLink& link : linksOf(cx, made.approval)) {
        if (link.state == OneTapState::live && link.person == made.person && link.channel == made.channel) ended.revoked.push_back(link.id);
    }
    if (!ended.revoked.empty()) cx.emit(std::move(ended), about(made.approval, made.person));
}

/// The person hears that somebody tried codes; a rehearsal tells nobody.
void tellOfLock(CommandContext& cx, const OneTapLink& link) {
    const auto user = cx.views().find<access::User>(link.person.str());
    if (!user || user->disabled || cx.drill()) return;
    ApprovalNotice notice;
    notice.approval = link.approval;
    notice.about = "code_locked";
    notice.login = user->login;
    notice.at = cx.clockNow();
    notice.expiresAt = cx.clockNow();
    const std::string once = "code locked " + link.id.hex() + toIso(cx.clockNow());
    cx.send({.id = formatUuid(derivedUuid(once)), .connector = noticeConnector, .payload = toJson(notice)});
}

Status recordTap(CommandContext& cx, const RecordTap& command) {
    OneTapAttempt attempt = command.attempt;
    attempt.at = cx.clockNow();
    EventOptions options = about(attempt.approval, attempt.person);
    if (!attempt.approval.known()) options.subjects.clear();
    cx.emit(std::move(attempt), std::move(options));
    return {};
}

}  // namespace

std::string OneTapDesk::digits(int count) const {
    std::string out;
    while (static_cast<int>(out.size()) < count) {
        std::array<std::uint8_t, 8> raw{};
        m_parts.dice(raw);
        for (const std::uint8_t byte : raw) {
            // 250 is the last multiple of ten: no digit comes more often than another.
            if (byte < 250 && static_cast<int>(out.size()) < count) out += static_cast<char>('0' + byte % 10);
        }
    }
    return out;
}

Digest OneTapDesk::sealed(const Digest& link, std::string_view code) const {
    return hmacSha256(m_parts.codeKey.bytes, asBytes("one-tap code " + link.hex() + " " + std::string(code)));
}

Result<OneTap> OneTapDesk::linkFor(CommandContext& cx, ApprovalId approval, UserId person, const std::string& channel) const {
    const auto frozen = cx.views().find<Approval>(approval.str());
    if (!frozen) return problem("not_found", "there is no such approval request");
    const Instant now = cx.clockNow();
    if (frozen->state != ApprovalState::pending) return problem("approval_not_pending", "this request was already decided", {{"state", enumName(frozen->state)}});
    const auto user = cx.views().find<access::User>(person.str());
    const auto profile = cx.views().find<TenantProfile>("profile");
    if (!user || user->disabled || !profile) return problem("user_not_found", "there is no such person");
    std::array<std::uint8_t, secretBytes> secret{};
    m_parts.dice(secret);
    const std::string token = profile->slug + "." + toBase64Url(secret);
    const int minutesAllowed = approvalPolicyNow(cx.views()).says.linkMinutes;
    const Duration lasts = minutesAllowed > 0 ? minutes(minutesAllowed) : m_parts.policy.link;
    OneTap out{m_parts.publicUrl + "/a/" + token, {}, {}, std::min(now + lasts, frozen->expiresAt)};
    OneTapLink link;
    link.id = idOf(token);
    link.approval = approval;
    link.version = frozen->version;
    link.digest = frozen->digest;
    link.person = person;
    link.channel = channel.substr(0, longestChannel);
    link.madeAt = now;
    link.expiresAt = out.expiresAt;
    if (!m_parts.highRisk(frozen->command)) {
        const auto taken = [&](const std::string& number) {
            const auto same = cx.views().byKey<OneTapLink>("number", number);
            return std::any_of(same.begin(), same.end(), [now](const OneTapLink& other) { return other.state == OneTapState::live && other.expiresAt > now; });
        };
        for (int i = 0; i < numberTries && link.number.empty(); ++i) {
            if (std::string number = digits(numberDigits); !taken(number)) link.number = std::move(number);
        }
        if (!link.number.empty()) {
            out.number = link.number;
            out.code = digits(std::clamp(m_parts.policy.codeDigits, 6, 8));
            link.code = sealed(link.id, out.code);
        }
    }
    endOlder(cx, link);
    cx.emit(OneTapMade{link}, about(approval, person));
    return out;
}

Status OneTapDesk::redeem(CommandContext& cx, const RedeemCode& command) const {
    const auto refuse = [&cx](const Problem& why) {
        cx.reply(RedeemReply{why.code, {}});
        return Status();
    };
    const Instant now = cx.clockNow();
    // Of those that once had this number the one that can be tried counts.
    const OneTapLink* link = nullptr;
    Problem why = oneTapRefused();
    const auto all = cx.views().byKey<OneTapLink>("number", command.number);
    for (const OneTapLink& each : all) {
        const Status may = mayTryCode(each, now);
        if (may.ok()) link = &each;
        else if (may.problem().code != "one_tap_refused") why = may.problem();
    }
    if (link == nullptr) {
        cx.emit(OneTapCodeTried{{}, {}, false, {}, {}, command.address}, {.stream = Stream::security});
        return refuse(why);
    }
    if (!constantTimeEqual(sealed(link->id, command.code.text).bytes, link->code.bytes)) {
        OneTapCodeTried tried = afterWrongCode(*link, m_parts.policy, now);
        tried.address = command.address;
        const bool locked = tried.lockedUntil.known();
        cx.emit(std::move(tried), about(link->approval, link->person));
        if (locked) tellOfLock(cx, *link);
        return refuse(locked ? problem("one_tap_locked", "too many wrong codes: wait, or open the link") : oneTapRefused());
    }
    const auto frozen = cx.views().find<Approval>(link->approval.str());
    if (!frozen) return refuse(oneTapRefused());
    if (const Status may = mayTap(*link, *frozen, now); !may.ok()) return refuse(may.problem());
    cx.emit(OneTapCodeTried{link->id, link->approval, true, {}, {}, command.address}, about(link->approval, link->person));
    OK_ASSIGN(OneTap made, linkFor(cx, link->approval, link->person, "code"));
    made.number.clear();
    made.code.clear();
    cx.reply(RedeemReply{{}, std::move(made)});
    return {};
}

void OneTapDesk::addHandlers(Gate& gate) const {
    gate.handle<MakeLink>([this](const Right&, CommandContext& cx, const MakeLink& c) -> Status {
        OK_ASSIGN(const OneTap made, linkFor(cx, c.approval, c.person, c.channel));
        cx.reply(made);
        return {};
    });
    gate.handle<RecordTap>([](const Right&, CommandContext& cx, const RecordTap& c) { return recordTap(cx, c); });
    gate.handle<RedeemCode>([this](const Right&, CommandContext& cx, const RedeemCode& c) { return redeem(cx, c); });
}

Gate::RequestFollower OneTapDesk::follower() {
    Gate::RequestFollower out;
    out.opened = [](CommandContext& cx, const Approval& approval) { end(cx, endedByVersion(linksOf(cx, approval.id), approval)); };
    out.stepped = [](CommandContext& cx, const Approval& approval) { end(cx, endedByStep(linksOf(cx, approval.id), approval)); };
    out.closed = [](CommandContext& cx, const Approval& approval) { end(cx, endedByClose(linksOf(cx, approval.id), approval)); };
    return out;
}

}  // namespace ok::approvals
