// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The ways words reach a customer, and the languages they are written in.
#pragma once
#include <boost/describe.hpp>

#include "shared/base/result.h"

namespace ok::comms {

BOOST_DEFINE_ENUM_CLASS(Channel, sms, email, voice)
BOOST_DEFINE_ENUM_CLASS(Language, en, es)

inline constexpr int channelCount = 3;
inline constexpr int languageCount = 2;

}  // namespace ok::comms
