// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What every panel needs to work: the state, the way to act, the colours, the time, what lies beyond the state, and what
// this person may do. Passed by reference from main; everything in it outlives every panel.
#pragma once
#include <functional>

#include "app/desk/command_port.h"
#include "app/desk/console_store.h"
#include "app/desk/data_port.h"
#include "app/desk/permits.h"
#include "app/style/theme.h"
#include "shared/base/instant.h"

namespace ok::app {

struct DeskContext {
    ConsoleStore& store;
    CommandPort& commands;
    Theme& theme;
    std::function<Instant()> now;
    DataPort& data = noData();
    Permits& permits = noPermits();
};

}  // namespace ok::app
