// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Searching the audit log over HTTP, signed in with the action `ledger.read` (docs/audit.md). One question, three names:
//   GET /v1/audit/events | /audit/events | /ledger | /api/audit
//       from to actor actor_type type incident object severity source correlation stream text drill tenant
//       order=newest_first|oldest_first  limit=1..500  cursor=...   (values separated by commas, or repeated)
//   GET /v1/audit/events/{id} | /ledger/{id} | /api/audit/{id}      one entry, include_proof=true
//   GET /v1/audit/events/{id}/diff | /api/audit/{id}/diff           what it changed
// A `tenant` that is not the caller's answers 403, an id that is not there 404, whoever may not read 403 for any id.
#pragma once
#include <memory>
#include <string>

#include "server/access/session_book.h"
#include "server/gate/gate.h"
#include "server/ledger/audit_walk.h"
#include "server/ledger/entry_diff.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"
#include "shared/ledger/redaction.h"

namespace ok::ledger {

/// What is said beside an entry when it is shown: `clock_drift_critical`.
using EntryFlags = std::function<std::vector<std::string>(Store&, const EntryHeader&)>;

/// Somebody looks into the log. Sent only where a route refused it, so that the gate writes the refusal down.
struct Look {
    static constexpr CommandCard card{.name = "audit.look", .action = "ledger.read", .purpose = "audit", .silent = "nothing happens: only its refusal is written down"};
    std::string path;
};
BOOST_DESCRIBE_STRUCT(Look, (), (path))

/// A reader met an entry that is not what was sealed. Sent by the server, for each entry once a day: as long as a command id is remembered.
struct ReportTamper {
    static constexpr CommandCard card{.name = "audit.report_tamper", .action = "audit.desk", .purpose = "integrity"};
    DamagedEntry entry;
    std::string metBy;                  ///< `search`, `export`, `timeline`
};
BOOST_DESCRIBE_STRUCT(ReportTamper, (), (entry, metBy))

/// The security event of F01.R6.A2. What was met is not shown and not exported.
struct TamperDetected {
    static constexpr std::string_view eventType = "audit.tamper_detected";
    std::string entryId;                ///< empty: its header cannot be read
    Stream stream = Stream::ops;
    std::int64_t sequence = 0;
    std::string metBy;
};
BOOST_DESCRIBE_STRUCT(TamperDetected, (), (entryId, stream, sequence, metBy))

void addTamperHandler(Gate& gate);
void reportTampered(Gate& gate, TenantId tenant, bool drill, const std::vector<DamagedEntry>& damaged, const std::string& metBy);

struct AuditRouteParts {
    Gate& gate;
    access::SessionBook& sessions;
    MatrixSource grants;
    WorkThread& reader;                 ///< its own: a long question must not hold up a map
    std::string indexPath;
    const Projections& projections;     ///< what an entry changed is found by replaying its object's entries
    std::function<Instant()> clock;
    std::function<RedactionPolicy(TenantId)> redaction;
    EntryFlags flags;                   ///< may be empty
    DiffSummaries summaries;            ///< what domains say about changes of their documents
};

void addAuditRoutes(net::Router& router, AuditRouteParts parts);

/// The question in a request's query. Problems `invalid_fields`, `bad_cursor`; `cross_tenant` for another's `tenant`.
struct AuditRequest {
    AuditWalk::Question question;
    std::size_t limit = 50;
    std::size_t page = 0;               ///< from 1; 0: by cursor
    bool includeProof = false;
    bool countAll = false;              ///< `count=true`, on a first page: how many there are, up to 100,000
};
[[nodiscard]] Result<AuditRequest> auditRequestOf(const net::HttpRequest& request, TenantId tenant, AuditOrder order);

/// How this person sees entries: roles with `privacy.*` see tokens, others what the policy leaves.
[[nodiscard]] RedactionPolicy redactionFor(const SecurityContext& who, const MatrixSource& grants, RedactionPolicy policy);
/// The entry as it may be seen.
[[nodiscard]] std::string shownJson(const Entry& entry, const RedactionPolicy& policy, const std::vector<std::string>& flags = {}, const ShapeOf& shape = {});
/// Looks behind tokens of one utility, for their shapes only. Lives as long as the store.
[[nodiscard]] ShapeOf shapesIn(Store& store, Gate& gate, TenantId tenant);

}  // namespace ok::ledger
