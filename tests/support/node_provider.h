// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Real identity providers for tests: the npm packages of tests/idp (pinned by its lock file, installed into the build
// directory), run privately on loopback and ended with the test.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace ok::test {

/// Where the providers lie, installed. Empty: npm could not install them (no network); the test says so and is skipped.
[[nodiscard]] std::optional<std::string> providerFolder(const std::string& sourceDir, const std::string& binaryDir);

/// A program that says `ready <something>` in its first line and runs until this goes.
class ReadyProcess {
  public:
    ReadyProcess(std::vector<std::string> command, const std::string& folder);
    ~ReadyProcess();
    ReadyProcess(const ReadyProcess&) = delete;
    ReadyProcess& operator=(const ReadyProcess&) = delete;
    /// What stood behind `ready`; empty: it did not start.
    [[nodiscard]] const std::string& said() const { return m_said; }

  private:
    pid_t m_pid = -1;
    int m_out = -1;
    std::string m_said;
};

/// What a program prints, without the last line end; `status` gets its exit code.
[[nodiscard]] std::string outputOf(const std::vector<std::string>& command, const std::string& folder, int* status = nullptr);

}  // namespace ok::test
