// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What lies in the store beside entries and documents: timers, outgoing rows, bulk rows, entries as they lie there.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/ids.h"
#include "shared/base/instant.h"
#include "shared/base/json.h"
#include "shared/ledger/entry.h"

namespace ok {

/// What must happen at a time: a command the gate will run as `system`. Fires once; the key is unique in a tenant.
struct Timer {
    TenantId tenant;
    std::string key;
    Instant due;
    std::string command;  ///< command name
    std::string body;     ///< its canonical JSON
    bool drill = false;
};

/// `unknown`: handed over, but neither taken nor refused can be proved; a person decides, nothing is sent again by itself.
enum class OutboxState { queued, sending, sent, delivered, failed, dead, withheld, unknown };
BOOST_DESCRIBE_ENUM(OutboxState, queued, sending, sent, delivered, failed, dead, withheld, unknown)

/// What must leave the house. `id` is the idempotency key towards the provider; rows with one orderKey leave in order.
struct OutboxRow {
    TenantId tenant;
    std::string id;          ///< UUID text, fixed when the row is written
    std::string connector;   ///< `sms`, `email`, `voice`, `webhook`
    std::string orderKey;    ///< may be empty
    std::string payload;     ///< canonical JSON; personal data as tokens
    OutboxState state = OutboxState::queued;
    int attempts = 0;
    Instant due;
    std::string providerId;  ///< what the provider called it
    std::string lastProblem; ///< problem code of the last attempt
    bool drill = false;
};

/// A typed account row: too many for documents. Contacts are vault tokens.
struct StoredRow {
    std::string id;
    std::string body;  ///< canonical JSON
};

/// An entry exactly as it lies in the database, whether or not it still makes sense.
struct StoredEntry {
    std::int64_t sequence = 0;
    std::string header, payload, hash;
};

/// What one step of sealing entries anew did.
struct ResealedEntries {
    std::int64_t last = 0;   ///< the sequence it came to; 0: the stream's end
    std::int64_t seen = 0, renewed = 0, damaged = 0;
};

/// The same without a copy; valid only while it is visited.
struct StoredView {
    std::int64_t sequence = 0;
    std::string_view header, payload, hash;
};

/// How far a stream has come.
/// A server on a shared database, and how many desks it holds.
struct DeskHolder {
    bool ours = false;
    int desks = 0;
};

struct StreamPlace {
    TenantId tenant;
    Stream stream{};
    std::int64_t sequence = 0;
};

}  // namespace ok
