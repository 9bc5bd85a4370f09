// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Signing in through somebody else: a program (console, okctl) asks where to send the browser, the provider sends the browser
// back here, and the program that asked gets a session on the loopback address it named. What travels through browsers is
// sealed and works once; only the program that began can redeem it (PKCE, also between the program and us).
//
//   POST /v1/sign-in/start {utility, provider, redirect, challenge}  → {url}
//   GET  /v1/sign-in/callback?code&state&iss                          → 303 to redirect?handle=… or ?error=…
//   POST /v1/sign-in/acs (SAMLResponse, RelayState)                   → the same
//   POST /v1/sign-in/redeem {handle, verifier, device}                → a session
//   GET  /v1/sign-in/providers?utility=…                              → which there are
//   POST /v1/sign-in/logout                                           → {url}: this session is over, and where to sign out there
//   GET  /v1/saml/{utility}/{name}/logout                             → the provider asks for, or answers, a sign-out
#pragma once
#include <map>
#include <memory>

#include "server/access/access_commands.h"
#include "server/access/session_book.h"
#include "server/access/tenant_directory.h"
#include "server/identity/oidc_client.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"
#include "shared/base/dice.h"
#include "shared/base/digest.h"

namespace ok::identity {

class SamlProvider;

/// What a begun sign-in remembers, sealed in `state`.
struct Flow {
    std::string utility, provider, redirect, challenge, nonce, verifier;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(Flow, (), (utility, provider, redirect, challenge, nonce, verifier, until))

/// Who came through, sealed in `handle`.
struct Handle {
    std::string utility, challenge, provider;
    UserId user;
    std::string salt;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(Handle, (), (utility, challenge, provider, user, salt, until))

/// A sign-out that was begun here, sealed in `RelayState`.
struct SigningOut {
    std::string utility, provider, nonce;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(SigningOut, (), (utility, provider, nonce, until))

class Federation {
  public:
    struct Parts {
        Gate& gate;
        const TenantDirectory& tenants;
        IdentityBook book;
        std::string publicUrl;
        Digest secret;
        std::function<Instant()> clock;
        Dice dice;
        access::SessionLimits limits = {};
        access::SessionBook* sessions = nullptr;   ///< who signs out; without it nobody signs out at a provider
    };
    explicit Federation(Parts parts);
    ~Federation();
    void start();
    void stop();
    void addRoutes(net::Router& router);

  private:
    using Respond = std::shared_ptr<net::Responder>;
    void begin(const net::HttpRequest& request, Respond respond);
    void callback(const net::HttpRequest& request, Respond respond);
    void acs(const net::HttpRequest& request, Respond respond);
    void redeem(const net::HttpRequest& request, Respond respond);
    void metadata(const net::HttpRequest& request, Respond respond);
    void providers(const net::HttpRequest& request, Respond respond);
    void signOut(const net::HttpRequest& request, Respond respond);
    void signedOutThere(const net::HttpRequest& request, Respond respond);

    Result<std::string> urlFor(const Flow& flow, const std::string& state);
    Result<Assertion> answered(const Flow& flow, const std::string& code, std::string_view iss);
    Result<Assertion> asserted(const Flow& flow, const std::string& response);
    /// Tells the gate who came and sends the browser on.
    void admit(const Flow& flow, Result<Assertion> who, const Respond& respond);
    void work(std::function<void()> what, const Respond& respond);
    [[nodiscard]] OidcClient* oidc(const std::string& utility, const std::string& provider);
    [[nodiscard]] SamlProvider* saml(const std::string& utility, const std::string& provider);
    [[nodiscard]] bool exists(const std::string& utility, const std::string& provider) const;
    [[nodiscard]] std::string fresh();
    template <class T>
    [[nodiscard]] std::string sealed(const T& value, std::string_view kind);
    template <class T>
    [[nodiscard]] Result<T> opened(std::string_view text, std::string_view kind) const;

    Parts m_parts;
    WorkThread m_thread;   ///< talks to providers
    std::map<std::string, std::unique_ptr<OidcClient>> m_oidc;   ///< of that thread
    std::map<std::string, std::unique_ptr<SamlProvider>> m_saml;
};

}  // namespace ok::identity
