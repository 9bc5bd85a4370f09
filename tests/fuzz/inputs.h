// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Everything that reads bytes from outside, one function each (E39). It must come back, whatever it is given, and the few
// things that always hold are checked: what does not hold aborts. The same functions run under a fuzzer (`./ok fuzz`) and,
// over the corpus and its seeded mutations, in the tests.
#pragma once
#include <span>
#include <string_view>

namespace ok::fuzz {

struct Input {
    std::string_view name;
    void (*run)(std::string_view bytes);
    std::string_view sample;   ///< something valid to start from, besides the corpus
};

[[nodiscard]] std::span<const Input> inputs();

}  // namespace ok::fuzz
