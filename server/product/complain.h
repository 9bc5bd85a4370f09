// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How the server's commands say what went wrong.
#pragma once
#include "shared/base/problem.h"

namespace ok {

/// On standard error, with its details; 1: the exit code.
int complain(const Problem& why);

}  // namespace ok
