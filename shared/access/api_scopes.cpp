// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/api_scopes.h"

#include <algorithm>

namespace ok {
namespace {

constexpr std::size_t maxScopes = 40;

bool covers(std::string_view pattern, std::string_view action) {
    if (!pattern.empty() && pattern.back() == '*') return action.starts_with(pattern.substr(0, pattern.size() - 1));
    return pattern == action;
}

bool covers(const ApiScope& scope, std::string_view action) {
    return std::any_of(scope.actions.begin(), scope.actions.end(),
                       [action](const std::string& pattern) { return covers(pattern, action); });
}

}  // namespace

const std::vector<ApiScope>& apiScopes() {
    static const std::vector<ApiScope> scopes{
        {"approvals.read", {"approvals.read", "approvals.read_outcomes", "approvals.read_snapshots"}, "read what waits for a second key"},
        {"audit.export", {"ledger.export", "ledger.read"}, "make and fetch audit exports"},
        {"audit.read", {"ledger.read"}, "read and search the audit log"},
        {"comms.write", {"comms.draft", "comms.send", "comms.cancel", "comms.retract"}, "draft messages and ask for their sending"},
        {"documents.read", {"sync.follow"}, "read incidents, reports, messages and the other documents"},
        {"evaluation.invoke", {"access.evaluate", "approvals.score", "policies.evaluate"}, "ask what a person may do and what an update risks"},
        {"feeds.write", {"feeds.ingest", "reports.receive"}, "hand in feeds and reports"},
        {"incidents.write", {"incidents.*"}, "create and change incidents"},
        {"policies.read", {"access.read*", "policies.read", "sync.follow"}, "read roles, assignments and policies"},
        {"policies.write", {"access.*", "policies.configure", "policies.draft", "policies.publish", "policies.read"}, "change roles, assignments and policies"},
        {"sessions.write", {"access.revoke_session", "self.*"}, "list and end sessions"},
        {"snapshot.create", {"approvals.snapshot"}, "freeze what waits for approval anew"},
        {"snapshot.outcome.read", {"approvals.read_outcomes"}, "read what became of what was frozen"},
        {"snapshot.read", {"approvals.read_snapshots"}, "read what was frozen"},
        {"snapshots.create", {"approvals.snapshot"}, "the same as snapshot.create"},
        {"territory.write", {"territory.*"}, "import and correct the territory"},
        {"users.provision", {"scim.*", "access.provision*"}, "provision people and groups (SCIM)"},
        {"webhook.verify", {"webhooks.verify"}, "have the signature of a webhook checked"},
        {"webhooks.write", {"webhooks.*"}, "set up webhook endpoints"},
    };
    return scopes;
}

bool isApiScope(std::string_view name) {
    return std::any_of(apiScopes().begin(), apiScopes().end(), [name](const ApiScope& scope) { return scope.name == name; });
}

bool scopesCover(const std::vector<std::string>& scopes, std::string_view action) {
    return std::any_of(apiScopes().begin(), apiScopes().end(), [&](const ApiScope& scope) {
        return std::find(scopes.begin(), scopes.end(), scope.name) != scopes.end() && covers(scope, action);
    });
}

std::vector<std::string> scopesFor(std::string_view action) {
    std::vector<std::string> out;
    for (const ApiScope& scope : apiScopes()) {
        if (covers(scope, action)) out.push_back(scope.name);
    }
    return out;
}

bool isOwnAffair(const SecurityContext& who, std::string_view action) {
    return action.starts_with("self.") && who.actor.type == ActorType::human && who.session.known() && who.client.empty();
}

Result<std::vector<std::string>> parseScopes(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!isApiScope(word) || out.size() == maxScopes) {
            return problem("invalid_scope", "`" + std::string(word.substr(0, 40)) + "` is not a scope of this server");
        }
        if (std::find(out.begin(), out.end(), word) == out.end()) out.emplace_back(word);
    }
    return out;
}

std::string joinScopes(const std::vector<std::string>& scopes) {
    std::string out;
    for (const std::string& scope : scopes) out += (out.empty() ? "" : " ") + scope;
    return out;
}

}  // namespace ok
