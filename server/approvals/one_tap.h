// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One-tap links and codes on the gate (shared/approvals/one_tap.h): who makes them, how they end with their request, and what the server
// asks for the phone page. Whoever nudges people calls linkFor in its own command.
#pragma once
#include "server/gate/gate.h"
#include "shared/approvals/one_tap.h"
#include "shared/base/dice.h"

namespace ok::approvals {

/// What a nudge carries. The secret is in `url` alone; nobody can make it again.
struct OneTap {
    std::string url;                 ///< `https://outages.example.org/a/river.x8Fz...`
    std::string number, code;        ///< for who has no web: number of the request, then the code; empty where the risk forbids a code
    Instant expiresAt;
};
BOOST_DESCRIBE_STRUCT(OneTap, (), (url, number, code, expiresAt))

/// By the server, for a signed-in person who wants to go on on their phone.
struct MakeLink {
    static constexpr CommandCard card{.name = "approvals.make_link", .action = "ceremony.begin", .privateReply = true, .refusalIsEvidence = true};
    ApprovalId approval;
    UserId person;
    std::string channel = "web";
};
BOOST_DESCRIBE_STRUCT(MakeLink, (), (approval, person, channel))

/// By the server: keeps what became of an attempt.
struct RecordTap {
    static constexpr CommandCard card{.name = "approvals.record_tap", .action = "ceremony.sign_in", .refusalIsEvidence = true};
    OneTapAttempt attempt;
};
BOOST_DESCRIBE_STRUCT(RecordTap, (), (attempt))

/// By the server: a number and a code were typed. A right code is used up and answered with a link of the same version.
struct RedeemCode {
    static constexpr CommandCard card{.name = "approvals.redeem_code", .action = "ceremony.sign_in", .privateReply = true, .refusalIsEvidence = true};
    std::string number;
    Secret code;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(RedeemCode, (), (number, code, address))
struct RedeemReply {
    std::string refused;             ///< code of a problem; empty: `link` is there
    OneTap link;
};
BOOST_DESCRIBE_STRUCT(RedeemReply, (), (refused, link))

class OneTapDesk {
  public:
    struct Parts {
        Dice dice;
        std::string publicUrl;
        Digest codeKey;
        /// Does the class of this command always ask for a passkey? Then there is no code.
        std::function<bool(const std::string& command)> highRisk;
        OneTapPolicy policy = {};
    };
    explicit OneTapDesk(Parts parts) : m_parts(std::move(parts)) {}

    /// A fresh link for the version that waits now; one that this person got by this channel before ends. Writes `approval.link_made`.
    /// Problems: `not_found`, `approval_not_pending`, `user_not_found`.
    [[nodiscard]] Result<OneTap> linkFor(CommandContext& cx, ApprovalId approval, UserId person, const std::string& channel) const;

    void addHandlers(Gate& gate) const;
    /// Ends links with their request. For Gate::onRequests.
    [[nodiscard]] static Gate::RequestFollower follower();
    [[nodiscard]] const OneTapPolicy& policy() const { return m_parts.policy; }
    [[nodiscard]] bool highRisk(const std::string& command) const { return m_parts.highRisk(command); }

    /// What is kept of the text of a link.
    [[nodiscard]] static Digest idOf(std::string_view token) { return sha256(token); }

  private:
    Status redeem(CommandContext& cx, const RedeemCode& command) const;
    [[nodiscard]] std::string digits(int count) const;
    [[nodiscard]] Digest sealed(const Digest& link, std::string_view code) const;
    Parts m_parts;
};

}  // namespace ok::approvals
