// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// UniqueFunction: a callable that may own things which cannot be copied (std::move_only_function is C++23).
#pragma once
#include <cassert>
#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace ok {

template <class Signature>
class UniqueFunction;

template <class R, class... Args>
class UniqueFunction<R(Args...)> {
  public:
    UniqueFunction() = default;
    UniqueFunction(std::nullptr_t) {}
    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, UniqueFunction> && std::is_invocable_r_v<R, F&, Args...>)
    UniqueFunction(F&& f) : m_callee(std::make_unique<Holder<std::remove_cvref_t<F>>>(std::forward<F>(f))) {}

    R operator()(Args... args) {
        assert(m_callee);
        return m_callee->call(std::forward<Args>(args)...);
    }
    explicit operator bool() const { return m_callee != nullptr; }

  private:
    struct Callee {
        virtual ~Callee() = default;
        virtual R call(Args... args) = 0;
    };
    template <class F>
    struct Holder final : Callee {
        template <class G>
        explicit Holder(G&& g) : f(std::forward<G>(g)) {}
        R call(Args... args) override { return f(std::forward<Args>(args)...); }
        F f;
    };
    std::unique_ptr<Callee> m_callee;
};

}  // namespace ok
