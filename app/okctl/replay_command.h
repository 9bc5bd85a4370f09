// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl replay: plays a recorded storm through the real intake of a drill utility: the feed's own records to the feed
// route, made-up customers to the text, phone and web routes. As fast as it can, or at a chosen multiple of real time.
#pragma once
#include <cstdint>
#include <string>

#include "app/okctl/commands.h"
#include "shared/operations/storm.h"

namespace ok::okctl {

struct ReplayOptions {
    std::string url = "http://127.0.0.1:8080";
    std::string publicUrl;          ///< as the server knows itself (signatures); empty: url
    std::string utility;            ///< slug of a drill tenant
    std::string adapter = "lgeku";
    std::string logFile;            ///< .ndjson or .ndjson.gz
    std::string providerTokenFile;  ///< the drill provider's auth token
    std::string feedKeyFile;        ///< the partner key of the feed route
    std::string smsNumber;          ///< the utility's number
    std::string acksFile;           ///< one line for every acknowledged call; for the kill test
    double speed = 0;               ///< 0: as fast as it can; 60: an hour a minute
    double hours = 0;               ///< stop after so many hours of the storm; 0: all of it
    int inFlight = 16;
    int retrySeconds = 5;
    bool feedOnly = false;
    bool quiet = false;
    operations::StormOptions storm;
};

void addReplayCommand(CLI::App& app, Program& program);

/// 0 when every call was accepted; 1 with a summary of what was not.
int replayMain(const ReplayOptions& options);

}  // namespace ok::okctl
