// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A real mail server (exim), run privately on a loopback port; whatever it is sent lies in a folder.
#pragma once
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <vector>

#include "server/product/free_port.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wire_client.h"

extern char** environ;

namespace ok::test {

inline constexpr const char* mailServer = "/usr/sbin/exim4";

/// exim with a configuration, spool and mailbox of its own; ended, by its own process id, with the object.
class MailServer {
  public:
    MailServer() : port(freePort("127.0.0.1")) {
        ::chmod(m_dir.file("").c_str(), 0777);
        for (const char* d : {"spool", "log", "mail", "mail/new", "mail/cur", "mail/tmp"}) {
            ::mkdir(m_dir.file(d).c_str(), 0777);
            ::chmod(m_dir.file(d).c_str(), 0777);  // as root the server steps down to a user of its own
        }
        m_watch = inotify_init1(IN_CLOEXEC);
        inotify_add_watch(m_watch, m_dir.file("mail/new").c_str(), IN_MOVED_TO | IN_CREATE);
        writeConfig();
        const std::string config = m_dir.file("exim.conf");
        const char* argv[] = {mailServer, "-C", config.c_str(), "-bdf", nullptr};
        posix_spawn(&m_pid, mailServer, nullptr, nullptr, const_cast<char* const*>(argv), environ);
    }
    ~MailServer() {
        if (m_pid > 0) {
            kill(m_pid, SIGTERM);
            waitpid(m_pid, nullptr, 0);
        }
        close(m_watch);
    }
    /// True once it answers.
    [[nodiscard]] bool ready() const {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (std::chrono::steady_clock::now() < until) {
            if (RawConnection::open({.port = port}).ok()) return true;
            poll(nullptr, 0, 20);
        }
        return false;
    }
    /// The first mail that arrived.
    [[nodiscard]] std::string mail() const {
        const auto all = mails(1);
        return all.empty() ? std::string() : all.front();
    }
    /// What arrived, in no order, once it is so many; fewer when they do not come.
    [[nodiscard]] std::vector<std::string> mails(std::size_t count) const {
        const auto until = std::chrono::steady_clock::now() + patience;
        for (;;) {
            std::vector<std::string> out;
            for (const auto& entry : std::filesystem::directory_iterator(m_dir.file("mail/new"))) {
                std::ifstream in(entry.path());
                out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
            }
            if (out.size() >= count || std::chrono::steady_clock::now() > until) return out;
            pollfd p{m_watch, POLLIN, 0};
            poll(&p, 1, 200);
        }
    }
    std::uint16_t port;

  private:
    void writeConfig() const {
        const std::string d = m_dir.file("");
        std::ofstream(m_dir.file("exim.conf"))
            << "spool_directory = " << d << "spool\nlog_file_path = " << d << "log/%slog\npid_file_path = " << d << "exim.pid\n"
            << "local_interfaces = 127.0.0.1\ndaemon_smtp_ports = " << port << "\nprimary_hostname = mta.test\n"
            << "tls_advertise_hosts =\ndeliver_drop_privilege = true\nkeep_environment =\nacl_smtp_rcpt = acl_rcpt\n"
            << "acl_smtp_data = accept\nbegin acl\nacl_rcpt:\n  deny domains = refused.test\n       message = no such user here\n"
            << "  defer domains = busy.test\n       message = try again later\n  accept\nbegin routers\nall:\n  driver = accept\n"
            << "  transport = files\nbegin transports\nfiles:\n  driver = appendfile\n  directory = " << d << "mail\n"
            << "  maildir_format\n  create_directory\n";
    }
    TempDir m_dir;
    pid_t m_pid = 0;
    int m_watch = -1;
};

}  // namespace ok::test
