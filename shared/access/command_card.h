// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The static card of a command: its name, what right it needs, how risky it is. It stands here and not in the gate
// because the console reads it too: it must know before sending whether a command may wait in its outbox.
#pragma once
#include <concepts>
#include <string_view>

#include "shared/base/json.h"

namespace ok {

enum class RiskClass { low, high };  ///< high: frozen until a second person releases it; never queued offline

struct CommandCard {
    std::string_view name;                        ///< stable, `incidents.merge`
    std::string_view action;                      ///< what the access decision is asked for
    RiskClass risk = RiskClass::low;
    std::string_view purpose = "outage_response"; ///< used when the caller states none (H2)
    int version = 1;
    bool allowedInSafeMode = true;
    bool privateReply = false;                    ///< the reply holds personal data: it is told once and never kept
    /// Why an accepted one may change something without an entry of its own (TA5). Empty: the gate refuses to commit such a
    /// change (`unaudited`).
    std::string_view silent = {};
    /// 2: only within the freshness of a hardware key's assertion (`step_up_required`), the server itself excepted.
    int assurance = 0;
    bool question = false;                        ///< changes nothing: its answer is not kept, asking again is answered anew
    bool refusalIsEvidence = false;               ///< its handler's refusals are entries of the stream `decisions`
};

template <class C>
concept CommandType = json_detail::Described<C> && requires {
    { C::card } -> std::convertible_to<CommandCard>;
};

}  // namespace ok
