// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/identity_room.h"

#include "server/identity/identity_commands.h"
#include "server/identity/identity_routes.h"
#include "server/identity/scim_routes.h"

namespace ok::identity {

struct IdentityRoom::Rooms {
    explicit Rooms(IdentityParts given)
        : parts(std::move(given)), tokens(parts.gate, parts.tenants, parts.clock), reader([this] { return parts.gate.openReader(); }),
          scimReader([this] { return parts.gate.openReader(); }) {}
    IdentityParts parts;
    ScimTokens tokens;
    WorkThread reader;
    WorkThread scimReader;   ///< its own thread: a client that lists everything does not keep people waiting
};

IdentityRoom::IdentityRoom(IdentityParts parts) : m_rooms(std::make_unique<Rooms>(std::move(parts))) {}
IdentityRoom::~IdentityRoom() = default;

void IdentityRoom::addHandlers() {
    identity::addHandlers(m_rooms->parts.gate, [](TenantId, const std::string&) { return std::optional<Duration>(); });
}

Status IdentityRoom::start() {
    OK_ASSIGN(const auto store, m_rooms->parts.gate.openReader());
    m_rooms->tokens.load(*store);
    m_rooms->reader.start();
    m_rooms->scimReader.start();
    return {};
}

void IdentityRoom::stop() {
    m_rooms->reader.stop();
    m_rooms->scimReader.stop();
}

void IdentityRoom::addRoutes(net::Router& router) {
    const IdentityParts& parts = m_rooms->parts;
    addScimRoutes(router, {parts.gate, m_rooms->tokens, m_rooms->scimReader,
                           std::make_shared<ScimReader>(parts.gate.vaultKeys(), parts.publicUrl + "/scim/v2"), parts.dice});
    addIdentityRoutes(router, {parts.gate, parts.sessions, parts.grants, m_rooms->tokens, m_rooms->reader, parts.clock, parts.dice});
}

}  // namespace ok::identity
