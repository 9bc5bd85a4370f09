// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What this console holds against a server whose log did not fit. It is on disk before anybody is told, and stays there:
// an operator acknowledges it, nobody deletes it.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "shared/ledger/witness.h"

namespace ok::app {

struct WitnessAlarm {
    Instant at;
    std::string server;
    std::string stream;  ///< empty: not about one of them
    std::string code, message;
    std::map<std::string, std::string> details;  ///< for `forked`, both signatures
    std::vector<WitnessState> seen;              ///< how far this console had checked, with the last checkpoint that fitted
    bool acknowledged = false;
    Instant acknowledgedAt;
    std::string acknowledgedBy, note;
    bool trustedAfresh = false;  ///< the operator let the console forget what it had seen
};
BOOST_DESCRIBE_STRUCT(WitnessAlarm, (), (at, server, stream, code, message, details, seen, acknowledged, acknowledgedAt,
                                         acknowledgedBy, note, trustedAfresh))

}  // namespace ok::app
