// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/gate/kept_answer.h"

namespace ok {
namespace {
// Layout: fingerprint (16) ‖ sequence (8, big endian) ‖ 'r' or 'p' ‖ correlation id ‖ '\n' ‖ reply or problem as JSON.
constexpr std::size_t fixedSize = 16 + 8 + 1;

Problem readProblem(std::string_view text) {
    Problem out;
    ReadProblems wrong;
    const auto parsed = parseJson(text);
    if (!parsed.ok()) return parsed.problem();
    JsonCodec<Problem>::read(parsed->root(), out, wrong);
    return out;
}
}  // namespace

Fingerprint fingerprintOf(const SecurityContext& who, const CommandEnvelope& command) {
    const std::string why = command.justification.given() ? "\n" + toJson(command.justification) : std::string();
    const Digest d = sha256Of({asBytes(who.actor.id), asBytes("\n"), asBytes(command.name), asBytes("\n"),
                               asBytes(command.body), asBytes(why)});
    Fingerprint out{};
    std::copy_n(d.bytes.begin(), out.size(), out.begin());
    return out;
}

std::string packAnswer(const Fingerprint& asked, const CommandAnswer& answer) {
    std::string out(asText(asked));
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(answer.sequence >> shift & 0xff);
    out += answer.reply.ok() ? 'r' : 'p';
    out += answer.correlationId;
    out += '\n';
    if (answer.reply.ok()) out += *answer.reply;
    else out += toJson(answer.reply.problem());
    return out;
}

CommandAnswer unpackAnswer(const Fingerprint& asked, std::string_view kept) {
    CommandAnswer out;
    const std::size_t line = kept.find('\n', fixedSize);
    if (kept.size() < fixedSize || line == std::string_view::npos) {
        out.reply = problem("store_failed", "the kept answer of this command cannot be read");
        return out;
    }
    if (!std::equal(asked.begin(), asked.end(), asBytes(kept).begin())) {
        out.reply = problem("idempotency_conflict", "this command id was used before for something else");
        return out;
    }
    for (std::size_t i = 0; i < 8; ++i) out.sequence = out.sequence << 8 | static_cast<std::uint8_t>(kept[16 + i]);
    out.correlationId = std::string(kept.substr(fixedSize, line - fixedSize));
    const std::string_view body = kept.substr(line + 1);
    if (kept[24] == 'r') {
        out.reply = std::string(body);
    } else {
        out.reply = readProblem(body);
    }
    return out;
}

}  // namespace ok
