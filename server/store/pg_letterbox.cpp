// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/letterbox.h"
#include "server/store/pg_db.h"

namespace ok {
namespace {

class PgLetterbox final : public Letterbox {
  public:
    PgLetterbox(std::unique_ptr<PgDb> db, const PgAddress& address)
        : m_db(std::move(db)), m_bell("outagekit_" + address.schema), m_node(address.node) {}

    Status listen() {
        OK_TRY(m_db->run("LISTEN \"" + m_bell + "\""));
        // Letters need not outlive a crash; waiting for the disk would only make them late.
        return m_db->run("SET synchronous_commit = off");
    }

    Status put(const std::vector<Letter>& letters) override {
        OK_TRY(ready());
        for (const Letter& letter : letters) m_db->send(PgSql::letterPut, PgArgs().text(letter.box).blob(letter.sealed));
        m_db->send(PgSql::bell, PgArgs().text(m_bell).text("letter"));
        m_db->wait();
        if (const auto why = m_db->failure()) return *why;
        return {};
    }

    Result<std::vector<Bytes>> take(const std::vector<std::string>& boxes) override {
        OK_TRY(ready());
        const PgRows rows = m_db->ask(PgSql::lettersTake, PgArgs().blobs({boxes.begin(), boxes.end()}));
        if (const auto why = m_db->failure()) return *why;
        std::vector<Bytes> out;
        for (int i = 0; i < rows.count(); ++i) {
            const ByteView bytes = asBytes(rows.bytes(i, 0));
            out.emplace_back(bytes.begin(), bytes.end());
        }
        return out;
    }

    bool await(Duration most) override {
        std::vector<std::pair<std::string, std::string>> notices;
        if (!ready().ok()) return false;
        (void)m_db->awaitNotice(static_cast<int>(most.count() / 1000), notices);
        return std::any_of(notices.begin(), notices.end(),
                           [this](const auto& notice) { return notice.second != "letter" && notice.second != m_node; });
    }

  private:
    Status ready() {
        m_db->clearFailure();
        if (!m_db->lost()) return {};
        OK_TRY(m_db->reconnect());
        return listen();
    }
    std::unique_ptr<PgDb> m_db;
    std::string m_bell, m_node;
};

}  // namespace

Result<std::unique_ptr<Letterbox>> openPgLetterbox(const PgAddress& address) {
    OK_ASSIGN(auto db, PgDb::open(address.conninfo, address.schema, false));
    auto out = std::make_unique<PgLetterbox>(std::move(db), address);
    OK_TRY(out->listen());
    return std::unique_ptr<Letterbox>(std::move(out));
}

}  // namespace ok
