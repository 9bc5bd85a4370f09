// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one error shape of the house (TA2): what went wrong, in which field, and how to find it in the traces.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

namespace ok {

/// One wrong field of a request: a JSON path such as `contact.phone` and a stable reason key.
struct FieldProblem {
    std::string field;
    std::string code;
    std::string message;
    bool operator==(const FieldProblem&) const = default;
};
BOOST_DESCRIBE_STRUCT(FieldProblem, (), (field, code, message))

/// An expected failure. `code` is stable and lower_snake_case; `message` is English: lower-case start, no final stop,
/// input in backticks; clients translate from `code` and `details`. Exceptions never cross a domain's edge.
struct Problem {
    std::string code;
    std::string message;
    std::vector<FieldProblem> fields;
    std::map<std::string, std::string> details;
    std::string traceId;
    bool operator==(const Problem&) const = default;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (code, message, fields, details, traceId))

[[nodiscard]] inline Problem problem(std::string code, std::string message,
                                     std::map<std::string, std::string> details = {}) {
    return Problem{std::move(code), std::move(message), {}, std::move(details), {}};
}

}  // namespace ok
