// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One program for all inputs: OK_FUZZ_INPUT names the one that is fuzzed.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/inputs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ok::fuzz::Input* chosen = [] {
        const char* name = std::getenv("OK_FUZZ_INPUT");
        for (const auto& input : ok::fuzz::inputs()) {
            if (name != nullptr && input.name == name) return &input;
        }
        std::fprintf(stderr, "OK_FUZZ_INPUT names none of the inputs in tests/fuzz/inputs.cpp\n");
        std::exit(2);
    }();
    chosen->run({reinterpret_cast<const char*>(data), size});
    return 0;
}
