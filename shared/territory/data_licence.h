// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// On what terms somebody gave a utility the data it brings along (H2): said when it is written, looked at when something made of
// it leaves. A utility works for money and changes what it imports, so data that forbids either is not taken in; data for
// internal use is taken in and does not leave; where a name has to be said, it has to be given.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "shared/base/json.h"
#include "shared/base/result.h"

namespace ok::territory {

/// `licence`: an SPDX id, `own` (the utility's own), `public_domain` or `internal`.
struct DataTerms {
    std::string licence = "own";
    std::string attribution;   ///< who has to be named beside it
    bool operator==(const DataTerms&) const = default;
};
BOOST_DESCRIBE_STRUCT(DataTerms, (), (licence, attribution))

namespace licence_detail {
struct Known {
    std::string_view licence;
    bool keep, share, named;
};
inline constexpr std::array<Known, 13> all{{
    {"own", true, true, false},          {"public_domain", true, true, false}, {"internal", true, false, false},
    {"CC0-1.0", true, true, false},      {"PDDL-1.0", true, true, false},      {"CC-BY-4.0", true, true, true},
    {"ODC-By-1.0", true, true, true},    {"ODbL-1.0", true, true, true},       {"OGL-UK-3.0", true, true, true},
    {"CC-BY-NC-4.0", false, false, true}, {"CC-BY-ND-4.0", false, false, true}, {"CC-BY-NC-SA-4.0", false, false, true},
    {"CC-BY-NC-ND-4.0", false, false, true},
}};
}  // namespace licence_detail

inline constexpr std::size_t mostTerms = 200;

/// May it be taken in? Problems: `licence_unknown`, `licence_incompatible`, `attribution_missing`.
[[nodiscard]] inline Status mayKeep(const DataTerms& terms) {
    const auto known = std::find_if(licence_detail::all.begin(), licence_detail::all.end(), [&](const auto& each) { return each.licence == terms.licence; });
    if (known == licence_detail::all.end() || terms.attribution.size() > mostTerms) {
        return problem("licence_unknown", "`" + terms.licence.substr(0, 40) + "` is none of the licences we know what may be done under");
    }
    if (!known->keep) {
        return problem("licence_incompatible", "data under `" + terms.licence + "` may not be used in a utility's work, or not changed", {{"licence", terms.licence}});
    }
    if (known->named && terms.attribution.empty()) {
        return problem("attribution_missing", "`" + terms.licence + "` wants its authors named: say whom", {{"licence", terms.licence}});
    }
    return {};
}

/// May something made of it leave the house? The same, and `licence_incompatible` for data of internal use.
[[nodiscard]] inline Status mayShare(const DataTerms& terms) {
    OK_TRY(mayKeep(terms));
    const auto known = std::find_if(licence_detail::all.begin(), licence_detail::all.end(), [&](const auto& each) { return each.licence == terms.licence; });
    if (known->share) return {};
    return problem("licence_incompatible", "data under `" + terms.licence + "` does not leave the house", {{"licence", terms.licence}});
}

}  // namespace ok::territory
