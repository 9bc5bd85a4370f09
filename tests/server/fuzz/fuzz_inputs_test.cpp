// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every reader of outside bytes on its sample, on the corpus, and on seeded mutations of both (E39, main job "Bad input").
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <random>
#include <vector>

#include "tests/fuzz/inputs.h"
#include "tests/support/file_text.h"

namespace ok::fuzz {
namespace {

std::vector<std::string> seedsOf(const Input& input) {
    std::vector<std::string> seeds{std::string(input.sample), ""};
    const std::filesystem::path folder = std::filesystem::path(OK_SOURCE_DIR) / "tests/fuzz/corpus" / input.name;
    if (!std::filesystem::is_directory(folder)) return seeds;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        seeds.push_back(test::contents(file.path()));
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

// What is being read, for the one who is called when the reader breaks: the bytes are kept and the command that repeats and
// shrinks them is printed. Signal-safe: nothing is allocated once it is called.
class Breakage {
  public:
    explicit Breakage(const Input& input) {
        const std::filesystem::path folder = std::filesystem::path(OK_SOURCE_DIR) / ".ok/fuzz/found";
        std::filesystem::create_directories(folder);
        s_file = (folder / (std::string(input.name) + "-broke")).string();
        s_words = "to repeat it and make it small: ./ok fuzz " + std::string(input.name) + " " + s_file + "\n";
        struct sigaction action {};
        action.sa_handler = &Breakage::keep;
        for (std::size_t i = 0; i < std::size(signals); ++i) ::sigaction(signals[i], &action, &m_before[i]);
    }
    ~Breakage() {
        for (std::size_t i = 0; i < std::size(signals); ++i) ::sigaction(signals[i], &m_before[i], nullptr);
    }
    void reading(std::string_view bytes) { s_bytes = bytes; }

  private:
    static constexpr int signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    static void keep(int number) {
        const int fd = ::open(s_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (fd >= 0) {
            [[maybe_unused]] const auto kept = ::write(fd, s_bytes.data(), s_bytes.size());
            ::close(fd);
        }
        [[maybe_unused]] const auto said = ::write(STDERR_FILENO, s_words.data(), s_words.size());
        ::signal(number, SIG_DFL);
        ::raise(number);
    }
    static inline std::string s_file, s_words;
    static inline std::string_view s_bytes;
    struct sigaction m_before[std::size(signals)] {};
};

class FuzzInputs : public ::testing::TestWithParam<Input> {};

TEST_P(FuzzInputs, ComesBackWhateverItIsGiven) {
    std::mt19937 dice(20240926);
    Breakage breakage(GetParam());
    int runs = 0;
    for (const std::string& seed : seedsOf(GetParam())) {
        breakage.reading(seed);
        GetParam().run(seed);
        for (int i = 0; i < 400; ++i, ++runs) {
            std::string text = seed;
            for (unsigned rounds = 1 + dice() % 6; rounds > 0; --rounds) mutate(text, dice);
            breakage.reading(text);
            GetParam().run(text);
        }
    }
    EXPECT_GE(runs, 800);
}

// A reader that breaks on purpose: the bytes that broke it are kept, and the words say how to go on.
TEST(FuzzInputsDeathTest, WhatBreaksAReaderIsKeptAndCanBeRepeated) {
    const Input input{"example", [](std::string_view bytes) { if (bytes.find("bad!") != std::string_view::npos) std::abort(); }, ""};
    const std::string broken = "long and bad! and longer";
    EXPECT_DEATH({ Breakage breakage(input); breakage.reading(broken); input.run(broken); }, "./ok fuzz example .*example-broke");
    const std::filesystem::path kept = std::filesystem::path(OK_SOURCE_DIR) / ".ok/fuzz/found/example-broke";
    EXPECT_EQ(test::contents(kept), broken);
    std::filesystem::remove(kept);
}

INSTANTIATE_TEST_SUITE_P(All, FuzzInputs, ::testing::ValuesIn(inputs().begin(), inputs().end()),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace ok::fuzz
