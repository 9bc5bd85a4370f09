// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The file: a line `outagekit-backup/1`, a line of JSON, then chunks of 4 bytes length (big-endian) and sealed bytes. The JSON
// line, the chunk's number and whether it is the last are authenticated with every chunk, so that none can be left out,
// exchanged or added. Inside: for each file its name's length (4), name, size (8), bytes.
#include "server/product/backup.h"

#include <fstream>

#include "server/access/password.h"
#include "server/product/installation_keys.h"
#include "server/store/durable_file.h"
#include "server/store/log_tools.h"
#include "shared/base/digest.h"
#include "shared/ledger/verifier.h"
#include "shared/product/projections.h"

namespace ok {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view formatLine = "outagekit-backup/1";
constexpr std::size_t chunkBytes = std::size_t{1} << 20;
constexpr std::size_t leastPassphrase = 12;

struct BackupHeader {
    Instant createdAt;
    std::string salt;    ///< hex
    std::string nonce;   ///< hex, the part all chunks share
};
BOOST_DESCRIBE_STRUCT(BackupHeader, (), (createdAt, salt, nonce))

std::string bigEndian(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
    return out;
}

std::uint64_t fromBigEndian(std::string_view bytes) {
    std::uint64_t out = 0;
    for (const char c : bytes) out = out << 8 | static_cast<unsigned char>(c);
    return out;
}

Result<std::string> passphraseIn(const std::string& file) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line) || line.size() < leastPassphrase) {
        return problem("weak_passphrase", "`" + file + "` needs a passphrase of at least 12 characters in its first line");
    }
    return line;
}

std::string contextOf(const std::string& header, std::uint64_t number, bool last) {
    return header + "|" + std::to_string(number) + (last ? "|last" : "|more");
}

std::array<std::uint8_t, 12> nonceOf(const Bytes& shared, std::uint64_t number) {
    std::array<std::uint8_t, 12> out{};
    std::copy_n(shared.begin(), 8, out.begin());
    for (int i = 0; i < 4; ++i) out[static_cast<std::size_t>(8 + i)] = static_cast<std::uint8_t>(number >> (8 * (3 - i)));
    return out;
}

/// Collects bytes into chunks, seals and writes them.
class SealedWriter {
  public:
    SealedWriter(std::ostream& out, std::string header, const std::array<std::uint8_t, 32>& key, Bytes nonce)
        : m_out(out), m_header(std::move(header)), m_key(key), m_nonce(std::move(nonce)) {}
    void add(std::string_view bytes) {
        m_open += bytes;
        while (m_open.size() > chunkBytes) write(m_open.substr(0, chunkBytes), false), m_open.erase(0, chunkBytes);
    }
    void finish() { write(m_open, true); }

  private:
    void write(std::string_view plain, bool last) {
        const Bytes sealed = seal(m_key, nonceOf(m_nonce, m_number), asBytes(plain), asBytes(contextOf(m_header, m_number, last)));
        m_out << bigEndian(sealed.size(), 4) << asText(sealed);
        ++m_number;
    }
    std::ostream& m_out;
    std::string m_header, m_open;
    std::array<std::uint8_t, 32> m_key;
    Bytes m_nonce;
    std::uint64_t m_number = 0;
};

void addFile(SealedWriter& writer, const std::string& name, const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    writer.add(bigEndian(name.size(), 4) + name + bigEndian(fs::file_size(path), 8));
    std::string part(chunkBytes, '\0');
    while (in.read(part.data(), static_cast<std::streamsize>(part.size())) || in.gcount() > 0) {
        writer.add(std::string_view(part).substr(0, static_cast<std::size_t>(in.gcount())));
    }
}

/// Puts files back from the bytes of the container.
class FileWriter {
  public:
    FileWriter(fs::path into, BackupReport& report) : m_into(std::move(into)), m_report(report) {}
    Status add(std::string_view bytes) {
        m_report.bytes += static_cast<std::int64_t>(bytes.size());
        m_open += bytes;
        for (;;) {
            if (m_left == 0) {
                if (m_open.size() < 4) return {};
                const std::size_t name = fromBigEndian(std::string_view(m_open).substr(0, 4));
                if (name == 0 || name > 200) return problem("backup_unreadable", "the backup holds a file without a name");
                if (m_open.size() < 4 + name + 8) return {};
                OK_TRY(begin(m_open.substr(4, name), fromBigEndian(std::string_view(m_open).substr(4 + name, 8))));
                m_open.erase(0, 4 + name + 8);
            }
            const std::size_t take = std::min<std::uint64_t>(m_left, m_open.size());
            m_file.write(m_open.data(), static_cast<std::streamsize>(take));
            m_open.erase(0, take);
            m_left -= take;
            if (m_left > 0 || m_open.empty()) return m_file ? Status() : problem("backup_unwritable", "the disk does not take the restored files");
        }
    }
    [[nodiscard]] bool complete() const { return m_left == 0 && m_open.empty(); }
    void close() { m_file.close(); }

  private:
    Status begin(const std::string& name, std::uint64_t size) {
        const fs::path relative = fs::path(name).lexically_normal();
        if (relative.is_absolute() || name.find("..") != std::string::npos) {
            return problem("backup_unreadable", "the backup holds a file outside its directory");
        }
        m_report.files.push_back(name);
        std::error_code ec;
        fs::create_directories((m_into / relative).parent_path(), ec);
        m_file.close();
        m_file.open(m_into / relative, std::ios::binary | std::ios::trunc);
        fs::permissions(m_into / relative, fs::perms::owner_read | fs::perms::owner_write, ec);
        m_left = size;
        return {};
    }
    fs::path m_into;
    BackupReport& m_report;
    std::ofstream m_file;
    std::string m_open;
    std::uint64_t m_left = 0;
};

/// Every utility's log, verified with the verifier that shares no code with the writer.
Status checkLogs(const fs::path& database, const fs::path& keys, BackupReport& report) {
    OK_ASSIGN(const auto store, unlocked(openSqliteReader(database.string()), keys));
    for (const TenantId tenant : store->tenants()) {
        LogVerifier verifier;
        std::string chained;
        OK_ASSIGN(const auto figures, exportLog(*store, tenant, [&](std::string_view line) {
            verifier.line(line);
            chained = sha256(chained + sha256(line).hex()).hex();
            return true;
        }));
        report.logs.push_back({store->slugOf(tenant), figures.entries, figures.checkpoints, verifier.finish().valid, chained});
    }
    return {};
}

std::vector<std::string> secretsIn(const fs::path& dir) {
    std::vector<std::string> names;
    for (const char* folder : {"keys", "tls", "drill"}) {
        if (!fs::is_directory(dir / folder)) continue;
        for (const auto& file : fs::directory_iterator(dir / folder)) {
            if (file.is_regular_file()) names.push_back(std::string(folder) + "/" + file.path().filename().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

struct Opened {
    std::string header;
    BackupHeader fields;
    std::array<std::uint8_t, 32> key{};
    Bytes nonce;
};

Result<Opened> openContainer(std::istream& in, const BackupOptions& options) {
    OK_ASSIGN(const std::string passphrase, passphraseIn(options.passphraseFile));
    const Problem unreadable = problem("backup_unreadable", "`" + options.file.string() + "` is no backup of ours");
    Opened out;
    std::string format;
    if (!std::getline(in, format) || format != formatLine || !std::getline(in, out.header)) return unreadable;
    auto fields = fromJson<BackupHeader>(out.header);
    if (!fields.ok()) return unreadable;
    out.fields = std::move(*fields);
    const auto salt = fromHex(out.fields.salt), nonce = fromHex(out.fields.nonce);
    if (!salt.ok() || salt->size() != 16 || !nonce.ok() || nonce->size() != 8) return unreadable;
    std::array<std::uint8_t, 16> fixed{};
    std::copy(salt->begin(), salt->end(), fixed.begin());
    out.key = access::keyFromPassphrase(passphrase, fixed);
    out.nonce = *nonce;
    return out;
}

Status unsealAll(std::istream& in, const Opened& opened, FileWriter& files) {
    std::string length(4, '\0'), sealed;
    for (std::uint64_t number = 0;; ++number) {
        if (!in.read(length.data(), 4)) return problem("backup_unreadable", "the backup is cut off");
        sealed.resize(fromBigEndian(length));
        if (sealed.size() > chunkBytes + 64 || !in.read(sealed.data(), static_cast<std::streamsize>(sealed.size()))) {
            return problem("backup_unreadable", "the backup is cut off or damaged");
        }
        const bool last = in.peek() == std::istream::traits_type::eof();
        const auto plain = unseal(opened.key, asBytes(sealed), asBytes(contextOf(opened.header, number, last)));
        if (!plain.ok()) return problem("wrong_passphrase", "the passphrase does not fit, or the backup was changed or cut off");
        OK_TRY(files.add(asText(*plain)));
        if (last) return files.complete() ? Status() : problem("backup_unreadable", "the backup ends in the middle of a file");
    }
}

/// Back to the last signed state of every log, and the documents made anew from it.
Status goBack(const fs::path& database, Instant until, BackupReport& report) {
    OK_ASSIGN(const auto cuts, cutLogsAfter(database.string(), until));
    OK_ASSIGN(const auto store, unlocked(openSqliteStore(database.string()), database.parent_path() / "keys"));
    Projections projections;
    addAllProjections(projections);
    for (const CutLog& cut : cuts) {
        report.cut.push_back(store->slugOf(cut.tenant) + " " + enumName(cut.stream) + ": " + std::to_string(cut.kept) + " of " +
                             std::to_string(cut.before) + " entries");
    }
    for (const TenantId tenant : store->tenants()) OK_TRY(rebuildViews(*store, tenant, projections, true));
    return {};
}

}  // namespace

Result<std::string> hashOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return problem("backup_unreadable", "cannot read `" + file.string() + "`");
    Sha256 hash;
    std::string part(chunkBytes, '\0');
    while (in.read(part.data(), static_cast<std::streamsize>(part.size())) || in.gcount() > 0) {
        hash.update(std::string_view(part).substr(0, static_cast<std::size_t>(in.gcount())));
    }
    return hash.finish().hex();
}

bool BackupReport::valid() const {
    return !logs.empty() && sampleFaults == 0 && std::all_of(logs.begin(), logs.end(), [](const BackupLog& log) { return log.valid; });
}

Result<BackupReport> createBackup(const BackupOptions& options) {
    OK_ASSIGN(const std::string passphrase, passphraseIn(options.passphraseFile));
    if (fs::exists(options.file)) return problem("already_exists", "`" + options.file.string() + "` is there already: a backup overwrites nothing");
    const Workshop workshop{options.file.string() + ".copying"};
    std::error_code ec;
    fs::remove_all(workshop.path, ec);
    fs::create_directories(workshop.path, ec);
    fs::permissions(workshop.path, fs::perms::owner_all, ec);
    const fs::path copy = workshop.path / databaseName;
    OK_TRY(copyDatabase(options, copy));
    BackupReport report{options.clock(), 0, {}, {}};
    OK_TRY(checkLogs(copy, options.dataDir / "keys", report));
    std::array<std::uint8_t, 16> salt{};
    std::array<std::uint8_t, 8> nonce{};
    options.dice(salt);
    options.dice(nonce);
    const std::string header = toJson(BackupHeader{report.createdAt, toHex(salt), toHex(nonce)});
    const fs::path unfinished = options.file.string() + ".unfinished";
    std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
    fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write, ec);
    out << formatLine << '\n' << header << '\n';
    SealedWriter writer(out, header, access::keyFromPassphrase(passphrase, salt), Bytes(nonce.begin(), nonce.end()));
    addFile(writer, databaseName, copy);
    report.files.emplace_back(databaseName);
    report.bytes = static_cast<std::int64_t>(fs::file_size(copy));
    for (const std::string& name : secretsIn(options.dataDir)) {
        addFile(writer, name, options.dataDir / name);
        report.files.push_back(name);
        report.bytes += static_cast<std::int64_t>(fs::file_size(options.dataDir / name));
    }
    writer.finish();
    out.close();
    if (!out) {
        fs::remove(unfinished, ec);
        return problem("backup_unwritable", "cannot write `" + options.file.string() + "`: is the disk full?");
    }
    if (!renameDurably(unfinished, options.file).ok()) return problem("backup_unwritable", "cannot write `" + options.file.string() + "`");
    OK_ASSIGN(report.fileHash, hashOf(options.file));
    return report;
}

Result<Instant> momentOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string format, header;
    const Problem unreadable = problem("backup_unreadable", "`" + file.filename().string() + "` is no backup of ours");
    if (!std::getline(in, format) || format != formatLine || !std::getline(in, header)) return unreadable;
    const auto fields = fromJson<BackupHeader>(header);
    if (!fields.ok()) return unreadable;
    return fields->createdAt;
}

Result<BackupReport> unpackBackup(const BackupOptions& options, const fs::path& into) {
    const Instant began = options.clock();
    std::ifstream in(options.file, std::ios::binary);
    if (!in) return problem("backup_unreadable", "cannot read `" + options.file.string() + "`");
    OK_ASSIGN(const Opened opened, openContainer(in, options));
    std::error_code ec;
    fs::remove_all(into, ec);
    fs::create_directories(into, ec);
    fs::permissions(into, fs::perms::owner_all, ec);
    BackupReport report{opened.fields.createdAt, 0, {}, {}};
    FileWriter files(into, report);
    OK_TRY(unsealAll(in, opened, files));
    files.close();
    if (options.until.known()) OK_TRY(goBack(into / databaseName, options.until, report));
    OK_TRY(checkLogs(into / databaseName, into / "keys", report));
    OK_ASSIGN(report.fileHash, hashOf(options.file));
    report.seconds = static_cast<double>((options.clock() - began).count()) / 1e6;
    return report;
}

Result<BackupReport> restoreBackup(const BackupOptions& options) {
    if (!options.dryRun && fs::exists(options.dataDir) && !fs::is_empty(options.dataDir)) {
        return problem("already_exists", "`" + options.dataDir.string() + "` is not empty: a restore overwrites nothing");
    }
    const Workshop workshop{(options.dryRun ? fs::path(options.file.string()) : options.dataDir).string() + ".restoring"};
    const Instant began = options.clock();
    OK_ASSIGN(BackupReport report, unpackBackup(options, workshop.path));
    if (!report.valid() || (options.dryRun && !options.rehearse)) return report;
    if (!options.database.empty()) {
        OK_TRY(intoPostgres(options, workshop.path, report));
    } else {
        OK_ASSIGN(const auto reader, unlocked(openSqliteReader((workshop.path / databaseName).string()), workshop.path / "keys"));
        OK_TRY(readSample(*reader, options.dice, report));
    }
    report.seconds = static_cast<double>((options.clock() - began).count()) / 1e6;
    if (options.dryRun || !report.valid()) return report;
    std::error_code ec;
    fs::remove(options.dataDir, ec);  // an empty one
    if (!renameDurably(workshop.path, options.dataDir).ok()) return problem("backup_unwritable", "cannot make `" + options.dataDir.string() + "`");
    return report;
}

}  // namespace ok
