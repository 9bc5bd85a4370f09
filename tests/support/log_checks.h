// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The verifier's word on a stored log, as `okctl verify` says it of the exported file.
#pragma once
#include <gtest/gtest.h>

#include "server/store/log_tools.h"
#include "shared/ledger/verifier.h"

namespace ok::test {

/// Exports the log and verifies it: gapless, chained, signed. Fails the test when it is not; the verdict tells more.
inline LogVerdict expectLogIsValid(Store& store, TenantId tenant) {
    LogVerifier verifier;
    EXPECT_TRUE(exportLog(store, tenant, [&](std::string_view line) {
                    verifier.line(line);
                    return true;
                }).ok());
    LogVerdict verdict = verifier.finish();
    EXPECT_TRUE(verdict.valid) << toJson(verdict);
    return verdict;
}

}  // namespace ok::test
