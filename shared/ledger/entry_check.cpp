// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/entry_check.h"

#include <algorithm>

namespace ok::ledger {
namespace {

constexpr std::size_t mostActor = 512, mostSource = 128, mostCorrelation = 128, mostType = 100, mostJustification = 16'384;

bool hasControls(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// `incident.opened`: lower-case words, at least two, joined by dots.
bool isType(std::string_view text) {
    bool dot = false, start = true;
    for (const char c : text) {
        const bool letter = c >= 'a' && c <= 'z';
        if (start ? !letter : !(letter || (c >= '0' && c <= '9') || c == '_' || c == '.')) return false;
        start = c == '.';
        dot = dot || start;
    }
    return dot && !start;
}

class Findings {
  public:
    void say(const char* field, const char* code, const char* message) { m_out.push_back({field, code, message}); }
    void present(const char* field, bool known) {
        if (!known) say(field, "missing", "every entry has one");
    }
    void text(const char* field, std::string_view value, std::size_t most) {
        if (value.empty()) say(field, "missing", "every entry has one");
        else if (value.size() > most) say(field, "too_long", "longer than an entry can say");
        else if (hasControls(value)) say(field, "bad_text", "control characters do not belong here");
    }
    std::vector<FieldProblem> take() { return std::move(m_out); }

  private:
    std::vector<FieldProblem> m_out;
};

}  // namespace

std::vector<FieldProblem> faultsIn(const EntryHeader& header, std::string_view payload) {
    Findings out;
    out.present("tenant_id", header.tenant.known());
    out.present("entry_id", header.entryId.known());
    out.present("timestamp", header.ledgerTime.known());
    out.present("event_time", header.eventTime.known());
    out.text("event_type", header.type, mostType);
    if (!header.type.empty() && !isType(header.type)) out.say("event_type", "bad_word", "an event type is written `incident.opened`");
    out.text("actor_id", header.actor.id, mostActor);
    out.text("source_service", header.source, mostSource);
    out.text("correlation_id", header.correlationId, mostCorrelation);
    if (header.justification.size() > mostJustification) out.say("justification", "too_long", "longer than an entry can say");
    out.present("payload", !payload.empty());
    out.present("payload_hash", header.payloadHash.known());
    return out.take();
}

}  // namespace ok::ledger
