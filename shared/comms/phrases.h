// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every sentence a draft can contain, whole, in each language, under a reason key. A draft is a list of these; no
// sentence is ever put together from pieces, because pieces do not translate.
// `<name>` is filled when the draft is made; `{name}` when a message is made for one customer (wording.h).
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "shared/comms/channel.h"

namespace ok::comms {

using PhraseValues = std::map<std::string_view, std::string>;

/// The sentence of a key with its values; empty when the key does not exist.
[[nodiscard]] std::string phrase(std::string_view key, Language language, const PhraseValues& values = {});
/// Fills the `<name>`s of one of our own texts.
[[nodiscard]] std::string fillPhrase(std::string_view text, const PhraseValues& values);
[[nodiscard]] bool hasPhrase(std::string_view key);

/// `THIS IS A DRILL.`: stands first in every channel of a drill, whatever an operator edits.
[[nodiscard]] std::string_view drillMark(Language language);

}  // namespace ok::comms
