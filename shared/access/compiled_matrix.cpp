// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/compiled_matrix.h"

#include <algorithm>
#include <set>

#include "shared/access/matrix_tables.h"

namespace ok::access {
namespace {

constexpr std::size_t maxActions = 512, maxRowWords = std::size_t{48} << 20;  // 384 MB of rows: beyond it a matrix is refused

/// Does a policy's `incidents.*` cover this? `action` may itself be a pattern without its star.
bool covers(std::string_view grant, std::string_view action) {
    if (!grant.empty() && grant.back() == '*') return action.starts_with(grant.substr(0, grant.size() - 1));
    return grant == action;
}

class Compiler {
  public:
    Compiler(RolesMatrix matrix, std::string version) : t(std::make_unique<MatrixTables>()) {
        t->matrix = std::move(matrix);
        t->version = std::move(version);
    }
    Status run(std::span<const Area> territories);
    std::unique_ptr<MatrixTables> t;

  private:
    void addMachine();
    void nameActions();
    void flattenRoles();
    ScopeWords wordsOf(const Scope& scope);
    void nameScopes();
    void placeAreas(std::span<const Area> territories);
    Status makeBlocks();
    Result<std::int32_t> blockOf(std::vector<std::uint32_t> policies);
    void giveRoles();

    std::vector<std::vector<std::uint32_t>> m_policiesOfRole;
    std::map<std::vector<std::uint32_t>, std::int32_t> m_known;
    std::size_t m_rowWords = 0;
};

// Timers, feeds and sign-in work under any document, also under one that is wrong about people.
void Compiler::addMachine() {
    const Policy all{"machine.system", "the server itself", Effect::allow, {"*"}, Scope::everything(), false, {}};
    const Policy intake{"machine.intake", "what comes in", Effect::allow, {"contacts.stop", "feeds.ingest", "receipts.take", "reports.receive"},
                        Scope::everything(), false, {}};
    t->matrix.policies.push_back(all);
    const Policy provisioner{"machine.provisioner", "a directory that tells who there is", Effect::allow, {"provisioning.write"},
                             Scope::everything(), false, {}};
    t->matrix.policies.push_back(intake);
    t->matrix.policies.push_back(provisioner);
    t->matrix.roles.push_back({"system", "the server itself", {}, {}, {all.id}});
    t->matrix.roles.push_back({"intake", "what comes in", {}, {}, {intake.id}});
    t->matrix.roles.push_back({"provisioner", "a directory that tells who there is", {}, {}, {provisioner.id}});
    std::sort(t->matrix.policies.begin(), t->matrix.policies.end(), [](const Policy& a, const Policy& b) { return a.id < b.id; });
}

void Compiler::nameActions() {
    const auto add = [this](const std::string& name) {
        if (t->actions.try_emplace(name, static_cast<std::uint32_t>(t->actionNames.size())).second) t->actionNames.push_back(name);
    };
    for (const ActionInfo& info : knownActions()) add(std::string(info.name));
    for (Policy& policy : t->matrix.policies) {
        for (std::string& action : policy.actions) add(action = canonicalAction(action));
    }
    for (const std::string& name : t->actionNames) {
        t->dimensions.push_back(dimensionsOf(name));
        if (name.back() == '*') t->patterns.emplace_back(name.substr(0, name.size() - 1), t->actions.at(name));
    }
    std::sort(t->patterns.begin(), t->patterns.end(),
              [](const auto& a, const auto& b) { return a.first.size() != b.first.size() ? a.first.size() > b.first.size() : a.first < b.first; });
    for (const ActionInfo& info : knownActions()) {
        if (!info.word.empty()) t->actions.try_emplace(std::string(info.word), t->actions.at(std::string(info.name)));
    }
}

void Compiler::flattenRoles() {
    boost::unordered_flat_map<std::string, std::uint32_t> policyNo;
    for (std::uint32_t i = 0; i < t->matrix.policies.size(); ++i) policyNo.emplace(t->matrix.policies[i].id, i);
    for (std::uint32_t i = 0; i < t->matrix.roles.size(); ++i) {
        t->roles.emplace(t->matrix.roles[i].id, i);
        t->roleNames.push_back(t->matrix.roles[i].id);
    }
    for (const Role& role : t->matrix.roles) {
        std::set<std::uint32_t> policies, seen{t->roles.at(role.id)};
        std::vector<std::uint32_t> waiting{t->roles.at(role.id)};
        while (!waiting.empty()) {
            const Role& next = t->matrix.roles[waiting.back()];
            waiting.pop_back();
            for (const std::string& policy : next.policies) policies.insert(policyNo.at(policy));
            for (const std::string& parent : next.inherits) {
                if (seen.insert(t->roles.at(parent)).second) waiting.push_back(t->roles.at(parent));
            }
        }
        m_policiesOfRole.emplace_back(policies.begin(), policies.end());
    }
}

ScopeWords Compiler::wordsOf(const Scope& scope) {
    return scopeWords(scope, [this](std::size_t d, const std::string& word) { return t->books[d].add(word); });
}

void Compiler::nameScopes() {
    for (const Policy& policy : t->matrix.policies) t->scopes.push_back(wordsOf(policy.scope));
    // Known to every matrix, so that a refusal can name a value which the matrix itself only covers by `*`.
    for (const char* word : {"advisory", "minor", "major", "critical"}) t->books[2].add(word);
    for (const char* word : {"etr", "advisory"}) t->books[3].add(word);
    for (const char* word : {"ivr", "IVR", "Voice"}) t->books[0].alias(word, t->books[0].add("voice"));
    for (const char* word : {"SMS", "Sms", "text"}) t->books[0].alias(word, t->books[0].add("sms"));
    for (const char* word : {"Email", "EMAIL"}) t->books[0].alias(word, t->books[0].add("email"));
}

void Compiler::placeAreas(std::span<const Area> territories) {
    for (const Area& area : t->matrix.areas) {
        std::vector<std::uint32_t> tags{t->books[1].add("a:" + area.id)};
        if (!area.territory.empty()) tags.push_back(t->books[1].add("t:" + area.territory));
        t->areas.add(area.shape, std::move(tags));
    }
    for (const Area& area : territories) t->areas.add(area.shape, {t->books[1].add("t:" + area.territory)});
    t->areas.build();
}

Status Compiler::makeBlocks() {
    const std::size_t actions = t->actionNames.size();
    if (actions > maxActions) return problem("invalid_matrix", "too many different actions", {{"most", std::to_string(maxActions)}});
    std::vector<std::vector<std::uint32_t>> actionsOf(t->matrix.policies.size());
    for (std::size_t p = 0; p < actionsOf.size(); ++p) {
        for (std::uint32_t a = 0; a < actions; ++a) {
            std::string_view name = t->actionNames[a];
            if (name.back() == '*') name.remove_suffix(1);
            const bool pattern = name.size() != t->actionNames[a].size();
            const auto& granted = t->matrix.policies[p].actions;
            if (std::any_of(granted.begin(), granted.end(), [&](const std::string& g) { return covers(g, name) && (!pattern || g.back() == '*'); })) {
                actionsOf[p].push_back(a);
            }
        }
    }
    t->rolesByAction.resize(actions);
    for (std::uint32_t r = 0; r < m_policiesOfRole.size(); ++r) {
        std::vector<std::array<std::vector<std::uint32_t>, 2>> lists(actions);
        for (const std::uint32_t p : m_policiesOfRole[r]) {
            for (const std::uint32_t a : actionsOf[p]) lists[a][t->matrix.policies[p].effect == Effect::allow ? 0 : 1].push_back(p);
        }
        auto& row = t->blocks.emplace_back(actions);
        for (std::uint32_t a = 0; a < actions; ++a) {
            OK_ASSIGN(row[a].allow, blockOf(std::move(lists[a][0])));
            OK_ASSIGN(row[a].deny, blockOf(std::move(lists[a][1])));
            if (row[a].allow >= 0) t->rolesByAction[a].push_back(r);
        }
    }
    return {};
}

Result<std::int32_t> Compiler::blockOf(std::vector<std::uint32_t> policies) {
    if (policies.empty()) return -1;
    const auto [at, fresh] = m_known.try_emplace(policies, static_cast<std::int32_t>(t->rows.size()));
    if (!fresh) return at->second;
    Block block;
    block.words = (policies.size() + 63) / 64;
    block.all.assign(block.words, ~Bits{0});
    if (policies.size() % 64 != 0) block.all.back() = (Bits{1} << (policies.size() % 64)) - 1;
    std::set<WordNo> named;
    for (std::size_t d = 0; d < 4; ++d) {
        std::vector<std::vector<WordNo>> accepts;
        std::vector<char> open;
        for (const std::uint32_t p : policies) {
            accepts.push_back(t->scopes[p].words[d]);
            open.push_back(t->scopes[p].open[d] ? 1 : 0);
            named.insert(accepts.back().begin(), accepts.back().end());
        }
        m_rowWords += (named.size() + 1) * block.words;
        if (m_rowWords > maxRowWords) return problem("invalid_matrix", "the matrix is too large to decide quickly");
        block.named[d].build(block.words, accepts, open, t->books[d].size());
        named.clear();
    }
    std::vector<const Scope*> scopes;
    for (const std::uint32_t p : policies) scopes.push_back(&t->matrix.policies[p].scope);
    block.audience.build(block.words, scopes);
    if (block.audience.steps().size() > maxAudienceSteps) return problem("invalid_matrix", "too many different sizes of audience in one role");
    block.policies = std::move(policies);
    t->rows.push_back(std::move(block));
    return at->second;
}

void Compiler::giveRoles() {
    const auto keep = [this](const Scope& scope) {
        t->scopes.push_back(wordsOf(scope));
        return static_cast<std::uint32_t>(t->scopes.size() - 1);
    };
    for (std::uint32_t r = 0; r < t->roleNames.size(); ++r) t->wholeRoles.push_back({r, {}, {}});
    for (const RoleMaximum& most : t->matrix.maxima) t->wholeRoles[t->roles.at(most.role)].within.push_back(keep(most.within));
    for (const Assignment& a : t->matrix.assignments) {
        Grant grant = t->wholeRoles[t->roles.at(a.role)];
        grant.until = a.until.value_or(Instant{});
        if (a.within) grant.within.push_back(keep(*a.within));
        (a.kind == PrincipalKind::user ? t->users : t->groups)[a.principal].push_back(std::move(grant));
    }
    for (const Limit& limit : t->matrix.limits) t->limitScopes.push_back(keep(limit.scope));
    for (const ScopeWords& scope : t->scopes) {
        t->looks.places = t->looks.places || !scope.open[1];
        t->looks.audience = t->looks.audience || scope.least > 0 || scope.most != INT64_MAX;
    }
    for (const Limit& limit : t->matrix.limits) (limit.metric == "audience" ? t->looks.audience : t->looks.places) = true;
}

Status Compiler::run(std::span<const Area> territories) {
    if (auto mistakes = checkMatrix(t->matrix); !mistakes.empty()) {
        Problem why = problem("invalid_matrix", "the roles matrix has mistakes; nothing was changed");
        why.fields = std::move(mistakes);
        return why;
    }
    addMachine();
    nameActions();
    flattenRoles();
    nameScopes();
    placeAreas(territories);
    giveRoles();
    return makeBlocks();
}

}  // namespace

CompiledMatrix::CompiledMatrix(std::unique_ptr<const MatrixTables> tables) : m_tables(std::move(tables)) {}
CompiledMatrix::~CompiledMatrix() = default;
const std::string& CompiledMatrix::version() const { return m_tables->version; }
const RolesMatrix& CompiledMatrix::matrix() const { return m_tables->matrix; }

Result<MatrixPtr> CompiledMatrix::compile(RolesMatrix matrix, std::string version, std::span<const Area> territories) {
    Compiler compiler(std::move(matrix), std::move(version));
    OK_TRY(compiler.run(territories));
    return MatrixPtr(std::make_shared<const CompiledMatrix>(std::move(compiler.t)));
}

}  // namespace ok::access
