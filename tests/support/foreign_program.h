// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Servers of somebody else's that a test starts, files they are given, and waiting for what they do.
#pragma once
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/file_text.h"
#include "tests/support/wire_client.h"

namespace ok::test {

inline void write(const std::filesystem::path& path, const std::string& text, mode_t mode = 0600) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    ::chmod(path.c_str(), mode);
}

template <class Condition>
bool until(Condition&& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < end) {
        if (condition()) return true;
        ::poll(nullptr, 0, 20);
    }
    return false;
}

/// A server of somebody else's; ended, by its own process id, with the object.
class Program {
  public:
    explicit Program(std::vector<std::string> words) {
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        posix_spawn(&m_pid, argv[0], nullptr, nullptr, argv.data(), environ);
    }
    ~Program() { end(); }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    void end() {
        if (m_pid <= 0) return;
        ::kill(m_pid, SIGTERM);
        ::waitpid(std::exchange(m_pid, 0), nullptr, 0);
    }

  private:
    pid_t m_pid = 0;
};

inline bool answers(std::uint16_t port) {
    return until([port] { return RawConnection::open({.port = port}).ok(); });
}

/// What a command says.
inline std::string printed(const std::string& command) {
    std::string out;
    FILE* pipe = popen(command.c_str(), "r");
    char buffer[512];
    for (std::size_t n = 0; pipe != nullptr && (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
    if (pipe != nullptr) pclose(pipe);
    return out;
}

}  // namespace ok::test
