// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/one_tap.h"

#include <algorithm>

#include "shared/views/change.h"

namespace ok::approvals {
namespace {

Problem expired() { return problem("one_tap_expired", "this link's time is over: ask for a new one"); }

/// Those that are live, each where `sort` puts it; nothing where none is.
template <class IsUsed, class Ends>
std::optional<OneTapEnded> ending(const std::vector<OneTapLink>& links, const Approval& approval, std::string by, Ends ends, IsUsed isUsed) {
    OneTapEnded out{approval.id, {}, {}, std::move(by)};
    for (const OneTapLink& link : links) {
        if (link.state != OneTapState::live || link.approval != approval.id || !ends(link)) continue;
        (isUsed(link) ? out.used : out.revoked).push_back(link.id);
    }
    if (out.used.empty() && out.revoked.empty()) return {};
    return out;
}

std::string lastActor(const Approval& approval) { return approval.steps.empty() ? std::string() : approval.steps.back().actor.id; }

}  // namespace

ViewKeys OneTapLink::viewKeys() const {
    ViewKeys out{{"approval", approval.str()}};
    if (!number.empty()) out.emplace_back("number", number);
    return out;
}

Problem oneTapRefused() { return problem("one_tap_refused", "this link is not valid here: open the one you were sent, on your own phone"); }

Status mayTap(const OneTapLink& link, const Approval& approval, Instant now) {
    if (link.state == OneTapState::used) return problem("one_tap_used", "this link was used already: nothing happens twice", {{"by", link.endedBy}});
    if (approval.state != ApprovalState::pending) return problem("approval_not_pending", "this request was already decided", {{"state", enumName(approval.state)}});
    if (link.version != approval.version || link.digest != approval.digest) {
        return problem("approval_token_stale", "what waits was changed since: look at the latest version", {{"latest_version", std::to_string(approval.version)}});
    }
    if (link.state == OneTapState::revoked) return problem("one_tap_replaced", "a newer link took the place of this one", {{"by", link.endedBy}});
    if (now >= link.expiresAt) return expired();
    if (now >= approval.expiresAt) return problem("approval_expired", "this request has expired");
    return {};
}

TapDemand demandOf(const TapSigns& signs, const OneTapPolicy& policy) {
    TapDemand out;
    const auto add = [&out](bool holds, const char* factor, int weight) {
        if (!holds) return;
        out.factors.emplace_back(factor);
        out.score = std::min(100, out.score + weight);
    };
    add(signs.highRisk, "high_risk_command", 40);
    add(signs.riskScore >= policy.riskAsksForKey, "risk_score", 40);
    add(signs.newDevice, "new_device", 30);
    add(signs.newCountry, "country_change", 40);
    add(signs.hosting, "hosting_network", 50);
    add(signs.afterHours, "after_hours", 20);
    out.key = !out.factors.empty();
    return out;
}

std::optional<OneTapEnded> endedByVersion(const std::vector<OneTapLink>& links, const Approval& approval) {
    return ending(links, approval, "new_version", [&](const OneTapLink& link) { return link.version != approval.version || link.digest != approval.digest; },
                  [](const OneTapLink&) { return false; });
}

std::optional<OneTapEnded> endedByStep(const std::vector<OneTapLink>& links, const Approval& approval) {
    if (approval.steps.empty() || approval.steps.back().kind != StepKind::approved) return {};
    const std::string who = lastActor(approval);
    return ending(links, approval, "approved", [&](const OneTapLink& link) { return link.person.str() == who; }, [](const OneTapLink&) { return true; });
}

std::optional<OneTapEnded> endedByClose(const std::vector<OneTapLink>& links, const Approval& approval) {
    const bool decided = approval.state == ApprovalState::released || approval.state == ApprovalState::rejected;
    const std::string who = decided ? lastActor(approval) : std::string();
    return ending(links, approval, enumName(approval.state), [](const OneTapLink&) { return true; }, [&](const OneTapLink& link) { return link.person.str() == who; });
}

Status mayTryCode(const OneTapLink& link, Instant now) {
    if (link.lockedUntil.known() && now < link.lockedUntil) {
        return problem("one_tap_locked", "too many wrong codes: wait, or open the link", {{"until", toIso(link.lockedUntil)}});
    }
    if (link.state != OneTapState::live || link.code == Digest{}) return oneTapRefused();
    if (now >= link.expiresAt) return expired();
    return {};
}

OneTapCodeTried afterWrongCode(const OneTapLink& link, const OneTapPolicy& policy, Instant now) {
    OneTapCodeTried out{link.id, link.approval, false, link.wrong, {}, {}};
    std::erase_if(out.wrong, [&](Instant at) { return now - at >= policy.codeWindow; });
    out.wrong.push_back(now);
    if (static_cast<int>(out.wrong.size()) >= policy.codeTries) out.lockedUntil = now + policy.codeWindow;
    return out;
}

void addOneTapProjections(Projections& projections) {
    projections.on<OneTapMade>([](const EntryHeader&, const OneTapMade& e, Views& views) { views.save(e.link); });
    projections.on<OneTapEnded>([](const EntryHeader& header, const OneTapEnded& e, Views& views) {
        const auto end = [&](const std::vector<Digest>& links, OneTapState state) {
            for (const Digest& id : links) {
                changeDocument<OneTapLink>(views, id.hex(), [&](OneTapLink& next) {
                    next.state = state;
                    next.endedBy = e.by;
                    next.endedAt = header.ledgerTime;
                });
            }
        };
        end(e.used, OneTapState::used);
        end(e.revoked, OneTapState::revoked);
    });
    projections.on<OneTapCodeTried>([](const EntryHeader&, const OneTapCodeTried& e, Views& views) {
        changeDocument<OneTapLink>(views, e.link.hex(), [&](OneTapLink& next) {
            next.wrong = e.wrong;
            next.lockedUntil = e.lockedUntil;
            if (e.right) next.code = Digest{};
        });
    });
}

}  // namespace ok::approvals
