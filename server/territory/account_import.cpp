// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/territory/account_import.h"

#include "shared/base/derived_ids.h"

namespace ok::territory {
namespace {

constexpr std::size_t portionRows = 500;
constexpr std::size_t readChunk = 1 << 16;

class Portions {
  public:
    Portions(Gate& gate, const SecurityContext& who, ImportId import) : m_gate(gate), m_who(who) { m_next.import = import; }

    void add(ImportedAccount&& row) {
        m_next.accounts.push_back({std::move(row.account), PersonName{std::move(row.contact.name)},
                                   PhoneNumber{std::move(row.contact.phone)}, EmailAddress{std::move(row.contact.email)}});
        if (m_next.accounts.size() >= portionRows) flush();
    }
    void add(const RowIssue& issue, const std::string& text) {
        m_next.aside.push_back({issue, FreeText{text}});
        if (m_next.aside.size() >= portionRows) flush();
    }
    void flush() {
        if (m_failed || (m_next.accounts.empty() && m_next.aside.empty())) return;
        const std::string body = toJson(m_next);
        const auto answer = m_gate.run(
            m_who, {commandIdFrom(m_who.tenant, "import:" + m_next.import.str() + ":" + std::to_string(m_count++)),
                    std::string(PutAccounts::card.name), body});
        if (!answer.reply.ok()) m_failed = answer.reply.problem();
        m_next.accounts.clear();
        m_next.aside.clear();
    }
    [[nodiscard]] const std::optional<Problem>& failed() const { return m_failed; }

  private:
    Gate& m_gate;
    const SecurityContext& m_who;
    PutAccounts m_next;
    int m_count = 0;
    std::optional<Problem> m_failed;
};

// Everything that changes what a file's rows mean.
std::string readingOf(const ImportOptions& o) {
    return enumName(o.format) + enumName(o.service) + "|" + o.timeZone + "|" + o.language + "|" + o.city + "|" + o.callingCode;
}

ImportDone recordOf(const ImportReport& report, const AccountFile& file, ImportId id) {
    ImportDone record;
    record.id = id;
    record.what = "accounts";
    record.fileName = file.name;
    record.fileHash = sha256(file.bytes);
    record.rowsRead = static_cast<std::int64_t>(report.rowsRead);
    record.accepted = static_cast<std::int64_t>(report.accepted);
    record.keptAside = static_cast<std::int64_t>(report.keptAside);
    for (const auto& [code, count] : report.issueCounts) record.problems[code] = static_cast<std::int64_t>(count);
    record.cancelled = report.cancelled;
    return record;
}

}  // namespace

Result<ImportDone> importAccountFile(Gate& gate, const SecurityContext& who, AccountFile file) {
    // The same file read the same way is the same import: portions already put are answered, not put twice.
    const ImportId id{derivedUuid(who.tenant.str() + "|import|" + sha256(file.bytes).hex() + "|" + readingOf(file.options))};
    Portions portions(gate, who, id);
    const auto reader = importAccounts(
        file.options, [&](ImportedAccount&& row) { portions.add(std::move(row)); },
        [&](const RowIssue& issue, const std::string& text) { portions.add(issue, text); });
    Status status;
    for (std::string_view rest = file.bytes; !rest.empty() && status.ok() && !portions.failed();) {
        status = reader->feed(rest.substr(0, readChunk));
        rest.remove_prefix(std::min(rest.size(), readChunk));
    }
    if (status.ok()) status = reader->finish();
    portions.flush();
    if (portions.failed()) return *portions.failed();
    if (!status.ok() && !reader->report().cancelled) return status.problem();
    const ImportDone record = recordOf(reader->report(), file, id);
    const auto answer = gate.run(who, {commandIdFrom(who.tenant, "import:" + id.str() + ":done"),
                                       std::string(FinishImport::card.name), toJson(FinishImport{record})});
    if (!answer.reply.ok()) return answer.reply.problem();
    return fromJson<ImportDone>(*answer.reply);
}

Result<int> importAreaFile(Gate& gate, const SecurityContext& who, std::string_view geojson) {
    SetAreas command;
    ImportOptions options;
    options.format = FileFormat::geojson;
    const auto reader = importAreas(options, [&](TerritoryArea&& area) { command.areas.push_back(std::move(area)); });
    OK_TRY(reader->feed(geojson));
    OK_TRY(reader->finish());
    const auto answer = gate.run(who, {commandIdFrom(who.tenant, "areas:" + sha256(geojson).hex()),
                                       std::string(SetAreas::card.name), toJson(command)});
    if (!answer.reply.ok()) return answer.reply.problem();
    return static_cast<int>(command.areas.size());
}

}  // namespace ok::territory
