// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. What the pages behind one-tap links (phone_pages.cpp) and calls about requests (phone_voice.cpp) share.
#pragma once
#include "server/approvals/phone_pages.h"
#include "shared/approvals/phone_page.h"

namespace ok::approvals {

inline constexpr std::size_t mostTicks = 100;

/// What a form says; of a name that comes twice the last that is not empty.
struct Form {
    net::TextPairs pairs;
    [[nodiscard]] std::string at(std::string_view name) const {
        std::string out;
        for (const auto& [key, value] : pairs) {
            if (key == name && !value.empty()) out = value;
        }
        return out;
    }
    [[nodiscard]] std::vector<std::string> all(std::string_view name) const {
        std::vector<std::string> out;
        for (const auto& [key, value] : pairs) {
            if (key == name && out.size() < mostTicks) out.push_back(value);
        }
        return out;
    }
};

/// A link with what it leads to.
struct Opened {
    TenantProfile profile;
    OneTapLink link;
    Approval approval;
    access::User person;
};

/// What somebody wants to happen.
struct Tapped {
    bool approve = false;
    std::string reason, drift, assertion;
    std::vector<std::string> ticks, alerts;
    Viewer viewer;               ///< for whom the page was written
};

struct PhonePages::Room {
    explicit Room(PhonePageParts given)
        : parts(std::move(given)), person({parts.gate, parts.sessions, parts.clock, parts.dice, parts.secret}), work([this] { return parts.gate.openReader(); }),
          limiter(std::make_shared<net::RateLimiter>(parts.clock)) {}

    // --- what a request is about
    [[nodiscard]] bool ourHost(const net::HttpRequest& request) const;
    [[nodiscard]] bool fromOurPage(const net::HttpRequest& request) const;
    [[nodiscard]] Result<Opened> open(Store& store, std::string_view token) const;
    [[nodiscard]] std::string formToken(const OneTapLink& link) const { return hmacSha256(parts.secret.bytes, asBytes("one-tap form " + link.id.hex())).hex().substr(0, 32); }
    [[nodiscard]] TapDemand demand(Store& store, const net::HttpRequest& request, const Opened& opened) const;

    // --- answers
    [[nodiscard]] PhoneFrame frameOf(const net::HttpRequest& request, const TenantProfile* profile, const Form& form = {}) const;
    [[nodiscard]] net::HttpResponse outcome(const net::HttpRequest& request, PhoneOutcome page, int status, const Problem& why = {}) const;
    /// What was decided stays readable for whoever holds a link whose time is not over (F01.R5.A6).
    void addClosed(const net::HttpRequest& request, const Opened& opened, PhoneOutcome& page) const;
    [[nodiscard]] static Viewer viewerOf(const PhoneFrame& frame) { return {frame.zone, frame.language == PageLanguage::es ? "es-US" : "en-US"}; }
    [[nodiscard]] bool mayGoOn(const Opened& opened, const Problem& why) const;
    [[nodiscard]] net::HttpResponse refusal(const net::HttpRequest& request, const Problem& why, const Opened* opened = nullptr) const;
    [[nodiscard]] net::HttpResponse review(Store& store, const net::HttpRequest& request, const Opened& opened, const std::vector<std::string>& errors, int status, const std::string& typed) const;

    // --- routes
    net::HttpResponse show(Store& store, const net::HttpRequest& request) const;
    net::HttpResponse decide(Store& store, const net::HttpRequest& request) const;
    net::HttpResponse current(Store& store, const net::HttpRequest& request) const;
    net::HttpResponse key(Store& store, const net::HttpRequest& request) const;
    net::HttpResponse latest(Store& store, const net::HttpRequest& request) const;
    net::HttpResponse showCode(Store& store, const net::HttpRequest& request) const;
    net::HttpResponse redeem(Store& store, const net::HttpRequest& request) const;
    net::HttpResponse ownLink(Store& store, const net::HttpRequest& request) const;

    // --- evidence (phone_evidence.cpp)
    net::HttpResponse file(Store& store, const net::HttpRequest& request) const;

    // --- calls (phone_voice.cpp)
    net::HttpResponse call(Store& store, const net::HttpRequest& request) const;
    net::HttpResponse askedByCode(Store& store, const net::HttpRequest& request, const TenantProfile& profile, PageLanguage language, const std::string& number, const std::string& code) const;
    net::HttpResponse pressedWord(Store& store, const net::HttpRequest& request, PageLanguage language, const std::string& token, const std::string& pressed) const;

    // --- the word
    [[nodiscard]] Result<PhonePerson::Proved> whoTaps(Store& store, const net::HttpRequest& request, const Opened& opened, const Tapped& word, OneTapAttempt& attempt) const;
    [[nodiscard]] CommandAnswer carryOut(const Opened& opened, const SecurityContext& who, const Tapped& word) const;
    void record(const TenantProfile& profile, OneTapAttempt attempt, const std::string& result) const;
    [[nodiscard]] OneTapAttempt attemptOf(const net::HttpRequest& request, const Opened& opened, const Tapped& word) const;
    void recordStranger(const net::HttpRequest& request) const;

    PhonePageParts parts;
    PhonePerson person;
    WorkThread work;
    std::shared_ptr<net::RateLimiter> limiter;
};

}  // namespace ok::approvals
