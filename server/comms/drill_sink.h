// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where drills send when no drill provider runs: nowhere. Every message is taken and counted.
#pragma once
#include <atomic>

#include "server/outbox/connector.h"

namespace ok::comms {

class DrillSink final : public outbox::DrillConnector {
  public:
    outbox::Handover deliver(const outbox::DrillParcel& parcel) override {
        ++m_taken;
        return {outbox::Outcome::accepted, "drill-" + parcel.row().id, {}, {}};
    }
    outbox::Lookup lookup(const outbox::DrillParcel& parcel) override {
        return {outbox::Lookup::Found::yes, "drill-" + parcel.row().id};
    }
    [[nodiscard]] std::uint64_t taken() const { return m_taken; }

  private:
    std::atomic<std::uint64_t> m_taken{0};
};

}  // namespace ok::comms
