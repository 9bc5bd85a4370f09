// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/ladder_people.h"

#include <algorithm>
#include <set>

#include "server/gate/approval_notices.h"
#include "shared/access/mapped_access.h"
#include "shared/access/permissions.h"
#include "shared/access/tenant_profile.h"
#include "shared/access/user.h"
#include "shared/approvals/request_file.h"

namespace ok::oncall {
namespace {

using access::User;
using approvals::Approval;

bool has(const std::vector<std::string>& all, const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

/// Everything about one request that each person is asked by; read once a command.
struct Asked {
    CommandContext& cx;
    const OncallPorts& ports;
    Approval frozen;
    std::shared_ptr<const approvals::RequestFile> file;
    std::map<std::string, std::vector<Candidate>> known;   // by target

    [[nodiscard]] std::string personOf(const std::string& account) const {
        const std::string person = ports.personOf ? ports.personOf(cx, account) : std::string();
        return person.empty() ? account : person;
    }
    [[nodiscard]] approvals::Quorum quorum() const {
        if (file) return file->request.quorum;
        approvals::Quorum out;
        out.people = frozen.needed + 1;
        out.onlyRoles = frozen.countedRoles;
        return out;
    }
    [[nodiscard]] approvals::KeyHolder author() const {
        if (file && !file->request.author.account.empty()) return file->request.author;
        return {frozen.submittedBy.id, personOf(frozen.submittedBy.id), frozen.roles, {}, {}};
    }
    [[nodiscard]] std::vector<approvals::KeyHolder> turned() const {
        std::vector<approvals::KeyHolder> out;
        if (file) {
            for (const approvals::Turn& turn : file->request.turns) out.push_back(turn.who);
            return out;
        }
        for (const approvals::ApprovalStep& step : frozen.steps) {
            if (step.kind == approvals::StepKind::approved && step.cycle == frozen.cycle) out.push_back({step.actor.id, personOf(step.actor.id), {}, {}, {}});
        }
        return out;
    }
};

std::vector<std::string> rolesOf(CommandContext& cx, const User& user, const access::MappedAccess* mapped) {
    std::set<std::string> out(user.roles.begin(), user.roles.end());
    const std::vector<std::string> groups = mapped == nullptr ? std::vector<std::string>() : mapped->groups;
    const auto add = [&](const access::Assignment& a) {
        if (a.until && *a.until <= cx.clockNow()) return;
        const bool mine = a.kind == access::PrincipalKind::user ? a.principal == user.id.str() : has(groups, a.principal);
        if (mine) out.insert(a.role);
    };
    if (const auto live = cx.views().find<access::LiveRoles>("live")) std::for_each(live->matrix.assignments.begin(), live->matrix.assignments.end(), add);
    if (mapped != nullptr) std::for_each(mapped->assignments.begin(), mapped->assignments.end(), add);
    return {out.begin(), out.end()};
}

/// Of those who may, would this one's key help? Where every key that is missing has to be of a role, only that role does (F06.R5.A4).
bool wouldHelp(const approvals::QuorumState& state, const std::vector<std::string>& roles) {
    int missing = 0;
    for (const auto& [role, count] : state.missingRoles) missing += count;
    if (missing == 0 || missing < state.needed - state.have) return true;
    return std::any_of(state.missingRoles.begin(), state.missingRoles.end(), [&roles](const auto& each) { return has(roles, each.first); });
}

/// Why asking this person would be in vain; empty: it is not.
std::string whyNot(const Asked& asked, const User& user) {
    if (user.disabled) return "inactive";
    if (barred(asked.cx, asked.frozen.id, user.id.str())) return "taken_over";
    const auto mapped = asked.cx.views().find<access::MappedAccess>(user.id.str());
    approvals::KeyHolder who{user.id.str(), asked.personOf(user.id.str()), rolesOf(asked.cx, user, mapped.get()), teamsOf(asked.cx, user.id.str()),
                             mapped ? mapped->groups : std::vector<std::string>()};
    const approvals::Quorum quorum = asked.quorum();
    const approvals::KeyHolder author = asked.author();
    const auto turned = asked.turned();
    if (user.id.str() == asked.frozen.submittedBy.id) return "self_approval";
    if (std::any_of(turned.begin(), turned.end(), [&who](const approvals::KeyHolder& each) { return each.account == who.account; })) return "answered";
    if (const Status may = approvals::mayTurn(quorum, author, turned, who); !may.ok()) {
        const std::string& code = may.problem().code;
        const std::size_t dot = code.rfind('.');
        return dot == std::string::npos ? code : code.substr(dot + 1);
    }
    if (!wouldHelp(approvals::stateOf(quorum, author, turned), who.roles)) return "role_not_missing";
    const access::MatrixPtr matrix = asked.ports.matrices ? asked.ports.matrices(asked.cx.tenant()) : nullptr;
    const access::Principal person{user.id.str(), user.roles, who.groups, mapped ? mapped->assignments : std::vector<access::Assignment>()};
    if (matrix && !access::mayEver(*matrix, person, "approvals.release", asked.cx.clockNow())) return "not_allowed";
    return {};
}

bool signedIn(CommandContext& cx, const std::string& person) {
    const auto sessions = cx.views().byKey<access::Session>("user", person);
    return std::any_of(sessions.begin(), sessions.end(), [&cx](const access::Session& each) { return !each.revoked && !each.endedAt.known() && each.expiresAt > cx.clockNow(); });
}

Candidate candidate(const Asked& asked, const User& user) {
    CommandContext& cx = asked.cx;
    Candidate out;
    out.person = user.id.str();
    out.skip = whyNot(asked, user);
    const Preferences liked = preferencesOf(cx, out.person);
    for (const std::string& channel : liked.channels) {
        const bool open = channel == "push" ? signedIn(cx, out.person) : cx.drill() || !asked.ports.reachable || asked.ports.reachable(cx.tenant(), user.login, channel);
        if (open) out.channels.push_back(channel);
    }
    out.zone = liked.zone;
    out.quietFrom = liked.quietFrom;
    out.quietTo = liked.quietTo;
    out.quietChannels = liked.quietChannels;
    if (const auto load = cx.views().find<NudgeLoad>(out.person)) out.nudged = load->nudged;
    return out;
}

void addPerson(const Asked& asked, const std::string& person, std::vector<Candidate>& out) {
    if (person.empty()) return;
    if (const auto user = asked.cx.views().find<User>(person)) out.push_back(candidate(asked, *user));
    else out.push_back({.person = person, .skip = "inactive", .channels = {}, .zone = "UTC", .quietFrom = 0, .quietTo = 0, .quietChannels = {}, .nudged = {}});
}

/// Who has the duty; whoever is next in order where that one is away, not active, or cannot decide this request (F06.R1.A5).
void addTeam(const Asked& asked, const std::string& target, std::vector<Candidate>& out) {
    const std::size_t slash = target.find('/');
    const auto found = asked.cx.views().find<RosterTeam>(target.substr(0, slash));
    if (!found || !found->live) return;
    const Team& team = *found->live;
    std::vector<std::string> roles = team.roles;
    if (slash != std::string::npos) {
        const std::string first = target.substr(slash + 1);
        std::erase(roles, first);
        roles.insert(roles.begin(), first);
    }
    const Inactive inactive = inactiveIn(asked.cx.views(), team);
    for (const std::string& role : roles) {
        const auto duty = onCallAt(team, role, asked.cx.clockNow(), inactive);
        if (!duty.ok()) continue;
        for (const PassedOver& each : duty->passedOver) {
            if (each.person != duty->person) out.push_back({.person = each.person, .skip = each.reason, .channels = {}, .zone = "UTC", .quietFrom = 0, .quietTo = 0, .quietChannels = {}, .nudged = {}});
        }
        addPerson(asked, duty->person, out);
        if (!out.empty() && out.back().person == duty->person && out.back().skip.empty()) return;
    }
}

std::set<std::string> names(const Team& team) {
    std::set<std::string> out;
    for (const Rotation& each : team.rotations) out.insert(each.people.begin(), each.people.end());
    for (const Shift& each : team.shifts) out.insert(each.person);
    for (const Override& each : team.overrides) out.insert(each.person);
    for (const Holiday& each : team.holidays) out.insert(each.person);
    return out;
}

std::vector<Candidate> meant(const Asked& asked, const std::string& target) {
    std::vector<Candidate> out;
    const std::size_t colon = target.find(':');
    const std::string kind = target.substr(0, colon), rest = colon == std::string::npos ? std::string() : target.substr(colon + 1);
    if (kind == "user") addPerson(asked, rest, out);
    if (kind == "team") addTeam(asked, rest, out);
    if (kind == "role") {
        for (const std::string& person : holdersOf(asked.cx, rest)) addPerson(asked, person, out);
    }
    return out;
}

}  // namespace

bool barred(CommandContext& cx, ApprovalId approval, const std::string& account) {
    const auto run = cx.views().find<LadderRun>(approval.str());
    return run && has(run->barred, account);
}

std::vector<std::string> teamsOf(CommandContext& cx, const std::string& account) {
    std::vector<std::string> out;
    cx.views().each<RosterTeam>([&](const RosterTeam& each) {
        if (each.live && names(*each.live).contains(account)) out.push_back(each.team.id);
    });
    return out;
}

Preferences preferencesOf(CommandContext& cx, const std::string& person) {
    const auto found = cx.views().find<Preferences>(person);
    Preferences out = found ? *found : Preferences{};
    out.person = person;
    if (!out.zone.empty()) return out;
    const auto profile = cx.views().find<TenantProfile>("profile");
    out.zone = profile ? profile->timeZone : "UTC";
    return out;
}

Inactive inactiveIn(Views& views, const Team& team) {
    Inactive out;
    for (const std::string& person : names(team)) {
        const auto user = person.empty() ? nullptr : views.find<User>(person);
        if (!person.empty() && (!user || user->disabled)) out.push_back(person);
    }
    return out;
}

LadderFacts factsFor(CommandContext& cx, const OncallPorts& ports, const Approval& frozen) {
    const auto asked = std::make_shared<Asked>(Asked{cx, ports, frozen, cx.views().find<approvals::RequestFile>(frozen.id.str()), {}});
    return {cx.clockNow(), [asked](const std::string& target) {
                const auto found = asked->known.find(target);
                return found != asked->known.end() ? found->second : asked->known.emplace(target, meant(*asked, target)).first->second;
            }};
}

std::vector<NextUp> nextOf(const LadderPolicy& policy, const Ladder& ladder, const LadderFacts& facts) {
    constexpr std::size_t most = 40;
    std::vector<NextUp> out;
    if (isOver(ladder.phase)) return out;
    const std::vector<LadderStep>* steps = &policy.steps;
    for (const LadderVariant& variant : policy.variants) {
        if (variant.id == ladder.variant) steps = &variant.steps;
    }
    for (std::size_t i = static_cast<std::size_t>(ladder.step) + 1; i < steps->size(); ++i) {
        for (const std::string& target : (*steps)[i].targets) {
            for (const Candidate& each : facts.candidates(target)) {
                if (out.size() < most) out.push_back({static_cast<int>(i), target, each.person, each.skip});
            }
        }
    }
    return out;
}

}  // namespace ok::oncall
