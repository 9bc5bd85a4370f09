// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The documents of a tenant as they were at a place in each stream, kept beside the log so that payloads before it may go
// (docs/retention.md): a rebuild begins there. The log says what was kept.
#pragma once
#include <map>
#include <string>

#include "shared/base/json.h"

namespace ok {

struct ViewBaseline {
    std::map<std::string, std::int64_t> through;   ///< by stream: sequence of the last entry the documents are made of
    std::int64_t documents = 0;
    Digest digest;                                 ///< over every document with its keys, as `okctl rebuild` prints it
    bool operator==(const ViewBaseline&) const = default;
};
BOOST_DESCRIBE_STRUCT(ViewBaseline, (), (through, documents, digest))

/// The entry that tells of a baseline, in the stream `security`. Its payload is never erased.
struct ViewsBaselined {
    static constexpr std::string_view eventType = "retention.views_baselined";
    ViewBaseline baseline;
};
BOOST_DESCRIBE_STRUCT(ViewsBaselined, (), (baseline))

}  // namespace ok
