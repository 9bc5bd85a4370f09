// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Finds an account number and a street address in the words of a message. Only candidates: the account list and the
// geocoder decide whether they exist.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "shared/reports/sms_text.h"

namespace ok::reports {

struct PlaceCandidate {
    std::string text;
    std::string_view reason;
    std::size_t first = 0;  ///< tokens used
    std::size_t last = 0;
};

[[nodiscard]] std::optional<PlaceCandidate> findAccount(const SmsText& text);

/// `bare` accepts a number with words and no street suffix ("12 main"): when we asked for the address, or nothing else
/// in the message explains the number.
[[nodiscard]] std::optional<PlaceCandidate> findAddress(const SmsText& text, bool bare,
                                                        const std::optional<PlaceCandidate>& account);

}  // namespace ok::reports
