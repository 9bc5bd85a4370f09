// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The two kinds of connectors and what they answer. A connector is called by several worker threads at once; it may
// block up to its own time-outs; it never throws.
#pragma once
#include <optional>
#include <string>

#include "server/outbox/parcel.h"
#include "shared/outbox/retry.h"

namespace ok::outbox {

struct Handover {
    Outcome outcome = Outcome::transient;
    std::string providerId;   ///< of `accepted`
    std::string reason;       ///< stable key of anything else: `provider_21211`, `connect_failed`, `timed_out`
    std::optional<Duration> retryAfter;
};

/// Did the provider take a message whose answer we never saw?
struct Lookup {
    enum class Found { yes, no, undecidable } found = Found::undecidable;
    std::string providerId;
};

class RealConnector {
  public:
    virtual ~RealConnector() = default;
    [[nodiscard]] virtual Handover deliver(const RealParcel& parcel) = 0;
    [[nodiscard]] virtual Lookup lookup(const RealParcel& parcel) = 0;
};

class DrillConnector {
  public:
    virtual ~DrillConnector() = default;
    [[nodiscard]] virtual Handover deliver(const DrillParcel& parcel) = 0;
    [[nodiscard]] virtual Lookup lookup(const DrillParcel& parcel) = 0;
};

}  // namespace ok::outbox
