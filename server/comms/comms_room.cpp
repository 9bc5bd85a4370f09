// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/comms_room.h"

#include <cstring>
#include <set>

#include "server/approvals/approval_mail.h"
#include "server/comms/broadcast_retraction.h"
#include "server/comms/comms_handlers.h"
#include "server/comms/comms_routes.h"
#include "server/comms/drill_sink.h"
#include "server/comms/letter_maker.h"
#include "server/comms/stop_routes.h"
#include "server/integrity/integrity_commands.h"
#include "server/ledger/export_notices.h"
#include "server/oncall/nudge_letters.h"
#include "server/outbox/dispatcher.h"
#include "server/outbox/staff_letters.h"

namespace ok::comms {
namespace {

UuidBytes randomUuid(const Dice& dice) {
    UuidBytes bytes{};
    dice(bytes);
    return uuidV4(bytes);
}

double randomShare(const Dice& dice) {
    std::uint8_t bytes[4]{};
    dice(bytes);
    std::uint32_t n = 0;
    std::memcpy(&n, bytes, sizeof n);
    return static_cast<double>(n) / 4294967296.0;
}

std::function<std::string(TenantId)> receiptsAt(const TenantDirectory& tenants, std::string base) {
    return [&tenants, base = std::move(base)](TenantId tenant) {
        const auto profile = tenants.byId(tenant);
        return base.empty() || !profile ? std::string() : base + "/webhooks/twilio/status/" + profile->slug;
    };
}

// A setting that is not loopback is refused, and the drill ends in the sink: it never falls back to anything real.
std::shared_ptr<outbox::DrillConnector> drillConnector(const CommsOptions& options, const TenantDirectory& tenants) {
    const auto address = outbox::LoopbackUrl::parse(options.drillProvider);
    if (!address.ok()) return std::make_shared<DrillSink>();
    TwilioAccount account;
    account.accountSid = "AC00000000000000000000000000000000";
    account.authToken = options.drillToken;
    account.from = "+15005550006";
    account.callbackFor = receiptsAt(tenants, options.drillBase);
    return std::make_shared<DrillTwilio>(*address, std::move(account));
}

/// The connector of the utility whose message it is.
class RealByUtility final : public outbox::RealConnector {
  public:
    RealByUtility(const TenantDirectory& tenants, std::map<std::string, std::shared_ptr<outbox::RealConnector>> bySlug)
        : m_tenants(tenants), m_bySlug(std::move(bySlug)) {}
    outbox::Handover deliver(const outbox::RealParcel& parcel) override {
        const auto connector = of(parcel.row().tenant);
        return connector ? connector->deliver(parcel) : outbox::Handover{outbox::Outcome::refused, {}, "no_provider", {}};
    }
    outbox::Lookup lookup(const outbox::RealParcel& parcel) override {
        const auto connector = of(parcel.row().tenant);
        return connector ? connector->lookup(parcel) : outbox::Lookup{};
    }

  private:
    [[nodiscard]] std::shared_ptr<outbox::RealConnector> of(TenantId tenant) const {
        const auto profile = m_tenants.byId(tenant);
        const auto found = profile ? m_bySlug.find(profile->slug) : m_bySlug.end();
        return found == m_bySlug.end() ? nullptr : found->second;
    }
    const TenantDirectory& m_tenants;
    const std::map<std::string, std::shared_ptr<outbox::RealConnector>> m_bySlug;
};

}  // namespace

struct CommsRoom::Parts {
    Gate& gate;
    const TenantDirectory& tenants;
    CommsOptions options;
    std::unique_ptr<outbox::Dispatcher> dispatcher;
    std::unique_ptr<PublicPages> pages;

    [[nodiscard]] integrity::AlertTargets alertsOf(TenantId tenant) const {
        const auto profile = tenants.byId(tenant);
        const auto found = profile ? options.providers.find(profile->slug) : options.providers.end();
        return found == options.providers.end() ? integrity::AlertTargets{} : found->second.alerts;
    }
    /// Alerts of the log's watch leave through the same engine.
    void addAlerts(outbox::DispatcherParts& parts, const std::shared_ptr<outbox::DrillConnector>& drill) const {
        const auto letters = integrity::alertLetters([this](TenantId tenant) {
            const auto targets = alertsOf(tenant);
            return targets.email.empty() ? std::string() : targets.email.front();
        });
        const auto post = std::make_shared<integrity::AlertPost>([this](TenantId tenant) { return alertsOf(tenant); });
        for (const char* connector : integrity::alertConnectors) {
            parts.letters[connector] = letters;
            parts.drill[connector] = drill;
            parts.real[connector] = post;
        }
        parts.real["alert_email"] = parts.real["email"];
        const outbox::MailboxOf mailboxOf = [this](TenantId tenant, const std::string& login) {
            const auto profile = tenants.byId(tenant);
            const auto found = profile ? options.providers.find(profile->slug) : options.providers.end();
            return found == options.providers.end() ? std::string() : found->second.mailboxOf(login);
        };
        parts.letters[ledger::noticeConnector] = ledger::noticeLetters(mailboxOf, options.publicBase);
        parts.letters[approvals::noticeConnector] = approvals::noticeLetters(mailboxOf, options.publicBase);
        parts.letters[outbox::staffConnector] = outbox::staffLetters(mailboxOf);
        for (const char* connector : {ledger::noticeConnector, approvals::noticeConnector, outbox::staffConnector}) {
            parts.drill[connector] = drill;
            parts.real[connector] = parts.real["email"];
        }
    }
    /// How one of the utility's own people is reached; empty where nobody knows.
    [[nodiscard]] std::string staffAddress(TenantId tenant, const std::string& login, const std::string& channel) const {
        const auto profile = tenants.byId(tenant);
        const auto found = profile ? options.providers.find(profile->slug) : options.providers.end();
        if (found == options.providers.end()) return {};
        return channel == "email" ? found->second.mailboxOf(login) : channel == "chat" ? found->second.chatOf(login) : found->second.phoneOf(login);
    }
    void addNudges(outbox::DispatcherParts& parts, const std::shared_ptr<outbox::DrillConnector>& drill) const {
        const auto letters = oncall::nudgeLetters([this](TenantId tenant, const std::string& login, const std::string& channel) { return staffAddress(tenant, login, channel); },
                                                  gate.vaultKeys(), options.publicBase);
        std::map<std::string, std::shared_ptr<outbox::RealConnector>> backups;
        for (const auto& [slug, providers] : options.providers) {
            if (!providers.twilioBackup) continue;
            TwilioAccount account = *providers.twilioBackup;
            account.callbackFor = receiptsAt(tenants, options.publicBase);
            backups[slug] = std::make_shared<RealTwilio>(std::move(account));
        }
        const auto phones = std::make_shared<oncall::NudgeConnector>(parts.real["sms"], std::make_shared<RealByUtility>(tenants, std::move(backups)));
        for (const char* channel : {"sms", "voice", "email", "chat"}) {
            const std::string connector = oncall::connectorOf(channel);
            parts.letters[connector] = letters;
            parts.drill[connector] = drill;
            parts.real[connector] = phones;
        }
        parts.real[oncall::connectorOf("email")] = parts.real["email"];
        parts.real[oncall::connectorOf("chat")] = std::make_shared<oncall::ChatConnector>();
    }
    [[nodiscard]] StopOptions stopOptions() const {
        return {options.publicBase, options.drillBase, options.linkSecret, [book = options.providers, drill = options.drillToken](const TenantProfile& t) {
                    return signingTokenOf(book, t.slug, t.drill, drill);
                }};
    }
    [[nodiscard]] outbox::DispatcherParts dispatcherParts() const {
        outbox::DispatcherParts parts;
        parts.gate = &gate;
        parts.clock = options.clock;
        parts.dice = [dice = options.dice] { return randomShare(dice); };
        parts.newUuid = [dice = options.dice] { return randomUuid(dice); };
        const auto letters = letterMaker(gate.vaultKeys(), stopLinks(tenants, stopOptions()));
        const auto drill = drillConnector(options, tenants);
        for (const char* connector : {"sms", "email", "voice"}) {
            parts.letters[connector] = letters;
            parts.drill[connector] = drill;
            parts.lanes[connector].retry = outbox::customerRetry();
        }
        std::map<std::string, std::shared_ptr<outbox::RealConnector>> phones, mail;
        for (const auto& [slug, providers] : options.providers) {
            if (providers.twilio) {
                TwilioAccount account = *providers.twilio;
                account.callbackFor = receiptsAt(tenants, options.publicBase);
                phones[slug] = std::make_shared<RealTwilio>(std::move(account));
            }
            if (providers.smtp) mail[slug] = std::make_shared<SmtpConnector>(*providers.smtp, options.clock);
        }
        parts.real["sms"] = parts.real["voice"] = std::make_shared<RealByUtility>(tenants, std::move(phones));
        parts.real["email"] = std::make_shared<RealByUtility>(tenants, std::move(mail));
        addAlerts(parts, drill);
        addNudges(parts, drill);
        if (options.addConnectors) options.addConnectors(parts, drill);
        return parts;
    }
};

CommsRoom::CommsRoom(Gate& gate, const TenantDirectory& tenants, CommsPorts ports, PageSource pages, CommsOptions options)
    : m_parts(new Parts{gate, tenants, std::move(options), nullptr, nullptr}) {
    const auto shared = std::make_shared<const CommsPorts>(std::move(ports));
    auto owners = std::make_shared<outbox::RowOwners>();
    addRowOwners(*owners, shared);
    integrity::addRowOwners(*owners, {.slugOf = [&tenants](TenantId id) { return tenants.byId(id).value_or(TenantProfile{}).slug; }});
    ledger::addRowOwners(*owners);
    approvals::addRowOwners(*owners);
    if (m_parts->options.addRowOwners) m_parts->options.addRowOwners(*owners);
    addHandlers(gate, shared, owners);
    outbox::addHandlers(gate, owners);
    m_parts->dispatcher = std::make_unique<outbox::Dispatcher>(m_parts->dispatcherParts());
    m_parts->pages = std::make_unique<PublicPages>(PublicPageParts{[&gate] { return gate.openReader(); },
                                                                   [&tenants] { return tenants.all(); }, std::move(pages),
                                                                   m_parts->options.clock});
    gate.onCommitted([this](const CommittedBatch& batch) { committed(batch); });
}

CommsRoom::~CommsRoom() { stop(); }

void CommsRoom::addRoutes(net::Router& router) {
    const CommsOptions& o = m_parts->options;
    const auto token = [book = o.providers, drill = o.drillToken](const TenantProfile& t) {
        return signingTokenOf(book, t.slug, t.drill, drill);
    };
    comms::addRoutes(router, m_parts->gate, m_parts->tenants, {o.publicBase, o.drillBase, token});
    addStopRoutes(router, m_parts->gate, m_parts->tenants, m_parts->stopOptions());
    m_parts->pages->addRoutes(router);
}

Status CommsRoom::start() {
    OK_TRY(m_parts->pages->start());
    return m_parts->dispatcher->start();
}

void CommsRoom::stop() {
    m_parts->dispatcher->stop();
    m_parts->pages->stop();
}

void CommsRoom::committed(const CommittedBatch& batch) {
    countRetractions(batch.entries);
    if (batch.outboxGrew) m_parts->dispatcher->poke();
    std::set<TenantId> tenants;
    for (const Entry& entry : batch.entries) tenants.insert(entry.header.tenant);
    for (const TenantId tenant : tenants) m_parts->pages->changed(tenant);
}

}  // namespace ok::comms
