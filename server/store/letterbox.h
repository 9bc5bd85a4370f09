// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Letters between servers on one PostgreSQL database, and the bell that rings when one of them committed. A letter lies in
// a table that does not survive a crash of the database: who waits for an answer asks again. One object, one thread.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "server/store/store.h"

namespace ok {

struct Letter {
    std::string box;   ///< `t` + tenant, read by whoever holds its desk; `n` + node
    Bytes sealed;
};

class Letterbox {
  public:
    virtual ~Letterbox() = default;
    virtual Status put(const std::vector<Letter>& letters) = 0;
    /// Letters in these boxes, in the order they were put; they are gone from there.
    virtual Result<std::vector<Bytes>> take(const std::vector<std::string>& boxes) = 0;
    /// Waits for the bell or for a letter, at most so long; true when another server committed.
    virtual bool await(Duration most) = 0;
};

[[nodiscard]] Result<std::unique_ptr<Letterbox>> openPgLetterbox(const PgAddress& address);

}  // namespace ok
