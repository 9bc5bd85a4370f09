// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one unit that compiles Asio's own code.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
