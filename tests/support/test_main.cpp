// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one main of every test binary: a run in which no test was executed fails.
#include <gtest/gtest.h>

#include <cstdio>

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    const int failed = RUN_ALL_TESTS();
    if (::testing::UnitTest::GetInstance()->test_to_run_count() == 0 && !::testing::GTEST_FLAG(list_tests)) {
        std::fputs("no test was run: an empty run is a failure\n", stderr);
        return 1;
    }
    return failed;
}
