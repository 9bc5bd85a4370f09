// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The bytes of a file; empty when there is none.
#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace ok::test {

[[nodiscard]] inline std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace ok::test
