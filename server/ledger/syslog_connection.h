// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A TLS connection to a syslog collector (RFC 5425). Blocking, with a time limit on each step; the collector's certificate
// must come from the given authority and bear its name.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace ok::ledger {

class SyslogConnection {
  public:
    /// Problems `connect_failed`, `tls_failed`.
    static Result<std::unique_ptr<SyslogConnection>> open(const std::string& host, int port, const std::string& caFile);
    ~SyslogConnection();
    SyslogConnection(const SyslogConnection&) = delete;
    SyslogConnection& operator=(const SyslogConnection&) = delete;
    /// All of it is with the system's network when this returns ok; the collector's own say does not exist in syslog.
    [[nodiscard]] Status send(std::string_view bytes);

  private:
    struct State;
    explicit SyslogConnection(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace ok::ledger
