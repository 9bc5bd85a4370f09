// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/tsa_client.h"

#include <fstream>
#include <iterator>

#include "server/outbox/http_client.h"

namespace ok::integrity {

std::string authoritiesOf(const TsaSettings& settings) {
    std::ifstream file(settings.caFile, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Result<TimeStamp> requestTimeStamp(const TsaSettings& settings, const Digest& digest, std::uint64_t nonce) {
    outbox::HttpCall call;
    call.method = "POST";
    call.url = settings.url;
    call.totalTime = settings.totalTime;
    call.body = std::string(asText(timeStampQuery(digest, nonce)));
    call.headers = {{"Content-Type", "application/timestamp-query"}};
    const auto answer = outbox::call(call);
    if (answer.state != outbox::HttpAnswer::State::answered || answer.status != 200) {
        const std::string why = answer.state == outbox::HttpAnswer::State::answered ? "http_" + std::to_string(answer.status) : answer.reason;
        return problem("tsa_unavailable", "the time-stamping authority does not answer", {{"reason", why}});
    }
    return readTimeStampReply(asBytes(answer.body), digest, nonce, authoritiesOf(settings));
}

}  // namespace ok::integrity
