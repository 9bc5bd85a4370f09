// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/account.h"

namespace ok::territory {

std::string_view nameOf(Service s) {
    switch (s) {
        case Service::electric: return "electric";
        case Service::water: return "water";
        case Service::gas: return "gas";
        case Service::broadband: return "broadband";
    }
    return "unknown";
}

std::string_view nameOf(PositionSource s) {
    switch (s) {
        case PositionSource::none: return "none";
        case PositionSource::meter: return "meter";
        case PositionSource::address: return "address";
        case PositionSource::geocoded: return "geocoded";
    }
    return "unknown";
}

std::string oneLine(const AddressText& a) {
    std::string out;
    const auto add = [&out](const std::string& part, const char* before) {
        if (part.empty()) return;
        if (!out.empty()) out += before;
        out += part;
    };
    if (a.street.empty()) {
        add(a.line, "");
    } else {
        add(a.houseNumber, "");
        add(a.street, " ");
    }
    add(a.unit, " unit ");
    add(a.city, ", ");
    add(a.region, a.city.empty() ? ", " : " ");
    add(a.postcode, " ");
    return out;
}

}  // namespace ok::territory
