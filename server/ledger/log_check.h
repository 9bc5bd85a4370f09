// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Checks a stored log whole or from where it was checked before (F07.R6.A1): every hash, link, payload, tree root and
// signature, by several threads with a reader each. The pure part is shared/ledger/segment_check.h.
#pragma once
#include <atomic>
#include <functional>
#include <memory>

#include "server/store/store.h"
#include "shared/ledger/segment_check.h"

namespace ok::ledger {

struct LogCheckParts {
    std::function<Result<std::unique_ptr<Store>>()> openReader;
    PublicKey key{};                              ///< that signs the checkpoints
    int threads = 2;
    std::int64_t runLength = std::int64_t{1} << 16;  ///< a power of two
    const std::atomic<bool>* stop = nullptr;      ///< set to give up
    Store* reader = nullptr;                      ///< of the calling thread, where it has one: what is short needs no other
};

struct StreamVerdict {
    Stream stream = Stream::ops;
    std::int64_t size = 0;          ///< of the log that was checked
    std::int64_t entries = 0;       ///< read
    std::int64_t checkpoints = 0;   ///< whose signature was checked
    std::int64_t erasedPayloads = 0;
    Digest root;
    std::vector<Finding> findings;
    SegmentJoin::Start at;          ///< where the next check goes on, when nothing was found
    [[nodiscard]] bool valid() const { return findings.empty(); }
};

/// The stream as it is now. Problems: `check_stopped`; what the store answers when it cannot be read at all. A database
/// page that cannot be read is a finding: CORRUPTION `unreadable`.
/// `atLeast`: how long the log is known to have been.
[[nodiscard]] Result<StreamVerdict> checkStream(const LogCheckParts& parts, TenantId tenant, Stream stream, SegmentJoin::Start from = {},
                                                std::int64_t atLeast = 0);

}  // namespace ok::ledger
