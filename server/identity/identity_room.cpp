// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/identity_room.h"

#include "server/identity/directory_sync.h"
#include "server/identity/federation.h"
#include "server/identity/identity_commands.h"
#include "server/identity/identity_routes.h"
#include "server/identity/saml_provider.h"
#include "server/identity/scim_routes.h"

namespace ok::identity {

struct IdentityRoom::Rooms {
    explicit Rooms(IdentityParts given)
        : parts(std::move(given)), tokens(parts.gate, parts.tenants, parts.clock), reader([this] { return parts.gate.openReader(); }),
          scimReader([this] { return parts.gate.openReader(); }) {}
    IdentityParts parts;
    Status settings;
    std::unique_ptr<DirectorySync> sync;
    std::unique_ptr<Federation> federation;
    ScimTokens tokens;
    WorkThread reader;
    WorkThread scimReader;   ///< its own thread: a client that lists everything does not keep people waiting
};

IdentityRoom::IdentityRoom(IdentityParts parts) : m_rooms(std::make_unique<Rooms>(std::move(parts))) {}
IdentityRoom::~IdentityRoom() = default;

void IdentityRoom::addHandlers() {
    const IdentityParts& parts = m_rooms->parts;
    auto book = readIdentityFile(parts.settingsFile, parts.secrets);
    if (!book.ok()) m_rooms->settings = book.problem();
    const IdentityBook known = book.valueOr({});
    m_rooms->sync = std::make_unique<DirectorySync>(parts.gate, parts.tenants, known, parts.clock);
    m_rooms->federation = std::make_unique<Federation>(Federation::Parts{parts.gate, parts.tenants, known, parts.publicUrl, parts.secret, parts.clock, parts.dice, parts.limits, &parts.sessions});
    identity::addHandlers(parts.gate, [sync = m_rooms->sync.get()](TenantId tenant, const std::string& source) { return sync->intervalOf(tenant, source); });
}

Status IdentityRoom::start() {
    // A server whose owner wrote nonsense says so at once, and not when somebody cannot sign in.
    OK_TRY(m_rooms->settings);
    OK_ASSIGN(const auto store, m_rooms->parts.gate.openReader());
    m_rooms->tokens.load(*store);
    m_rooms->reader.start();
    m_rooms->scimReader.start();
    m_rooms->federation->start();
    m_rooms->sync->start();
    return {};
}

void IdentityRoom::stop() {
    m_rooms->sync->stop();
    m_rooms->federation->stop();
    m_rooms->reader.stop();
    m_rooms->scimReader.stop();
}

void IdentityRoom::addRoutes(net::Router& router) {
    const IdentityParts& parts = m_rooms->parts;
    addScimRoutes(router, {parts.gate, m_rooms->tokens, m_rooms->scimReader,
                           std::make_shared<ScimReader>(parts.gate.vaultKeys(), parts.publicUrl + "/scim/v2"), parts.dice});
    m_rooms->federation->addRoutes(router);
    addIdentityRoutes(router, {parts.gate, parts.sessions, parts.grants, m_rooms->tokens, m_rooms->reader, parts.clock, parts.dice});
}

}  // namespace ok::identity
