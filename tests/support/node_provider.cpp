// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/support/node_provider.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace ok::test {
namespace {

namespace fs = std::filesystem;

std::string textOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

pid_t spawn(const std::vector<std::string>& command, const std::string& folder, int& out) {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    std::vector<char*> arguments;
    for (const std::string& each : command) arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    const pid_t pid = fork();
    if (pid == 0) {
        if (chdir(folder.c_str()) != 0) _exit(127);
        dup2(ends[1], STDOUT_FILENO);
        const int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, STDIN_FILENO);
        dup2(nothing, STDERR_FILENO);
        execvp(arguments[0], arguments.data());
        _exit(127);
    }
    close(ends[1]);
    out = ends[0];
    return pid;
}

std::string lineFrom(int descriptor) {
    std::string out;
    char c = 0;
    while (read(descriptor, &c, 1) == 1 && c != '\n') out += c;
    return out;
}

}  // namespace

std::string outputOf(const std::vector<std::string>& command, const std::string& folder, int* status) {
    int out = -1;
    const pid_t pid = spawn(command, folder, out);
    std::string text;
    char buffer[4096];
    for (ssize_t n = 0; pid > 0 && (n = read(out, buffer, sizeof(buffer))) > 0;) text.append(buffer, static_cast<std::size_t>(n));
    close(out);
    int ended = -1;
    if (pid > 0) waitpid(pid, &ended, 0);
    if (status != nullptr) *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

std::optional<std::string> providerFolder(const std::string& sourceDir, const std::string& binaryDir) {
    const fs::path from = fs::path(sourceDir) / "tests/idp", into = fs::path(binaryDir) / "idp";
    const std::string wanted = textOf(from / "package-lock.json");
    std::error_code ignored;
    fs::create_directories(into, ignored);
    for (const auto& file : fs::directory_iterator(from)) fs::copy_file(file.path(), into / file.path().filename(), fs::copy_options::overwrite_existing, ignored);
    if (textOf(into / "installed.json") != wanted) {
        int status = -1;
        (void)outputOf({"npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"}, into.string(), &status);
        if (status != 0) return {};
        std::ofstream(into / "installed.json", std::ios::binary) << wanted;
    }
    return into.string();
}

ReadyProcess::ReadyProcess(std::vector<std::string> command, const std::string& folder) {
    m_pid = spawn(command, folder, m_out);
    const std::string line = m_pid > 0 ? lineFrom(m_out) : std::string();
    if (line.starts_with("ready ")) m_said = line.substr(6);
}

ReadyProcess::~ReadyProcess() {
    if (m_pid > 0) {
        kill(m_pid, SIGTERM);
        waitpid(m_pid, nullptr, 0);
    }
    if (m_out >= 0) close(m_out);
}

}  // namespace ok::test
