// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Waits for the consoles to follow: comes back as soon as it holds, and with false after a time nobody would wait.
#pragma once
#include <QTest>
#include <functional>

namespace ok::app {

inline bool soon(const std::function<bool()>& holds) { return QTest::qWaitFor(holds, 30'000); }

}  // namespace ok::app
