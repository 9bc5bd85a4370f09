// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A real PostgreSQL in a temporary directory, reached by a Unix socket only, gone after the test. PostgreSQL does not run
// as root: started by root it runs as the user `postgres` of Debian's package.
#pragma once
#include <string>
#include <vector>

#include "server/store/store.h"
#include "tests/support/temp_dir.h"

namespace ok::test {

class PgServer {
  public:
    /// `settings`: lines of postgresql.conf. With `fsync` off (the default) it is quick and loses all at a power cut.
    /// `environment`: of its processes, `NAME=VALUE`.
    explicit PgServer(bool fsync = false, const std::vector<std::string>& settings = {}, std::string environment = {});
    ~PgServer();
    PgServer(const PgServer&) = delete;
    PgServer& operator=(const PgServer&) = delete;

    /// Empty when it runs; else what is missing, in words.
    [[nodiscard]] const std::string& trouble() const { return m_trouble; }
    /// A user that is neither superuser nor above row-level security, owner of an empty database.
    [[nodiscard]] std::string conninfo() const;
    [[nodiscard]] PgAddress address(const std::string& schema = "outagekit", const std::string& node = "test") const;
    /// Runs SQL as superuser; the output, or empty when it failed.
    std::string sql(const std::string& text) const;
    void stop(const std::string& mode = "immediate");
    void start();
    /// Starts it when it has given up, as a supervisor does.
    void ensureRunning();
    [[nodiscard]] const std::string& directory() const { return m_directory; }

  private:
    /// Runs a program of the package as the right user; its exit status.
    int run(const std::string& command, std::string* output = nullptr) const;
    TempDir m_dir;
    std::string m_directory, m_trouble, m_environment;
    bool m_running = false;
};

/// True when this run of the tests is on PostgreSQL (OK_TEST_STORE=postgres).
[[nodiscard]] bool onPostgres();
/// The one server of this run.
[[nodiscard]] PgServer& sharedPgServer();
/// A store for a test: SQLite in the file `path`, or on PostgreSQL in a schema named after the path.
[[nodiscard]] Result<std::unique_ptr<Store>> openTestStore(const std::string& path);
[[nodiscard]] Result<std::unique_ptr<Store>> openTestReader(const std::string& path);

}  // namespace ok::test
