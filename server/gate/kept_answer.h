// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An answer as kept for 24 h under its command id, with a fingerprint of what was asked: the same id with another
// actor, name or body is not the same command, and must not see the answer.
#pragma once
#include "server/gate/gate.h"

namespace ok {

using Fingerprint = std::array<std::uint8_t, 16>;
[[nodiscard]] Fingerprint fingerprintOf(const SecurityContext& who, const CommandEnvelope& command);

[[nodiscard]] std::string packAnswer(const Fingerprint& asked, const CommandAnswer& answer);
/// The answer, or `idempotency_conflict`.
[[nodiscard]] CommandAnswer unpackAnswer(const Fingerprint& asked, std::string_view kept);

}  // namespace ok
