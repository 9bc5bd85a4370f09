// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Time stamps of a trusted third party (RFC 3161) over HTTP, with OpenSSL's own reading and checking of tokens.
#pragma once
#include <span>
#include <string>

#include "shared/base/digest.h"
#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok::integrity {

struct TsaSettings {
    std::string url;                 ///< empty: none is configured
    std::string caFile;              ///< PEM: whom its certificate must come from
    Duration totalTime = seconds(10);
};

struct TimeStamp {
    std::string token;               ///< base64 of the DER token
    Instant time;                    ///< what the authority says
};

/// DER of a request for this digest. The nonce makes the answer ours.
[[nodiscard]] Bytes timeStampQuery(const Digest& digest, std::uint64_t nonce);
/// Reads an answer: granted, for this digest and nonce, signed by somebody whom `caFile` vouches for. Problems:
/// `tsa_refused`, `bad_time_stamp`.
[[nodiscard]] Result<TimeStamp> readTimeStampReply(ByteView reply, const Digest& digest, std::uint64_t nonce, const std::string& caFile);
/// Checks a token that was kept.
[[nodiscard]] Result<TimeStamp> verifyTimeStamp(const std::string& token, const Digest& digest, const std::string& caFile);
/// Blocks. Problems also `tsa_unavailable`.
[[nodiscard]] Result<TimeStamp> requestTimeStamp(const TsaSettings& settings, const Digest& digest, std::uint64_t nonce);

}  // namespace ok::integrity
