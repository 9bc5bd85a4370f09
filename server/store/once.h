// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What may be shown once, among all servers of one PostgreSQL database: proofs of a device. A table that does not survive a crash of the
// database, which ends every session's connection too; what lies in it is worthless after minutes. Any thread.
#pragma once
#include <memory>

#include "server/store/store.h"
#include "shared/base/digest.h"

namespace ok {

class OnceBook {
  public:
    virtual ~OnceBook() = default;
    /// True the first time anybody says it. Problem `store_unavailable`: nobody can tell, so nobody is let in.
    virtual Result<bool> first(const Digest& what, Instant until, Instant now) = 0;
};

[[nodiscard]] Result<std::shared_ptr<OnceBook>> openPgOnceBook(const PgAddress& address);

}  // namespace ok
