// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The local directory mirror: people and groups as identity providers told them, kept here so that decisions need no provider
// to be up (decisions.md 7). A person of the mirror and the account they sign in to have the same id. What is personal lies
// in the vault; these documents hold tokens and what mapping looks at.
#pragma once
#include <string>
#include <vector>

#include "shared/access/user.h"
#include "shared/identity/mapping.h"
#include "shared/views/projections.h"

namespace ok::identity {

using GroupId = Id<struct DirectoryGroupTag>;
using ScimTokenId = Id<struct ScimTokenTag>;
using SyncRunId = Id<struct SyncRunTag>;

/// The same person at a provider of sign-ins.
struct Link {
    std::string provider;   ///< `oidc:<name>`, `saml:<name>`
    std::string subject;    ///< what the provider calls them, for ever
    bool operator==(const Link&) const = default;
    [[nodiscard]] std::string key() const { return provider + "|" + subject; }
};
BOOST_DESCRIBE_STRUCT(Link, (), (provider, subject))

struct DirectoryUser {
    static constexpr std::string_view viewKind = "directory_user";
    UserId id;
    std::string source;                ///< `scim`, `ldap:<name>`, `oidc:<name>`, `saml:<name>`
    std::string externalId;
    std::string userName;
    std::string login;                 ///< of the account
    Token<PersonName> name;
    Token<FreeText> resource;          ///< the whole SCIM resource, canonical
    IdentityFacts facts;               ///< as asserted; memberships aside
    std::vector<std::string> memberOf; ///< ids of directory groups, sorted
    std::vector<Link> links;
    bool active = true;
    bool removed = false;              ///< deleted at the source: kept for the log, found by nobody
    int version = 1;
    Instant createdAt, changedAt;
    bool operator==(const DirectoryUser&) const = default;
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const;
};
BOOST_DESCRIBE_STRUCT(DirectoryUser, (), (id, source, externalId, userName, login, name, resource, facts, memberOf, links, active,
                                          removed, version, createdAt, changedAt))

struct DirectoryGroup {
    static constexpr std::string_view viewKind = "directory_group";
    GroupId id;
    std::string source;
    std::string externalId;
    std::string name;
    std::string resource;              ///< the SCIM resource without members, canonical: no personal data in a group
    std::vector<std::string> memberOf; ///< groups this one belongs to
    int version = 1;
    Instant createdAt, changedAt;
    bool operator==(const DirectoryGroup&) const = default;
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const;
};
BOOST_DESCRIBE_STRUCT(DirectoryGroup, (), (id, source, externalId, name, resource, memberOf, version, createdAt, changedAt))

/// A source of identities: how it is, when it was heard last.
struct IdentitySource {
    static constexpr std::string_view viewKind = "identity_source";
    std::string id;                    ///< `scim`, `ldap:<name>`, ...
    std::string kind;                  ///< scim, ldap, oidc, saml
    Instant lastSync;                  ///< the last time what it said was taken in completely
    Instant lastAttempt;
    bool healthy = true;
    std::string problem;               ///< code of the last failure, while it lasts
    int failures = 0;                  ///< in a row
    SyncRunId heldRun;                 ///< a reconciliation that waits for a person: it would deprovision too many
    std::int64_t held = 0;             ///< how many
    std::vector<std::string> heldUsers;
    std::int64_t created = 0, updated = 0, deprovisioned = 0, unchanged = 0;   ///< of the last run
    std::int64_t gained = 0, lost = 0;                                         ///< assignments, of the last run
    std::int64_t intervalSeconds = 0;
    bool operator==(const IdentitySource&) const = default;
    [[nodiscard]] std::string viewId() const { return id; }
};
BOOST_DESCRIBE_STRUCT(IdentitySource, (), (id, kind, lastSync, lastAttempt, healthy, problem, failures, heldRun, held, heldUsers, created,
                                           updated, deprovisioned, unchanged, gained, lost, intervalSeconds))

/// The mapping rules in force, and every version before (`viewId` is the number; `live` is the current one again).
struct MappingVersion {
    static constexpr std::string_view viewKind = "identity_mapping";
    int version = 0;
    MappingRules rules;
    std::string reason;
    std::string changedBy;
    Instant changedAt;
    bool live = false;
    [[nodiscard]] std::string viewId() const { return live ? "live" : std::to_string(version); }
};
BOOST_DESCRIBE_STRUCT(MappingVersion, (), (version, rules, reason, changedBy, changedAt, live))

/// What a SCIM client shows to come in: only the hash is kept.
struct ScimToken {
    static constexpr std::string_view viewKind = "scim_token";
    ScimTokenId id;
    std::string name;
    Digest hash;
    Instant createdAt, expiresAt;
    bool revoked = false;
    [[nodiscard]] std::string viewId() const { return id.str(); }
};
BOOST_DESCRIBE_STRUCT(ScimToken, (), (id, name, hash, createdAt, expiresAt, revoked))

/// An assertion, an ID token or a sign-in that was used: it cannot be used again.
struct UsedAssertion {
    static constexpr std::string_view viewKind = "used_assertion";
    std::string hash;
    std::string day;       ///< when it may be forgotten by
    [[nodiscard]] std::string viewId() const { return hash; }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"day", day}}; }
};
BOOST_DESCRIBE_STRUCT(UsedAssertion, (), (hash, day))

/// A login from a name that may not be one: as it is when it can be, else made from its hash.
[[nodiscard]] std::string loginFrom(std::string_view userName);

void addProjections(Projections& projections);

}  // namespace ok::identity
