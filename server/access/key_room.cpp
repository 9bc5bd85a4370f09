// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/key_room.h"

#include <algorithm>

#include "server/access/key_rules.h"
#include "shared/access/tenant_profile.h"

namespace ok::access {
namespace {

bool isNumeric(std::string_view host) {
    return host.find(':') != std::string_view::npos || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// `https`, `outages.example.org`, `8443` of an address.
struct Place {
    std::string scheme, host, port;
};
Place split(const std::string& url) {
    Place out;
    const std::size_t slashes = url.find("://");
    if (slashes == std::string::npos) return out;
    out.scheme = url.substr(0, slashes);
    const std::string rest = url.substr(slashes + 3, url.find('/', slashes + 3) - slashes - 3);
    const std::size_t colon = rest.rfind(':');
    const bool port = colon != std::string::npos && rest.find(']', colon) == std::string::npos;
    out.host = port ? rest.substr(0, colon) : rest;
    out.port = port ? rest.substr(colon + 1) : std::string();
    return out;
}

Status beginCeremony(CommandContext& cx, const KeySettings& settings, const BeginCeremony& command) {
    const ChallengeUse use{cx.tenant(), command.purpose, command.binding};
    const KeyPlace place = settings.place();
    const KeyPolicy policy = policyOf(cx.views());
    Ceremony out;
    out.challenge = toBase64Url(makeChallenge(settings.challengeKey, use, command.random.bytes, cx.clockNow() + challengeLifetime));
    out.partyId = place.partyId;
    const auto profile = cx.views().find<TenantProfile>("profile");
    out.partyName = profile ? profile->name : "OutageKit";
    out.userVerification = policy.userVerification;
    out.discoverable = policy.discoverable;
    if (command.user.known()) {
        const auto user = cx.views().find<User>(command.user.str());
        if (!user) return problem("user_not_found", "there is no such person");
        out.user = user->id;
        out.login = user->login;
        // An enrolled key must not be enrolled twice, also while it is suspended.
        const bool enrolling = command.purpose == "enrol";
        for (const SecurityKey& key : keysOf(cx.views(), user->id, std::nullopt)) {
            // An expired one may be: that is its renewal.
            if (!enrolling && key.state == KeyState::suspended) continue;
            if (key.state == KeyState::removed || (enrolling && isExpired(policy, key, cx.clockNow()))) continue;
            OK_ASSIGN(const auto secrets, openSealed<KeySecrets>(cx, keySecretName(key.id)));
            out.credentials.push_back(secrets.credentialId);
        }
        if (!enrolling && out.credentials.empty()) return problem("no_key_registered", "no security key is registered: enrol one first");
    }
    cx.reply(out);
    return {};
}

}  // namespace

KeyPlace placeOf(const std::string& publicUrl, const std::string& address, std::uint16_t httpPort, std::uint16_t httpsPort) {
    const Place known = split(publicUrl);
    KeyPlace out;
    out.partyId = known.host.empty() || isNumeric(known.host) ? "localhost" : known.host;
    const auto add = [&out](const std::string& scheme, const std::string& host, const std::string& port) {
        const bool usual = port.empty() || (scheme == "https" ? port == "443" : port == "80");
        std::string origin = scheme + "://" + host + (usual ? "" : ":" + port);
        if (std::find(out.origins.begin(), out.origins.end(), origin) == out.origins.end()) out.origins.push_back(std::move(origin));
    };
    // Without TLS only on this machine, where browsers count it as safe too.
    if (known.scheme == "https" || out.partyId == "localhost") add(known.scheme.empty() ? "https" : known.scheme, out.partyId, known.port);
    if (httpsPort != 0) add("https", out.partyId, std::to_string(httpsPort));
    const bool loopback = address == "127.0.0.1" || address == "::1" || address == "localhost";
    if (loopback && out.partyId == "localhost" && httpPort != 0) add("http", "localhost", std::to_string(httpPort));
    return out;
}

Status eraseSealed(CommandContext& cx, const std::string& name) {
    const auto token = cx.store().setting(cx.tenant(), name);
    if (!token || token->empty()) return {};
    OK_TRY(cx.vault().erase(cx.tenant(), *token));
    return cx.store().putSetting(cx.tenant(), name, "");
}

std::string keySecretName(KeyId key) { return "key:" + key.str(); }
std::string totpSecretName(UserId user) { return "totp:" + user.str(); }
std::string recoverySecretName(UserId user) { return "recovery:" + user.str(); }

KeyPolicy policyOf(Views& views) {
    const auto found = views.find<KeyPolicy>("keys");
    return found ? *found : KeyPolicy{};
}

Result<User> askingUser(CommandContext& cx) {
    const SecurityContext& who = cx.who();
    const auto user = who.actor.type == ActorType::human ? cx.views().find<User>(who.actor.id) : nullptr;
    if (!user || user->disabled || !who.session.known()) return problem("not_a_person", "only a signed-in person has keys and codes");
    return *user;
}

std::vector<SecurityKey> keysOf(Views& views, UserId user, std::optional<KeyState> state) {
    auto out = views.byKey<SecurityKey>("user", user.str());
    if (state) std::erase_if(out, [state](const SecurityKey& key) { return key.state != *state; });
    return out;
}

void leaveFailure(CommandContext& cx, UserId user, const std::string& login, const std::string& address) {
    const auto factors = cx.views().find<UserFactors>(user.str());
    if (!factors) return;
    const Instant now = cx.clockNow();
    FactorAlert alert{user, login, 1, now, now, address, {address}, {}};
    for (const FactorFailure& failure : factors->failures) {
        if (now - failure.at > failureWindow) continue;
        alert.failures += 1;
        alert.windowStart = std::min(alert.windowStart, failure.at);
        alert.entries.push_back(failure.entry);
        if (std::find(alert.addresses.begin(), alert.addresses.end(), failure.address) == alert.addresses.end()) alert.addresses.push_back(failure.address);
    }
    if (alert.failures < alertFailures) return;
    const EventOptions about{.subjects = {user.str()}, .stream = Stream::security};
    if (factors->alertedAt.known() && now - factors->alertedAt < alertSilence) {
        cx.onRefusal(FactorAlertUpdated{user, alert.failures, now, alert.addresses}, about);
        return;
    }
    cx.onRefusal(std::move(alert), about);
}

Status checkAttempts(CommandContext& cx, UserId user) {
    const auto factors = cx.views().find<UserFactors>(user.str());
    if (!factors) return {};
    const Instant now = cx.clockNow();
    const auto recent = std::count_if(factors->failures.begin(), factors->failures.end(),
                                      [now](const FactorFailure& failure) { return now - failure.at <= failureWindow; });
    if (recent < maxFailures) return {};
    return problem("too_many_attempts", "too many attempts: wait ten minutes and try again");
}

Result<OpenedChallenge> openAnswered(CommandContext& cx, const KeySettings& settings, ByteView clientData,
                                     const std::string& purpose, const std::string& binding) {
    OK_ASSIGN(const ClientData said, readClientData(clientData));
    OK_ASSIGN(const Instant expiresAt,
              openChallenge(settings.challengeKey, {cx.tenant(), purpose, binding}, said.challenge, cx.clockNow()));
    const Digest hash = sha256(ByteView(said.challenge));
    if (const auto bucket = cx.views().find<SpentChallenges>(hash.hex().substr(0, 2))) {
        for (const SpentChallenge& spent : bucket->spent) {
            if (spent.hash == hash) return problem("challenge_used", "this challenge was answered already: start again");
        }
    }
    return OpenedChallenge{said.challenge, {hash, expiresAt}};
}

void addKeyHandlers(Gate& gate, KeySettings settings) {
    gate.handle<BeginCeremony>([settings](const Right&, CommandContext& cx, const BeginCeremony& command) {
        return beginCeremony(cx, settings, command);
    });
    addKeyChangeHandlers(gate, settings);
    addAssertionHandlers(gate, settings);
    addCodeHandlers(gate);
    addKeyRuleHandlers(gate);
}

}  // namespace ok::access
