// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Exports: the same question gives the same bytes; what is exported is what was asked for, in order; bundles prove
// themselves offline, also redacted, and say where they were bent; PDFs carry a signature that other people's software
// accepts (F07.R5.A1 to A7, E34, J1).
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <random>

#include "server/access/access_commands.h"
#include "server/ledger/export_desk.h"
#include "server/ledger/export_routes.h"
#include "shared/base/pdf_objects.h"
#include "server/ledger/pdf_report.h"
#include "server/ledger/search_index.h"
#include "shared/ledger/audit_event.h"
#include "shared/ledger/record_files.h"
#include "shared/ledger/tar.h"
#include "tests/support/counter_domain.h"
#include "tests/support/file_text.h"
#include "tests/support/gate_fixture.h"

namespace ok::ledger {
namespace {

using namespace operations;
namespace fs = std::filesystem;

struct Confide {
    static constexpr CommandCard card{.name = "test.confide", .action = "incidents.test"};
    std::string token;
};
BOOST_DESCRIBE_STRUCT(Confide, (), (token))
struct Confided {
    static constexpr std::string_view eventType = "test.confided";
    Token<PhoneNumber> from;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(Confided, (), (from, note))

const std::string token = "tok_abcdefghijklmnopqrstuvwxyz";

using test::contents;

class AuditExportTest : public ::testing::Test {
  protected:
    AuditExportTest() {
        test::addCounterProjections(f.projections);
        test::addCounterHandlers(*f.gate);
        f.gate->handle<Confide>([](const Right&, CommandContext& cx, const Confide& c) -> Status {
            cx.emit(Confided{{c.token}, "said \"hello, Érable\"\nand more"}, {.subjects = {c.token}, .justification = "a \"reason\", two"});
            return {};
        });
        f.start();
        // Two days and a bit, three streams.
        for (const int n : {9, 14, 5}) {
            for (int i = 0; i < n; ++i) {
                f.run(test::Add{i % 2 == 0 ? "oak" : "elm", i}, i % 5 == 4 ? f.approverCleo() : f.operatorAnna());
                f.run(Confide{token}, f.operatorBen());
                if (i % 3 != 0) f.advance(seconds(17));
            }
            f.advance(hours(24));
        }
        auto opened = f.gate->openReader();
        store = std::move(*opened);
    }
    AuditExport asked(ExportFormat format, AuditFilter filter = {}, bool redacted = false) {
        AuditExport out;
        out.id = ExportId{derivedUuid("export " + std::to_string(++m_asked))};
        out.filter = std::move(filter);
        if (!out.filter.to.known()) out.filter.to = f.now();
        out.format = format;
        out.redacted = redacted;
        out.parametersHash = parametersHashOf(out);
        out.initiator = "ada";
        out.createdAt = f.now();
        return out;
    }
    FinishExport made(const AuditExport& what, AskTimeStamp stamp = {}) {
        directory = f.dir.file("export" + std::to_string(m_asked));
        const ExportTools tools{*store, nullptr, key, [this]() -> Result<ReportSigner*> {
                                    if (!signer) {
                                        OK_ASSIGN(signer, ReportSigner::loadOrMake(f.dir.file("keys")));
                                    }
                                    return signer.get();
                                }, std::move(stamp), "one", f.now(), f.dir.file("clock")};
        auto result = writeExport(what, tools, directory);
        EXPECT_TRUE(result.ok()) << result.problem().code << ": " << result.problem().message;
        return result.ok() ? *result : FinishExport{};
    }
    std::string artifact(const FinishExport& done) { return done.files.empty() ? std::string() : contents(directory / done.files[0].name); }
    std::vector<Entry> expected(const AuditFilter& filter) {
        std::vector<Entry> out;
        AuditWalk walk(*store, nullptr, {f.tenant, filter, AuditOrder::oldestFirst, {}});
        for (auto entry = walk.next(); entry; entry = walk.next()) out.push_back(std::move(*entry));
        return out;
    }

    test::GateFixture f;
    SigningKey key{test::keyOf(7)};
    std::string keyText = toHex(key.publicKey());
    std::unique_ptr<Store> store;
    std::unique_ptr<ReportSigner> signer;
    fs::path directory;

  private:
    int m_asked = 0;
};

/// RFC 4180, read strictly.
std::vector<std::vector<std::string>> readCsv(const std::string& text) {
    std::vector<std::vector<std::string>> rows{{}};
    std::string field;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '"') {
            for (++at; at < text.size(); ++at) {
                if (text[at] == '"' && at + 1 < text.size() && text[at + 1] == '"') ++at;
                else if (text[at] == '"') break;
                field += text[at];
            }
            ++at;
        }
        while (at < text.size() && text[at] != ',' && text[at] != '\r') {
            EXPECT_NE(text[at], '"') << "a quote inside a field that is not quoted";
            field += text[at++];
        }
        rows.back().push_back(std::exchange(field, {}));
        if (at < text.size() && text[at] == ',') {
            ++at;
        } else {
            EXPECT_EQ(text.substr(at, 2), "\r\n");
            at += 2;
            if (at < text.size()) rows.emplace_back();
        }
    }
    return rows;
}

// F07.R5.A1, F07.R5.A6
TEST_F(AuditExportTest, CsvAndJsonlHoldExactlyTheMatchingRecordsInOrderAndAreTheSameEveryTime) {
    AuditFilter filter;
    filter.actors = {"anna", "ben"};
    filter.from = Instant::fromMicros(f.clockMicros - 3 * 86'400'000'000LL + 40'000'000);
    filter.to = f.now();
    const auto records = expected(filter);
    ASSERT_GT(records.size(), 20U);
    const auto csv = made(asked(ExportFormat::csv, filter));
    const auto rows = readCsv(artifact(csv));
    ASSERT_EQ(rows.size(), records.size() + 1);
    EXPECT_EQ(rows[0][3], "entry_id");
    for (std::size_t i = 0; i < records.size(); ++i) {
        ASSERT_EQ(rows[i + 1].size(), rows[0].size());
        EXPECT_EQ(rows[i + 1][3], records[i].header.entryId.str());
        EXPECT_EQ(rows[i + 1][17], records[i].payload);
        EXPECT_EQ(rows[i + 1].back(), records[i].hash.hex());
    }
    EXPECT_EQ(csv.files[0].name, exportName("one", asked(ExportFormat::csv, filter), csv.files[0].sha256));
    const std::string sums = contents(directory / "checksums.txt");
    EXPECT_NE(sums.find(csv.files[0].sha256.hex() + "  " + csv.files[0].name), std::string::npos);

    const auto jsonl = made(asked(ExportFormat::jsonl, filter));
    const std::string lines = artifact(jsonl);
    EXPECT_TRUE(lines.ends_with("}\n"));
    EXPECT_EQ(static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')), records.size());
    std::size_t at = 0;
    for (const Entry& record : records) {
        const std::string line = lines.substr(at, lines.find('\n', at) - at);
        EXPECT_EQ(*canonicalJson(line), line) << "keys in order";
        EXPECT_NE(line.find(record.header.entryId.str()), std::string::npos);
        at += line.size() + 1;
    }
    // F02.R5.A5: the same records as one well-formed array, with a signed checksum file.
    const auto json = made(asked(ExportFormat::json, filter));
    const std::string array = artifact(json);
    const auto parsed = parseJson(array);
    ASSERT_TRUE(parsed.ok() && parsed->root().isArray() && parsed->root().size() == records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        EXPECT_EQ(parsed->root().at(i)["hash"].text(), records[i].hash.hex());
        EXPECT_EQ(parsed->root().at(i)["prev_hash"].exists(), records[i].header.prevHash.known());
    }
    EXPECT_TRUE(json.files[0].name.ends_with(".json") && json.files[0].contentType == "application/json");
    EXPECT_NE(contents(directory / "checksums.txt").find(json.files[0].sha256.hex() + "  " + json.files[0].name), std::string::npos);
    EXPECT_EQ(made(asked(ExportFormat::json, filter)).files[0].sha256, json.files[0].sha256);
    AuditFilter nothing;
    nothing.actors = {"nobody"};
    EXPECT_EQ(contents(directory / made(asked(ExportFormat::json, nothing)).files[0].name), "[\n]\n");

    EXPECT_EQ(csv.selectionRoot, jsonl.selectionRoot);
    f.run(test::Add{"later", 1}, f.operatorAnna());
    EXPECT_EQ(made(asked(ExportFormat::csv, filter)).files[0].sha256, csv.files[0].sha256) << "though the log went on";
    EXPECT_EQ(made(asked(ExportFormat::jsonl, filter)).files[0].sha256, jsonl.files[0].sha256);
    EXPECT_NE(made(asked(ExportFormat::csv)).files[0].sha256, csv.files[0].sha256);
}

TEST_F(AuditExportTest, ABundleProvesItselfOfflineIsTheSameEveryTimeAndEveryBendIsFound) {
    AuditFilter filter;
    filter.objects = {"oak", token};
    const auto done = made(asked(ExportFormat::bundle, filter));
    const std::string archive = artifact(done);
    const auto verdict = verifyEvidenceArchive(archive, {keyText, {}});
    EXPECT_TRUE(verdict.valid) << toJson(verdict);
    AuditFilter upTo = filter;
    upTo.to = f.now();
    EXPECT_EQ(verdict.records, static_cast<std::int64_t>(expected(upTo).size()));
    EXPECT_EQ(verdict.selectionRoot, done.selectionRoot.hex());
    EXPECT_EQ(verdict.publicKey, keyText);
    EXPECT_EQ(done.days.size(), 3U);
    EXPECT_EQ(artifact(made(asked(ExportFormat::bundle, filter))), archive);
    EXPECT_FALSE(verifyEvidenceArchive(archive, {toHex(SigningKey(test::keyOf(8)).publicKey()), {}}).valid) << "another server's key";
    EXPECT_EQ(archive.find(std::string(30, 'x')), std::string::npos);

    std::mt19937 dice(11);
    for (int round = 0; round < 400; ++round) {
        std::string bent = archive;
        const std::size_t at = dice() % bent.size();
        bent[at] = static_cast<char>(bent[at] ^ (1 << dice() % 8));
        const bool padding = archive[at] == '\0';   // between members, or after the end: no byte of evidence
        EXPECT_TRUE(!verifyEvidenceArchive(bent, {keyText, {}}).valid || padding) << at;
    }
    for (const std::size_t size : {std::size_t{0}, std::size_t{511}, archive.size() / 2, archive.size() - 1100}) {
        EXPECT_FALSE(verifyEvidenceArchive(std::string_view(archive).substr(0, size), {keyText, {}}).valid);
    }
}

/// A bundle with one file changed, its checksums and signature made anew by somebody with the key: the proofs must tell.
std::vector<std::string> faultsOf(std::map<std::string, std::string> files, const std::string& name, const std::string& from, const std::string& to) {
    const std::size_t at = files[name].find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at == std::string::npos) return {};
    files[name].replace(at, from.size(), to);
    BundleFiles views;
    for (const auto& [key, bytes] : files) views[key] = bytes;
    std::vector<std::string> out;
    for (const auto& fault : verifyEvidence(views, {}, false).faults) out.push_back(fault.code);
    return out;
}

// F07.R4.A6: whoever has the files of an export of rows can check every record of it.
TEST_F(AuditExportTest, ExportsOfRowsAreCheckedRecordByRecordWithWhatStandsBesideThem) {
    const auto filesOf = [this](const FinishExport& done) {
        std::map<std::string, std::string> out;
        for (const ExportFile& file : done.files) out[file.name] = contents(directory / file.name);
        return out;
    };
    const auto verdictOf = [this](const std::map<std::string, std::string>& bytes) {
        return verifyExportFiles(BundleFiles(bytes.begin(), bytes.end()), {keyText, {}});
    };
    // Sealed again with the right key, so that only the records themselves can give a bend away.
    const auto sealedAgain = [this](std::map<std::string, std::string> bytes) {
        std::string sums;
        for (const auto& [name, text] : bytes) {
            if (!name.starts_with("checksums")) sums += checksumLine(sha256(text), name);
        }
        bytes["checksums.txt.sig"] = detachedSignature(sums, key);
        bytes["checksums.txt"] = std::move(sums);
        return bytes;
    };
    for (const ExportFormat format : {ExportFormat::csv, ExportFormat::jsonl, ExportFormat::json}) {
        for (const bool redacted : {false, true}) {
            AuditFilter filter;
            if (redacted) filter.streams = {"ops"};
            const auto done = made(asked(format, filter, redacted));
            const auto bytes = filesOf(done);
            const auto good = verdictOf(bytes);
            EXPECT_TRUE(good.valid) << enumName(format) << ' ' << toJson(good);
            EXPECT_EQ(good.records, done.records) << "record counts match";
            const std::string name = done.files[0].name;
            const auto faultOf = [&](const std::string& from, const std::string& to, const std::string& file) {
                auto bent = bytes;
                const std::size_t at = bent[file].find(from);
                EXPECT_NE(at, std::string::npos) << from;
                if (at != std::string::npos) bent[file].replace(at, from.size(), to);
                const auto verdict = verdictOf(sealedAgain(bent));
                return verdict.faults.empty() ? std::string("none") : verdict.faults.front().code;
            };
            const auto all = expected(filter);
            EXPECT_NE(faultOf(all[2].hash.hex(), sha256("another").hex(), name), "none") << "another hash";
            EXPECT_NE(faultOf("ops/", "ops/9", name), "none") << "a reference to a checkpoint that is not there";
            const std::string moment = (format == ExportFormat::csv ? "" : "\"ledger_time\":\"") + toIso(all[1].header.ledgerTime);
            EXPECT_NE(faultOf(moment, moment.substr(0, moment.size() - 27) + "2020" + moment.substr(moment.size() - 23), name), "none") << "another time";
            EXPECT_NE(faultOf("\"signature\":\"", "\"signature\":\"00", "checkpoints.jsonl"), "none") << "a server signature that does not hold";
            auto bent = bytes;
            bent[name][bent[name].size() / 2] ^= 1;
            EXPECT_FALSE(verdictOf(bent).valid);
            if (format == ExportFormat::jsonl) {
                auto fewer = bytes;
                fewer[name].erase(0, fewer[name].find('\n') + 1);
                EXPECT_FALSE(verdictOf(sealedAgain(fewer)).valid) << "a record less";
            }
            if (format != ExportFormat::csv && !redacted) EXPECT_EQ(faultOf("\"actor_id\":\"anna\"", "\"actor_id\":\"jane\"", name), "bad_hash");
        }
    }
}

TEST_F(AuditExportTest, ABundleThatWasMadeToFitItselfStillDoesNotFitTheSignedLog) {
    const std::string archive = artifact(made(asked(ExportFormat::bundle)));
    std::map<std::string, std::string> files;
    const auto members = tarMembers(archive);
    ASSERT_TRUE(members.ok());
    for (const auto& [name, bytes] : *members) files[name] = std::string(bytes);
    const std::string first = files["entries.jsonl"].substr(0, files["entries.jsonl"].find('\n') + 1);
    const auto has = [](const std::vector<std::string>& codes, const char* code) { return std::find(codes.begin(), codes.end(), code) != codes.end(); };
    EXPECT_TRUE(has(faultsOf(files, "entries.jsonl", first, ""), "bad_selection_root")) << "an entry left out";
    EXPECT_TRUE(has(faultsOf(files, "entries.jsonl", first, first + first), "bad_order")) << "an entry twice";
    EXPECT_TRUE(has(faultsOf(files, "entries.jsonl", "\"amount\":0", "\"amount\":9"), "bad_payload_hash"));
    EXPECT_TRUE(has(faultsOf(files, "entries.jsonl", "\"actor\":{\"id\":\"anna\"", "\"actor\":{\"id\":\"anne\""), "bad_hash"));
    EXPECT_TRUE(has(faultsOf(files, "proofs.jsonl", "\"size\":", "\"size\":1"), "bad_proof"));
    EXPECT_TRUE(has(faultsOf(files, "checkpoints.jsonl", "\"size\":", "\"size\":1"), "bad_checkpoint"));
    EXPECT_TRUE(has(faultsOf(files, "manifest.json", "\"records\":", "\"records\":1"), "bad_count"));
    EXPECT_TRUE(has(faultsOf(files, "manifest.json", "\"actors\":[]", "\"actors\":[\"ben\"]"), "not_asked_for"));
}

// F07.R5.A5
TEST_F(AuditExportTest, RedactionMasksEveryTokenInEveryFormatAndProofsHold) {
    for (const ExportFormat format : {ExportFormat::csv, ExportFormat::jsonl, ExportFormat::bundle, ExportFormat::pdf}) {
        const auto plain = made(asked(format));
        const auto done = made(asked(format, {}, true));
        const std::string bytes = artifact(done);
        EXPECT_NE(done.files[0].name.find("-redacted."), std::string::npos);
        EXPECT_EQ(done.selectionRoot, plain.selectionRoot) << "the same records in the same order";
        EXPECT_NE(contents(directory / "metadata.json").find("\"redaction\":\"enabled\""), std::string::npos);
        if (format != ExportFormat::bundle) {
            EXPECT_EQ(bytes.find(token), std::string::npos) << enumName(format);
            continue;
        }
        const auto verdict = verifyEvidenceArchive(bytes, {keyText, {}});
        EXPECT_TRUE(verdict.valid) << toJson(verdict);
        EXPECT_EQ(verdict.redacted, 28);
        EXPECT_EQ(bytes.find("\"from\":\"" + token), std::string::npos);
    }
}

/// What a command prints, and how it ended.
std::pair<int, std::string> output(const std::string& command) {
    std::string out;
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return {-1, {}};
    char buffer[4096];
    for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
    return {pclose(pipe), out};
}

// F07.R5.A2, F07.R5.A6
TEST_F(AuditExportTest, APdfIsSignedForOtherPeoplesSoftwareAndItsContentIsTheSameEveryTime) {
    const auto done = made(asked(ExportFormat::pdf));
    const std::string file = (directory / done.files[0].name).string(), bytes = artifact(done);
    const auto [code, said] = output("pdfsig -nocert '" + file + "'");
    EXPECT_NE(said.find("Signature is Valid."), std::string::npos) << said;
    EXPECT_NE(said.find("ETSI.CAdES.detached"), std::string::npos) << said;
    EXPECT_NE(said.find("Total document signed"), std::string::npos) << said;
    const auto text = output("pdftotext -layout '" + file + "' -").second;
    const auto count = [](const std::string& in, const std::string& what) {
        int n = 0;
        for (std::size_t at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) ++n;
        return n;
    };
    const int pages = 1 + (static_cast<int>(done.records) + 19) / 20;
    EXPECT_EQ(count(text, "Generated at "), pages);
    EXPECT_NE(text.find("Page 2 of " + std::to_string(pages)), std::string::npos);
    EXPECT_NE(text.find(done.selectionRoot.hex()), std::string::npos);
    EXPECT_EQ(count(bytes, "(OutageKit Compliance Report) Tj"), pages) << "a watermark on each";
    const auto attached = output("pdfdetach -list '" + file + "'").second;
    for (const char* name : {"manifest.json", "proofs.jsonl", "checksums.txt", "records.jsonl", "custody.json"}) {
        EXPECT_NE(attached.find(name), std::string::npos) << attached;
    }
    std::string bent = bytes;
    bent[bent.find("Audit report")] = 'B';
    const fs::path other = directory / "bent.pdf";
    std::ofstream(other, std::ios::binary) << bent;
    EXPECT_EQ(output("pdfsig -nocert '" + other.string() + "'").second.find("Signature is Valid."), std::string::npos);

    f.advance(seconds(90));
    const auto again = made(asked(ExportFormat::pdf, [this] {
        AuditFilter same;
        same.to = f.now() - seconds(90);
        return same;
    }()));
    const auto contentHash = [this] {
        const std::string metadata = contents(directory / "metadata.json");
        return metadata.substr(metadata.find("content_hash"), 80);
    };
    const std::string second = contentHash();
    EXPECT_EQ(again.reproducibilityToken, done.reproducibilityToken);
    directory = f.dir.file("export1");
    EXPECT_EQ(contentHash(), second) << "before the signature the bytes are the same";
    EXPECT_NE(again.files[0].sha256, done.files[0].sha256) << "custody and signature are each export's own";
}

/// A desk on a gate of its own; waits for what the log says.
struct Desk {
    explicit Desk(Deliver deliver)
        : tenants([this]() -> Gate& {
              addExportProjections(g.projections);
              access::addProjections(g.projections);
              access::addHandlers(*g.gate);
              return *g.gate;
          }, *store),
          desk({*g.gate, tenants.directory, g.dir.file("data"), g.dir.file("search"), std::make_shared<const SigningKey>(test::keyOf(7)), {},
                [this] { return g.now(); }, std::move(deliver)}) {
        desk.addHandlers();
        g.gate->onCommitted([this](const CommittedBatch& batch) {
            desk.committed(batch);
            const std::lock_guard lock(mutex);
            for (const Entry& entry : batch.entries) ++seen[entry.header.type];
            changed.notify_all();
        });
        g.start();
        const auto system = access::systemContext(g.tenant, false);
        EXPECT_TRUE(g.run(access::CreateTenant{{.tenant = g.tenant, .slug = "one", .name = "One"}}, system).reply.ok());
    }
    ~Desk() {
        desk.stop();
        g.gate->stop();
    }
    void wait(const std::string& type, int count) {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(60), [&] { return seen[type] >= count; })) << type;
    }
    struct Tenants {
        Tenants(const std::function<Gate&()>& gate, Store& store) : directory(store, gate()) {}
        TenantDirectory directory;
    };
    Store* store = nullptr;
    test::GateFixture g{[this](std::unique_ptr<Store> opened) {
        store = opened.get();
        return opened;
    }};
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, int> seen;
    Tenants tenants;
    ExportDesk desk;
};

// F07.R5.A3, F07.R5.A4, F07.R5.A7, J1
TEST(ExportDeskTest, EveryStepOfAnExportIsInTheLogAndADeskThatWasStoppedGoesOn) {
    std::atomic<int> tries{0};
    Desk d([&tries](const TenantProfile&, const AuditExport&, const DeliveryTarget&, const fs::path& directory) {
        EXPECT_TRUE(fs::exists(directory / "checksums.txt.sig"));
        return ++tries < 3 ? DeliveryOutcome{false, true, "connect_failed"} : DeliveryOutcome{true, false, ""};
    });
    StartExport command;
    command.format = ExportFormat::bundle;
    command.note = "the regulator asked";
    command.deliverTo = {{DeliveryKind::sftp, "regulator"}};
    const auto auditor = d.g.person("ada", {"auditor", "admin"});
    const CommandId id = d.g.freshId();
    const auto first = d.g.run(command, auditor, id);
    ASSERT_TRUE(first.reply.ok());
    EXPECT_EQ(*d.g.run(command, auditor, id).reply, *first.reply) << "asked twice, made once";
    EXPECT_EQ(d.g.run(command, d.g.operatorAnna()).reply.problem().code, "access_denied");
    EXPECT_EQ(d.g.run(FinishExport{}, auditor).reply.problem().code, "access_denied") << "only the desk says what it made";
    ASSERT_EQ(d.g.documents<AuditExport>().size(), 1U);
    EXPECT_EQ(d.g.documents<AuditExport>()[0].state, ExportState::processing) << "nobody is at the desk";

    d.desk.start();
    d.wait("audit.export_completed", 1);
    d.wait("audit.delivery_attempted", 1);
    d.g.advance(minutes(1));
    d.g.gate->fireTimers();
    d.wait("audit.delivery_attempted", 2);
    d.g.advance(minutes(4));
    d.g.gate->fireTimers();
    d.wait("audit.delivery_attempted", 3);
    const auto done = d.g.documents<AuditExport>()[0];
    EXPECT_EQ(done.state, ExportState::ready);
    EXPECT_EQ(done.deliveries[0].state, "delivered");
    EXPECT_EQ(done.deliveries[0].attempts, 3);
    ASSERT_EQ(done.files.size(), 5U);
    for (const ExportFile& file : done.files) {
        const std::string bytes = contents(d.desk.directoryOf(d.g.tenant, done.id) / file.name);
        EXPECT_EQ(sha256(bytes), file.sha256);
        EXPECT_EQ(static_cast<std::int64_t>(bytes.size()), file.size);
    }
    std::map<std::string, std::string> bytes;
    for (const ExportFile& file : done.files) bytes[file.name] = contents(d.desk.directoryOf(d.g.tenant, done.id) / file.name);
    BundleFiles files(bytes.begin(), bytes.end());
    EvidenceVerdict verdict;
    verifyChecksums(files, {}, verdict);
    EXPECT_TRUE(verdict.faults.empty()) << toJson(verdict);
    bytes["metadata.json"][20] ^= 1;
    files = BundleFiles(bytes.begin(), bytes.end());
    verifyChecksums(files, {}, verdict);
    EXPECT_FALSE(verdict.faults.empty());
    std::vector<std::string> told;
    for (const Entry& entry : d.g.entries(Stream::security)) told.push_back(entry.header.type);
    EXPECT_EQ(told, (std::vector<std::string>{"audit.export_requested", "audit.export_completed", "audit.delivery_attempted", "audit.delivery_due",
                                              "audit.delivery_attempted", "audit.delivery_due", "audit.delivery_attempted"}));
}

}  // namespace
}  // namespace ok::ledger
