// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The public page's own words, whole sentences under keys, as phrases.h has them for messages.
#pragma once
#include <string>
#include <string_view>

#include "shared/comms/channel.h"
#include "shared/comms/phrases.h"

namespace ok::comms {

[[nodiscard]] std::string pageWord(std::string_view key, Language language, const PhraseValues& values = {});

}  // namespace ok::comms
