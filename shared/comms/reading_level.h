// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How hard a text is to read: Flesch-Kincaid grade for English, Fernández Huerta ease for Spanish. Syllables are counted
// by rule, which errs by a few per cent; good enough to notice a sentence only an engineer would write.
#pragma once
#include <string_view>

#include "shared/comms/channel.h"

namespace ok::comms {

struct ReadingLevel {
    int sentences = 0;
    int words = 0;
    int syllables = 0;
    double score = 0;    // en: US school grade, lower is easier; es: ease 0 to 100, higher is easier
    bool plain = false;  // en: grade at most 6; es: ease at least 80 ("bastante fácil")
};

[[nodiscard]] ReadingLevel readingLevel(std::string_view text, Language language);
[[nodiscard]] int syllablesOf(std::string_view word, Language language);

}  // namespace ok::comms
