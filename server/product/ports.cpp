// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/ports.h"

#include <algorithm>

#include "server/incidents/incident_intake.h"
#include "server/territory/territory_state.h"
#include "shared/comms/incident_facts.h"
#include "shared/incidents/incident.h"
#include "shared/territory/territory_views.h"

namespace ok {
namespace {

using territory::TerritoryState;

reports::AccountFact factOf(const territory::Account& account) {
    reports::AccountFact fact;
    fact.account = account.id;
    fact.label = territory::oneLine(account.address);
    fact.service = account.service;
    fact.timeZone = account.timeZone;
    if (account.placed()) {
        fact.place = reports::ReportPlace{account.position, std::string(territory::nameOf(account.source)),
                                          account.precisionMetres, 1.0};
    }
    return fact;
}

std::optional<reports::AddressFact> geocode(CommandContext& cx, const std::string& address) {
    const auto found = cx.state<TerritoryState>().find(address);
    if (!found.found()) return {};
    reports::AddressFact fact;
    fact.place = {found.position, std::string(territory::nameOf(found.method)), found.precisionMetres, found.confidence};
    fact.account = found.account;
    fact.label = found.matchedText;
    fact.ambiguous = found.reason == "ambiguous";
    return fact;
}

reports::Joined joinedOf(CommandContext& cx, ReportId report) {
    const auto link = cx.views().find<incidents::IncidentReport>(report.str());
    if (!link) return {};
    const auto incident = cx.views().find<incidents::Incident>(link->incident.str());
    return {link->incident, incident && incidents::isLive(incident->status)};
}

std::optional<reports::IncidentFact> incidentFact(CommandContext& cx, AccountId account, std::optional<LonLat> place,
                                                  reports::Service service) {
    const auto incident = incidents::incidentFor(cx, account, place, service);
    if (!incident) return {};
    const auto profile = cx.views().find<TenantProfile>("profile");
    reports::IncidentFact fact;
    fact.incident = incident->id;
    fact.open = incidents::isOpen(incident->status);
    fact.cause = incident->cause.key;
    fact.timeZone = profile ? profile->timeZone : std::string();
    // The same rule as in broadcasts and on the page: never more precisely than it is known.
    const comms::EtaPhrase eta = comms::sayableEta(comms::beliefOf(incident->etr), cx.now());
    if (eta.form == comms::EtaForm::none || eta.form == comms::EtaForm::passed) return fact;
    fact.etr = eta.until;
    if (eta.form != comms::EtaForm::exact) fact.etrFrom = eta.from;
    fact.etrRough = eta.form == comms::EtaForm::rough_range;
    return fact;
}

/// The accounts of each utility as audiences are made of them, made anew when its territory was imported anew. On the gate's
/// thread only.
class AudienceBooks {
  public:
    std::shared_ptr<const comms::AudienceBook> of(CommandContext& cx) {
        const auto& index = cx.state<TerritoryState>().sharedIndex();
        Held& held = m_books[cx.tenant()];
        if (held.index != index) held = {index, std::make_shared<const comms::AudienceBook>(std::span(index->accounts()), index)};
        return held.book;
    }

  private:
    struct Held {
        std::shared_ptr<const territory::TerritoryIndex> index;
        std::shared_ptr<const comms::AudienceBook> book;
    };
    std::unordered_map<TenantId, Held> m_books;
};

}  // namespace

incidents::IncidentsPorts incidentsPorts() {
    incidents::IncidentsPorts ports;
    ports.accounts = [](CommandContext& cx) -> const territory::AccountsNear* {
        return &cx.state<TerritoryState>().index().places();
    };
    ports.settings = incidents::settingsFor;
    ports.placeName = [](CommandContext& cx, LonLat at) { return cx.state<TerritoryState>().placeName(at); };
    return ports;
}

reports::ReportsPorts reportsPorts() {
    reports::ReportsPorts ports;
    ports.accountsOf = [](CommandContext& cx, const Token<PhoneNumber>& phone) {
        std::vector<reports::AccountFact> out;
        for (const auto* account : cx.state<TerritoryState>().index().byPhone(phone.token)) out.push_back(factOf(*account));
        return out;
    };
    ports.accountByNumber = [](CommandContext& cx, const std::string& number) -> std::optional<reports::AccountFact> {
        const auto* account = cx.state<TerritoryState>().index().byNumber(number);
        if (account == nullptr) return {};
        return factOf(*account);
    };
    ports.account = [](CommandContext& cx, AccountId id) -> std::optional<reports::AccountFact> {
        const auto* account = cx.state<TerritoryState>().index().byId(id);
        if (account == nullptr) return {};
        return factOf(*account);
    };
    ports.geocode = geocode;
    ports.join = [](CommandContext& cx, const reports::Report& report) {
        return incidents::takeReport(cx, report).incident;
    };
    ports.drop = incidents::dropReport;
    ports.joined = joinedOf;
    ports.joinFeed = [](CommandContext& cx, const reports::FeedRecord& record) { incidents::takeFeedRecord(cx, record); };
    ports.incidentFor = incidentFact;
    return ports;
}

comms::CommsPorts commsPorts(std::string publicUrl) {
    comms::CommsPorts ports;
    ports.facts = [publicUrl](CommandContext& cx, IncidentId id) -> Result<comms::UpdateFacts> {
        const auto incident = cx.views().find<incidents::Incident>(id.str());
        const auto profile = cx.views().find<TenantProfile>("profile");
        if (!incident || !profile) return problem("incident_not_found", "there is no such incident");
        if (incident->status == incidents::IncidentStatus::merged || incident->status == incidents::IncidentStatus::cancelled) {
            return problem("incident_over", "incident `" + incident->number + "` is no outage any more: there is nothing to tell");
        }
        return comms::factsOf(*incident, *profile, publicUrl);
    };
    const auto books = std::make_shared<AudienceBooks>();
    ports.affected = [books](CommandContext& cx, IncidentId id) -> Result<comms::Affected> {
        const auto incident = cx.views().find<incidents::Incident>(id.str());
        if (!incident) return problem("incident_not_found", "there is no such incident");
        const auto& territory = cx.state<TerritoryState>().index();
        comms::Affected out{books->of(cx), {}};
        for (const auto& place : territory.places().inside({incident->boundary})) {
            if (const auto* account = territory.byId(place.id)) out.accounts.push_back(static_cast<std::uint32_t>(account - territory.accounts().data()));
        }
        return out;
    };
    ports.everybody = [books](CommandContext& cx) { return comms::everybodyOf(books->of(cx)); };
    ports.areas = [](CommandContext& cx) { return territoryShapes().read(cx.views()); };
    ports.choices = [](CommandContext& cx, const comms::CommsPorts::Choice& tell) {
        cx.views().each<reports::ContactPreference>([&tell](const reports::ContactPreference& each) { tell(each.contact.token, each.optedOut, each.optedIn); });
    };
    ports.stopped = [](CommandContext& cx, const std::string& contact) {
        const auto preference = cx.views().find<reports::ContactPreference>(contact);
        return preference && preference->optedOut;
    };
    ports.optedIn = [](CommandContext& cx, const std::string& contact) {
        const auto preference = cx.views().find<reports::ContactPreference>(contact);
        return preference && preference->optedIn;
    };
    ports.zone = [](CommandContext& cx) {
        const auto profile = cx.views().find<TenantProfile>("profile");
        return profile ? profile->timeZone : std::string("UTC");
    };
    return ports;
}

TerritoryShapes territoryShapes() {
    const auto read = [](Views& views) {
        std::vector<access::Area> out;
        views.each<territory::AreaDocument>([&out](const territory::AreaDocument& one) {
            out.push_back({one.area.areaId, one.area.name, one.area.areaId, one.area.shape});
        });
        return out;
    };
    return {read, std::string(territory::AreaSet::eventType)};
}

Result<comms::PageModel> pageOf(Store& reader, const TenantProfile& profile) {
    comms::PageModel page;
    page.utility = profile.name;
    page.slug = profile.slug;
    page.zone = profile.timeZone;
    page.phone = profile.phoneShown;
    page.smsNumber = profile.smsNumber;
    page.drill = profile.drill;
    DocumentStore& documents = reader.documents(profile.tenant);
    const auto add = [&page](std::string_view, std::string_view body) {
        const auto incident = fromJson<incidents::Incident>(body);
        if (incident.ok()) page.areas.push_back(comms::pageAreaOf(*incident));
    };
    documents.readByKey(incidents::Incident::viewKind, "state", "open", add);
    documents.readByKey(incidents::Incident::viewKind, "state", "restored", add);
    for (const comms::PageArea& area : page.areas) page.updatedAt = std::max(page.updatedAt, area.updatedAt);
    documents.readAll(territory::AreaDocument::viewKind, [&page](std::string_view, std::string_view body) {
        auto area = fromJson<territory::AreaDocument>(body);
        if (!area.ok()) return;
        for (Polygon& part : area->area.shape) page.territory.push_back(std::move(part));
    });
    return page;
}

}  // namespace ok
