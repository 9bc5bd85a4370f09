// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Time stamps of a trusted third party (RFC 3161): questions, answers and kept tokens, with OpenSSL's own reading and
// checking. Who is believed is given as PEM text; asking over the network is server/integrity/tsa_client.h.
#pragma once
#include <string>
#include <string_view>

#include "shared/base/digest.h"
#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok {

struct TimeStamp {
    std::string token;               ///< base64 of the DER token
    Instant time;                    ///< what the authority says
};

/// DER of a request for this digest. The nonce makes the answer ours.
[[nodiscard]] Bytes timeStampQuery(const Digest& digest, std::uint64_t nonce);
/// Reads an answer: granted, for this digest and nonce, signed by somebody whom these certificates vouch for. Problems:
/// `tsa_refused`, `bad_time_stamp`.
[[nodiscard]] Result<TimeStamp> readTimeStampReply(ByteView reply, const Digest& digest, std::uint64_t nonce, std::string_view authorities);
/// Checks a token that was kept.
[[nodiscard]] Result<TimeStamp> verifyTimeStamp(const std::string& token, const Digest& digest, std::string_view authorities);
/// What a token says of itself, signed by whomever: that it is about this digest, and when it was made.
[[nodiscard]] Result<TimeStamp> readTimeStamp(const std::string& token, const Digest& digest);

}  // namespace ok
