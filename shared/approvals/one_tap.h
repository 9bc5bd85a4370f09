// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A link that opens one request for one person (F06.R4, digest C22, C23): a secret that is sent once and of which only the hash is kept, bound to
// the version and content that were sent with it, to the person and to the channel. It shows; it decides only together with what
// proves the person. Looking at it changes nothing, for whatever opens links in advance.
#pragma once
#include "shared/approvals/network_places.h"
#include "shared/approvals/release.h"

namespace ok::approvals {

/// How long and how often. Times of the specification's nudges; a utility's own may be shorter.
struct OneTapPolicy {
    Duration link = minutes(10), code = minutes(10);
    int codeDigits = 6;               ///< 6 to 8
    int codeTries = 5;                ///< wrong ones within `codeWindow`; then none counts for as long
    Duration codeWindow = minutes(15);
    int riskAsksForKey = 40;          ///< a score from here on wants a passkey, whoever asks from wherever
};

enum class OneTapState { live, used, revoked };
BOOST_DESCRIBE_ENUM(OneTapState, live, used, revoked)

struct OneTapLink {
    static constexpr std::string_view viewKind = "approval_link";
    Digest id;                        ///< SHA-256 of what was sent
    ApprovalId approval;
    int version = 1;
    Digest digest;                    ///< of that version's content
    UserId person;
    std::string channel;              ///< `sms`, `email`, `push`, `voice`, `web`
    Instant madeAt, expiresAt;
    OneTapState state = OneTapState::live;
    std::string endedBy;              ///< `approved`, `rejected`, `new_link`, `new_version`, or the state the request came to
    Instant endedAt;
    std::string number;               ///< by which its code is asked for; empty: it has none
    Digest code;                      ///< HMAC under a key of the installation: six digits are quickly tried
    std::vector<Instant> wrong;       ///< codes lately
    Instant lockedUntil;
    [[nodiscard]] std::string viewId() const { return id.hex(); }
    [[nodiscard]] ViewKeys viewKeys() const;
};
BOOST_DESCRIBE_STRUCT(OneTapLink, (), (id, approval, version, digest, person, channel, madeAt, expiresAt, state, endedBy, endedAt, number, code, wrong, lockedUntil))

struct OneTapMade {
    static constexpr std::string_view eventType = "approval.link_made";
    OneTapLink link;
};
BOOST_DESCRIBE_STRUCT(OneTapMade, (), (link))

struct OneTapEnded {
    static constexpr std::string_view eventType = "approval.links_ended";
    ApprovalId approval;
    std::vector<Digest> used, revoked;
    std::string by;
};
BOOST_DESCRIBE_STRUCT(OneTapEnded, (), (approval, used, revoked, by))

/// Somebody typed a code. A right one is used up with it.
struct OneTapCodeTried {
    static constexpr std::string_view eventType = "approval.link_code_tried";
    Digest link;
    ApprovalId approval;
    bool right = false;
    std::vector<Instant> wrong;
    Instant lockedUntil;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(OneTapCodeTried, (), (link, approval, right, wrong, lockedUntil, address))

/// Each attempt to decide through a link, whatever became of it (F06.R4.A7). `link` of one that nobody made: the hash of what was sent.
struct OneTapAttempt {
    static constexpr std::string_view eventType = "approval.link_tried";
    Digest link;
    ApprovalId approval;
    int version = 0;                  ///< that the link shows, and its content
    Digest digest;
    UserId person;                    ///< whom it was sent to
    std::string channel, decision;    ///< `approve`, `reject`
    std::string result;               ///< `released`, `awaiting_approval`, `rejected`, or why not
    std::string stepUp;               ///< `passkey`, `session`, `code`, `none`
    std::vector<std::string> factors; ///< why a passkey was asked for
    int riskScore = -1;
    std::string address, userAgent;
    std::string device;               ///< digest of what the browser says of itself
    SessionId session;
    Instant at;
    int tapScore = 0;                 ///< of the factors: how unusual this attempt is
    NetworkPlace network;             ///< as the utility's own list has the address
};
BOOST_DESCRIBE_STRUCT(OneTapAttempt, (), (link, approval, version, digest, person, channel, decision, result, stepUp, factors, riskScore, address, userAgent, device, session, at, tapScore,
                                          network))

/// May the link be used for its request, as both are now? Problems: `one_tap_used` (with `by`), `approval_not_pending` (with `state`),
/// `approval_token_stale` (with `latest_version`), `one_tap_replaced`, `one_tap_expired`.
[[nodiscard]] Status mayTap(const OneTapLink& link, const Approval& approval, Instant now);

/// What is known about an attempt before it decides.
struct TapSigns {
    bool highRisk = false;            ///< the frozen command is of the class that always takes two (F01)
    int riskScore = -1;
    bool newDevice = false;           ///< neither this browser nor this address was ever this person's
    bool newCountry = false;          ///< none of the countries this person was seen in
    bool hosting = false;             ///< out of a data centre, a VPN or Tor
    bool afterHours = false;          ///< outside the hours of the utility's approval policy
};
struct TapDemand {
    bool key = false;                 ///< a passkey has to be touched
    std::vector<std::string> factors; ///< `high_risk_command`, `risk_score`, `new_device`, `country_change`, `hosting_network`, `after_hours`
    int score = 0;                    ///< 0 to 100
};
/// C22: always for the class of F01, otherwise by the signs.
[[nodiscard]] TapDemand demandOf(const TapSigns& signs, const OneTapPolicy& policy);

/// The links that end when a request got a new version, a step or its end. `approval` as it is after it.
[[nodiscard]] std::optional<OneTapEnded> endedByVersion(const std::vector<OneTapLink>& links, const Approval& approval);
[[nodiscard]] std::optional<OneTapEnded> endedByStep(const std::vector<OneTapLink>& links, const Approval& approval);
[[nodiscard]] std::optional<OneTapEnded> endedByClose(const std::vector<OneTapLink>& links, const Approval& approval);

/// After a wrong code: what is remembered of it, and whether there is a lock now.
[[nodiscard]] OneTapCodeTried afterWrongCode(const OneTapLink& link, const OneTapPolicy& policy, Instant now);
/// May a code of it be tried now? Problems `one_tap_locked` (with `until`), `one_tap_refused`, `one_tap_expired`.
[[nodiscard]] Status mayTryCode(const OneTapLink& link, Instant now);

/// Unknown, bent, or somebody else's: one answer.
[[nodiscard]] Problem oneTapRefused();

void addOneTapProjections(Projections& projections);

}  // namespace ok::approvals
