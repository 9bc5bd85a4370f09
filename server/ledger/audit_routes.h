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
#include "server/ledger/entry_diff.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"
#include "shared/ledger/redaction.h"
#include "shared/operations/audit_attempts.h"

namespace ok::ledger {

/// What is said beside an entry when it is shown: `clock_drift_critical`.
using EntryFlags = std::function<std::vector<std::string>(Store&, const EntryHeader&)>;

struct AuditRouteParts {
    access::SessionBook& sessions;
    MatrixSource grants;
    WorkThread& reader;                 ///< its own: a long question must not hold up a map
    std::string indexPath;
    const Projections& projections;     ///< what an entry changed is found by replaying its object's entries
    std::function<Instant()> clock;
    std::function<RedactionPolicy(TenantId)> redaction;
    EntryFlags flags;                   ///< may be empty
    DiffSummaries summaries;            ///< what domains say about changes of their documents
    std::function<void(const SecurityContext&, operations::NoteAttempt)> noteAttempt = {};   ///< writes down what was refused
};

void addAuditRoutes(net::Router& router, AuditRouteParts parts);

/// The question in a request's query. Problems `invalid_fields`, `bad_cursor`; `cross_tenant` for another's `tenant`.
struct AuditRequest {
    AuditWalk::Question question;
    std::size_t limit = 50;
    std::size_t page = 0;               ///< from 1; 0: by cursor
    bool includeProof = false;
    bool wantsTotal = false;            ///< how many there are, counted up to ten thousand
};
[[nodiscard]] Result<AuditRequest> auditRequestOf(const net::HttpRequest& request, TenantId tenant, AuditOrder order);

/// How this person sees entries: roles with `privacy.*` see tokens, others what the policy leaves.
[[nodiscard]] RedactionPolicy redactionFor(const SecurityContext& who, const MatrixSource& grants, RedactionPolicy policy);
/// The entry as it may be seen.
[[nodiscard]] std::string shownJson(const Entry& entry, const RedactionPolicy& policy, const std::vector<std::string>& flags = {});

}  // namespace ok::ledger
