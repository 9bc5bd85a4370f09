// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/eta_words.h"

#include <algorithm>

namespace ok::comms {
namespace {

Instant roundedUp(Instant t, Duration step) {
    const auto rest = t.micros() % step.count();
    return rest == 0 ? t : t + (step - Duration(rest));
}

Instant roundedDown(Instant t, Duration step) { return t - Duration(t.micros() % step.count()); }

// The window, widened at its late end to `atLeast`: people forgive early far more than late.
EtaPhrase range(EtaForm form, const EtaBelief& belief, Instant now, Duration atLeast, Duration step) {
    const Instant from = std::max(roundedDown(belief.earliest, step), roundedUp(now, step));
    const Instant until = std::max(belief.latest, belief.earliest + atLeast);
    return {form, from, std::max(roundedUp(until, step), from + step)};
}

}  // namespace

EtaPhrase sayableEta(const EtaBelief& belief, Instant now) {
    if (belief.confidence == EtaConfidence::none || !belief.latest.known()) return {};
    if (belief.latest <= now) return {EtaForm::passed, {}, belief.latest};
    EtaBelief b = belief;
    if (!b.earliest.known() || b.earliest > b.latest) b.earliest = b.latest;
    if (b.confidence == EtaConfidence::high) return {EtaForm::exact, {}, roundedUp(b.latest, minutes(5))};
    if (b.confidence == EtaConfidence::medium) return range(EtaForm::range, b, now, hours(1), minutes(15));
    const Duration wait = b.latest - now;
    return range(EtaForm::rough_range, b, now, std::max<Duration>(hours(4), wait), hours(1));
}

}  // namespace ok::comms
