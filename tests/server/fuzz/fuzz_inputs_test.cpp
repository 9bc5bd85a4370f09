// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every reader of outside bytes on its sample, on the corpus, and on seeded mutations of both (E39, main job "Bad input").
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <vector>

#include "tests/fuzz/inputs.h"

namespace ok::fuzz {
namespace {

std::vector<std::string> seedsOf(const Input& input) {
    std::vector<std::string> seeds{std::string(input.sample), ""};
    const std::filesystem::path folder = std::filesystem::path(OK_SOURCE_DIR) / "tests/fuzz/corpus" / input.name;
    if (!std::filesystem::is_directory(folder)) return seeds;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(file.path(), std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        seeds.push_back(text.str());
    }
    return seeds;
}

void mutate(std::string& text, std::mt19937& dice) {
    for (unsigned n = 1 + dice() % 4; n > 0; --n) {
        const std::size_t at = text.empty() ? 0 : dice() % text.size();
        switch (dice() % 24) {  // cutting off is rare: it would leave little to read
            case 4: text.resize(at); break;
            case 0: case 5: case 6: text.insert(at, 1, static_cast<char>(dice())); break;
            case 1: case 7: if (!text.empty()) text.erase(at, 1 + dice() % 8); break;
            case 3: case 8: case 9: text.insert(at, text.substr(at, dice() % 40)); break;
            default: if (!text.empty()) text[at] = static_cast<char>(dice()); break;
        }
    }
}

class FuzzInputs : public ::testing::TestWithParam<Input> {};

TEST_P(FuzzInputs, ComesBackWhateverItIsGiven) {
    std::mt19937 dice(20240926);
    int runs = 0;
    for (const std::string& seed : seedsOf(GetParam())) {
        GetParam().run(seed);
        for (int i = 0; i < 400; ++i, ++runs) {
            std::string text = seed;
            for (unsigned rounds = 1 + dice() % 6; rounds > 0; --rounds) mutate(text, dice);
            GetParam().run(text);
        }
    }
    EXPECT_GE(runs, 800);
}

INSTANTIATE_TEST_SUITE_P(All, FuzzInputs, ::testing::ValuesIn(inputs().begin(), inputs().end()),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace ok::fuzz
