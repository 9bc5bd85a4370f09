// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one unit that compiles Beast's own code (HTTP parser, WebSocket protocol tables).
#include <boost/beast/src.hpp>
