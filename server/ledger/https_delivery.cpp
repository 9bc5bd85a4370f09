// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/https_delivery.h"

#include <fstream>

#include "server/outbox/http_client.h"
#include "shared/base/derived_ids.h"

namespace ok::ledger {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

std::optional<std::string> readWhole(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string out{std::istreambuf_iterator<char>(file), {}};
    if (!file) return {};
    return out;
}

/// What the batch is, as its custody says it.
Headers aboutBatch(const std::filesystem::path& directory) {
    const auto metadata = readWhole(directory / "metadata.json");
    const auto doc = parseJson(metadata.value_or("{}"));
    if (!doc.ok()) return {};
    const JsonView root = doc->root(), heads = root["head_hash"];
    std::string head;
    for (std::size_t i = 0; i < heads.size(); ++i) {
        head += (head.empty() ? "" : " ") + std::string(heads.keyAt(i)) + "=" + std::string(heads.valueAt(i).text().value_or(""));
    }
    return {{"X-OK-Record-Count", std::to_string(root["record_count"].integer().value_or(0))},
            {"X-OK-Window-Start", std::string(root["window_start"].text().value_or(""))},
            {"X-OK-Window-End", std::string(root["window_end"].text().value_or(""))},
            {"X-OK-Head-Hash", head}};
}

DeliveryOutcome outcomeOf(const outbox::HttpAnswer& answer) {
    if (answer.state != outbox::HttpAnswer::State::answered) return {false, true, answer.reason};
    if (answer.status / 100 == 2) return {true, false, {}};
    const bool later = answer.status >= 500 || answer.status == 408 || answer.status == 429;
    return {false, later, "http_" + std::to_string(answer.status)};
}

}  // namespace

DeliveryOutcome deliverByHttps(const HttpsTarget& target, const std::filesystem::path& directory, const operations::AuditExport& made, Instant now) {
    const auto secret = webhookSecret(target.secret);
    const Headers about = aboutBatch(directory);
    for (const operations::ExportFile& file : made.files) {
        auto bytes = readWhole(directory / file.name);
        if (!bytes) return {false, false, "file_missing"};
        const bool artifact = &file == &made.files.front();
        outbox::HttpCall call;
        call.method = "PUT";
        call.url = target.url + (artifact ? file.name : made.id.str().substr(0, 8) + "_" + file.name);
        call.body = std::move(*bytes);
        call.totalTime = minutes(5);
        const std::string id = "exp_" + formatUuid(derivedUuid(made.id.str() + "/" + file.name));
        call.headers = webhookHeaders(id, now, call.body, secret);
        call.headers.front().second = file.contentType;
        call.headers.emplace_back("Idempotency-Key", id);
        call.headers.emplace_back("Digest", "sha-256=" + toBase64(file.sha256.bytes));
        call.headers.insert(call.headers.end(), about.begin(), about.end());
        if (auto outcome = outcomeOf(outbox::call(call)); !outcome.delivered) return outcome;
    }
    return {true, false, {}};
}

}  // namespace ok::ledger
