// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/view_baseline.h"

#include "server/store/log_tools.h"
#include "server/store/packed_keys.h"

namespace ok {
namespace {

constexpr const char* place = "view_baseline";   // table and setting

struct KeptDocument {
    std::string kind, id, keys;
    RawJson body;
};
BOOST_DESCRIBE_STRUCT(KeptDocument, (), (kind, id, keys, body))

Problem damaged(const char* what) { return problem("baseline_damaged", what); }

}  // namespace

Result<ViewBaseline> keepBaseline(Store& store, TenantId tenant) {
    ViewBaseline out;
    for (const Stream stream : allStreams) {
        if (const std::int64_t last = store.lastSequence(tenant, stream); last > 0) out.through[enumName(stream)] = last;
    }
    std::vector<StoredRow> rows;
    store.eachDocument(tenant, [&rows](std::string_view kind, std::string_view id, std::string_view keys, std::string_view body) {
        rows.push_back({std::string(kind) + "/" + std::string(id), toJson(KeptDocument{std::string(kind), std::string(id), std::string(keys), RawJson{std::string(body)}})});
    });
    OK_TRY(store.clearRows(tenant, place));
    for (const StoredRow& row : rows) OK_TRY(store.putRow(tenant, place, row));
    out.documents = static_cast<std::int64_t>(rows.size());
    out.digest = viewsDigest(store, tenant);
    return out;
}

Status noteBaseline(Store& store, TenantId tenant, const KeptBaseline& kept) { return store.putSetting(tenant, place, toJson(kept)); }

std::optional<KeptBaseline> baselineOf(Store& store, TenantId tenant) {
    const auto text = store.setting(tenant, place);
    const auto read = text ? fromJson<KeptBaseline>(*text) : Result<KeptBaseline>(damaged("there is none"));
    if (!read.ok()) return {};
    return *read;
}

Status loadBaseline(Store& store, TenantId tenant, const KeptBaseline& kept) {
    const auto told = store.entries(tenant, Stream::security, kept.told - 1, 1);
    const auto said = !told.empty() && told.front().header.type == ViewsBaselined::eventType ? fromJson<ViewsBaselined>(told.front().payload)
                                                                                            : Result<ViewsBaselined>(damaged("the log does not tell of it"));
    if (!said.ok() || said->baseline != kept.baseline) return damaged("the log does not tell of these documents");
    std::vector<std::string> bodies;
    store.eachRow(tenant, place, [&bodies](const StoredRow& row) { bodies.push_back(row.body); });
    DocumentStore& documents = store.documents(tenant);
    for (const std::string& body : bodies) {
        const auto one = fromJson<KeptDocument>(body);
        if (!one.ok()) return damaged("a document that was kept cannot be read");
        documents.write(one->kind, one->id, one->body.text, unpackKeys(one->keys));
    }
    if (viewsDigest(store, tenant) != kept.baseline.digest) return damaged("the documents that were kept are not those the log tells of");
    return {};
}

}  // namespace ok
