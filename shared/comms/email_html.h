// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The HTML twin of an email's text: the same words, readable on a phone, no pictures, no tracking.
#pragma once
#include <string>
#include <string_view>

#include "shared/comms/channel.h"

namespace ok::comms {

[[nodiscard]] std::string escapeHtml(std::string_view text);

/// Paragraphs are separated by empty lines; `https://` addresses become links; a drill gets a banner besides its words.
[[nodiscard]] std::string emailHtml(std::string_view subject, std::string_view text, Language language, bool drill);

}  // namespace ok::comms
