// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The pages behind one-tap links (shared/approvals/phone_page.h renders them):
//     GET  /a/{token}                  the review; changes nothing, whoever opens it and how often
//     POST /a/{token}                  the word: decision, reason, what was ticked, the passkey's answer
//     POST /a/{token}/key              what the passkey is asked (JSON)
//     POST /a/{token}/latest           a link to the version that waits now, for whoever holds one to an older version
//     GET, POST /a/code/{utility}      number and code instead of a link
//     POST /v1/approvals/{id}/link     a link of one's own, for a signed-in person
//     POST /webhooks/twilio/approve/{utility}   a call: number, code, then 1 approves and 2 rejects (phone_voice.cpp)
// The word goes through the gate as the person, by the commands of every other surface, with the source `phone`. Errors: 403 what is
// bent, somebody else's or sent from elsewhere; 410 too late; 409 used, decided or stale (with `latest_version`); 401 a passkey is needed.
#pragma once
#include "server/access/tenant_directory.h"
#include "server/approvals/phone_person.h"
#include "server/net/rate_limit.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"

namespace ok::approvals {

struct PhonePageParts {
    Gate& gate;
    access::SessionBook& sessions;
    const TenantDirectory& tenants;
    MatrixSource grants;
    const OneTapDesk& desk;
    std::function<access::KeyPlace()> place;   ///< where browsers reach us
    std::string publicUrl;
    std::function<Instant()> clock;
    Dice dice;
    Digest secret;                             ///< of forms and cookies; the same on every server of a database
    int perMinute = 120;                       ///< requests of one address
    /// What the tenant's provider signs its webhooks with; without it nobody can call.
    std::function<std::string(const TenantProfile&)> signingToken = {};
    /// Where an address is, as the utility's own list says.
    std::function<NetworkPlace(const TenantProfile&, const std::string& address)> placeOf = {};
    /// "I am on it" of whom a link was sent to; nothing: nobody is called here (F05.R7.A3).
    std::function<CommandAnswer(const TenantProfile&, ApprovalId, const std::string& login, const std::string& channel)> hold = {};
};

class PhonePages {
  public:
    explicit PhonePages(PhonePageParts parts);
    ~PhonePages();
    void start();
    void stop();
    void addRoutes(net::Router& router);

  private:
    struct Room;
    std::shared_ptr<Room> m_room;
};

}  // namespace ok::approvals
