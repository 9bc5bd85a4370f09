// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the events of keys and codes change in documents. The same on a server, in a rebuild and after a restart.
#include <algorithm>

#include "shared/access/key_events.h"
#include "shared/access/key_rule_events.h"
#include "shared/base/unicode.h"
#include "shared/base/utf8.h"
#include "shared/views/change.h"

namespace ok::access {
namespace {

template <class Change>
void changeFactors(Views& views, UserId user, Change change) {
    UserFactors next;
    next.user = user;
    if (const auto found = views.find<UserFactors>(user.str())) next = *found;
    change(next);
    views.save(std::move(next));
}

void makePrimary(Views& views, UserId user, KeyId primary) {
    for (const SecurityKey& key : views.byKey<SecurityKey>("user", user.str())) {
        const bool wanted = key.id == primary;
        if (key.primary != wanted) changeDocument<SecurityKey>(views, key.id.str(), [wanted](SecurityKey& k) { k.primary = wanted; });
    }
}

void spend(Views& views, const SpentChallenge& challenge, Instant now) {
    if (!challenge.hash.known()) return;
    const std::string bucket = challenge.hash.hex().substr(0, 2);
    SpentChallenges next{bucket, {}};
    if (const auto found = views.find<SpentChallenges>(bucket)) next = *found;
    std::erase_if(next.spent, [now](const SpentChallenge& old) { return old.expiresAt <= now; });
    next.spent.push_back(challenge);
    views.save(std::move(next));
}

void countFailure(Views& views, UserId user, const EntryHeader& header, const std::string& address) {
    if (!user.known()) return;
    changeFactors(views, user, [&](UserFactors& factors) {
        std::erase_if(factors.failures, [&](const FactorFailure& old) { return header.ledgerTime - old.at > failureWindow; });
        factors.failures.push_back({header.ledgerTime, address, header.entryId.str()});
    });
}

void seeRegion(Views& views, UserId user, const std::string& region, Instant now) {
    if (region.empty()) return;
    KeyRegions next{user, {}};
    if (const auto found = views.find<KeyRegions>(user.str())) next = *found;
    std::erase_if(next.seen, [&](const SeenRegion& old) { return old.region == region || now - old.lastSeenAt > regionBaseline; });
    next.seen.push_back({region, now});
    views.save(std::move(next));
}

void noteViolation(Views& views, const KeyRefused& e, Instant now) {
    if (e.policyRule.empty() || !e.facts.user.known()) return;
    KeyViolations next{e.facts.user, {}};
    if (const auto found = views.find<KeyViolations>(e.facts.user.str())) next = *found;
    auto at = std::find_if(next.rules.begin(), next.rules.end(), [&](const KeyViolation& v) { return v.rule == e.policyRule; });
    if (at == next.rules.end()) at = next.rules.insert(at, KeyViolation{.rule = e.policyRule});
    at->code = e.code;
    at->region = e.facts.region;
    at->environment = e.facts.environment;
    at->aaguid = e.facts.aaguid;
    at->count += 1;
    at->lastSeenAt = now;
    views.save(std::move(next));
}

void addKeyEvents(Projections& projections) {
    projections.on<KeyEnrolled>([](const EntryHeader& header, const KeyEnrolled& e, Views& views) {
        views.save(e.key);
        if (e.key.primary) makePrimary(views, e.key.user, e.key.id);
        spend(views, e.challenge, header.ledgerTime);
    });
    projections.on<KeyUsed>([](const EntryHeader& header, const KeyUsed& e, Views& views) {
        changeDocument<SecurityKey>(views, e.facts.key.str(), [&](SecurityKey& key) { key.lastUsedAt = header.ledgerTime; });
        spend(views, e.challenge, header.ledgerTime);
        seeRegion(views, e.facts.user, e.facts.region, header.ledgerTime);
        const auto factors = views.find<UserFactors>(e.facts.user.str());
        if (factors && !factors->failures.empty()) changeFactors(views, e.facts.user, [](UserFactors& f) { f.failures.clear(); });
    });
    projections.on<KeyRefused>([](const EntryHeader& header, const KeyRefused& e, Views& views) {
        spend(views, e.challenge, header.ledgerTime);
        countFailure(views, e.facts.user, header, e.facts.address);
        noteViolation(views, e, header.ledgerTime);
    });
    projections.on<KeySuspended>([](const EntryHeader&, const KeySuspended& e, Views& views) {
        changeDocument<SecurityKey>(views, e.key.str(), [&](SecurityKey& key) {
            key.state = KeyState::suspended;
            key.why = e.reason;
        });
    });
    projections.on<KeyRenamed>([](const EntryHeader&, const KeyRenamed& e, Views& views) {
        changeDocument<SecurityKey>(views, e.key.str(), [&](SecurityKey& key) { key.name = e.name; });
    });
    projections.on<KeyMadePrimary>([](const EntryHeader&, const KeyMadePrimary& e, Views& views) { makePrimary(views, e.user, e.key); });
    projections.on<KeyRemoved>([](const EntryHeader&, const KeyRemoved& e, Views& views) {
        changeDocument<SecurityKey>(views, e.key.str(), [&](SecurityKey& key) {
            key.state = KeyState::removed;
            key.primary = false;
            key.why = e.reason;
        });
    });
    projections.on<KeyPolicyChanged>([](const EntryHeader&, const KeyPolicyChanged& e, Views& views) { views.save(e.policy); });
}

void addCodeEvents(Projections& projections) {
    projections.on<TotpChanged>([](const EntryHeader&, const TotpChanged& e, Views& views) {
        changeFactors(views, e.user, [&](UserFactors& factors) {
            factors.totpPending = e.state == "made";
            factors.totp = e.state == "confirmed" || (factors.totp && e.state == "made");
            factors.lastStep = std::max(factors.lastStep, e.step);
        });
    });
    projections.on<RecoveryCodesChanged>([](const EntryHeader&, const RecoveryCodesChanged& e, Views& views) {
        changeFactors(views, e.user, [&](UserFactors& factors) { factors.recoveryCodes = e.left; });
    });
    projections.on<CodeUsed>([](const EntryHeader&, const CodeUsed& e, Views& views) {
        changeFactors(views, e.user, [&](UserFactors& factors) {
            factors.lastStep = e.step;
            factors.failures.clear();
        });
    });
    projections.on<CodeRefused>([](const EntryHeader& header, const CodeRefused& e, Views& views) {
        countFailure(views, e.user, header, e.address);
    });
    projections.on<FactorAlert>([](const EntryHeader& header, const FactorAlert& e, Views& views) {
        changeFactors(views, e.user, [&](UserFactors& factors) {
            factors.alertedAt = header.ledgerTime;
            factors.alertTold = false;
            factors.alertOpen = true;
        });
    });
    projections.on<FactorAlertTold>([](const EntryHeader&, const FactorAlertTold& e, Views& views) {
        changeFactors(views, e.user, [](UserFactors& factors) { factors.alertTold = true; });
    });
    projections.on<FactorAlertResolved>([](const EntryHeader&, const FactorAlertResolved& e, Views& views) {
        changeFactors(views, e.user, [](UserFactors& factors) { factors.alertOpen = false; });
    });
}

void addRuleEvents(Projections& projections) {
    projections.on<KeyMetadataImported>([](const EntryHeader&, const KeyMetadataImported& e, Views& views) {
        views.save(e.metadata);
        for (const ModelFacts& model : e.models) views.save(model);
    });
    projections.on<KeyReminded>([](const EntryHeader& header, const KeyReminded& e, Views& views) {
        changeDocument<SecurityKey>(views, e.key.str(), [&](SecurityKey& key) { key.remindedAt = header.ledgerTime; });
    });
    projections.on<KeyExpired>([](const EntryHeader&, const KeyExpired& e, Views& views) {
        changeDocument<SecurityKey>(views, e.key.str(), [](SecurityKey& key) {
            key.state = KeyState::expired;
            key.why = "not_renewed";
        });
    });
    projections.on<KeyRenewalOpened>([](const EntryHeader&, const KeyRenewalOpened& e, Views& views) {
        changeFactors(views, e.user, [&](UserFactors& factors) {
            factors.renewalSession = e.session;
            factors.renewalUntil = e.until;
        });
    });
    projections.on<KeyStandingChanged>([](const EntryHeader&, const KeyStandingChanged& e, Views& views) { views.save(e.standing); });
    projections.on<SessionPlaced>([](const EntryHeader&, const SessionPlaced& e, Views& views) { views.save(e.place); });
    projections.on<KeyPlacesLifted>([](const EntryHeader&, const KeyPlacesLifted& e, Views& views) { views.save(e.lift); });
}

}  // namespace

Result<std::string> normaliseKeyName(std::string_view name) {
    const Problem bad = problem("bad_key_name", "a key's name has 1 to 40 letters, digits and spaces");
    const std::size_t from = name.find_first_not_of(" \t\n");
    if (from == std::string_view::npos || name.size() > 400 || !isUtf8(name)) return bad;
    std::string out(name.substr(from, name.find_last_not_of(" \t\n") - from + 1));
    int characters = 0;
    for (std::size_t at = 0; at < out.size(); ++characters) {
        const char32_t c = nextCodePoint(out, at);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           std::string_view(" .-_'()#").find(static_cast<char>(c & 0x7f)) != std::string_view::npos;
        // Beyond ASCII: letters of the common scripts; no controls, no marks that turn text round.
        const bool beyond = c >= 0xC0 && !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0xD800 && c <= 0xF8FF) && c < 0xFFF0;
        if (c < 0x80 ? !plain : !beyond) return bad;
    }
    if (characters > 40) return bad;
    return out;
}

void addKeyProjections(Projections& projections) {
    addKeyEvents(projections);
    addCodeEvents(projections);
    addRuleEvents(projections);
}

}  // namespace ok::access
