// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/sync/snapshot.h"

#include "shared/wire/frames.h"

namespace ok::sync {
namespace {

/// Ends the read transaction on every way out.
class ReadTransaction {
  public:
    explicit ReadTransaction(Store& store) : m_store(store) {}
    ~ReadTransaction() { m_store.rollback(); }
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;

  private:
    Store& m_store;
};

class Chunks {
  public:
    explicit Chunks(std::int64_t sequence) { start(sequence); }
    void add(std::string_view kind, std::string_view id, std::string_view body, const ViewKeys& keys) {
        m_frame.documents.push_back({std::string(kind), std::string(id), std::string(body), keys});
        m_bytes += kind.size() + id.size() + body.size();
        if (m_bytes >= wire::fullFrameBytes || m_frame.documents.size() >= wire::fullFrameItems) {
            const std::int64_t sequence = m_frame.sequence;
            flush();
            start(sequence);
        }
    }
    std::vector<net::SharedMessage> finish(std::string headHeader, const merkle::Frontier& frontier,
                                           const SignedCheckpoint& checkpoint) {
        m_frame.last = true;
        m_frame.headHeader = std::move(headHeader);
        m_frame.frontier = frontier.peaks();
        m_frame.checkpoint = toJson(checkpoint);
        flush();
        return std::move(m_frames);
    }

  private:
    void start(std::int64_t sequence) {
        m_frame = wire::Snapshot{.sequence = sequence, .first = m_frames.empty()};
        m_bytes = 0;
    }
    void flush() {
        m_frames.push_back(std::make_shared<const std::string>(wire::encode(wire::ServerFrame(std::move(m_frame)))));
    }
    wire::Snapshot m_frame;
    std::size_t m_bytes = 0;
    std::vector<net::SharedMessage> m_frames;
};

}  // namespace

Result<SnapshotPtr> makeSnapshot(Store& reader, TenantId tenant, const std::vector<std::string>& kinds,
                                 merkle::Frontier frontier) {
    OK_TRY(reader.begin());
    const ReadTransaction transaction(reader);
    const auto head = reader.head(tenant, Stream::ops);
    const auto checkpoint = reader.lastCheckpoint(tenant, Stream::ops);
    if (!head || !checkpoint || checkpoint->checkpoint.size != head->header.sequence) {
        return problem("no_snapshot", "the log has no checkpoint at its head");
    }
    while (frontier.size() < head->header.sequence) {
        const auto missing = reader.entries(tenant, Stream::ops, frontier.size(), 2000);
        if (missing.empty()) return problem("no_snapshot", "the log has a gap");
        for (const Entry& entry : missing) frontier.append(entry.hash);
    }
    Chunks chunks(head->header.sequence);
    for (const std::string& kind : kinds) {
        reader.documents(tenant).readAllWithKeys(kind, [&](std::string_view id, std::string_view body,
                                                           const ViewKeys& keys) { chunks.add(kind, id, body, keys); });
    }
    if (const auto trouble = reader.trouble()) return *trouble;
    auto out = std::make_shared<EncodedSnapshot>();
    out->sequence = head->header.sequence;
    out->frames = chunks.finish(head->headerJson, frontier, *checkpoint);
    return SnapshotPtr(std::move(out));
}

}  // namespace ok::sync
