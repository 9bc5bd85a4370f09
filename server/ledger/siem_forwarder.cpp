// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/siem_forwarder.h"

#include <algorithm>
#include <optional>

#include "server/access/access_commands.h"
#include "server/ledger/syslog_connection.h"
#include "server/metrics/metrics.h"
#include "server/outbox/http_client.h"
#include "shared/base/derived_ids.h"

namespace ok::ledger {
namespace {

constexpr int batchSize = 100;
using Steady = std::chrono::steady_clock;

/// `replay` beside everything else a sink is told of an entry.
std::string marked(std::string text, bool replay, SyslogBody body) {
    if (!replay) return text;
    if (body == SyslogBody::cef) return text + " replay=true";
    if (text.ends_with('}')) text.insert(text.size() - 1, ",\"replay\":true");
    return text;
}

class ToSyslog final : public SiemSink {
  public:
    ToSyslog(SyslogSink settings, std::string utility) : m_settings(std::move(settings)), m_utility(std::move(utility)) {}
    Status send(const std::vector<Entry>& entries, bool replay) override {
        if (!m_connection) {
            OK_ASSIGN(m_connection, SyslogConnection::open(m_settings.host, m_settings.port, m_settings.caFile));
        }
        std::string bytes;
        for (const Entry& entry : entries) bytes += syslogFrame(marked(syslogMessage(entry, "outagekit", m_utility, m_settings.body), replay, m_settings.body));
        const auto sent = m_connection->send(bytes);
        if (!sent.ok()) m_connection.reset();
        return sent;
    }

  private:
    SyslogSink m_settings;
    std::string m_utility;
    std::unique_ptr<SyslogConnection> m_connection;
};

class ToWebhook final : public SiemSink {
  public:
    ToWebhook(WebhookSink settings, std::string utility, std::function<Instant()> clock)
        : m_settings(std::move(settings)), m_utility(std::move(utility)), m_clock(std::move(clock)) {
        m_key = webhookSecret(m_settings.secret);
    }
    Status send(const std::vector<Entry>& entries, bool replay) override {
        std::string events, ids;
        for (const Entry& entry : entries) {
            events += (events.empty() ? "" : ",") + marked(siemJson(entry), replay, SyslogBody::json);
            ids += entry.header.entryId.str();
        }
        outbox::HttpCall call;
        call.method = "POST";
        call.url = m_settings.url;
        call.body = "{\"data\":{\"events\":[" + events + "],\"utility\":\"" + m_utility + "\"},\"timestamp\":\"" + toIso(m_clock()) + "\",\"type\":\"audit.events\"}";
        call.headers = webhookHeaders("msg_" + formatUuid(derivedUuid(ids)), m_clock(), call.body, m_key);
        const auto answer = outbox::call(call);
        const bool taken = answer.state == outbox::HttpAnswer::State::answered && answer.status >= 200 && answer.status < 300;
        if (taken) return {};
        return problem("connect_failed", "the webhook did not take the events", {{"status", std::to_string(answer.status)}, {"reason", answer.reason}});
    }

  private:
    WebhookSink m_settings;
    std::string m_utility;
    std::function<Instant()> m_clock;
    Bytes m_key;
};

}  // namespace

std::unique_ptr<SiemSink> makeSyslogSink(SyslogSink settings, std::string utility) { return std::make_unique<ToSyslog>(std::move(settings), std::move(utility)); }
std::unique_ptr<SiemSink> makeWebhookSink(WebhookSink settings, std::string utility, std::function<Instant()> clock) {
    return std::make_unique<ToWebhook>(std::move(settings), std::move(utility), std::move(clock));
}

namespace {

/// What lies beside the log of a sink: up to where it has taken each stream, and how it was doing then. Before it said how
/// the sink was doing, the places stood there alone.
struct KeptPlace {
    std::map<std::string, std::int64_t> sent;
    SinkStatus shown;
};
BOOST_DESCRIBE_STRUCT(KeptPlace, (), (sent, shown))

KeptPlace readPlace(const std::optional<std::string>& text) {
    KeptPlace out;
    if (!text) return out;
    if (const auto alone = fromJson<std::map<std::string, std::int64_t>>(*text); alone.ok()) out.sent = *alone;
    else if (auto whole = fromJson<KeptPlace>(*text); whole.ok()) out = std::move(*whole);
    return out;
}

}  // namespace

/// One sink of one utility: where it stands in each stream, and when it is worth trying again.
struct SiemForwarder::Line {
    TenantId tenant;
    SinkStatus shown;                           // under the forwarder's mutex
    bool resumed = false;                       // under the forwarder's mutex
    bool failed = false;                        // given up: nothing is sent until a person says so
    std::shared_ptr<const operations::AuditSink> givenUp;   // as the log knew it when this was loaded
    int attempts = 0;
    Instant failingSince;
    std::string place;                          // name of its place
    std::unique_ptr<SiemSink> sink;
    std::map<std::string, std::int64_t> doubtful;   // up to here entries may have been taken already
    std::optional<std::map<std::string, std::int64_t>> sent;   // nothing: to be read, the utility was not at home here
    bool kept = true;
    Steady::time_point keptAt{};
    Steady::time_point notBefore{};
    std::chrono::milliseconds wait{0};
    bool behind = true;
    bool takenOver = false;                     // under the forwarder's mutex

    std::int64_t sinceKept = 0;                 // entries
    SinkStatus keptShown;                       // as it was loaded

    /// `sent` stays empty when the database does not answer: whoever took that for "nothing sent yet" would send the whole log again.
    void load(Store& store, std::int64_t keepAfter) {
        if (!store.begin().ok()) return sent.reset();   // in one transaction a failure is remembered to its end
        KeptPlace read = readPlace(store.setting(tenant, "place." + place));
        keptShown = std::move(read.shown);
        sent = std::move(read.sent);
        sinceKept = 0;
        // A log that was cut (a restore to an earlier moment) goes on from its end: what follows is new.
        for (const Stream stream : allStreams) {
            std::int64_t& at = (*sent)[enumName(stream)];
            at = std::min(at, store.lastSequence(tenant, stream));
            // Whoever sent before may have got so much further than was kept.
            if (at > 0) doubtful[enumName(stream)] = at + keepAfter + batchSize;
        }
        kept = true;
        givenUp = Views(store.documents(tenant)).find<operations::AuditSink>(shown.name);
        failed = givenUp && givenUp->state == "failed";
        if (store.trouble()) sent.reset();
        store.rollback();
    }
};

SiemForwarder::SiemForwarder(SiemParts parts) : m_parts(std::move(parts)) {}
SiemForwarder::~SiemForwarder() { stop(); }

void SiemForwarder::addLine(const TenantProfile& profile, const std::string& kind, const std::string& name, std::unique_ptr<SiemSink> sink) {
    auto line = std::make_unique<Line>();
    line->tenant = profile.tenant;
    line->shown.name = kind + " " + name;
    line->shown.kind = kind;
    line->place = "siem." + toHex(ByteView(sha256(line->shown.name).bytes).first(8));
    line->sink = std::move(sink);
    m_lines.push_back(std::move(line));
}

void SiemForwarder::start(const DeliveryBook& book) {
    const std::lock_guard lock(m_mutex);
    if (m_thread.joinable()) return;
    m_lines.clear();
    for (const TenantProfile& profile : m_parts.tenants.all()) {
        const auto found = book.find(profile.slug);
        if (found == book.end() || profile.drill) continue;   // a rehearsal alarms nobody
        for (const auto& sink : found->second.syslog) addLine(profile, "syslog", sink.name, makeSyslogSink(sink, profile.slug));
        for (const auto& sink : found->second.webhooks) addLine(profile, "webhook", sink.name, makeWebhookSink(sink, profile.slug, m_parts.clock));
    }
    if (m_lines.empty()) return;
    m_stopping = false;
    m_since = Steady::now();
    m_thread = std::thread([this] { run(); });
}

void SiemForwarder::stop() {
    std::thread ending;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        ending = std::move(m_thread);
    }
    m_wake.notify_all();
    if (ending.joinable()) ending.join();
}

void SiemForwarder::poke() {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_news && !m_behind) m_since = Steady::now();
        m_news = true;
    }
    m_wake.notify_one();
}

void SiemForwarder::atHome(TenantId tenant) {
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& line : m_lines) {
            if (line->tenant == tenant) line->takenOver = true;
        }
    }
    poke();
}

void SiemForwarder::committed(const CommittedBatch& batch) {
    for (const Entry& entry : batch.entries) {
        if (entry.header.type != operations::SinkResumed::eventType) continue;
        const auto event = fromJson<operations::SinkResumed>(entry.payload);
        const std::lock_guard lock(m_mutex);
        for (const auto& line : m_lines) {
            if (event.ok() && line->tenant == entry.header.tenant && line->shown.name == event->name) line->resumed = true;
        }
    }
    poke();
}

std::vector<SinkStatus> SiemForwarder::status(Store& store, TenantId tenant) const {
    struct Named {
        std::string name, kind, place;
    };
    std::vector<Named> named;
    {
        const std::lock_guard lock(m_mutex);   // the store is asked without it: every commit waits for that
        for (const auto& line : m_lines) {
            if (line->tenant == tenant) named.push_back({line->shown.name, line->shown.kind, line->place});
        }
    }
    Views views(store.documents(tenant));
    std::vector<SinkStatus> out;
    for (const Named& sink : named) {
        KeptPlace kept = readPlace(store.setting(tenant, "place." + sink.place));
        SinkStatus& one = out.emplace_back(std::move(kept.shown));
        one.name = sink.name;
        one.kind = sink.kind;
        one.waiting = 0;
        for (const Stream stream : allStreams) one.waiting += std::max<std::int64_t>(0, store.lastSequence(tenant, stream) - kept.sent[enumName(stream)]);
        const auto held = views.find<operations::AuditSink>(sink.name);
        if (held && held->state == "failed") {
            one.state = held->state;
            one.attempts = held->attempts;
            one.failingSince = held->failingSince;
            one.reason = held->reason;
        } else if (one.state == "failed") {
            one.state = "retrying";   // sent on, and nothing has come of it yet
        }
    }
    return out;
}

void SiemForwarder::keep(Line& line) {
    if (line.kept || !line.sent) return;
    KeptPlace place{*line.sent, {}};
    {
        const std::lock_guard lock(m_mutex);
        place.shown = line.shown;
    }
    line.keptAt = Steady::now();
    line.sinceKept = 0;
    if (m_parts.gate.keepPlace(line.tenant, line.place, toJson(place)).ok()) line.kept = true;
    else line.sent.reset();                     // another server sends now, or the store is away: read again
}

std::string SiemForwarder::worst() const {
    std::string out = "none";
    const std::lock_guard lock(m_mutex);
    for (const auto& line : m_lines) {
        const std::string& state = line->shown.state;
        if (state == "failed" || (state == "retrying" && out != "failed") || out == "none") out = state;
    }
    return out;
}

void SiemForwarder::taken(Line& line, std::size_t entries) {
    line.wait = {};
    line.attempts = 0;
    line.failingSince = {};
    const std::lock_guard lock(m_mutex);
    line.shown.state = "delivering";
    line.shown.attempts = 0;
    line.shown.failingSince.reset();
    line.shown.reason.clear();
    line.shown.deliveredAt = m_parts.clock();
    line.shown.delivered += static_cast<std::int64_t>(entries);
}

void SiemForwarder::refused(Line& line, const Problem& why) {
    line.wait = std::clamp(line.wait * 2, m_parts.firstWait, m_parts.longestWait);
    line.notBefore = Steady::now() + line.wait;
    const Instant now = m_parts.clock();
    if (line.attempts++ == 0) line.failingSince = now;
    const auto status = why.details.find("status"), said = why.details.find("reason");
    std::string reason = why.code;
    if (status != why.details.end() && status->second != "0") reason = "http_" + status->second;
    else if (said != why.details.end() && !said->second.empty()) reason = said->second;
    line.failed = now - line.failingSince >= m_parts.giveUpAfter;
    {
        const std::lock_guard lock(m_mutex);
        line.shown.state = line.failed ? "failed" : "retrying";
        line.shown.attempts = line.attempts;
        line.shown.failingSince = line.failingSince;
        line.shown.reason = reason;
    }
    line.kept = false;
    keep(line);
    if (!line.failed) return;
    const operations::RecordSinkFailure command{line.shown.name, line.failingSince, line.attempts, reason};
    const std::string once = "sink_failed:" + command.name + ":" + std::to_string(line.failingSince.micros());
    (void)m_parts.gate.run(access::systemContext(line.tenant, false), {commandIdFrom(line.tenant, once), std::string(command.card.name), toJson(command)});
}

double SiemForwarder::lagSeconds() const {
    const std::lock_guard lock(m_mutex);
    if (!m_thread.joinable() || (!m_news && !m_behind)) return 0;
    return std::chrono::duration<double>(Steady::now() - m_since).count();
}

bool SiemForwarder::forward(Store& store, Line& line) {
    static auto& forwarded = metrics::counter("ok_siem_entries_total", "entries a SIEM sink has taken", {});
    static auto& damaged = metrics::counter("ok_siem_damaged_total", "entries that are not what was sealed: sent without their payload, or not at all", {});
    static auto& failures = metrics::counter("ok_siem_failures_total", "hand-overs a SIEM sink did not take", {});
    for (const Stream stream : allStreams) {
        for (;;) {
            if (!m_parts.gate.holds(line.tenant)) {
                line.sent.reset();
                return true;                    // whoever it is at home with sends
            }
            {
                const std::lock_guard lock(m_mutex);
                if (m_stopping) break;
                if (std::exchange(line.takenOver, false)) {
                    line.sent.reset();   // another one has sent meanwhile
                    line.attempts = 0;   // and since when the sink fails is to be seen anew
                }
                if (std::exchange(line.resumed, false)) {
                    line.failed = false;
                    line.attempts = 0;
                    line.wait = {};
                }
            }
            if (!line.sent) {
                line.load(store, m_parts.keepAfter);
                if (!line.sent) {
                    line.notBefore = Steady::now() + m_parts.firstWait;
                    return false;
                }
                const std::lock_guard lock(m_mutex);
                line.shown.delivered = std::max(line.shown.delivered, line.keptShown.delivered);
                if (!line.shown.deliveredAt) line.shown.deliveredAt = line.keptShown.deliveredAt;
                if (line.failed) {
                    line.shown.state = "failed";
                    line.shown.attempts = line.givenUp->attempts;
                    line.shown.failingSince = line.givenUp->failingSince;
                    line.shown.reason = line.givenUp->reason;
                }
            }
            if (line.failed) return false;
            std::int64_t& at = (*line.sent)[enumName(stream)];
            auto stored = store.storedEntries(line.tenant, stream, at, batchSize);
            if (stored.empty()) break;
            const std::int64_t last = stored.back().sequence;
            std::vector<Entry> entries;
            for (StoredEntry& each : stored) {
                auto entry = openEntry(std::move(each.header), std::move(each.payload));
                // What is not what was sealed is never handed on: the header goes without it, or the place is passed over and counted.
                if (!entry.ok()) {
                    damaged.add();
                    continue;
                }
                if (!entry->payload.empty() && sha256(entry->payload) != entry->header.payloadHash) damaged.add(), entry->payload.clear();
                entries.push_back(std::move(*entry));
            }
            std::int64_t& doubtful = line.doubtful[enumName(stream)];
            const bool replay = at < doubtful;
            if (!entries.empty()) {
                if (const Status sent = line.sink->send(entries, replay); !sent.ok()) {
                    doubtful = std::max(doubtful, last);
                    failures.add();
                    refused(line, sent.problem());
                    return false;
                }
            }
            forwarded.add(entries.size());
            at = last;
            taken(line, entries.size());
            line.kept = false;
            line.sinceKept += static_cast<std::int64_t>(stored.size());
            if (line.sinceKept >= m_parts.keepAfter || Steady::now() - line.keptAt >= m_parts.keepEvery) keep(line);
        }
    }
    keep(line);
    if (!line.sent) line.notBefore = Steady::now() + m_parts.firstWait;
    return line.sent.has_value();
}

void SiemForwarder::run() {
    std::unique_ptr<Store> store;
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            const auto ready = [this] { return m_stopping || m_news; };
            auto next = Steady::time_point::max();
            for (const auto& line : m_lines) {
                if (line->behind && !line->failed) next = std::min(next, line->notBefore);
            }
            if (next == Steady::time_point::max()) m_wake.wait(lock, ready);
            else m_wake.wait_until(lock, next, ready);
            if (m_stopping) return;
            if (std::exchange(m_news, false)) {
                for (const auto& line : m_lines) line->behind = true;
            }
            m_behind = true;
        }
        if (!store) {
            if (auto opened = m_parts.gate.openReader(); opened.ok()) store = std::move(*opened);
            else for (const auto& line : m_lines) line->notBefore = Steady::now() + m_parts.firstWait;
        }
        bool behind = false;
        for (const auto& line : m_lines) {
            if (line->behind && line->notBefore <= Steady::now() && store) line->behind = !forward(*store, *line);
            behind = behind || line->behind;
        }
        const std::lock_guard lock(m_mutex);
        m_behind = behind;
    }
}

}  // namespace ok::ledger
