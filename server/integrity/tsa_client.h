// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Asks a time-stamping authority (RFC 3161) over HTTP. What its answers are worth: shared/base/time_stamp.h.
#pragma once
#include "shared/base/time_stamp.h"

namespace ok::integrity {

struct TsaSettings {
    std::string url;                 ///< empty: none is configured
    std::string caFile;              ///< PEM: whom its certificate must come from
    Duration totalTime = seconds(10);
};

/// What `caFile` holds; empty when it cannot be read, and then nobody is believed.
[[nodiscard]] std::string authoritiesOf(const TsaSettings& settings);
/// Blocks. Problems `tsa_unavailable`, `tsa_refused`, `bad_time_stamp`.
[[nodiscard]] Result<TimeStamp> requestTimeStamp(const TsaSettings& settings, const Digest& digest, std::uint64_t nonce);

}  // namespace ok::integrity
