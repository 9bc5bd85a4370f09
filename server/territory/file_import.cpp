// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/territory/file_import.h"

#include "shared/base/derived_ids.h"
#include "shared/territory/map_build.h"
#include "shared/territory/osm_reader.h"

namespace ok::territory {
namespace {

constexpr std::size_t portionRows = 500;
constexpr std::size_t readChunk = 1 << 16;

/// Sends commands of one import; the first refusal stops it.
class Sender {
  public:
    Sender(Gate& gate, const SecurityContext& who, ImportId import) : m_gate(gate), m_who(who), m_import(import) {}

    template <CommandType C>
    Result<std::string> send(const C& command, const std::string& name) {
        const auto answer = m_gate.run(m_who, {commandIdFrom(m_who.tenant, "import:" + m_import.str() + ":" + name),
                                               std::string(C::card.name), toJson(command)});
        return answer.reply;
    }
    [[nodiscard]] ImportId import() const { return m_import; }

  private:
    Gate& m_gate;
    const SecurityContext& m_who;
    ImportId m_import;
};

/// Collects rows and puts them in portions.
class Portions {
  public:
    explicit Portions(Sender& sender) : m_sender(sender) { m_rows.import = sender.import(); }

    void add(ImportedAccount&& row) {
        m_rows.accounts.push_back({std::move(row.account), PersonName{std::move(row.contact.name)},
                                   PhoneNumber{std::move(row.contact.phone)}, EmailAddress{std::move(row.contact.email)}});
        flushWhenFull();
    }
    void add(AddressPoint&& point) { m_rows.points.push_back(std::move(point)), flushWhenFull(); }
    void add(Street&& street) { m_rows.streets.push_back(std::move(street)), flushWhenFull(); }
    void add(Locality&& town) { m_rows.localities.push_back(std::move(town)), flushWhenFull(); }
    void add(TerritoryArea&& area) { m_areas.areas.push_back(std::move(area)), flushWhenFull(); }
    void add(AddressOverride&& place) { m_overrides.overrides.push_back(std::move(place)), flushWhenFull(); }
    void addAside(const RowIssue& issue, const std::string& text) {
        m_rows.aside.push_back({issue, FreeText{text}});
        flushWhenFull();
    }
    void flush() {
        if (m_rows.size() > 0) put(m_rows);
        if (!m_areas.areas.empty()) put(m_areas);
        if (!m_overrides.overrides.empty()) put(m_overrides);
        m_rows = {.import = m_rows.import};
        m_areas = {};
        m_overrides = {};
    }
    [[nodiscard]] const std::optional<Problem>& failed() const { return m_failed; }
    /// Rows that are really in the store, which are fewer than those read when a portion was refused.
    [[nodiscard]] std::int64_t kept() const { return m_kept; }

  private:
    static std::size_t rowsOf(const PutRows& c) { return c.size() - c.aside.size(); }
    static std::size_t rowsOf(const SetAreas& c) { return c.areas.size(); }
    static std::size_t rowsOf(const SetOverrides& c) { return c.overrides.size(); }
    void flushWhenFull() {
        if (m_rows.size() + m_areas.areas.size() + m_overrides.overrides.size() >= portionRows) flush();
    }
    template <class C>
    void put(const C& command) {
        if (m_failed) return;
        const auto reply = m_sender.send(command, std::to_string(m_count++));
        if (!reply.ok()) m_failed = reply.problem();
        else m_kept += static_cast<std::int64_t>(rowsOf(command));
    }
    Sender& m_sender;
    PutRows m_rows;
    SetAreas m_areas;
    SetOverrides m_overrides;
    int m_count = 0;
    std::int64_t m_kept = 0;
    std::optional<Problem> m_failed;
};

std::unique_ptr<TableImport> readerOf(const ImportFile& file, Portions& portions) {
    const auto aside = [&portions](const RowIssue& issue, const std::string& text) { portions.addAside(issue, text); };
    switch (file.kind) {
        case ImportKind::accounts:
            return importAccounts(file.options, [&portions](ImportedAccount&& row) { portions.add(std::move(row)); }, aside);
        case ImportKind::addresses:
            return importAddresses(file.options, [&portions](AddressPoint&& row) { portions.add(std::move(row)); }, aside);
        case ImportKind::areas:
            return importAreas(file.options, [&portions](TerritoryArea&& row) { portions.add(std::move(row)); }, aside);
        case ImportKind::overrides:
            return importOverrides(file.options, [&portions](AddressOverride&& row) { portions.add(std::move(row)); }, aside);
        case ImportKind::osm: break;
    }
    return nullptr;
}

/// Pushes the bytes in chunks until they end, the reader fails or a portion is refused.
template <class Reader>
Status feedAll(Reader& reader, std::string_view bytes, const Portions& portions) {
    for (std::string_view rest = bytes; !rest.empty() && !portions.failed();) {
        OK_TRY(reader.feed(rest.substr(0, readChunk)));
        rest.remove_prefix(std::min(rest.size(), readChunk));
    }
    return {};
}

Status readTable(const ImportFile& file, Portions& portions, ImportReport& report) {
    const auto reader = readerOf(file, portions);
    Status status = feedAll(*reader, file.bytes, portions);
    if (status.ok() && !portions.failed()) status = reader->finish();
    report = reader->report();
    return status;
}

Status readOsm(const ImportFile& file, Portions& portions, ImportReport& report) {
    OsmReader reader(file.options.watcher);
    OK_TRY(feedAll(reader, file.bytes, portions));
    OK_ASSIGN(OsmData data, reader.finish());
    for (Street& street : data.streets) portions.add(std::move(street));
    for (AddressPoint& point : data.addresses) portions.add(std::move(point));
    for (Locality& town : data.localities) portions.add(std::move(town));
    report = std::move(data.report);
    return {};
}

// Everything that changes what a file's rows mean.
std::string readingOf(const ImportFile& file) {
    const ImportOptions& o = file.options;
    return enumName(file.kind) + "|" + enumName(o.format) + enumName(o.service) + "|" + o.timeZone + "|" + o.language + "|" +
           o.city + "|" + o.callingCode + "|" + o.areaKind + "|" + file.run;
}

void fill(ImportDone& record, const ImportReport& report) {
    record.rowsRead = static_cast<std::int64_t>(report.rowsRead);
    record.accepted = static_cast<std::int64_t>(report.accepted);
    record.keptAside = static_cast<std::int64_t>(report.keptAside);
    for (const auto& [code, count] : report.issueCounts) record.problems[code] = static_cast<std::int64_t>(count);
    record.cancelled = report.cancelled;
}

}  // namespace

ImportId importIdOf(TenantId tenant, const ImportFile& file) {
    return ImportId{derivedUuid(tenant.str() + "|import|" + sha256(file.bytes).hex() + "|" + readingOf(file))};
}

Result<ImportDone> importFile(Gate& gate, TerritoryBoard& board, const SecurityContext& who, ImportFile file) {
    const ImportId id = importIdOf(who.tenant, file);
    Sender sender(gate, who, id);
    ImportDone record;
    record.id = id;
    record.what = enumName(file.kind);
    record.fileName = file.name;
    record.fileHash = sha256(file.bytes);
    record.terms = file.terms;
    if (file.kind == ImportKind::osm && file.terms == DataTerms{}) record.terms = {std::string(osmLicence), std::string(osmAttribution)};
    OK_TRY(sender.send(StartImport{id, record.what, file.name, record.fileHash, record.terms}, "start"));
    Portions portions(sender);
    ImportReport report;
    Status status = file.kind == ImportKind::osm ? readOsm(file, portions, report) : readTable(file, portions, report);
    portions.flush();
    if (portions.failed()) status = *portions.failed();
    fill(record, report);
    if (portions.failed()) record.accepted = portions.kept();
    record.cancelled = record.cancelled || (!status.ok() && status.problem().code == "cancelled");
    record.state = record.cancelled ? ImportState::cancelled : status.ok() ? ImportState::done : ImportState::failed;
    if (record.state == ImportState::failed) record.problem = status.problem().message;
    OK_ASSIGN(const auto reader, gate.openReader());
    board.prepare(id, TerritoryIndex::read(*reader, who.tenant));
    // A cancelled import that is taken up again ends with an entry of its own.
    const std::string ending = enumName(record.state) + std::to_string(record.rowsRead);
    const auto reply = sender.send(FinishImport{record}, ending);
    (void)board.takePrepared(id);  // refused: nobody else will
    OK_TRY(reply);
    if (record.state == ImportState::failed) return status.problem();
    return fromJson<ImportDone>(*reply);
}

}  // namespace ok::territory
