// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is written for readers stays true: files that a page names exist, the page about roles names every role, and the guide
// to audit events names every stream.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>

#include "shared/access/compiled_matrix.h"
#include "shared/base/json.h"
#include "shared/ledger/entry.h"
#include "tests/support/file_text.h"

namespace ok {
namespace {

namespace fs = std::filesystem;
using test::contents;

const fs::path root = OK_SOURCE_DIR;

/// True for a file, and for the beginning of the names of several (`tests/server/gate/desks`).
bool isThere(const fs::path& path) {
    if (fs::exists(path)) return true;
    if (!fs::is_directory(path.parent_path())) return false;
    for (const auto& each : fs::directory_iterator(path.parent_path())) {
        if (each.path().filename().string().starts_with(path.filename().string())) return true;
    }
    return false;
}

TEST(Docs, APageNamesOnlyFilesThatExist) {  // TA9, TA10
    const std::regex named("`((?:server|shared|app|tests|docs|installer|resources)/[A-Za-z0-9_./-]+)`"), linked(R"(\]\(([A-Za-z0-9_./-]+)\))");
    int seen = 0;
    for (const auto& each : fs::recursive_directory_iterator(root / "docs")) {
        if (each.path().extension() != ".md") continue;
        const std::string text = contents(each.path());
        for (std::sregex_iterator at(text.begin(), text.end(), named), end; at != end; ++at, ++seen) {
            EXPECT_TRUE(isThere(root / (*at)[1].str())) << each.path().filename() << " names " << (*at)[1];
        }
        for (std::sregex_iterator at(text.begin(), text.end(), linked), end; at != end; ++at, ++seen) {
            EXPECT_TRUE(fs::exists(each.path().parent_path() / (*at)[1].str())) << each.path().filename() << " links to " << (*at)[1];
        }
    }
    EXPECT_GT(seen, 300);
}

TEST(Docs, ThePageAboutAccessNamesEveryRoleAndTheDecisionAboutTenants) {  // TA9
    const std::string text = contents(root / "docs/access.md");
    for (const access::Role& role : access::builtinRoles().roles) {
        EXPECT_NE(text.find('`' + role.id + '`'), std::string::npos) << role.id;
    }
    EXPECT_TRUE(fs::exists(root / "docs/decisions/0008-tenant-isolation.md"));
}

TEST(Docs, TheGuideToAuditEventsNamesEveryStreamAndDrawsTheWay) {  // TA10
    const std::string text = contents(root / "docs/audit-guide.md");
    for (const Stream stream : allStreams) {
        EXPECT_NE(text.find('`' + std::string(enumName(stream)) + '`'), std::string::npos) << enumName(stream);
    }
    EXPECT_NE(text.find("sequenceDiagram"), std::string::npos);
    EXPECT_NE(text.find("flowchart"), std::string::npos);
}

}  // namespace
}  // namespace ok
