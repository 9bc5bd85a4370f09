// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one place where a Problem becomes the body of an answer.
#pragma once
#include <string>

#include "shared/base/problem.h"

namespace ok::net {

/// `{"code":...,"message":...,"fields":[...],"details":{...},"trace_id":...}`
[[nodiscard]] std::string problemBody(const Problem& why);

}  // namespace ok::net
