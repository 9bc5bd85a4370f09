// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/log_tools.h"

#include <deque>
#include <map>

#include "server/store/entry_seal.h"
#include "server/store/view_baseline.h"

namespace ok {
namespace {

constexpr int pageSize = 1000;

/// Plain when it is JSON on one line, base64 otherwise: a damaged log can be exported too, that is when it matters.
void addBytes(std::string& line, std::string_view name, const std::string& bytes) {
    const bool plain = bytes.find('\n') == std::string::npos && parseJson(bytes).ok();
    line.append(",\"").append(name);
    if (bytes.empty()) line.append("\":\"\"");
    else if (plain) line.append("\":").append(bytes);
    else line.append("_base64\":\"").append(toBase64(asBytes(bytes))).append(1, '"');
}

std::string entryLine(const StoredEntry& entry) {
    std::string line = "{\"hash\":\"" + toHex(asBytes(entry.hash)) + '"';
    addBytes(line, "header", entry.header);
    addBytes(line, "payload", entry.payload);
    return line + "}";
}

/// Reads a stream page by page.
class StreamReader {
  public:
    StreamReader(Store& store, TenantId tenant, Stream stream, std::int64_t after = 0)
        : m_store(store), m_tenant(tenant), m_stream(stream), m_after(after) {}
    const Entry* peek() {
        if (m_page.empty()) {
            auto next = m_store.entries(m_tenant, m_stream, m_after, pageSize);
            if (!next.empty()) m_after = next.back().header.sequence;
            m_page.assign(std::make_move_iterator(next.begin()), std::make_move_iterator(next.end()));
        }
        return m_page.empty() ? nullptr : &m_page.front();
    }
    void pop() { m_page.pop_front(); }

  private:
    Store& m_store;
    TenantId m_tenant;
    Stream m_stream;
    std::int64_t m_after;
    std::deque<Entry> m_page;
};

using DocumentDigests = std::map<std::string, Digest>;

DocumentDigests digestsOf(Store& store, TenantId tenant) {
    DocumentDigests out;
    store.eachDocument(tenant, [&out](std::string_view kind, std::string_view id, std::string_view keys, std::string_view body) {
        out[std::string(kind) + "/" + std::string(id)] = sha256Of({asBytes(keys), asBytes("\n"), asBytes(body)});
    });
    return out;
}

Digest digestOf(const DocumentDigests& all) {
    Sha256 sum;
    for (const auto& [name, digest] : all) {
        sum.update(name);
        sum.update("\n");
        sum.update(digest.bytes);
    }
    return sum.finish();
}

/// All streams together in order of ledger time, as they were written; from the baseline on, where there is one.
Result<std::int64_t> replay(Store& store, TenantId tenant, const Projections& projections) {
    const auto kept = baselineOf(store, tenant);
    if (kept) OK_TRY(loadBaseline(store, tenant, *kept));
    std::vector<StreamReader> readers;
    for (const Stream stream : allStreams) {
        std::int64_t after = 0;
        if (kept && kept->baseline.through.contains(enumName(stream))) after = kept->baseline.through.at(enumName(stream));
        readers.emplace_back(store, tenant, stream, after);
    }
    Views views(store.documents(tenant));
    std::int64_t count = 0;
    for (;;) {
        StreamReader* next = nullptr;
        for (StreamReader& reader : readers) {
            const Entry* head = reader.peek();
            if (head == nullptr) continue;
            if (next == nullptr || head->header.ledgerTime < next->peek()->header.ledgerTime) next = &reader;
        }
        if (next == nullptr) break;
        if (const auto applied = projections.apply(*next->peek(), views); !applied.ok()) {
            Problem why = applied.problem();
            why.details["entry_id"] = next->peek()->header.entryId.str();
            return why;
        }
        next->pop();
        ++count;
    }
    views.flush();
    return count;
}

}  // namespace

Result<ExportFigures> exportLog(Store& store, TenantId tenant, const std::function<bool(std::string_view)>& write) {
    const auto stopped = [] { return problem("export_stopped", "the log could not be written to its end"); };
    ExportFigures figures;
    JsonWriter head;
    head.beginObject();
    head.plainKey("format");
    head.plainText("outagekit-log/1");
    head.plainKey("slug");
    head.text(store.slugOf(tenant));
    head.plainKey("tenant");
    head.plainText(tenant.str());
    head.endObject();
    if (!write(head.take())) return stopped();
    for (const Stream stream : allStreams) {
        auto marks = store.checkpoints(tenant, stream, 0, pageSize);
        std::size_t mark = 0;
        // Every checkpoint stands right behind the last entry it covers.
        const auto marksUpTo = [&](std::int64_t sequence) {
            while (mark < marks.size() && marks[mark].checkpoint.size <= sequence) {
                if (!write(toJson(marks[mark]))) return false;
                ++figures.checkpoints;
                if (++mark == marks.size()) {
                    marks = store.checkpoints(tenant, stream, marks.back().checkpoint.size, pageSize);
                    mark = 0;
                }
            }
            return true;
        };
        std::int64_t after = 0;
        for (auto page = store.storedEntries(tenant, stream, after, pageSize); !page.empty();
             page = store.storedEntries(tenant, stream, after, pageSize)) {
            for (const StoredEntry& entry : page) {
                if (!marksUpTo(entry.sequence - 1) || !write(entryLine(entry))) return stopped();
                after = entry.sequence;
                ++figures.entries;
            }
        }
        if (!marksUpTo(std::numeric_limits<std::int64_t>::max())) return stopped();
    }
    // Without its keys a log looks empty: that must not pass for an export.
    if (const auto why = store.trouble(); why && concernsKeys(*why)) return *why;
    return figures;
}

Digest viewsDigest(Store& store, TenantId tenant) { return digestOf(digestsOf(store, tenant)); }

Result<RebuildResult> rebuildViews(Store& store, TenantId tenant, const Projections& projections, bool keep) {
    RebuildResult out;
    OK_TRY(store.begin());
    const auto giveUp = [&store](Problem why) {
        store.rollback();
        return why;
    };
    const DocumentDigests before = digestsOf(store, tenant);
    if (const auto dropped = store.dropViews(tenant); !dropped.ok()) return giveUp(dropped.problem());
    const auto entries = replay(store, tenant, projections);
    if (!entries.ok()) return giveUp(entries.problem());
    if (const auto why = store.trouble()) return giveUp(*why);
    const DocumentDigests after = digestsOf(store, tenant);
    out.entries = *entries;
    out.documents = static_cast<std::int64_t>(after.size());
    out.before = digestOf(before);
    out.after = digestOf(after);
    out.identical = before == after;
    DocumentDigests all = before;
    all.insert(after.begin(), after.end());
    for (const auto& [name, digest] : all) {
        const auto b = before.find(name);
        const auto a = after.find(name);
        const bool same = b != before.end() && a != after.end() && b->second == a->second;
        if (!same && out.different.size() < 20) out.different.push_back(name);
    }
    if (!keep) {
        store.rollback();
        return out;
    }
    OK_TRY(store.commit());
    return out;
}

}  // namespace ok
