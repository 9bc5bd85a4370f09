// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/cbor.h"

#include <limits>

#include "shared/base/unicode.h"

namespace ok {
namespace {

using Kind = CborValue::Kind;

class Reader {
  public:
    Reader(ByteView data, CborLimits limits) : m_data(data), m_limits(limits) {}
    [[nodiscard]] std::size_t at() const { return m_at; }

    Status value(CborValue& out, int depth) {
        if (depth > m_limits.depth) return bad("is nested too deeply");
        if (++m_values > m_limits.values) return bad("holds too many values");
        if (m_at >= m_data.size()) return bad("ends too early");
        const std::uint8_t first = m_data[m_at++];
        const std::uint8_t major = first >> 5, info = first & 31;
        if (major == 7) return simple(info, out);
        std::uint64_t n = 0;
        OK_TRY(argument(info, n));
        switch (major) {
            case 0:
            case 1: return integer(major == 1, n, out);
            case 2:
            case 3: return string(major == 3, n, out);
            case 4: out.kind = Kind::array; return items(n, 1, out, depth);
            case 5: out.kind = Kind::map; return map(n, out, depth);
            default: return bad("holds a tag");
        }
    }

  private:
    Problem bad(const char* what) const {
        return problem("bad_cbor", std::string("the CBOR ") + what, {{"byte", std::to_string(m_at)}});
    }
    Status simple(std::uint8_t info, CborValue& out) {
        if (info == 20 || info == 21) {
            out.kind = Kind::boolean;
            out.integer = info == 21 ? 1 : 0;
            return {};
        }
        if (info == 22) return {};
        return bad("holds a float or an unknown simple value");
    }
    Status argument(std::uint8_t info, std::uint64_t& n) {
        if (info < 24) {
            n = info;
            return {};
        }
        if (info > 27) return bad("has an indefinite or reserved length");
        const std::size_t size = std::size_t{1} << (info - 24);
        if (m_data.size() - m_at < size) return bad("ends too early");
        for (std::size_t i = 0; i < size; ++i) n = n << 8 | m_data[m_at++];
        const std::uint64_t smaller = size == 1 ? 23 : (std::uint64_t{1} << (size * 4)) - 1;
        if (n <= smaller) return bad("has a length that is not the shortest");
        return {};
    }
    Status integer(bool negative, std::uint64_t n, CborValue& out) {
        if (n > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return bad("holds too large a number");
        out.kind = Kind::integer;
        out.integer = negative ? -1 - static_cast<std::int64_t>(n) : static_cast<std::int64_t>(n);
        return {};
    }
    Status string(bool text, std::uint64_t n, CborValue& out) {
        if (n > m_data.size() - m_at) return bad("ends too early");
        out.kind = text ? Kind::text : Kind::bytes;
        out.bytes = m_data.subspan(m_at, static_cast<std::size_t>(n));
        m_at += static_cast<std::size_t>(n);
        if (text && !isUtf8(asText(out.bytes))) return bad("holds text that is not UTF-8");
        return {};
    }
    Status items(std::uint64_t n, std::uint64_t each, CborValue& out, int depth) {
        // Every value takes a byte at least: a count beyond that is a lie, found before memory is taken for it.
        if (n > (m_data.size() - m_at) / each) return bad("ends too early");
        for (std::uint64_t i = 0; i < n * each; ++i) OK_TRY(value(out.items.emplace_back(), depth + 1));
        return {};
    }
    Status map(std::uint64_t n, CborValue& out, int depth) {
        OK_TRY(items(n, 2, out, depth));
        for (std::size_t i = 0; i < out.items.size(); i += 2) {
            const CborValue& key = out.items[i];
            if (key.kind != Kind::integer && key.kind != Kind::text) return bad("has a key that is neither number nor text");
            for (std::size_t j = 0; j < i; j += 2) {
                const CborValue& other = out.items[j];
                if (other.kind != key.kind) continue;
                const bool same = key.kind == Kind::integer ? key.integer == other.integer : key.text() == other.text();
                if (same) return bad("has a key twice");
            }
        }
        return {};
    }

    ByteView m_data;
    CborLimits m_limits;
    std::size_t m_at = 0;
    std::size_t m_values = 0;
};

template <class Match>
const CborValue* findKey(const CborValue& map, Match match) {
    if (map.kind != Kind::map) return nullptr;
    for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
        if (match(map.items[i])) return &map.items[i + 1];
    }
    return nullptr;
}

const CborValue* only(const CborValue* found, Kind kind) {
    return found != nullptr && found->kind == kind ? found : nullptr;
}

}  // namespace

const CborValue* CborValue::find(std::string_view key) const {
    return findKey(*this, [key](const CborValue& k) { return k.kind == Kind::text && k.text() == key; });
}
const CborValue* CborValue::find(std::int64_t key) const {
    return findKey(*this, [key](const CborValue& k) { return k.kind == Kind::integer && k.integer == key; });
}
const CborValue* CborValue::find(std::string_view key, Kind k) const { return only(find(key), k); }
const CborValue* CborValue::find(std::int64_t key, Kind k) const { return only(find(key), k); }

Result<CborValue> readCbor(ByteView data, std::size_t& used, CborLimits limits) {
    Reader reader(data, limits);
    CborValue out;
    OK_TRY(reader.value(out, 0));
    used = reader.at();
    return out;
}

Result<CborValue> readCbor(ByteView data, CborLimits limits) {
    std::size_t used = 0;
    OK_ASSIGN(auto out, readCbor(data, used, limits));
    if (used != data.size()) return problem("bad_cbor", "the CBOR has bytes after its end", {{"byte", std::to_string(used)}});
    return out;
}

CborWriter& CborWriter::head(std::uint8_t major, std::uint64_t value) {
    const auto top = static_cast<std::uint8_t>(major << 5);
    if (value < 24) {
        m_out.push_back(static_cast<std::uint8_t>(top | value));
        return *this;
    }
    const int bytes = value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffffff ? 4 : 8;
    m_out.push_back(static_cast<std::uint8_t>(top | (bytes == 1 ? 24 : bytes == 2 ? 25 : bytes == 4 ? 26 : 27)));
    for (int i = bytes - 1; i >= 0; --i) m_out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return *this;
}

CborWriter& CborWriter::integer(std::int64_t v) {
    return v >= 0 ? head(0, static_cast<std::uint64_t>(v)) : head(1, static_cast<std::uint64_t>(-1 - v));
}
CborWriter& CborWriter::bytes(ByteView v) { return head(2, v.size()).raw(v); }
CborWriter& CborWriter::text(std::string_view v) { return head(3, v.size()).raw(asBytes(v)); }
CborWriter& CborWriter::boolean(bool v) {
    m_out.push_back(v ? 0xf5 : 0xf4);
    return *this;
}
CborWriter& CborWriter::raw(ByteView cbor) {
    m_out.insert(m_out.end(), cbor.begin(), cbor.end());
    return *this;
}

}  // namespace ok
