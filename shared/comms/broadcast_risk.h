// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How a broadcast was judged, as it stands with the broadcast itself (F05.R1.A7). The whole judgement is the view `risk_score` under its id.
#pragma once
#include <string>

#include "shared/base/json.h"

namespace ok::comms {

struct BroadcastRisk {
    int riskScore = 0;
    std::string riskLevel;
    Digest factors;                   ///< SHA-256 of the factors, as canonical JSON
    int configVersion = 0, thresholdsVersion = 0;
    Instant evaluatedAt;
    std::string idempotencyKey;
    std::string approval;             ///< the request it was frozen with; empty: it was only asked for
    bool operator==(const BroadcastRisk&) const = default;
};
BOOST_DESCRIBE_STRUCT(BroadcastRisk, (), (riskScore, riskLevel, factors, configVersion, thresholdsVersion, evaluatedAt, idempotencyKey, approval))

}  // namespace ok::comms
