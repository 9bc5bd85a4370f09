// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// tests/vectors/access/decisions.json: one matrix and what it says to some forty questions. The engine, the gate, the API, the
// CLI and the console are held against the same file. withheld.json: the same for people who lack the keys of a role.
#pragma once
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "shared/access/decision.h"

namespace ok::access::test {

struct Expected {
    bool allowed = false;
    std::string reason;
    std::vector<std::string> policies;
    std::string denyPolicy;
    std::vector<Dimension> missing;
    std::optional<std::vector<ChangedDimension>> change;
    std::optional<std::vector<std::string>> rolesThatMay;
    std::optional<std::vector<std::string>> softLimits;
    std::optional<std::string> hardLimit;
    std::optional<std::string> precedence;
    bool selfApproval = false;
};
BOOST_DESCRIBE_STRUCT(Expected, (), (allowed, reason, policies, denyPolicy, missing, change, rolesThatMay, softLimits, hardLimit, precedence, selfApproval))
struct VectorCase {
    std::string name;
    std::string id;
    Principal who;
    AccessQuestion question;
    Expected expect;
};
BOOST_DESCRIBE_STRUCT(VectorCase, (), (name, id, who, question, expect))
struct Vectors {
    std::string version;
    RolesMatrix matrix;
    std::vector<VectorCase> cases;
};
BOOST_DESCRIBE_STRUCT(Vectors, (), (version, matrix, cases))

inline Vectors vectorsOf(const std::string& name) {
    std::ifstream in(OK_SOURCE_DIR "/tests/vectors/access/" + name + ".json");
    std::stringstream text;
    text << in.rdbuf();
    auto read = fromJson<Vectors>(text.str());
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : toJson(read.problem()));
    return read.ok() ? *read : Vectors{};
}

inline const Vectors& vectors() {
    static const Vectors all = vectorsOf("decisions");
    return all;
}

inline MatrixPtr compiled(const RolesMatrix& matrix, const std::string& version = "roles/1") {
    auto made = CompiledMatrix::compile(matrix, version);
    if (!made.ok()) ADD_FAILURE() << toJson(made.problem());
    return made.ok() ? *made : nullptr;
}

inline const MatrixPtr& vectorMatrix() {
    static const MatrixPtr matrix = compiled(vectors().matrix, vectors().version);
    return matrix;
}

}  // namespace ok::access::test
