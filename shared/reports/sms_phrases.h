// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The phrase book behind sms_intent: small patterns over the words of a message, in English and Spanish.
//
// A pattern is words with blanks between. `a|b` is a choice, `$power` a named class, `word?` may be missing, `*` stands for
// up to two words. Words that carry no meaning here (a, my, is, la, mi ...) are dropped from the message before matching.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "shared/reports/sms_text.h"
#include "shared/reports/words.h"

namespace ok::reports {

enum class PhraseKind { optOut, out, partial, flickering, wireDown, gasSmell, restored, stillOut, asks };

struct PhraseHit {
    PhraseKind kind = PhraseKind::out;
    Language language = Language::en;
    Service service = Service::electric;
    std::string_view reason;
    std::size_t first = 0;  ///< positions in the token list given
    std::size_t last = 0;
};

/// Every pattern that matches somewhere, in the order of the phrase book; at most one hit a pattern.
[[nodiscard]] std::vector<PhraseHit> findPhrases(std::span<const TextToken> tokens);

/// True for a word that negates what follows ("not", "isnt", "sin", "never").
[[nodiscard]] bool isNegation(std::string_view word);
/// Words of the phrase book and of time, which cannot be part of a street name without a suffix.
[[nodiscard]] bool endsAddress(std::string_view word);

}  // namespace ok::reports
