// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The page an approver opens on a phone (F01.R2.A6, F04.R3, F06.R4): one HTML document, nothing to load besides, made from the same answer that
// the console shows (review.h). Two buttons within a thumb's reach; without a script everything can be read and rejected or, where no
// passkey is asked for, approved. Pure: values in, text out.
#pragma once
#include "shared/approvals/review.h"

namespace ok::approvals {

enum class PageLanguage { en, es };

/// What stands around every page.
struct PhoneFrame {
    std::string utility, slug;
    bool drill = false;
    PageLanguage language = PageLanguage::en;
    std::string zone = "UTC";
    Instant now;
};

struct PhoneReview {
    PhoneFrame frame;
    const ReviewReply& review;
    std::string action;                  ///< where the forms go, `/a/<token>`
    std::string formToken;
    std::string login;                   ///< who the link is for
    Instant linkExpiresAt;
    bool needsKey = false;               ///< a passkey is asked for when a button is pressed
    std::vector<std::string> errors = {};///< keys of sentences: `reason_short`, `step_up_required`, ...
    std::string reason = {};             ///< as it was typed
};
/// Aims at largestPhonePage: what stayed the same gives way first, what changed never does.
[[nodiscard]] std::string phoneReview(const PhoneReview& page);
inline constexpr std::size_t largestPhonePage = 30'000;

/// What happened, or why nothing did, and what is next.
struct PhoneOutcome {
    PhoneFrame frame;
    std::string code;                    ///< `released`, `awaiting_approval`, `rejected`, or a problem's
    std::string words = {};              ///< the server's own, where the page has none for the code
    int have = 0, needed = 0;
    std::string latestVersion = {};      ///< of what is stale
    std::string again = {};              ///< where a form for the latest version goes; empty: none is offered
    std::string formToken = {};
    std::optional<ReviewReply> closed = {};   ///< what was decided, still to be read
};
[[nodiscard]] std::string phoneOutcome(const PhoneOutcome& page);

/// Number and code instead of a link.
struct PhoneCodeForm {
    PhoneFrame frame;
    std::string number = {}, error = {};
};
[[nodiscard]] std::string phoneCodeForm(const PhoneCodeForm& page);

/// The value of Content-Security-Policy that lets in exactly the style and the script of these pages.
[[nodiscard]] const std::string& phonePolicy();

}  // namespace ok::approvals
