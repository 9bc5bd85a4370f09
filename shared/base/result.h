// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Result<T>: a value or a Problem. Status is Result<void>. std::expected is C++23; this is the part of it we use.
#pragma once
#include <cassert>
#include <optional>
#include <utility>
#include <variant>

#include "shared/base/problem.h"

namespace ok {

template <class T = void>
class [[nodiscard]] Result {
  public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Problem why) : m_state(std::in_place_index<1>, std::move(why)) {}

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { assert(ok()); return *std::get_if<0>(&m_state); }
    const T& value() const& { assert(ok()); return *std::get_if<0>(&m_state); }
    T&& value() && { assert(ok()); return std::move(*std::get_if<0>(&m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Problem& problem() const& { assert(!ok()); return *std::get_if<1>(&m_state); }
    Problem&& problem() && { assert(!ok()); return std::move(*std::get_if<1>(&m_state)); }

    T valueOr(T other) const { return ok() ? value() : std::move(other); }

  private:
    std::variant<T, Problem> m_state;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Problem why) : m_problem(std::move(why)) {}
    [[nodiscard]] bool ok() const { return !m_problem; }
    explicit operator bool() const { return ok(); }
    const Problem& problem() const& { assert(!ok()); return *m_problem; }
    Problem&& problem() && { assert(!ok()); return std::move(*m_problem); }

  private:
    std::optional<Problem> m_problem;
};

using Status = Result<void>;

}  // namespace ok

// Returns the Problem of a failed Result/Status from the enclosing function.
#define OK_TRY(expr)                                                     \
    do {                                                                 \
        if (auto okTryResult = (expr); !okTryResult.ok()) {              \
            return std::move(okTryResult).problem();                     \
        }                                                                \
    } while (false)

#define OK_CONCAT_INNER(a, b) a##b
#define OK_CONCAT(a, b) OK_CONCAT_INNER(a, b)
// OK_ASSIGN(auto row, load(id)): declares `row` from the value, or returns the Problem.
#define OK_ASSIGN(decl, expr) OK_ASSIGN_INNER(OK_CONCAT(okAssign, __LINE__), decl, expr)
#define OK_ASSIGN_INNER(tmp, decl, expr)               \
    auto tmp = (expr);                                 \
    if (!tmp.ok()) return std::move(tmp).problem();    \
    decl = std::move(tmp).value()
