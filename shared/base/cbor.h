// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// CBOR (RFC 8949) as security keys speak it: the CTAP2 canonical subset, definite lengths only, no tags, no floats. What is
// read comes from strangers: depth, count and every length are bounded before anything is kept.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/digest.h"

namespace ok {

/// One value; its bytes are views into what was read.
struct CborValue {
    enum class Kind { integer, bytes, text, array, map, boolean, null };
    Kind kind = Kind::null;
    std::int64_t integer = 0;             ///< also 0 or 1 of a boolean
    ByteView bytes;                       ///< of bytes and text
    std::vector<CborValue> items;         ///< of an array; of a map key, value, key, value, ...

    [[nodiscard]] bool is(Kind k) const { return kind == k; }
    [[nodiscard]] std::string_view text() const { return kind == Kind::text ? asText(bytes) : std::string_view(); }
    /// The member of a map; nullptr when there is none (or this is no map).
    [[nodiscard]] const CborValue* find(std::string_view key) const;
    [[nodiscard]] const CborValue* find(std::int64_t key) const;
    /// The same, and it must be of that kind.
    [[nodiscard]] const CborValue* find(std::string_view key, Kind k) const;
    [[nodiscard]] const CborValue* find(std::int64_t key, Kind k) const;
};

struct CborLimits {
    int depth = 6;
    std::size_t values = 512;
};

/// Reads one value from the start of `data` and says in `used` how much of it that was. Problem `bad_cbor` names the byte.
[[nodiscard]] Result<CborValue> readCbor(ByteView data, std::size_t& used, CborLimits limits = {});
/// The same where nothing may follow.
[[nodiscard]] Result<CborValue> readCbor(ByteView data, CborLimits limits = {});

/// Writes canonical CBOR; the caller writes map keys in their order.
class CborWriter {
  public:
    CborWriter& integer(std::int64_t v);
    CborWriter& bytes(ByteView v);
    CborWriter& text(std::string_view v);
    CborWriter& boolean(bool v);
    CborWriter& array(std::size_t count) { return head(4, count); }
    CborWriter& map(std::size_t pairs) { return head(5, pairs); }
    /// CBOR made elsewhere.
    CborWriter& raw(ByteView cbor);
    [[nodiscard]] Bytes take() { return std::move(m_out); }

  private:
    CborWriter& head(std::uint8_t major, std::uint64_t value);
    Bytes m_out;
};

}  // namespace ok
