// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The roles matrix as resources (F02.R7): what is read is the live version unless `?version=` names another (`draft`: the
// caller's); what is written goes into a draft of the caller's and never straight to live (docs/decisions/0007). A draft is
// begun where there is none; `X-Policy-Version` of the answer names it. Also without `/v1` where the specification says so.
//   GET  /v1/roles?limit=&page_token=         POST          GET PUT PATCH DELETE /v1/roles/{id}        ETag, If-Match → 412
//   GET  /v1/assignments                      POST          GET PUT PATCH DELETE /v1/assignments/{id}
//   POST /v1/assignments/bulk                 {principals, assign, remove}: 202; GET /v1/assignments/bulk/{id}: progress
//   GET  /v1/role-templates                   POST; POST /v1/role-templates/{id}/instantiate {version, instance, actions, scope}
//   POST /v1/evaluate                         {userId, actionType, channel, geography, severity, contentType}
//   GET  /v1/effective-permissions?user=      &actions=&version=
#pragma once
#include "server/policy/policy_routes.h"
#include "shared/access/decision.h"
#include "shared/access/roles_matrix.h"

namespace ok::access {

/// `live`: the matrices the gate decides with.
void addRolesRoutes(net::Router& router, const std::shared_ptr<const policy::PolicyDesk>& desk, const MatrixSource& live);
/// Evaluate and effective permissions: evaluate_routes.cpp.
void addEvaluateRoutes(net::Router& router, const std::shared_ptr<const policy::PolicyDesk>& desk, const MatrixSource& live);
/// Many people at once: bulk_routes.cpp.
void addBulkRoutes(net::Router& router, const std::shared_ptr<const policy::PolicyDesk>& desk);

/// A role as it is written and read: `grants` are its own policies, whole; `policies` the ids of all it has.
struct RoleResource {
    std::string id, name, description;
    std::vector<std::string> inherits, policies;
    std::vector<Policy> grants;
};
BOOST_DESCRIBE_STRUCT(RoleResource, (), (id, name, description, inherits, policies, grants))

/// What one write did to the matrix of a draft.
struct Written {
    int status = 200;
    std::string id;
    std::string item;          ///< JSON; empty: it is gone
    std::string location;
};

struct DraftWrite {
    std::string version;       ///< as the caller named it; empty: the caller's newest draft, or a new one
    std::string summary, reason;
    std::function<Result<Written>(RolesMatrix&)> change;
    std::string transactionId;
};
/// Puts a change into a draft of the caller's and tells how it went; the number is the draft's.
using DraftDone = std::function<void(Result<Written>, const policy::VersionReply&, std::vector<FieldProblem> warnings)>;
void writeIntoDraft(const std::shared_ptr<const policy::PolicyDesk>& desk, const SecurityContext& who, DraftWrite write, DraftDone done);

/// The matrix of `?version=`, with its name: `roles/7`, `builtin-1`.
struct NamedMatrix {
    RolesMatrix matrix;
    std::string name;
};
[[nodiscard]] Result<NamedMatrix> matrixNamed(const policy::PolicyDesk& desk, Store& store, const SecurityContext& who, std::string_view version);

}  // namespace ok::access
