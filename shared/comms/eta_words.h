// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How precisely a restoration time may be said: never more precisely than it is known. An exact time only when
// confidence is high; else a range; else, openly, that there is none yet and when we will write again.
#pragma once
#include "shared/base/instant.h"
#include "shared/comms/channel.h"

namespace ok::comms {

BOOST_DEFINE_ENUM_CLASS(EtaConfidence, none, low, medium, high)
BOOST_DEFINE_ENUM_CLASS(EtaForm, none, passed, range, rough_range, exact)

/// What the house believes: a window (a single instant when both are equal) and how sure it is.
struct EtaBelief {
    Instant earliest;
    Instant latest;
    EtaConfidence confidence = EtaConfidence::none;
    bool operator==(const EtaBelief&) const = default;
};
BOOST_DESCRIBE_STRUCT(EtaBelief, (), (earliest, latest, confidence))

/// What may be said. `until` alone matters for `exact`.
struct EtaPhrase {
    EtaForm form = EtaForm::none;
    Instant from;
    Instant until;
    bool operator==(const EtaPhrase&) const = default;
};
BOOST_DESCRIBE_STRUCT(EtaPhrase, (), (form, from, until))

/// Rules, in this order: no belief → none; the latest moment is over → passed (a past time is never repeated as a
/// promise); high → exact, rounded up to 5 minutes; medium → range, at least an hour wide, to the quarter hour; low → a
/// rough range, at least four hours or as wide as the wait itself, to the hour. Rounding only ever widens.
[[nodiscard]] EtaPhrase sayableEta(const EtaBelief& belief, Instant now);

}  // namespace ok::comms
