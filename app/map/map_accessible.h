// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The map for screen readers: a list whose items are the live incidents, biggest unhandled first.
#pragma once

namespace ok::app {

/// Installs the accessible factory once for the process.
void installMapAccessibility();

}  // namespace ok::app
