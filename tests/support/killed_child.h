// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A process under load that is killed: what it acknowledged until then is collected.
#pragma once
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <vector>

namespace ok::test {

/// Runs `work` in a child until it has written `after` numbers to its pipe, kills it, and collects every number. `work` never returns.
inline void killAfter(const std::function<void(int pipeEnd)>& work, std::size_t after, std::vector<std::uint32_t>& acknowledged) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::close(ends[0]);
        work(ends[1]);
        _exit(5);
    }
    ::close(ends[1]);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    std::size_t seen = 0;
    bool killed = false;
    std::uint32_t number = 0;
    while (std::chrono::steady_clock::now() < deadline) {
        pollfd waiting{ends[0], POLLIN, 0};
        if (::poll(&waiting, 1, 1000) <= 0) continue;
        if (::read(ends[0], &number, sizeof number) != sizeof number) break;  // the child is gone and the pipe empty
        acknowledged.push_back(number);
        if (++seen >= after && !killed) killed = ::kill(child, SIGKILL) == 0;
    }
    ::close(ends[0]);
    if (!killed) ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(killed && WIFSIGNALED(status)) << "the child ended by itself with " << status;
}

}  // namespace ok::test
