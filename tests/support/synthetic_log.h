// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A log of any length whose entries are computed from their sequence: for benchmarks of what reads logs.
#pragma once
#include <string>
#include <vector>

#include "server/ledger/audit_walk.h"
#include "shared/base/derived_ids.h"

namespace ok::test {

class SyntheticLog {
  public:
    std::int64_t size = 0;
    TenantId tenant{derivedUuid("synthetic")};

    [[nodiscard]] EntryHeader header(std::int64_t n) const {
        EntryHeader out;
        out.tenant = tenant;
        out.sequence = n;
        out.type = types[mixed(n, 1) % types.size()];
        out.ledgerTime = Instant::fromMicros(1'700'000'000'000'000 + n * 3'000'000);
        out.eventTime = out.ledgerTime;
        out.entryId = EntryId{uuidV7(out.ledgerTime, bytesOf(mixed(n, 2)))};
        out.actor = {ActorType::human, "person-" + std::to_string(mixed(n, 3) % 40)};
        out.source = mixed(n, 4) % 5 == 0 ? "sms" : "console";
        out.correlationId = formatUuid(bytesOf(mixed(n / 3, 5)));
        out.causationId = out.correlationId;
        out.subjects = {incident(mixed(n, 6) % 50'000)};
        if (mixed(n, 7) % 50 == 0) out.justification = "asked for by the control room";
        out.payloadHash = sha256("x");
        out.prevHash = out.payloadHash;
        return out;
    }
    [[nodiscard]] std::string payload(std::int64_t n) const {
        const auto m = mixed(n, 8);
        return R"({"count":)" + std::to_string(m % 100) + R"(,"incident":")" + incident(mixed(n, 6) % 50'000) + R"(","note":")" +
               words[m % words.size()] + ' ' + words[m / 16 % words.size()] + ' ' + words[m / 256 % words.size()] + R"( feeder )" +
               std::to_string(m / 4096 % 2000) + R"("})";
    }
    [[nodiscard]] static std::string incident(std::uint64_t number) { return formatUuid(derivedUuid("incident " + std::to_string(number))); }

    operator ledger::EntrySource() const {
        return {[this](TenantId, Stream stream) { return stream == Stream::ops ? size : 0; },
                [this](TenantId, Stream, std::int64_t after, int limit) {
                    std::vector<StoredEntry> out;
                    for (std::int64_t n = after + 1; n <= size && n <= after + limit; ++n) out.push_back({n, toJson(header(n)), payload(n), {}});
                    return out;
                }};
    }

  private:
    static std::uint64_t mixed(std::int64_t n, std::uint64_t salt) {
        std::uint64_t h = static_cast<std::uint64_t>(n) * 0x9E3779B97F4A7C15ULL + salt * 0xD1B54A32D192ED03ULL;
        h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ULL;
        h = (h ^ (h >> 27)) * 0x94D049BB133111EBULL;
        return h ^ (h >> 31);
    }
    static UuidBytes bytesOf(std::uint64_t value) {
        UuidBytes out{};
        for (std::size_t i = 0; i < 16; ++i) out[i] = static_cast<std::uint8_t>(value >> (i % 8 * 8));
        return out;
    }
    std::vector<std::string> types{"incident.opened",  "incident.report_counted", "incident.etr_set",  "report.received", "report.placed",
                                   "broadcast.sent",   "message.settled",         "access.refused",    "feed.outage_seen", "approval.decided"};
    std::vector<std::string> words{"tree", "wire", "pole", "down", "sparks", "street", "dark", "blinking", "storm", "hospital", "ice", "truck", "noise", "smoke", "house", "corner"};
};

/// Every member of a filter alone, what common ones have in common, and what nothing has.
inline std::vector<ledger::AuditFilter> syntheticFilters(const SyntheticLog& log) {
    using ledger::AuditFilter;
    const auto at = [&log](double share) { return log.header(static_cast<std::int64_t>(static_cast<double>(log.size) * share) + 1).ledgerTime; };
    std::vector<AuditFilter> out(18);
    out[1].actors = {"person-7"};
    out[2].types = {"access.refused"};
    out[3].types = {"incident.*"};
    out[4].incidents = {SyntheticLog::incident(1234)};
    out[5].severities = {"warning"};
    out[6].text = "sparks";
    out[7].text = "hospital ice feeder 1234";
    out[8].correlations = {log.header(log.size / 2).correlationId};
    out[9].correlations = {"nothing has this"};
    out[10].actors = {"person-7", "person-8", "person-9"};
    out[10].types = {"broadcast.sent"};
    out[10].incidents = {SyntheticLog::incident(7)};
    out[11].from = at(0.4);
    out[11].to = at(0.6);
    out[12].from = at(0.2);
    out[12].to = at(0.9);
    out[12].text = "smoke";
    out[12].actors = {"person-1"};
    out[13].sources = {"sms"};
    out[13].types = {"report.received", "report.placed"};
    out[13].severities = {"critical"};        // dense lists that share nothing
    out[14].actorTypes = {"human"};
    out[14].sources = {"console"};
    out[14].text = "control room feeder";
    out[15].streams = {"security"};
    out[16].actors = {"person-3"};
    out[16].severities = {"info"};
    out[16].text = "street dark 1999";
    out[17].drill = true;
    return out;
}

}  // namespace ok::test
