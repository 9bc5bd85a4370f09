// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a file is, by its own first bytes. What somebody says it is counts only where it does not contradict them.
#pragma once
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace ok::evidence {

/// `application/pdf`, `image/png`, `text/plain`, ...; empty: none that may be attached (programs, archives, pages with scripts in them).
[[nodiscard]] std::string_view sniffed(std::string_view bytes);

/// The type it is kept under. Problems: `media_type_not_allowed`, `media_type_mismatch` (said one, is another).
[[nodiscard]] Result<std::string> mediaTypeOf(std::string_view bytes, std::string_view said);

}  // namespace ok::evidence
