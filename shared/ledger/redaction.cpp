// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/redaction.h"

#include <algorithm>

namespace ok::ledger {
namespace {

/// What to do with a value of a class, counting it.
RedactionAction decide(const RedactionPolicy& policy, RedactionAction action, std::int64_t& count) {
    if (policy.mode == RedactionMode::off || action == RedactionAction::keep) return RedactionAction::keep;
    ++count;
    return policy.mode == RedactionMode::enforce ? action : RedactionAction::keep;
}

class Redactor {
  public:
    Redactor(const RedactionPolicy& policy, RedactionCounts& counts, const ShapeOf& shape) : m_policy(policy), m_counts(counts), m_shape(shape) {}

    [[nodiscard]] RedactionAction token(JsonView value) {
        const auto text = value.text();
        return text && isToken(*text) ? decide(m_policy, m_policy.tokens, m_counts.tokens) : RedactionAction::keep;
    }
    void write(JsonView value, RedactionAction action) {
        if (action == RedactionAction::mask) return m_out.plainText(maskText);
        if (action == RedactionAction::pseudonym) return m_out.text(shaped(value.text().value_or("")));
        if (value.isObject()) {
            m_out.beginObject();
            for (std::size_t i = 0; i < value.size(); ++i) {
                const auto inner = token(value.valueAt(i));
                if (inner == RedactionAction::remove) continue;
                m_out.key(value.keyAt(i));
                write(value.valueAt(i), inner);
            }
            m_out.endObject();
        } else if (value.isArray()) {
            m_out.beginArray();
            for (std::size_t i = 0; i < value.size(); ++i) {
                const auto inner = token(value.at(i));
                if (inner != RedactionAction::remove) write(value.at(i), inner);
            }
            m_out.endArray();
        } else {
            m_out.raw(value.canonical());
        }
    }
    [[nodiscard]] std::string take() { return m_out.take(); }

  private:
    [[nodiscard]] std::string shaped(std::string_view token) const {
        const std::string shape = m_shape ? m_shape(token) : std::string();
        return shape.empty() ? pseudonymOf(token) : shape + " " + pseudonymOf(token);
    }
    const RedactionPolicy& m_policy;
    RedactionCounts& m_counts;
    const ShapeOf& m_shape;
    JsonWriter m_out;
};

}  // namespace

std::string pseudonymOf(std::string_view token) { return "pii_" + sha256("pseudonym|" + std::string(token)).hex().substr(0, 16); }

bool isToken(std::string_view text) { return text.size() == 30 && text.starts_with("tok_"); }

std::string shapeOfPersonal(std::string_view value) {
    // What people wrote may hold a mailbox and much besides: only a value that is one as a whole has a shape.
    const bool oneWord = std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!oneWord || value.size() > 254) return {};
    const std::size_t at = value.find('@');
    if (at != std::string_view::npos && at > 0 && at + 1 < value.size()) {
        const std::size_t dot = value.rfind('.');
        constexpr std::size_t longestEnd = 24;
        const bool ends = dot != std::string_view::npos && dot > at + 1 && value.size() - dot <= longestEnd && value.find('@', at + 1) == std::string_view::npos;
        const std::string end(ends ? value.substr(dot) : std::string_view());
        return std::string(value.substr(0, 1)) + "***@" + std::string(value.substr(at + 1, 1)) + "***" + end;
    }
    const bool phone = value.size() >= 8 && value.size() <= 16 && value[0] == '+' &&
                       std::all_of(value.begin() + 1, value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!phone) return {};
    // Country codes have one to three digits; what stands before the last ten of a number of North America is +1.
    const std::size_t country = value.size() == 12 && value[1] == '1' ? 2 : 3;
    return std::string(value.substr(0, country)) + "-***-***-" + std::string(value.substr(value.size() - 4));
}

std::string redactPayload(std::string_view payload, const RedactionPolicy& policy, RedactionCounts& counts, const ShapeOf& shape) {
    if (policy.mode == RedactionMode::off || payload.find("\"tok_") == std::string_view::npos) return std::string(payload);
    const auto doc = parseJson(payload);
    if (!doc.ok()) return std::string(payload.empty() ? "" : "\"•••\"");  // unreadable: nothing of it is shown
    Redactor redactor(policy, counts, shape);
    const auto action = redactor.token(doc->root());
    redactor.write(doc->root(), action == RedactionAction::remove ? RedactionAction::mask : action);
    return redactor.take();
}

void redactHeader(EntryHeader& header, const RedactionPolicy& policy, RedactionCounts& counts) {
    if (!header.justification.empty()) {
        const auto action = decide(policy, policy.justifications, counts.justifications);
        if (action == RedactionAction::mask || action == RedactionAction::pseudonym) header.justification = maskText;
        else if (action == RedactionAction::remove) header.justification.clear();
    }
    std::vector<std::string> kept;
    for (std::string& subject : header.subjects) {
        const auto action = isToken(subject) ? decide(policy, policy.tokens, counts.tokens) : RedactionAction::keep;
        if (action == RedactionAction::keep) kept.push_back(std::move(subject));
        else if (action == RedactionAction::mask) kept.emplace_back(maskText);
        else if (action == RedactionAction::pseudonym) kept.push_back(pseudonymOf(subject));
    }
    header.subjects = std::move(kept);
}

}  // namespace ok::ledger
