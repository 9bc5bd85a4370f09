// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happens to the mirror, as entries of the stream `security`.
#pragma once
#include "shared/access/role_change.h"
#include "shared/identity/directory.h"

namespace ok::identity {

struct PersonMirrored {
    static constexpr std::string_view eventType = "identity.person_mirrored";
    DirectoryUser user;
};
BOOST_DESCRIBE_STRUCT(PersonMirrored, (), (user))

struct GroupMirrored {
    static constexpr std::string_view eventType = "identity.group_mirrored";
    DirectoryGroup group;
    bool removed = false;
};
BOOST_DESCRIBE_STRUCT(GroupMirrored, (), (group, removed))

/// Members came or went; of a group with many, in several entries.
struct MembersChanged {
    static constexpr std::string_view eventType = "identity.members_changed";
    GroupId group;
    std::vector<std::string> added, removed;   ///< ids of people and groups
};
BOOST_DESCRIBE_STRUCT(MembersChanged, (), (group, added, removed))

/// Roles and scopes of one person changed: what was, what is, which rules say so.
struct AccessMapped {
    static constexpr std::string_view eventType = "identity.access_mapped";
    UserId user;
    access::MappedAccess before, after;
    std::string changeType;                    ///< add, remove, update
    Digest beforeStateHash, afterStateHash;
    std::vector<std::string> rules;            ///< that matched
    std::vector<std::string> roles;            ///< of the account from now on: those that hold everywhere
    access::RoleChange change{};               ///< the same as evidence (F02.R5.A2)
};
BOOST_DESCRIBE_STRUCT(AccessMapped, (), (user, before, after, changeType, beforeStateHash, afterStateHash, rules, roles, change))

struct PersonDeprovisioned {
    static constexpr std::string_view eventType = "identity.person_deprovisioned";
    UserId user;
    std::string source, reason;
    int sessionsEnded = 0;
};
BOOST_DESCRIBE_STRUCT(PersonDeprovisioned, (), (user, source, reason, sessionsEnded))

struct MappingSet {
    static constexpr std::string_view eventType = "identity.mapping_set";
    MappingVersion mapping;
    Digest preview;        ///< what the author saw before; unknown: did not look
};
BOOST_DESCRIBE_STRUCT(MappingSet, (), (mapping, preview))

struct ScimTokenMade {
    static constexpr std::string_view eventType = "identity.scim_token_made";
    ScimToken token;
};
BOOST_DESCRIBE_STRUCT(ScimTokenMade, (), (token))

struct ScimTokenRevoked {
    static constexpr std::string_view eventType = "identity.scim_token_revoked";
    ScimTokenId token;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ScimTokenRevoked, (), (token, reason))

/// A reconciliation begins: whoever reads the directory hears this.
struct SyncStarted {
    static constexpr std::string_view eventType = "identity.sync_started";
    std::string source;
    SyncRunId run;
    std::int64_t intervalSeconds = 0;
};
BOOST_DESCRIBE_STRUCT(SyncStarted, (), (source, run, intervalSeconds))

/// It ended: the whole source document as it is now.
struct SyncEnded {
    static constexpr std::string_view eventType = "identity.sync_ended";
    SyncRunId run;
    std::string outcome;   ///< done, failed, held, confirmed, discarded
    std::string message;
    IdentitySource source;
};
BOOST_DESCRIBE_STRUCT(SyncEnded, (), (run, outcome, message, source))

/// A provider said that somebody signed out there.
struct ProviderSignedOut {
    static constexpr std::string_view eventType = "identity.provider_signed_out";
    std::string provider;
    UserId user;
    std::string request;       ///< id of its message
    std::int64_t sessions = 0; ///< that ended here
};
BOOST_DESCRIBE_STRUCT(ProviderSignedOut, (), (provider, user, request, sessions))

/// Somebody came through a provider: created, known, or refused.
struct Federated {
    static constexpr std::string_view eventType = "identity.federated";
    std::string provider;
    std::string assertion;       ///< hash: it works once
    UserId user;
    std::string outcome;         ///< created, known, refused
    std::string reason;          ///< of a refusal
};
BOOST_DESCRIBE_STRUCT(Federated, (), (provider, assertion, user, outcome, reason))

/// A local account that was closed because its person is somebody of the mirror.
struct MergedAccount {
    static constexpr std::string_view viewKind = "merged_account";
    UserId local, into;
    Instant at;
    [[nodiscard]] std::string viewId() const { return local.str(); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"into", into.str()}}; }
};
BOOST_DESCRIBE_STRUCT(MergedAccount, (), (local, into, at))

struct AccountsMerged {
    static constexpr std::string_view eventType = "identity.accounts_merged";
    MergedAccount merged;
    std::string login;         ///< of the account that is closed
    std::int64_t sessionsEnded = 0, keysRemoved = 0, tokensRevoked = 0;
};
BOOST_DESCRIBE_STRUCT(AccountsMerged, (), (merged, login, sessionsEnded, keysRemoved, tokensRevoked))

struct PersonLinked {
    static constexpr std::string_view eventType = "identity.person_linked";
    UserId user;
    Link link;
    bool removed = false;
};
BOOST_DESCRIBE_STRUCT(PersonLinked, (), (user, link, removed))

}  // namespace ok::identity
