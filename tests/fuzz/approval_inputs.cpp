// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/fuzz/approval_inputs.h"

#include <cstdlib>

#include "server/approvals/one_tap.h"
#include "server/net/router.h"
#include "server/net/url.h"
#include "server/oncall/schedule_clients.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/guard_kind.h"
#include "shared/approvals/review.h"
#include "shared/approvals/risk_kind.h"
#include "shared/comms/comms_commands.h"
#include "shared/oncall/ladder_kind.h"
#include "shared/oncall/roster.h"

namespace ok::fuzz {
namespace {

void must(bool holds) {
    if (!holds) std::abort();
}

/// What can be read can be written and read again, and is the same.
template <class C>
std::optional<C> readAgain(std::string_view bytes) {
    auto read = fromJson<C>(bytes);
    if (!read.ok()) return {};
    const std::string text = toJson(*read);
    const auto again = fromJson<C>(text);
    must(again.ok() && toJson(*again) == text);
    return std::move(*read);
}

const Instant noon = Instant::fromSeconds(1'772'323'200);

}  // namespace

void approvalWords(std::string_view bytes) {
    using namespace approvals;
    (void)readAgain<Release>(bytes);
    (void)readAgain<Reject>(bytes);
    (void)readAgain<Amend>(bytes);
    (void)readAgain<Resnapshot>(bytes);
    (void)readAgain<AcknowledgeDrift>(bytes);
    (void)readAgain<Attest>(bytes);
    (void)readAgain<Cancel>(bytes);
    (void)readAgain<RedeemCode>(bytes);
    (void)readAgain<comms::SendBroadcast>(bytes);
    (void)readAgain<comms::RetractBroadcast>(bytes);
    // Content from outside is frozen once, under one hash, whatever order it came in.
    if (auto content = readAgain<SnapshotContent>(bytes)) {
        const auto first = freeze(*content, {ApprovalId{UuidBytes{1}}, nullptr, "requested", "ada", noon});
        if (!first.ok()) return must(!first.problem().code.empty());
        const auto again = freeze(*content, {ApprovalId{UuidBytes{1}}, nullptr, "requested", "ada", noon});
        must(again.ok() && again->header.contentHash == first->header.contentHash && sha256(first->content) == first->header.contentHash);
        const auto back = fromJson<SnapshotContent>(first->content);
        must(back.ok() && toJson(*back) == first->content);
    }
}

/// A link as a browser brings it: whatever stands in its place is a path's one step or no link, and a form is read or refused whole.
void oneTap(std::string_view bytes) {
    static const net::Router router = [] {
        net::Router made;
        for (const char* pattern : {"/a/{token}", "/a/code/{utility}"}) made.get(pattern, [](const net::HttpRequest&, net::Responder) {});
        for (const char* pattern : {"/a/{token}", "/a/{token}/key", "/a/{token}/latest"}) made.post(pattern, [](const net::HttpRequest&, net::Responder) {});
        return made;
    }();
    for (const std::string& method : {std::string("GET"), std::string("POST")}) {
        net::HttpRequest request;
        request.method = method;
        request.target = "/a/" + std::string(bytes);
        if (!net::splitTarget(request).ok()) continue;
        const auto match = router.find(request.method, request.path);
        for (const auto& [name, value] : match.params) must(!value.empty() && value.find('/') == std::string::npos && approvals::OneTapDesk::idOf(value) == sha256(value));
    }
    const auto form = net::parseUrlEncoded(bytes);
    if (!form.ok()) return;
    for (const auto& [name, value] : *form) {
        if (const auto digest = Digest::parse(value); digest.ok()) must(Digest::parse(digest->hex()).ok());
        if (name == "assertion") (void)parseJson(value);
    }
}

/// A document of ladders that is not refused can be played to its end, and ends.
void ladders(std::string_view bytes) {
    using namespace oncall;
    const auto rules = readAgain<LadderRules>(bytes);
    if (!rules || !check(*rules).ok()) return;
    const LadderFacts facts{noon, [](const std::string& target) {
                                Candidate who;
                                who.person = target;
                                who.channels = {"sms"};
                                return std::vector<Candidate>{who};
                            }};
    for (const char* severity : {"minor", "critical"}) {
        const auto policy = ladderFor(*rules, "comms.send_broadcast", severity);
        if (!policy) continue;
        LadderFacts now = facts;
        Ladder ladder = start(*policy, {"a", severity}, now).ladder;
        for (int i = 0; i < 300 && ladder.phase == LadderPhase::running; ++i) {
            const auto pending = timersOf(*policy, ladder);
            must(!pending.empty());
            const auto next = std::min_element(pending.begin(), pending.end(), [](const LadderTimer& a, const LadderTimer& b) { return a.due < b.due; });
            now.now = std::max(now.now, next->due);
            ladder = timerDue(*policy, ladder, next->key, now).ladder;
            if (now.now > ladder.deadline) break;
        }
    }
}

void roster(std::string_view bytes) {
    using namespace oncall;
    const auto team = readAgain<Team>(bytes);
    if (!team) return;
    const bool fine = check(*team, noon, noon + hours(24 * 30)).ok();
    for (const std::string& role : team->roles) {
        const auto who = onCallAt(*team, role, noon);
        if (fine) must(who.ok());
        if (who.ok() && who->until.known()) must(who->until > noon);
        const auto table = timetable(*team, role, noon, noon + hours(48));
        for (std::size_t i = 0; table.ok() && i < table->size(); ++i) must((*table)[i].from < (*table)[i].to);
        if (&role - team->roles.data() > 4) return;
    }
}

/// Rules that are not refused judge everything, the same twice, from 0 to 100.
void riskRules(std::string_view bytes) {
    using namespace approvals;
    (void)readAgain<RiskInputs>(bytes);
    const auto rules = riskRulesOf(bytes, 1);
    if (!rules.ok()) return must(!rules.problem().message.empty());
    if (!check(*rules).ok()) return;
    const RiskInputs inputs{120'000, 90, std::vector<std::string>{"sms", "voice"}, 0.7};
    const auto once = evaluateRisk(*rules, "storm", inputs), twice = evaluateRisk(*rules, "storm", inputs);
    must(once.ok() == twice.ok());
    if (!once.ok()) return;
    must(once->score >= 0 && once->score <= 100 && toJson(*once) == toJson(*twice));
    (void)evaluateRisk(*rules, "storm", {});
}

/// No document makes it fewer than two people for what is of high risk.
void guardRules(std::string_view bytes) {
    using namespace approvals;
    const auto document = readAgain<GuardDocument>(bytes);
    if (!document) return;
    const GuardRules rules{1, document->reasonCodes, document->rules};
    const GuardRule rule = ruleInForce(&rules, "comms.send", {"major"}, true);
    const KeyHolder author{"ada", "ada", {"operator"}, {}, {}};
    must(!stateOf(quorumOf(rule), author, {}).complete && !stateOf(quorumOf(rule), author, {author}).complete);
}

void schedulers(std::string_view bytes) {
    (void)oncall::readScheduleBook(bytes);
    oncall::ScheduleSettings settings;
    settings.kind = "pagerduty";
    must(!oncall::webhookIsTheirs(settings, bytes, bytes, bytes));   // no secret: nobody is believed
    settings.webhookSecret = "a secret that nobody can guess";
    must(!oncall::webhookIsTheirs(settings, bytes, bytes, bytes));
}

void snapshotQuery(std::string_view bytes) {
    net::HttpRequest request;
    request.method = "GET";
    request.target = "/v1/snapshots?" + std::string(bytes);
    if (!net::splitTarget(request).ok()) return;
    for (const char* name : {"approval_status", "limit", "cursor", "version"}) {
        if (const auto value = request.queryValue(name)) (void)Digest::parse(*value);
    }
    if (const auto id = ApprovalId::parse(bytes); id.ok()) must(ApprovalId::parse(id->str()).ok());
}

}  // namespace ok::fuzz
