// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Precompiled for every non-Qt target: only what nearly every unit includes anyway.
#pragma once
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>
