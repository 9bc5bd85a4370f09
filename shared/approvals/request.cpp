// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/request.h"

#include "shared/base/utf8.h"

namespace ok::approvals {

std::vector<KeyHolder> holdersOf(const Request& request) {
    std::vector<KeyHolder> out;
    for (const Turn& turn : request.turns) out.push_back(turn.who);
    return out;
}

namespace {

std::size_t lettersOf(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) (void)nextCodePoint(text, at);
    return count;
}

Heard refusal(const Request& request, Problem why) { return {request, false, {}, std::move(why)}; }

Heard closed(const Request& request, const Said& said, RequestState state) {
    Heard out{request, false, {"tokens_revoked"}, {}};
    out.next.state = state;
    out.next.closedAt = said.at;
    out.next.closedBy = said.who.account;
    out.next.reason = said.reason;
    return out;
}

Heard approve(const Request& request, const Said& said) {
    if (said.current != request.content) {
        // What would run is not what was frozen: nobody has approved that.
        Heard out{request, false, {"approvals_cleared"}, problem("approval_digest_mismatch", "what would run is not what was approved")};
        out.next.turns.clear();
        return out;
    }
    if (Status may = mayTurn(request.quorum, request.author, holdersOf(request), said.who); !may.ok()) return refusal(request, may.problem());
    Heard out{request, false, {}, {}};
    out.next.turns.push_back({said.who, request.version, said.seen, said.at});
    if (!stateOf(request.quorum, request.author, holdersOf(out.next)).complete) return out;
    out.runs = true;
    ++out.next.runs;
    out.next.state = RequestState::executed;
    out.next.closedAt = said.at;
    out.next.closedBy = said.who.account;
    out.notes = {"run", "tokens_revoked"};
    return out;
}

Heard amend(const Request& request, const Said& said) {
    if (said.takesOver && said.who.person == request.author.person) return refusal(request, problem("nothing_changed", "you stand for it already"));
    if (!said.current.known() || (said.current == request.content && !said.takesOver)) return refusal(request, problem("nothing_changed", "the new version is the same as the old one"));
    Heard out{request, false, {"approvals_cleared", "tokens_revoked"}, {}};
    ++out.next.version;
    out.next.content = said.current;
    out.next.author = said.who;
    out.next.turns.clear();
    return out;
}

}  // namespace

Status concerns(const Request& request, const Said& said) {
    if (request.state != RequestState::pending) {
        Problem why = problem("approval_not_pending", "this request was already decided", {{"state", enumName(request.state)}});
        if (request.state == RequestState::rejected || request.state == RequestState::cancelled) why.details["aliases"] = "REQUEST_CANCELLED";
        if (request.state == RequestState::expired) why.details["aliases"] = "REQUEST_EXPIRED";
        return why;
    }
    if (said.at >= request.expiresAt) return problem("approval_expired", "this request has expired: submit it again");
    if (said.version != request.version) {
        return problem("approval_token_stale", "this is about an older version: look at the new one", {{"latest_version", std::to_string(request.version)}, {"aliases", "APPROVAL_TOKEN_STALE,APPROVAL_INVALIDATED"}});
    }
    if (said.seen != request.content) return problem("approval_digest_mismatch", "what you saw is not what is waiting: reload and look again");
    return {};
}

Heard hear(const Request& request, const Said& said) {
    const bool pending = request.state == RequestState::pending;
    if (pending && said.word == Word::expire) {
        if (said.at < request.expiresAt) return refusal(request, problem("approval_not_expired", "this request is still open"));
        return closed(request, said, RequestState::expired);
    }
    if (pending && said.word == Word::invalidate && said.at < request.expiresAt) return closed(request, said, RequestState::invalidated);
    if (Status about = concerns(request, said); !about.ok()) return refusal(request, std::move(about).problem());
    switch (said.word) {
        case Word::approve: return approve(request, said);
        case Word::amend: return amend(request, said);
        case Word::reject:
            if (lettersOf(said.reason) < shortestRejection) return refusal(request, problem("reason_missing", "say why: the submitter will read it"));
            if (said.who.person == request.author.person) return refusal(request, problem("not_the_author", "cancel your own request instead"));
            return closed(request, said, RequestState::rejected);
        case Word::cancel:
            if (said.who.person != request.author.person) return refusal(request, problem("not_the_author", "only who asked for it can cancel it"));
            return closed(request, said, RequestState::cancelled);
        default: return refusal(request, problem("invalid_fields", "no such word"));
    }
}

}  // namespace ok::approvals
