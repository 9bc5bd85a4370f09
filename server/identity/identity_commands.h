// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What changes the directory mirror, the mapping rules and the tokens of SCIM clients, as commands on the gate.
#pragma once
#include <functional>
#include <set>

#include "server/gate/gate.h"
#include "shared/identity/directory_events.h"
#include "shared/identity/reconcile.h"
#include "shared/identity/scim_resource.h"

namespace ok::identity {

/// One request of a SCIM client, or one operation of its bulk.
struct ScimOperation {
    std::string method;        ///< POST, PUT, PATCH, DELETE
    ResourceType type = ResourceType::user;
    std::string id;
    std::string bulkId;
    std::string ifMatch;
    RawJson data;
};
BOOST_DESCRIBE_STRUCT(ScimOperation, (), (method, type, id, bulkId, ifMatch, data))

struct ScimWrite {
    static constexpr CommandCard card{.name = "identity.scim", .action = "provisioning.write", .purpose = "provisioning",
                                      .privateReply = true, .refusalIsEvidence = true};
    std::vector<ScimOperation> operations;
    std::int64_t failOnErrors = 0;   ///< stop after so many; 0: never
    bool bulk = false;               ///< failures are part of the reply
};
BOOST_DESCRIBE_STRUCT(ScimWrite, (), (operations, failOnErrors, bulk))

struct ScimOutcome {
    std::int64_t status = 200;
    std::string method, id, bulkId;
    ResourceType type = ResourceType::user;
    int version = 0;
    Instant created, changed;
    RawJson resource;                 ///< as stored; null when the answer has no body
    std::vector<std::string> members; ///< of a group that was written whole
    std::optional<Problem> problem;
};
BOOST_DESCRIBE_STRUCT(ScimOutcome, (), (status, method, id, bulkId, type, version, created, changed, resource, members, problem))

struct ScimReply {
    std::vector<ScimOutcome> outcomes;
};
BOOST_DESCRIBE_STRUCT(ScimReply, (), (outcomes))

struct MakeScimToken {
    static constexpr CommandCard card{.name = "identity.make_scim_token", .action = "access.identities", .purpose = "administration",
                                      .refusalIsEvidence = true};
    std::string name;
    Digest hash;              ///< SHA-256 of the token, which the caller made
    int days = 365;
};
BOOST_DESCRIBE_STRUCT(MakeScimToken, (), (name, hash, days))

struct RevokeScimToken {
    static constexpr CommandCard card{.name = "identity.revoke_scim_token", .action = "access.identities", .purpose = "administration",
                                      .refusalIsEvidence = true};
    ScimTokenId token;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RevokeScimToken, (), (token, reason))

/// New mapping rules for everybody, at once.
struct SetMapping {
    static constexpr CommandCard card{.name = "identity.set_mapping", .action = "access.identities", .purpose = "administration",
                                      .refusalIsEvidence = true};
    MappingRules rules;
    std::string reason;
    int expectedVersion = -1;        ///< the version the author saw; -1: whatever is there
    Digest preview;                  ///< of the dry run the author saw; when given, nothing else may happen
};
BOOST_DESCRIBE_STRUCT(SetMapping, (), (rules, reason, expectedVersion, preview))

struct SetMappingReply {
    int version = 0;
    std::int64_t people = 0, gained = 0, lost = 0;
};
BOOST_DESCRIBE_STRUCT(SetMappingReply, (), (version, people, gained, lost))

/// Ends somebody's access by hand.
struct Deprovision {
    static constexpr CommandCard card{.name = "identity.deprovision", .action = "access.identities", .purpose = "administration",
                                      .refusalIsEvidence = true};
    UserId user;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Deprovision, (), (user, reason))

/// Says that a subject of a sign-in provider is a person of the mirror, or that it no longer is.
struct LinkPerson {
    static constexpr CommandCard card{.name = "identity.link", .action = "access.identities", .purpose = "administration",
                                      .refusalIsEvidence = true};
    UserId user;
    Link link;
    bool remove = false;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(LinkPerson, (), (user, link, remove, reason))

/// Somebody came through a provider whose assertion was verified: known, or made now (just in time), or refused.
struct Federate {
    static constexpr CommandCard card{.name = "identity.federate", .action = "provisioning.sign_in", .purpose = "sign_in",
                                      .refusalIsEvidence = true};
    std::string provider;        ///< `oidc:<name>`, `saml:<name>`
    std::string subject;
    std::string userName;
    PersonName name;
    IdentityFacts facts;
    std::string assertion;       ///< hash of what was shown: it works once
    bool linkByUserName = false; ///< the provider is trusted to say who in the mirror this is
    bool provision = true;       ///< make who is not known
};
BOOST_DESCRIBE_STRUCT(Federate, (), (provider, subject, userName, name, facts, assertion, linkByUserName, provision))

struct FederateReply {
    UserId user;
    std::string login;
    bool created = false;
    std::vector<access::Assignment> assignments;
};
BOOST_DESCRIBE_STRUCT(FederateReply, (), (user, login, created, assignments))

/// By the server: a provider says that somebody signed out there. Their sessions that began there end here. Replies access::SessionsEnded.
struct EndProviderSessions {
    static constexpr CommandCard card{.name = "identity.end_provider_sessions", .action = "provisioning.sign_in", .purpose = "sign_in",
                                      .refusalIsEvidence = true};
    std::string provider, subject;
    std::string request;         ///< id of what it said
};
BOOST_DESCRIBE_STRUCT(EndProviderSessions, (), (provider, subject, request))

// --- reconciliation with a directory

/// Sets a reconciliation going; the source's timer, or a person who does not want to wait.
struct StartSync {
    static constexpr CommandCard card{.name = "identity.sync", .action = "access.identities", .purpose = "administration"};
    std::string source;
};
BOOST_DESCRIBE_STRUCT(StartSync, (), (source))

/// Some of what a directory says that the mirror does not: part of one run.
struct ApplyEntries {
    static constexpr CommandCard card{.name = "identity.apply_entries", .action = "provisioning.reconcile", .purpose = "provisioning"};
    std::string source;
    SyncRunId run;
    std::vector<DirectoryEntry> entries;
};
BOOST_DESCRIBE_STRUCT(ApplyEntries, (), (source, run, entries))

struct ApplyReply {
    std::int64_t created = 0, updated = 0, gained = 0, lost = 0;
};
BOOST_DESCRIBE_STRUCT(ApplyReply, (), (created, updated, gained, lost))

/// The end of a run: who is gone from the directory, or why it could not be read.
struct FinishSync {
    static constexpr CommandCard card{.name = "identity.finish_sync", .action = "provisioning.reconcile", .purpose = "provisioning"};
    std::string source;
    SyncRunId run;
    std::vector<UserId> gone;
    bool tooMany = false;        ///< more than the source's settings let go without asking
    ApplyReply counts;
    std::int64_t unchanged = 0;
    std::string failure;         ///< code; empty: it was read completely
    std::string message;
};
BOOST_DESCRIBE_STRUCT(FinishSync, (), (source, run, gone, tooMany, counts, unchanged, failure, message))

/// A person looked at a run that was held: the people are gone indeed, or the directory was wrong.
struct SettleHeldSync {
    static constexpr CommandCard card{.name = "identity.settle_held_sync", .action = "access.identities", .purpose = "administration",
                                      .refusalIsEvidence = true};
    std::string source;
    SyncRunId run;
    bool apply = false;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SettleHeldSync, (), (source, run, apply, reason))

/// How often a source is read; empty: there is no such source.
using IntervalOf = std::function<std::optional<Duration>(TenantId, const std::string& source)>;

void addHandlers(Gate& gate, IntervalOf intervalOf);

}  // namespace ok::identity
