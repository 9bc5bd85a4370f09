// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/oncall_room.h"

#include "server/access/access_commands.h"
#include "server/oncall/desk_routes.h"
#include "server/oncall/oncall_routes.h"
#include "server/oncall/roster_handlers.h"
#include "shared/base/derived_ids.h"
#include "shared/oncall/oncall_commands.h"

namespace ok::oncall {

struct OncallRoom::Rooms {
    explicit Rooms(OncallParts given) : parts(std::move(given)), reader([this] { return parts.gate.openReader(); }) {
        if (!parts.ports.matrices) parts.ports.matrices = parts.matrices;
        ports = std::make_shared<const OncallPorts>(parts.ports);
    }
    void recover(TenantId tenant);

    OncallParts parts;
    PortsPart ports;
    Status settings;
    std::unique_ptr<RosterSync> sync;
    WorkThread reader;
};

void OncallRoom::Rooms::recover(TenantId tenant) {
    const auto profile = parts.tenants.byId(tenant);
    if (!profile || !parts.gate.holds(tenant)) return;
    UuidBytes raw{};
    parts.dice(raw);
    const CommandId id = commandIdFrom(tenant, "ladders after " + toIso(parts.clock()) + " " + formatUuid(raw));
    parts.gate.submit(access::systemContext(tenant, profile->drill), {id, std::string(RecoverLadders::card.name), toJson(RecoverLadders{})},
                      [](const CommandAnswer&) {});
}

OncallRoom::OncallRoom(OncallParts parts) : m_rooms(std::make_unique<Rooms>(std::move(parts))) {}
OncallRoom::~OncallRoom() = default;

void OncallRoom::addKinds(policy::Kinds& kinds) { kinds.add(makeLadderKind()); }

void OncallRoom::addHandlers() {
    const OncallParts& parts = m_rooms->parts;
    auto book = readScheduleFile(parts.settingsFile, parts.secrets);
    if (!book.ok()) m_rooms->settings = book.problem();
    m_rooms->sync = std::make_unique<RosterSync>(parts.gate, parts.tenants, book.valueOr({}), parts.clock);
    addRosterHandlers(parts.gate, m_rooms->ports->matrices);
    addDeskHandlers(parts.gate);
    addLadderHandlers(parts.gate, m_rooms->ports);
    // Where several servers share the work: whoever takes a utility over goes on with its ladders.
    parts.gate.onDeskTaken([rooms = m_rooms.get()](TenantId tenant) { rooms->recover(tenant); });
}

void OncallRoom::addRowOwners(outbox::RowOwners& owners) const { oncall::addRowOwners(owners, m_rooms->ports); }

Status OncallRoom::start() {
    // A server whose owner wrote nonsense says so at once, and not when nobody is called.
    OK_TRY(m_rooms->settings);
    m_rooms->reader.start();
    m_rooms->sync->start();
    return {};
}

void OncallRoom::stop() {
    m_rooms->sync->stop();
    m_rooms->reader.stop();
}

void OncallRoom::look() { m_rooms->sync->look(); }

void OncallRoom::addRoutes(net::Router& router) {
    const OncallParts& parts = m_rooms->parts;
    oncall::addRoutes(router, {parts.gate, parts.sessions, m_rooms->ports->matrices, m_rooms->reader, *m_rooms->sync, parts.clock, parts.dice});
    addDeskRoutes(router, {parts.sessions, m_rooms->ports->matrices, m_rooms->reader});
}

}  // namespace ok::oncall
