// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who taps: the person a link was sent to, proved by a passkey, by a session that this browser began with one lately, or, where no risk asks for more, by
// the link alone (digest C22, F06.R4.A5). A session begun here has no token: only these pages know it, from the same browser at the same address.
#pragma once
#include "server/access/key_room.h"
#include "server/access/session_book.h"
#include "server/approvals/one_tap.h"
#include "server/net/http.h"

namespace ok::approvals {

inline constexpr const char* phoneCookie = "ok_phone";

struct PhonePersonParts {
    Gate& gate;
    access::SessionBook& sessions;
    std::function<Instant()> clock;
    Dice dice;
    Digest secret;                       ///< the same on every server of a database
};

class PhonePerson {
  public:
    explicit PhonePerson(PhonePersonParts parts) : m_parts(std::move(parts)) {}

    /// The link's person as they look: nothing is decided as this context.
    [[nodiscard]] SecurityContext looking(const net::HttpRequest& request, const TenantProfile& profile, const access::User& user) const;
    /// Of the session this browser has here; nothing: it has none that counts.
    [[nodiscard]] std::optional<SecurityContext> bySession(const net::HttpRequest& request) const;
    /// Was it proved lately enough for what is high risk?
    [[nodiscard]] bool fresh(const SecurityContext& who) const { return who.freshUntil.known() && who.freshUntil > m_parts.clock(); }
    [[nodiscard]] bool newDevice(Store& store, const net::HttpRequest& request, const TenantProfile& profile, UserId person) const;

    /// What the person's passkeys are asked. Problems `no_key_registered` and the gate's. Waits for the gate.
    [[nodiscard]] Result<std::string> ask(const TenantProfile& profile, const OneTapLink& link) const;
    struct Proved {
        SecurityContext who;
        std::string cookie;              ///< to be set
    };
    /// A passkey's answer as the page's script sends it. Problems `key_refused`, `credential_expired`, `too_many_attempts`.
    [[nodiscard]] Result<Proved> byKey(const net::HttpRequest& request, const TenantProfile& profile, const OneTapLink& link, std::string_view assertion) const;
    /// The link is all there is; or the code that led to it, pressed on a telephone.
    [[nodiscard]] Result<Proved> byLink(const net::HttpRequest& request, const TenantProfile& profile, const OneTapLink& link, const std::string& method = "one-tap") const;

    /// A command of that person, or of the server; waits for the gate.
    template <CommandType C>
    [[nodiscard]] CommandAnswer run(const SecurityContext& who, const C& command) const {
        return runNamed(who, C::card.name, toJson(command));
    }
    [[nodiscard]] static std::string deviceOf(const net::HttpRequest& request);

  private:
    [[nodiscard]] CommandAnswer runNamed(const SecurityContext& who, std::string_view name, std::string body) const;
    [[nodiscard]] Result<Proved> begin(const net::HttpRequest& request, const TenantProfile& profile, const OneTapLink& link, const std::string& method, int assurance) const;
    [[nodiscard]] std::string markOf(const net::HttpRequest& request, std::string_view session, std::string_view until) const;
    PhonePersonParts m_parts;
};

}  // namespace ok::approvals
