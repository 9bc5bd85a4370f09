// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The small closed vocabularies of a report: where it came from, what the customer sees, which service, which language.
// The numbers are fixed because they are stored.
#pragma once
#include <boost/describe.hpp>

#include "shared/territory/account.h"

namespace ok::reports {

enum class Channel {
    sms = 1,
    voice = 2,
    web = 3,
    partner = 4,  ///< a partner's REST call
    feed = 5,     ///< a utility's own outage feed
    console = 6,  ///< typed in by an operator
};
BOOST_DESCRIBE_ENUM(Channel, sms, voice, web, partner, feed, console)

using territory::Service;

enum class Symptom {
    out = 1,
    partial = 2,     ///< some rooms, dim lights, low pressure, slow
    flickering = 3,  ///< comes and goes
    wire_down = 4,   ///< danger: wires, poles, sparks, fire at the equipment
    restored = 5,    ///< the customer says the service is back
    still_out = 6,   ///< said after we called it restored, or on purpose to insist
    gas_smell = 7,   ///< danger: leave the house first
};
BOOST_DESCRIBE_ENUM(Symptom, out, partial, flickering, wire_down, restored, still_out, gas_smell)

enum class Language { unknown = 0, en = 1, es = 2 };
BOOST_DESCRIBE_ENUM(Language, unknown, en, es)

}  // namespace ok::reports
