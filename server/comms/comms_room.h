// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// All of comms as one object for the house: handlers, row owners, dispatcher, receipts, public pages. Make it before
// Gate::start() (it registers handlers), add its routes to the router, start it after the gate, stop it before.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "server/comms/comms_ports.h"
#include "server/comms/provider_settings.h"
#include "server/comms/public_pages.h"
#include "server/outbox/outbox_commands.h"
#include "shared/base/dice.h"

namespace ok::comms {

struct CommsOptions {
    std::string publicBase;                 ///< how providers reach us
    std::string drillBase;                  ///< how the drill provider on this machine reaches us
    ProviderBook providers;                 ///< real ones, by utility; what is not there fails as `no_provider`
    std::string drillProvider;              ///< `http://127.0.0.1:8099`; empty or not loopback: drills end in a sink
    std::string drillToken = "drill-token";
    Digest linkSecret;                      ///< of the links with which customers end our emails
    std::function<Instant()> clock;
    Dice dice;
    std::function<void(outbox::DispatcherParts&, std::shared_ptr<outbox::DrillConnector>)> addConnectors = {};   ///< of rooms above this one
    std::function<void(outbox::RowOwners&)> addRowOwners = {};   ///< of rows that other rooms put into the outbox
};

class CommsRoom {
  public:
    CommsRoom(Gate& gate, const TenantDirectory& tenants, CommsPorts ports, PageSource pages, CommsOptions options);
    ~CommsRoom();
    CommsRoom(const CommsRoom&) = delete;
    CommsRoom& operator=(const CommsRoom&) = delete;

    void addRoutes(net::Router& router);
    [[nodiscard]] Status start();
    void stop();
    /// For the house's Gate::onCommitted, which it may register itself: CommsRoom already does.
    void committed(const CommittedBatch& batch);

  private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace ok::comms
