// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/support/pg_server.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "shared/base/digest.h"
#include "tests/support/test_keys.h"

namespace ok::test {
namespace {

std::string binaries() {
    for (const char* version : {"17", "16", "15"}) {
        const std::string dir = std::string("/usr/lib/postgresql/") + version + "/bin";
        if (std::filesystem::exists(dir + "/initdb")) return dir;
    }
    return {};
}

std::string inQuotes(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

}  // namespace

PgServer::PgServer(bool fsync, const std::vector<std::string>& settings, std::string environment)
    : m_directory(m_dir.file("pg")), m_environment(std::move(environment)) {
    if (binaries().empty()) {
        m_trouble = "PostgreSQL is not installed: `./ok setup` does it";
        return;
    }
    std::filesystem::create_directory(m_directory);
    if (geteuid() == 0) {
        // The directory above is private to root; the server needs to pass through it.
        std::filesystem::permissions(std::filesystem::path(m_directory).parent_path(), std::filesystem::perms::owner_all |
                                     std::filesystem::perms::group_exec | std::filesystem::perms::others_exec);
        (void)std::system(("chown postgres " + inQuotes(m_directory)).c_str());
    }
    std::string said;
    if (run(binaries() + "/initdb -D " + inQuotes(m_directory + "/data") + " -U super -A trust -E UTF8 --locale=C --no-sync", &said) != 0) {
        m_trouble = "initdb failed: " + said;
        return;
    }
    std::ofstream conf(m_directory + "/data/postgresql.conf", std::ios::app);
    conf << "listen_addresses = ''\nunix_socket_directories = '" << m_directory << "'\nmax_connections = 200\n"
         << "shared_buffers = 256MB\n" << (fsync ? "" : "fsync = off\nfull_page_writes = off\n");
    for (const std::string& line : settings) conf << line << '\n';
    conf.close();
    start();
    if (!m_trouble.empty()) return;
    if (sql("CREATE ROLE outagekit LOGIN; ") .empty() || sql("CREATE DATABASE outagekit OWNER outagekit").empty()) {
        m_trouble = "the test's database could not be made";
    }
}

PgServer::~PgServer() { stop(); }

int PgServer::run(const std::string& command, std::string* output) const {
    const std::string as = geteuid() == 0 ? "setpriv --reuid postgres --regid postgres --clear-groups " : "";
    // Its own working directory: the caller's may be closed to that user.
    const std::string whole = "cd / && " + as + command + " 2>&1 </dev/null";
    FILE* pipe = popen(whole.c_str(), "r");
    if (pipe == nullptr) return -1;
    std::array<char, 4096> buffer{};
    std::size_t got = 0;
    while ((got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
        if (output != nullptr) output->append(buffer.data(), got);
    }
    return pclose(pipe);
}

void PgServer::start() {
    std::string said;
    const std::string with = m_environment.empty() ? "" : "env " + m_environment + " ";
    if (run(with + binaries() + "/pg_ctl -D " + inQuotes(m_directory + "/data") + " -w -t 60 -l " + inQuotes(m_directory + "/log") + " start", &said) != 0) {
        m_trouble = "PostgreSQL did not start: " + said;
        return;
    }
    m_running = true;
}

void PgServer::ensureRunning() {
    if (run(binaries() + "/pg_ctl -D " + inQuotes(m_directory + "/data") + " status") == 0) return;
    m_running = false;
    start();
}

void PgServer::stop(const std::string& mode) {
    if (!m_running) return;
    (void)run(binaries() + "/pg_ctl -D " + inQuotes(m_directory + "/data") + " -w -m " + mode + " stop");
    m_running = false;
}

std::string PgServer::sql(const std::string& text) const {
    std::string said;
    const std::string base = binaries() + "/psql -X -q -v ON_ERROR_STOP=1 -h " + inQuotes(m_directory) + " -U super ";
    const std::string database = text.starts_with("CREATE ROLE") || text.starts_with("CREATE DATABASE") ? "postgres" : "outagekit";
    if (run(base + "-At -d " + database + " -c " + inQuotes(text), &said) != 0) return {};
    return said + "\n";
}

std::string PgServer::conninfo() const { return "host=" + m_directory + " user=outagekit dbname=outagekit connect_timeout=10"; }

PgAddress PgServer::address(const std::string& schema, const std::string& node) const { return {conninfo(), schema, node}; }

bool onPostgres() {
    const char* wanted = std::getenv("OK_TEST_STORE");
    return wanted != nullptr && std::string_view(wanted) == "postgres";
}

PgServer& sharedPgServer() {
    static PgServer server;
    return server;
}

namespace {
PgAddress addressOf(const std::string& path) { return sharedPgServer().address("t_" + sha256(path).hex().substr(0, 24)); }
}  // namespace

Result<std::unique_ptr<Store>> openTestStore(const std::string& path) {
    if (!onPostgres()) return withKeys(openSqliteStore(path));
    if (const std::string& why = sharedPgServer().trouble(); !why.empty()) return problem("store_unavailable", why);
    return withKeys(openPgStore(addressOf(path)));
}

Result<std::unique_ptr<Store>> openTestReader(const std::string& path) {
    if (!onPostgres()) return withKeys(openSqliteReader(path));
    return withKeys(openPgReader(addressOf(path)));
}

}  // namespace ok::test
