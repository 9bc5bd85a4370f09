// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/domains.h"

#include <algorithm>

#include "server/access/access_commands.h"
#include "server/access/access_routes.h"
#include "server/access/role_evidence.h"
#include "server/access/role_history.h"
#include "server/access/roles_routes.h"
#include "server/approvals/approval_routes.h"
#include "server/approvals/artifact_keeper.h"
#include "server/approvals/artifact_routes.h"
#include "server/approvals/risk_handlers.h"
#include "server/approvals/risk_routes.h"
#include "server/approvals/phone_pages.h"
#include "server/comms/comms_room.h"
#include "server/comms/delivery_report.h"
#include "server/comms/routing_evidence.h"
#include "server/evidence/evidence_handlers.h"
#include "server/evidence/evidence_routes.h"
#include "server/identity/identity_room.h"
#include "server/integrity/clock_watch.h"
#include "server/integrity/head_notary.h"
#include "server/integrity/integrity_commands.h"
#include "server/integrity/integrity_routes.h"
#include "server/integrity/notary.h"
#include "server/integrity/sli_watch.h"
#include "server/ledger/audit_room.h"
#include "server/ledger/ledger_routes.h"
#include "server/oncall/oncall_room.h"
#include "server/operations/artifact_retention.h"
#include "server/operations/privacy_commands.h"
#include "server/operations/retention_commands.h"
#include "server/product/execution_facts.h"
#include "server/product/geo_routes.h"
#include "server/product/incident_overview.h"
#include "server/product/joined_people.h"
#include "server/product/network_lists.h"
#include "server/product/ports.h"
#include "server/product/staff_answers.h"
#include "server/product/waiting_notices.h"
#include "server/reports/reports_routes.h"
#include "server/territory/territory_routes.h"
#include "server/webhooks/webhook_handlers.h"
#include "server/webhooks/webhook_post.h"
#include "server/webhooks/webhook_routes.h"
#include "shared/access/export_touch.h"
#include "shared/access/roles_kind.h"
#include "shared/approvals/approval_policy.h"
#include "shared/approvals/guard_kind.h"
#include "shared/approvals/risk_kind.h"
#include "shared/comms/broadcast_change.h"
#include "shared/comms/frozen_broadcast.h"
#include "shared/comms/sending_rules.h"
#include "shared/oncall/oncall_commands.h"

namespace ok {

const std::set<std::string>& consoleKinds() {
    static const std::set<std::string> kinds{
        "tenant_profile", "incident",   "incident_report", "incident_timeline", "incident_change", "report",
        "tray",           "approval",   "override_review", "broadcast",       "message",           "feed_status",     "territory_area",
        "import",         "legal_hold", "vault_key",       "retention_policy", "retention_state", "recovery", "backup_file", "export_policy",
        "policy_version", "policy_settings", "live_roles", "ladder", "live_ladders", "oncall_team", "oncall_source", "oncall_preferences", "incident_hold"};
    return kinds;
}

namespace {

/// Mail that is no message to a customer: from the utility's own mail server, as it is set up for them.
auto mailFrom(const comms::ProviderBook& book, const std::function<Instant()>& clock) {
    return [book, clock](const TenantProfile& profile, const std::string& id, const std::string& to, const std::string& subject,
                         const std::string& text) -> ledger::DeliveryOutcome {
        const auto found = book.find(profile.slug);
        if (found == book.end() || !found->second.smtp) return {false, false, "no_provider"};
        OutboxRow row;
        row.tenant = profile.tenant;
        row.id = id;
        row.connector = "email";
        row.drill = profile.drill;
        const auto parcel = outbox::pack(std::move(row), {to, subject, text, {}, "en", 0});
        const auto* real = std::get_if<outbox::RealParcel>(&parcel);
        if (real == nullptr) return {false, false, "drill"};
        const auto handover = comms::SmtpConnector(*found->second.smtp, clock).deliver(*real);
        return {handover.outcome == outbox::Outcome::accepted, handover.outcome != outbox::Outcome::refused, handover.reason};
    };
}

/// Asks the installation's authority, a second and a third time when it does not answer.
ledger::AskTimeStamp stampFrom(const integrity::TsaSettings& tsa, const Dice& dice) {
    if (tsa.url.empty()) return {};
    return [tsa, dice](const Digest& digest) -> Result<TimeStamp> {
        constexpr int attempts = 3;
        Result<TimeStamp> out = problem("tsa_unavailable", "the authority was not asked");
        for (int i = 0; i < attempts && !out.ok(); ++i) {
            std::array<std::uint8_t, 8> raw{};
            dice(raw);
            std::uint64_t nonce = 1;
            for (const std::uint8_t byte : raw) nonce = nonce << 7 ^ byte;
            out = integrity::requestTimeStamp(tsa, digest, nonce);
        }
        return out;
    };
}

}  // namespace

struct Domains::Rooms {
    explicit Rooms(DomainParts given)
        : parts(std::move(given)), reader([this] { return parts.gate.openReader(); }),
          analyst([this] { return parts.gate.openReader(); }), files([this] { return parts.gate.openReader(); }),
          imports(parts.gate, board, parts.options.clock),
          watch({.gate = parts.gate, .tenants = [this] { return parts.tenants.all(); }, .clock = parts.options.clock, .commit = OK_VERSION,
                 .afterMinute = [this](const TenantProfile& tenant) {
                     notary.visit(tenant);
                     headNotary.visit(tenant);
                     sliWatch.visit(tenant);
                 },
                 .anchorMismatches = [this](Store& store, TenantId tenant) {
                     auto out = notary.mismatches(store, tenant);
                     for (std::string& id : headNotary.mismatches(store, tenant)) out.push_back(std::move(id));
                     return out;
                 },
                 .minute = [this] { clockWatch.sample(); }}),
          notary({.gate = parts.gate, .key = parts.signingKey, .clock = parts.options.clock, .dice = parts.options.dice, .tsa = parts.options.tsa}),
          headNotary({.gate = parts.gate, .key = parts.signingKey, .clock = parts.options.clock, .places = parts.options.anchorPlaces,
                      .stamp = !parts.options.tsa.url.empty(), .onMismatch = [this](TenantId tenant) { watch.ask(tenant); }}),
          sliWatch({.gate = parts.gate, .watch = watch, .clock = parts.options.clock}),
          clockWatch({.gate = parts.gate, .tenants = [this] { return parts.tenants.all(); }, .clock = parts.options.clock,
                      .port = parts.options.chronyPort, .samples = parts.options.dataDir.empty() ? std::filesystem::path() : parts.options.dataDir / integrity::clockSamplesFile,
                      .ask = {}}) {}
    DomainParts parts;
    std::shared_ptr<territory::TerritoryBoard> board = std::make_shared<territory::TerritoryBoard>();
    WorkThread reader, analyst, files;   // the analyst's questions take seconds, files are large
    std::shared_ptr<policy::Kinds> kinds = std::make_shared<policy::Kinds>();
    territory::ImportRunner imports;
    integrity::LogWatch watch;
    integrity::Notary notary;
    integrity::HeadNotary headNotary;
    integrity::SliWatch sliWatch;
    integrity::ClockWatch clockWatch;
    std::unique_ptr<oncall::OncallRoom> oncall;
    NetworkLists networks{parts.options.dataDir};
    std::unique_ptr<comms::CommsRoom> comms;
    std::shared_ptr<ReadModel> overviews;
    std::unique_ptr<ledger::AuditRoom> audit;
    std::unique_ptr<identity::IdentityRoom> identities;
    std::unique_ptr<approvals::OneTapDesk> oneTap;
    std::unique_ptr<approvals::PhonePages> phone;
    void addPhone();
};

namespace {

ledger::DiffSummaries diffSummaries() {
    return {{std::string(comms::Broadcast::viewKind), [](const std::string& before, const std::string& after) {
                 const auto now = fromJson<comms::Broadcast>(after);
                 if (!now.ok()) return std::string();
                 const auto was = fromJson<comms::Broadcast>(before);
                 return toJson(comms::changeOf(was.ok() ? *was : comms::Broadcast{}, *now));
             }}};
}

}  // namespace

// Links of one tap and the pages behind them: a secret of their own for codes, and one for forms and cookies.
void Domains::Rooms::addPhone() {
    const auto highRisk = [&gate = parts.gate](const std::string& command) {
        const auto cards = gate.commands();
        return std::any_of(cards.begin(), cards.end(), [&command](const CommandCard& card) { return card.name == command && card.risk == RiskClass::high; });
    };
    oneTap = std::make_unique<approvals::OneTapDesk>(approvals::OneTapDesk::Parts{
        parts.options.dice, parts.options.publicUrl, hmacSha256(parts.formSecret.bytes, asBytes("one-tap codes")), highRisk});
    oneTap->addHandlers(parts.gate);
    parts.gate.onRequests(approvals::OneTapDesk::follower());
    phone = std::make_unique<approvals::PhonePages>(approvals::PhonePageParts{
        parts.gate, parts.sessions, parts.tenants, parts.matrices, *oneTap, parts.place, parts.options.publicUrl, parts.options.clock, parts.options.dice,
        hmacSha256(parts.formSecret.bytes, asBytes("phone pages")), 120,
        [book = parts.options.providers, token = parts.drillSecrets.providerToken](const TenantProfile& t) { return comms::signingTokenOf(book, t.slug, t.drill, token); },
        [this](const TenantProfile& t, const std::string& address) { return networks.placeOf(t.slug, address); },
        [this](const TenantProfile& t, ApprovalId approval, const std::string& login, const std::string& channel) {
            UuidBytes raw{};
            parts.options.dice(raw);
            const oncall::AcknowledgeByText command{login, {}, approval.str(), channel};
            return parts.gate.run(access::systemContext(t.tenant, t.drill), {CommandId{uuidV4(raw)}, std::string(oncall::AcknowledgeByText::card.name), toJson(command)});
        }});
}

Domains::Domains(DomainParts parts) : m_rooms(std::make_unique<Rooms>(std::move(parts))) {}
Domains::~Domains() = default;

void Domains::addHandlers() {
    const DomainParts& parts = m_rooms->parts;
    Gate& gate = parts.gate;
    m_rooms->kinds->add(access::makeRolesKind());
    m_rooms->kinds->add(approvals::makeGuardKind([&gate] { return gate.cannotBeHeld(); }));
    m_rooms->kinds->add(approvals::makeRiskKind());
    m_rooms->kinds->add(approvals::makeApprovalPolicyKind());
    gate.onExecuted(executionFacts());
    makeOncall();
    Gate::People people = joinedPeople();
    people.teamsOf = oncall::teamsOf;
    people.barred = oncall::barred;
    gate.joinPeople(std::move(people));
    m_rooms->kinds->add(comms::makeRoutingKind());
    m_rooms->kinds->add(comms::makeSendingKind());
    const auto ports = std::make_shared<const comms::CommsPorts>(commsPorts(parts.options.publicUrl));
    policy::addHandlers(gate, m_rooms->kinds, comms::aroundRouting(ports, access::aroundPublication), joinedPeople().personOf);
    approvals::addRiskHandlers(gate);
    approvals::addSnapshotHandlers(gate);
    territory::addHandlers(gate, m_rooms->board);
    reports::addHandlers(gate, reportsPorts());
    incidents::addHandlers(gate, incidentsPorts());
    const Digest tickets = hmacSha256(parts.formSecret.bytes, asBytes("addresses of evidence"));
    evidence::addHandlers(gate, {tickets, parts.options.publicUrl, parts.options.clock});
    operations::addHandlers(gate);
    m_rooms->overviews = makeOverviewModel(gate, m_rooms->reader, parts.options.clock);
    operations::addRetentionHandlers(gate, parts.projections);
    operations::addArtifactRetention(gate);
    approvals::addArtifactHandlers(gate);
    gate.onRequests(approvals::keepArtifacts({parts.signingKey, operations::artifactRetention}));
    integrity::addAnchorHandlers(gate);
    integrity::addHeadAnchorHandlers(gate);
    integrity::addClockHandlers(gate);
    integrity::addHandlers(gate, {.slugOf = [&tenants = parts.tenants](TenantId id) { return tenants.byId(id).value_or(TenantProfile{}).slug; }}, operations::heldSubject);
    comms::CommsOptions options;
    options.publicBase = parts.options.publicUrl;
    options.drillBase = parts.options.publicUrl;
    options.drillProvider = parts.drillProviderUrl;
    options.providers = parts.options.providers;
    options.drillToken = parts.drillSecrets.providerToken;
    options.linkSecret = hmacSha256(parts.formSecret.bytes, asBytes("links that end emails"));
    options.clock = parts.options.clock;
    options.dice = parts.options.dice;
    options.addRowOwners = [&oncall = *m_rooms->oncall](outbox::RowOwners& owners) {
        oncall.addRowOwners(owners);
        webhooks::addRowOwners(owners);
    };
    webhooks::addHandlers(gate, parts.options.webhooksInside);
    options.addConnectors = [&gate, inside = parts.options.webhooksInside, clock = parts.options.clock](outbox::DispatcherParts& lanes, std::shared_ptr<outbox::DrillConnector> drill) {
        webhooks::addConnector(lanes, {.keys = gate.vaultKeys(), .inside = inside, .clock = clock}, std::move(drill));
    };
    m_rooms->comms = std::make_unique<comms::CommsRoom>(gate, parts.tenants, *ports, pageOf,
                                                        std::move(options));
    m_rooms->audit = std::make_unique<ledger::AuditRoom>(ledger::AuditParts{
        gate, parts.sessions, parts.tenants, parts.matrices, parts.projections, parts.options.dataDir, parts.signingKey,
        parts.options.clock, parts.options.dice, hmacSha256(parts.formSecret.bytes, asBytes("export links")), parts.options.publicUrl,
        mailFrom(parts.options.providers, parts.options.clock), stampFrom(parts.options.tsa, parts.options.dice), integrity::clockFlags, diffSummaries(),
        integrity::authoritiesOf(parts.options.tsa), operations::pastRetention, parts.settingsSecrets});
    m_rooms->audit->addHandlers();
    m_rooms->identities = std::make_unique<identity::IdentityRoom>(identity::IdentityParts{
        gate, parts.sessions, parts.tenants, parts.matrices, parts.options.dataDir.empty() ? std::string() : (parts.options.dataDir / "identity.json").string(),
        parts.options.publicUrl, hmacSha256(parts.formSecret.bytes, asBytes("identity sign-in")), parts.options.clock, parts.options.dice, parts.settingsSecrets,
        parts.options.sessions});
    m_rooms->identities->addHandlers();
    m_rooms->addPhone();
    // After the links: a new version ends those of the last one before people are called for it.
    m_rooms->oncall->addHandlers();
    gate.onRequests(waitingNotices([book = parts.options.providers, &tenants = parts.tenants](TenantId tenant, const std::string& login) {
        const auto profile = tenants.byId(tenant);
        const auto found = profile ? book.find(profile->slug) : book.end();
        return found != book.end() && found->second.smtp && !found->second.mailboxOf(login).empty();
    }));
}

void Domains::makeOncall() {
    const DomainParts& parts = m_rooms->parts;
    oncall::OncallPorts ports;
    ports.matrices = parts.matrices;
    ports.personOf = joinedPeople().personOf;
    ports.linkFor = [rooms = m_rooms.get()](CommandContext& cx, ApprovalId approval, const std::string& person, const std::string& channel) {
        const auto id = UserId::parse(person);
        const auto link = id.ok() ? rooms->oneTap->linkFor(cx, approval, *id, channel) : Result<approvals::OneTap>(id.problem());
        return link.ok() ? oncall::TapLink{link->url, link->number, link->code} : oncall::TapLink{};
    };
    ports.reachable = [book = parts.options.providers, &tenants = parts.tenants](TenantId tenant, const std::string& login, const std::string& channel) {
        const auto profile = tenants.byId(tenant);
        const auto found = profile ? book.find(profile->slug) : book.end();
        if (found == book.end()) return false;
        if (channel == "chat") return !found->second.chatOf(login).empty();
        return channel == "email" ? found->second.smtp && !found->second.mailboxOf(login).empty() : found->second.twilio && !found->second.phoneOf(login).empty();
    };
    m_rooms->oncall = std::make_unique<oncall::OncallRoom>(oncall::OncallParts{
        parts.gate, parts.sessions, parts.tenants, parts.matrices, std::move(ports),
        parts.options.dataDir.empty() ? std::string() : (parts.options.dataDir / "oncall.json").string(), parts.options.clock, parts.options.dice, parts.settingsSecrets});
    m_rooms->oncall->addKinds(*m_rooms->kinds);
}

Status Domains::start() {
    std::vector<std::pair<TenantId, bool>> tenants;
    for (const TenantProfile& profile : m_rooms->parts.tenants.all()) tenants.emplace_back(profile.tenant, profile.drill);
    m_rooms->imports.start(tenants);
    for (const auto& [tenant, drill] : tenants) {
        operations::startRetention(m_rooms->parts.gate, tenant, drill, m_rooms->parts.options.clock());
        operations::startArtifactRetention(m_rooms->parts.gate, tenant, drill, m_rooms->parts.options.clock());
        operations::startKeyRotation(m_rooms->parts.gate, tenant, drill, m_rooms->parts.options.clock());
    }
    m_rooms->reader.start();
    m_rooms->analyst.start();
    m_rooms->files.start();
    m_rooms->watch.start();
    OK_TRY(m_rooms->audit->start());
    OK_TRY(m_rooms->identities->start());
    OK_TRY(m_rooms->oncall->start());
    OK_TRY(m_rooms->networks.check());
    m_rooms->phone->start();
    return m_rooms->comms->start();
}

std::map<std::string, std::string> Domains::sinkStates() const { return m_rooms->audit->sinkStates(); }

void Domains::look() {
    m_rooms->watch.look();
    m_rooms->oncall->look();
}

void Domains::stop() {
    m_rooms->watch.stop();
    m_rooms->imports.stop();
    m_rooms->reader.stop();
    m_rooms->analyst.stop();
    m_rooms->files.stop();
    m_rooms->audit->stop();
    m_rooms->identities->stop();
    m_rooms->oncall->stop();
    m_rooms->phone->stop();
    m_rooms->comms->stop();
}

Result<territory::ImportDone> Domains::importFile(const SecurityContext& who, territory::ImportFile file) {
    return territory::importFile(m_rooms->parts.gate, *m_rooms->board, who, std::move(file));
}

void Domains::addPolicyRoutes(net::Router& router) {
    const DomainParts& parts = m_rooms->parts;
    policy::PolicyPorts ports;
    ports.whoIs = [&sessions = parts.sessions](const net::HttpRequest& request) { return access::contextOf(request, sessions); };
    ports.mayNot = [matrices = parts.matrices](const SecurityContext& who, std::string_view action) -> std::optional<Problem> {
        const auto decision = decideAccess(who, action, matrices);
        if (decision.allowed) return std::nullopt;
        return problem("access_denied", "your roles do not allow this", {{"action", std::string(action)}, {"decision_id", decision.decisionId}, {"reason", decision.reason}});
    };
    ports.statusOf = access::statusOf;
    ports.beforeExport = [clock = parts.options.clock](Store& store, const SecurityContext& who) -> std::optional<Problem> {
        Views views(store.documents(who.tenant));
        const Status touched = access::touchedToExport(views, who, clock());
        return touched.ok() ? std::nullopt : std::optional<Problem>(touched.problem());
    };
    ports.history = [](Store& store, TenantId tenant, const std::string& kind, Instant from, Instant to) {
        return kind == approvals::riskKind ? approvals::riskHistory(store, tenant, from, to) : access::roleHistory(store, tenant, kind, from, to);
    };
    const auto desk = std::make_shared<const policy::PolicyDesk>(
        policy::PolicyRouteParts{parts.gate, m_rooms->kinds, m_rooms->analyst, parts.options.clock, parts.options.dice, std::move(ports)});
    policy::addRoutes(router, desk);
    approvals::addRiskRoutes(router, {desk, m_rooms->reader, parts.options.clock, [](Store& store, TenantId tenant) -> approvals::RiskKeepingOf {
        return [of = operations::keepingOf(store, tenant)](const EntryHeader& header) {
            const operations::Keeping kept = of(header);
            return approvals::RiskKeeping{kept.legalHold, kept.until};
        };
    }});
    access::addRolesRoutes(router, desk, parts.matrices);
}

Status Domains::addRoutes(net::Router& router) {
    const DomainParts& parts = m_rooms->parts;
    addPolicyRoutes(router);
    const auto signingToken = [book = parts.options.providers, token = parts.drillSecrets.providerToken](const TenantProfile& t) {
        return comms::signingTokenOf(book, t.slug, t.drill, token);
    };
    reports::addRoutes(router, parts.gate, parts.tenants,
                       {.publicBase = parts.options.publicUrl, .signingToken = signingToken,
                        .partner = reports::partnersOf(parts.gate), .clock = parts.options.clock,
                        .formSecret = parts.formSecret, .staffText = staffAnswers(parts.gate, parts.options.providers)});
    m_rooms->comms->addRoutes(router);
    ledger::addRoutes(router, {parts.sessions, parts.tenants, parts.matrices, m_rooms->reader, parts.signingKey, parts.options.clock});
    addOverviewRoutes(router, {parts.sessions, parts.matrices, m_rooms->overviews});
    integrity::addRoutes(router, {parts.gate, parts.sessions, parts.matrices, m_rooms->reader, m_rooms->watch, parts.options.clock, parts.options.dice,
                                 [&watch = m_rooms->clockWatch] { return watch.last(); }});
    m_rooms->audit->addRoutes(router);
    m_rooms->identities->addRoutes(router);
    m_rooms->oncall->addRoutes(router);
    approvals::addRoutes(router, {parts.gate, parts.sessions, parts.matrices, m_rooms->reader});
    m_rooms->phone->addRoutes(router);
    approvals::addSnapshotRoutes(router, {parts.gate, parts.sessions, parts.matrices, m_rooms->reader, parts.options.clock});
    comms::addReportRoutes(router, {{parts.gate, parts.sessions, parts.matrices, m_rooms->reader, parts.options.clock}, parts.options.clock});
    webhooks::addRoutes(router, {parts.gate, parts.sessions, parts.matrices, m_rooms->reader, parts.options.clock, parts.options.dice});
    approvals::addArtifactRoutes(router, {{parts.gate, parts.sessions, parts.matrices, m_rooms->reader, parts.options.clock}, parts.options.dice, parts.options.clock, operations::artifactHeld});
    evidence::addRoutes(router, {parts.gate, parts.sessions, m_rooms->files, parts.tenants, comms::evidenceNamedIn, parts.options.dice, hmacSha256(parts.formSecret.bytes, asBytes("addresses of evidence")),
                                  parts.options.clock});
    addGeoRoutes(router, {parts.sessions, parts.matrices, m_rooms->reader});
    territory::addRoutes(router, {parts.sessions, parts.matrices, m_rooms->imports, m_rooms->board, m_rooms->reader,
                                  parts.options.dice});
    return {};
}

}  // namespace ok
