// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What administrators see of security keys: how the policy stands, who violates it and what helps, and reports about a person
// or the whole utility over a time, as JSON signed in itself or as CSV (F09.R4.A7, F09.R6.A7). Whoever looks is told in the log.
#pragma once
#include <map>

#include "server/access/access_routes.h"
#include "server/access/key_rules.h"
#include "server/access/second_factor.h"

namespace ok::access {

struct PolicyStatus {
    std::string policyId;                ///< `keys/7`
    std::string state;                   ///< `open` (asks nobody), `grace`, `enforced`
    Instant changedAt;
    std::string changedBy;               ///< login
    std::vector<std::string> roles, environments, regions;
    Instant graceUntil, liftedUntil;
    std::int64_t metadataNumber = 0;
    std::string metadataNextUpdate;
    std::int64_t concerned = 0, compliant = 0, noncompliant = 0;   ///< people with one of those roles
    std::int64_t violations = 0;
    KeyPolicy policy;
};
BOOST_DESCRIBE_STRUCT(PolicyStatus, (), (policyId, state, changedAt, changedBy, roles, environments, regions, graceUntil, liftedUntil,
                                         metadataNumber, metadataNextUpdate, concerned, compliant, noncompliant, violations, policy))

struct ViolationLine {
    std::string type;                    ///< `keys_missing`, `key_expired`, ... or a rule somebody ran into
    UserId user;
    std::string login;
    std::vector<std::string> roles;
    std::string environment, region;
    std::string detail;                  ///< a number, a key's name, a model
    std::int64_t count = 1;
    Instant lastSeenAt;
    std::string guidance;                ///< `enrol_keys`, `renew_key`, `use_approved_key`, `remove_key`, `use_known_network`, `check_person`
    std::string link;                    ///< where that is done
};
BOOST_DESCRIBE_STRUCT(ViolationLine, (), (type, user, login, roles, environment, region, detail, count, lastSeenAt, guidance, link))

[[nodiscard]] PolicyStatus policyStatus(Views& views, Instant now, bool drill);
/// In order of login, then type.
[[nodiscard]] std::vector<ViolationLine> violationsNow(Views& views, Instant now, bool drill);

struct ReportAnomaly {
    std::string type;
    Instant at;
    std::string entry;                   ///< the evidence, in the log
    std::string user, login, address, region;   ///< as far as it says
    std::vector<std::string> priorRegions;
    std::optional<LonLat> position;
};
BOOST_DESCRIBE_STRUCT(ReportAnomaly, (), (type, at, entry, user, login, address, region, priorRegions, position))

/// About one person, or about everybody when `user` is unknown.
struct KeyReport {
    std::string format = "outagekit-key-report/1";
    TenantId tenant;
    UserId user;
    std::string login;
    Instant from, to, generatedAt;
    std::int64_t events = 0;
    std::map<std::string, std::int64_t> byEventType, byOutcome, byDay;
    std::map<std::string, std::int64_t> byAddress, byRegion;   ///< the ten most frequent
    std::vector<std::string> models;                           ///< AAGUIDs of enrolled keys
    std::vector<std::string> lastAddresses;                    ///< the last five, newest first
    std::map<std::string, std::int64_t> breakGlass;            ///< by outcome
    std::map<std::string, std::int64_t> anomalyCounts;
    std::vector<ReportAnomaly> anomalies;                      ///< the last hundred
};
BOOST_DESCRIBE_STRUCT(KeyReport, (), (format, tenant, user, login, from, to, generatedAt, events, byEventType, byOutcome, byDay, byAddress,
                                      byRegion, models, lastAddresses, breakGlass, anomalyCounts, anomalies))

[[nodiscard]] KeyReport keyReport(Store& store, TenantId tenant, UserId user, Instant from, Instant to, Instant now);
[[nodiscard]] std::string csvOf(const KeyReport& report);
/// The same lines on paper.
[[nodiscard]] std::string pdfOf(const KeyReport& report);
[[nodiscard]] std::string csvOf(const std::vector<ViolationLine>& lines);

struct KeyReportParts {
    RouteParts parts;
    FactorDesk& desk;
    MatrixSource grants;
    std::shared_ptr<const SigningKey> signingKey;   ///< the log's
};
/// GET /v1/keys/status, /v1/keys/violations, /v1/keys/reports/organisation, /v1/keys/reports/people/{user}.
void addKeyReportRoutes(net::Router& router, KeyReportParts parts);

}  // namespace ok::access
