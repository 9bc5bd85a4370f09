// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A roles matrix made ready to decide: immutable, shared by any number of threads, replaced as a whole when a new version is
// published. Everything that decides (gate, REST, CLI, console previews) decides with one of these.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "shared/access/roles_matrix.h"
#include "shared/base/result.h"

namespace ok::access {

struct MatrixTables;

/// What the scopes of a matrix look at.
struct Looks {
    bool places = false, audience = false;
};

class CompiledMatrix {
  public:
    /// Checks and compiles. Problem `invalid_matrix` with every mistake as a field. `version` is pinned in every decision.
    /// `territories`: shapes of the utility's own areas (Area::territory names each), so that points can be judged by scopes
    /// that name territories.
    [[nodiscard]] static Result<std::shared_ptr<const CompiledMatrix>> compile(RolesMatrix matrix, std::string version,
                                                                               std::span<const Area> territories = {});
    explicit CompiledMatrix(std::unique_ptr<const MatrixTables> tables);
    ~CompiledMatrix();
    [[nodiscard]] const std::string& version() const;
    /// As compiled: policies in order of id, the machine's own roles included.
    [[nodiscard]] const RolesMatrix& matrix() const;
    [[nodiscard]] const MatrixTables& tables() const { return *m_tables; }

  private:
    std::unique_ptr<const MatrixTables> m_tables;
};

using MatrixPtr = std::shared_ptr<const CompiledMatrix>;
/// Where a tenant's live matrix is found. Null: there is none that is valid, and people are refused (`safe_deny`).
using MatrixSource = std::function<MatrixPtr(TenantId)>;

/// What a fresh installation starts with, and what a tenant's first own version is drafted from.
[[nodiscard]] const RolesMatrix& builtinRoles();
[[nodiscard]] const MatrixPtr& builtinMatrix();
/// Every tenant has the built-in one: tools and tests.
[[nodiscard]] MatrixSource builtinSource();

}  // namespace ok::access
