// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The phone line (P03) as a pure state machine: one call of voiceTurn a provider request. The state travels in the
// action URL, which the provider's signature covers. Keys: 1 report, 2 news, 3 updates by text, 0 again, 9 Spanish,
// 8 English. After three failures in a row the call is kept for a person and ends.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/reports/intake.h"
#include "shared/reports/reply.h"

namespace ok::reports {

enum class VoiceStep { entry = 0, menu = 1, which = 2, place = 3 };
BOOST_DESCRIBE_ENUM(VoiceStep, entry, menu, which, place)

struct VoiceState {
    VoiceStep step = VoiceStep::entry;
    int tries = 0;  ///< failures in a row
    int turns = 0;
    Language language = Language::en;
    AccountId account;
    std::optional<ReportPlace> at;
    bool operator==(const VoiceState&) const = default;
};

/// `s=menu&t=0&n=1&l=en&a=<account>&p=<lon>,<lat>,<metres>,<confidence>,<method>`
[[nodiscard]] std::string toQuery(const VoiceState& state);
/// Problem `bad_voice_state` for anything we did not write ourselves.
[[nodiscard]] Result<VoiceState> voiceStateFrom(const std::vector<std::pair<std::string, std::string>>& query);

struct VoiceInput {
    std::string digits;
    std::string speech;
};

/// What the server must look up before the turn.
struct VoiceLookup {
    std::string accountNumber;
    std::string address;
    int choice = 0;  ///< among the caller's accounts
};
[[nodiscard]] VoiceLookup voiceLookup(const VoiceState& state, const VoiceInput& input);

struct VoiceFacts {
    std::vector<AccountFact> byContact;
    std::optional<PlaceResolution> found;      ///< of the lookup, when there was one
    std::optional<IncidentFact> incident;      ///< at the account or place known after this turn
    std::string utility;
    Instant now;
    std::string timeZone;
};

enum class VoiceAct { report, optIn, toPerson };
struct VoiceEffect {
    VoiceAct act = VoiceAct::report;
    AccountId account;
    std::optional<ReportPlace> at;
    std::string speech;  ///< what the caller said, for the tray
};

struct VoiceGather {
    bool speech = false;
    int digits = 0;      ///< 0: until `#`
};

struct VoiceTurn {
    VoiceState next;
    std::vector<Reply> say;
    std::optional<VoiceGather> gather;  ///< none: hang up
    std::vector<VoiceEffect> effects;
};

[[nodiscard]] VoiceTurn voiceTurn(const VoiceState& state, const VoiceInput& input, const VoiceFacts& facts);

inline constexpr int maxVoiceTries = 3;
inline constexpr int maxVoiceTurns = 20;

/// The turn as TwiML; `actionUrl` without query.
[[nodiscard]] std::string toTwiml(const VoiceTurn& turn, std::string_view actionUrl);

}  // namespace ok::reports
