// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The public report form and its answer, as HTML that needs no script, no font and no second request (P02).
#pragma once
#include <string>
#include <vector>

#include "shared/access/tenant_profile.h"
#include "shared/reports/words.h"

namespace ok::reports {

struct FormPage {
    const TenantProfile& utility;
    Language language = Language::en;
    std::string token;                  ///< hidden: proves that the form was fetched, and makes a double click one report
    std::string address, account, phone, details;   ///< what was typed, when the form comes back
    std::string symptom = "out";
    std::vector<std::string> errors;    ///< keys: `place_missing`, `phone_invalid`, `form_expired`, `too_many`, `try_later`
};
[[nodiscard]] std::string renderForm(const FormPage& page);

struct AnswerPage {
    const TenantProfile& utility;
    Language language = Language::en;
    std::string answer;                 ///< the sentence
    std::string reference;              ///< short id for the phone
};
[[nodiscard]] std::string renderAnswer(const AnswerPage& page);

/// The first of `en`, `es` that the header prefers; English otherwise.
[[nodiscard]] Language preferredLanguage(std::string_view acceptLanguage);

}  // namespace ok::reports
