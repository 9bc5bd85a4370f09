// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// docs/threat-model.md is true: every route of the running server belongs to an entry point it names, and every test it names
// is there.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/file_text.h"
#include "tests/support/house_set_up.h"
#include "tests/support/temp_dir.h"

namespace ok {
namespace {

std::string model() { return test::contents(std::filesystem::path(OK_SOURCE_DIR) / "docs/threat-model.md"); }

/// The code spans of the first column between two headings.
std::set<std::string> entryPoints() {
    const std::string all = model();
    const std::size_t from = all.find("## Entry points"), to = all.find("## Attacks and what holds");
    std::set<std::string> out;
    std::istringstream lines(all.substr(from, to - from));
    const std::regex span("`(/[^`]*)`");
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| ")) continue;
        const std::string first = line.substr(0, line.find(" | ", 2));
        for (std::sregex_iterator it(first.begin(), first.end(), span), end; it != end; ++it) out.insert((*it)[1]);
    }
    return out;
}

TEST(ThreatModel, EveryRouteIsAnEntryPointNamedHere) {
    const test::TempDir dir;
    House house(test::quietHouse(dir.file("data")));
    ASSERT_TRUE(house.start().ok());
    const auto named = entryPoints();
    EXPECT_GT(named.size(), 15u);
    EXPECT_GT(house.routes().size(), 40u);
    for (const std::string& route : house.routes()) {
        const std::string path = route.substr(route.find(' ') + 1);
        const bool covered = std::any_of(named.begin(), named.end(), [&path](const std::string& entry) {
            return path == entry || path.starts_with(entry + "/");
        });
        EXPECT_TRUE(covered) << route << ": name it in the table `Entry points` of docs/threat-model.md, with the test that holds it";
    }
    house.stop();
}

TEST(ThreatModel, EveryTestItNamesIsThere) {
    std::set<std::string> written;
    const std::regex defined(R"(TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\))");
    for (const auto& file : std::filesystem::recursive_directory_iterator(std::filesystem::path(OK_SOURCE_DIR) / "tests")) {
        if (file.path().extension() != ".cpp") continue;
        const std::string text = test::contents(file.path());
        for (std::sregex_iterator it(text.begin(), text.end(), defined), end; it != end; ++it) {
            written.insert((*it)[1].str() + "." + (*it)[2].str());
            written.insert((*it)[1].str() + ".*");
        }
    }
    for (const char* journey : {"okctl_line"}) {
        const std::string text = test::contents(std::filesystem::path(OK_SOURCE_DIR) / "tests/journeys" / (std::string(journey) + ".py"));
        const std::regex step(R"(    def ([a-z]\w+)\(self\))");
        for (std::sregex_iterator it(text.begin(), text.end(), step), end; it != end; ++it) written.insert(std::string(journey) + "." + (*it)[1].str());
    }
    const std::string all = model();
    const std::regex name(R"(`(\w+\.(?:\w+|\*))(?:/\w+)?`)");
    int found = 0;
    for (std::sregex_iterator it(all.begin(), all.end(), name), end; it != end; ++it, ++found) {
        EXPECT_TRUE(written.contains((*it)[1].str())) << (*it)[1].str();
    }
    EXPECT_GT(found, 50);
}

}  // namespace
}  // namespace ok
