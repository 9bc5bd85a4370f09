// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/snapshot.h"

#include <tuple>

#include "shared/base/derived_ids.h"

namespace ok::approvals {
namespace {

constexpr std::size_t mostRecipients = 5'000'000;

template <class T, class Key>
void sortBy(std::vector<T>& all, Key key, const char* field, Problem& why) {
    std::sort(all.begin(), all.end(), [&](const T& a, const T& b) { return key(a) < key(b); });
    const auto twice = std::adjacent_find(all.begin(), all.end(), [&](const T& a, const T& b) { return key(a) == key(b); });
    if (twice != all.end()) why.fields.push_back({field, "twice", "two of them have one id"});
}

Status canonicalise(RawJson& json) {
    OK_ASSIGN(json.text, canonicalJson(json.text));
    return {};
}

void checkContent(const SnapshotContent& content, Problem& why) {
    const auto missing = [&why](const char* field) { why.fields.push_back({field, "missing", "a snapshot is not complete without it"}); };
    if (content.command.empty()) missing("command");
    if (content.environment.empty()) missing("environment");
    if (content.audience.messages > 0 && !content.audience.list.known()) missing("audience.list");
    if (!content.channels.empty() && content.messages.empty()) missing("messages");
    if (content.versions.empty()) missing("versions");
    for (const FrozenEvidence& each : content.evidence) {
        if (!each.sha256.known()) missing("evidence.sha256");
    }
}

auto keyOf(const ReviewText& text) { return std::tie(text.channel, text.language, text.part); }
auto keyOf(const FrozenRecipient& row) { return std::tie(row.channel, row.contact); }

std::int64_t countPeople(const std::vector<FrozenRecipient>& rows) {
    std::vector<AccountId> all;
    for (const FrozenRecipient& row : rows) all.insert(all.end(), row.accounts.begin(), row.accounts.end());
    std::sort(all.begin(), all.end());
    return std::unique(all.begin(), all.end()) - all.begin();
}

std::uint64_t mixed(std::uint64_t x) {   // splitmix64: spreads neighbouring hashes
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

/// FNV-1a: the same on every machine, unlike std::hash.
std::uint64_t spread(const Digest& seed, const FrozenRecipient& row) {
    std::uint64_t out = 0xCBF29CE484222325ULL;
    const auto eat = [&out](ByteView bytes) {
        for (const std::uint8_t byte : bytes) out = (out ^ byte) * 0x100000001B3ULL;
    };
    eat(seed.bytes);
    eat(asBytes(row.channel));
    eat(asBytes(row.contact));
    return mixed(out);
}

}  // namespace

Result<RecipientList> freezeRecipients(std::vector<FrozenRecipient> rows) {
    if (rows.size() > mostRecipients) return problem("too_large", "a list of recipients has at most 5,000,000 rows");
    RecipientList out;
    out.rows = std::move(rows);
    Problem why = problem("invalid_fields", "a contact stands twice on one channel");
    sortBy(out.rows, [](const FrozenRecipient& row) { return keyOf(row); }, "recipients", why);
    if (!why.fields.empty()) return why;
    out.file.reserve(out.rows.size() * 128);
    for (FrozenRecipient& row : out.rows) {
        std::sort(row.accounts.begin(), row.accounts.end());
        row.accounts.erase(std::unique(row.accounts.begin(), row.accounts.end()), row.accounts.end());
        out.file += toJson(row);
        out.file += '\n';
    }
    out.digest = sha256(out.file);
    out.people = countPeople(out.rows);
    return out;
}

Result<RecipientList> readRecipients(std::string_view file, const Digest& expected) {
    if (sha256(file) != expected) return problem("digest_mismatch", "this list is not the one that was frozen");
    std::vector<FrozenRecipient> rows;
    const Problem bad = problem("bad_recipients", "this is no list of recipients");
    for (std::string_view rest = file; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos || rows.size() >= mostRecipients) return bad;
        auto row = fromJson<FrozenRecipient>(rest.substr(0, end));
        if (!row.ok()) return bad;
        rows.push_back(std::move(*row));
        rest.remove_prefix(end + 1);
    }
    OK_ASSIGN(RecipientList out, freezeRecipients(std::move(rows)));
    if (out.digest != expected) return bad;
    return out;
}

Result<SnapshotContent> inOrder(SnapshotContent content) {
    OK_TRY(canonicalise(content.body));
    OK_TRY(canonicalise(content.delivery));
    OK_TRY(canonicalise(content.audience.rules));
    for (ReviewDocument& document : content.documents) OK_TRY(canonicalise(document.body));
    Problem why = problem("invalid_fields", "this cannot be frozen: see `fields`");
    const auto byId = [](const auto& each) -> const std::string& { return each.id; };
    sortBy(content.channels, [](const std::string& each) -> const std::string& { return each; }, "channels", why);
    sortBy(content.messages, [](const ReviewText& each) { return keyOf(each); }, "messages", why);
    sortBy(content.incidents, byId, "incidents", why);
    sortBy(content.evidence, byId, "evidence", why);
    sortBy(content.versions, [](const FrozenVersion& each) -> const std::string& { return each.name; }, "versions", why);
    sortBy(content.documents, [](const ReviewDocument& each) -> const std::string& { return each.name; }, "documents", why);
    for (FrozenIncident& incident : content.incidents) {
        sortBy(incident.times, [](const FrozenTime& each) -> const std::string& { return each.what; }, "incidents.times", why);
    }
    checkContent(content, why);
    if (!why.fields.empty()) return why;
    return content;
}

Result<Snapshot> freeze(SnapshotContent content, const SnapshotRequest& request) {
    OK_ASSIGN(const SnapshotContent ordered, inOrder(std::move(content)));
    Snapshot out;
    out.content = toJson(ordered);
    SnapshotHeader& header = out.header;
    header.approval = request.approval;
    if (request.before != nullptr) {
        if (request.before->header.approval != request.approval) return problem("broken_chain", "the version before belongs to another request");
        header.version = request.before->header.version + 1;
        header.parent = request.before->header.contentHash;
    }
    header.id = formatUuid(uuidV4(derivedUuid("snapshot|" + request.approval.str() + "|" + std::to_string(header.version))));
    header.reason = request.reason;
    header.contentHash = sha256(out.content);
    header.contentBytes = static_cast<std::int64_t>(out.content.size());
    header.createdAt = request.now;
    header.requestedBy = request.requestedBy;
    return out;
}

void sign(Snapshot& snapshot, const SigningKey& key) {
    snapshot.signature = toHex(key.sign(asBytes(toJson(snapshot.header))));
    snapshot.publicKey = toHex(key.publicKey());
}

Status verify(const Snapshot& snapshot, const PublicKey& key) {
    if (sha256(snapshot.content) != snapshot.header.contentHash || static_cast<std::int64_t>(snapshot.content.size()) != snapshot.header.contentBytes) {
        return problem("digest_mismatch", "the content is not what was hashed");
    }
    const auto read = fromJson<SnapshotContent>(snapshot.content);
    const auto ordered = read.ok() ? inOrder(*read) : read;
    if (!ordered.ok() || toJson(*ordered) != snapshot.content) return problem("not_canonical", "the content is not written as a snapshot is");
    const auto bytes = fromHex(snapshot.signature);
    Signature signature{};
    const bool whole = bytes.ok() && bytes->size() == signature.size() && toHex(*bytes) == snapshot.signature && snapshot.publicKey == toHex(key);
    if (whole) std::copy(bytes->begin(), bytes->end(), signature.begin());
    if (!whole || !verifySignature(key, asBytes(toJson(snapshot.header)), signature)) return problem("bad_signature", "the signature does not fit");
    return {};
}

Status follows(const SnapshotHeader& before, const SnapshotHeader& next) {
    const bool chained = next.approval == before.approval && next.version == before.version + 1 && next.parent == before.contentHash && next.createdAt >= before.createdAt;
    return chained ? Status{} : Status{problem("broken_chain", "this version does not follow the one before")};
}

ReviewSide sideOf(const SnapshotContent& content) {
    ReviewSide out;
    out.texts = content.messages;
    for (const FrozenIncident& incident : content.incidents) {
        for (const FrozenTime& time : incident.times) out.times.push_back({incident.id, time.what, time.at, incident.zone, time.source});
        if (!incident.boundary.rings.empty()) out.shapes.push_back({incident.id, incident.boundary});
    }
    out.audience = content.audience.counts;
    out.audience["total"]["people"] = content.audience.people;
    JsonWriter channels;
    JsonCodec<std::vector<std::string>>::write(channels, content.channels);
    out.documents = {{ReviewSection::delivery, "options", content.delivery},
                     {ReviewSection::delivery, "channels", {channels.take()}},
                     {ReviewSection::delivery, "audience_rules", content.audience.rules},
                     {ReviewSection::payload, content.command, content.body}};
    out.documents.insert(out.documents.end(), content.documents.begin(), content.documents.end());
    return out;
}

Digest deliveryKey(const Digest& contentHash, std::string_view channel, std::string_view contact) {
    return sha256Of({contentHash.bytes, asBytes("\n"), asBytes(channel), asBytes("\n"), asBytes(contact)});
}

std::vector<FrozenRecipient> sampleOf(const RecipientList& list, const Digest& seed, std::size_t most) {
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    order.reserve(list.rows.size());
    for (std::size_t i = 0; i < list.rows.size(); ++i) order.emplace_back(spread(seed, list.rows[i]), i);
    const std::size_t count = std::min(most, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end());
    std::vector<FrozenRecipient> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(list.rows[order[i].second]);
    return out;
}

}  // namespace ok::approvals
