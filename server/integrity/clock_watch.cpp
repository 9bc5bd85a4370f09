// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/clock_watch.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "shared/base/derived_ids.h"

namespace ok::integrity {
namespace {

constexpr int answerMs = 1000;

class Datagram {
  public:
    explicit Datagram(std::uint16_t port) : m_fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = m_fd >= 0 && ::connect(m_fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    }
    ~Datagram() {
        if (m_fd >= 0) ::close(m_fd);
    }
    Datagram(const Datagram&) = delete;
    Datagram& operator=(const Datagram&) = delete;
    [[nodiscard]] std::optional<Bytes> exchange(ByteView question) const {
        if (!m_connected || ::send(m_fd, question.data(), question.size(), 0) != static_cast<ssize_t>(question.size())) return {};
        pollfd wait{m_fd, POLLIN, 0};
        if (::poll(&wait, 1, answerMs) != 1) return {};
        Bytes out(2048);
        const ssize_t got = ::recv(m_fd, out.data(), out.size(), 0);
        if (got < 0) return {};
        out.resize(static_cast<std::size_t>(got));
        return out;
    }

  private:
    int m_fd;
    bool m_connected = false;
};

}  // namespace

Result<ClockSample> askChrony(std::uint16_t port, Instant now) {
    const auto sequence = static_cast<std::uint32_t>(now.micros());
    const auto answer = Datagram(port).exchange(chronyQuestion(sequence));
    if (!answer) return problem("clock_daemon_silent", "chrony does not answer on its command port", {{"port", std::to_string(port)}});
    return readChronyAnswer(*answer, sequence, now);
}

ClockWatch::ClockWatch(ClockWatchParts parts) : m_parts(std::move(parts)) {
    if (!m_parts.ask) m_parts.ask = [port = m_parts.port](Instant now) { return askChrony(port, now); };
}

std::optional<ClockSample> ClockWatch::last() const {
    const std::lock_guard lock(m_mutex);
    return m_judge.last();
}

bool ClockWatch::drifting() const {
    const std::lock_guard lock(m_mutex);
    return m_judge.drifting();
}

void ClockWatch::keep(const ClockSample& sample) {
    static auto& offset = metrics::gauge("outagekit_clock_offset_microseconds", "how far this machine's clock is off, as chrony says");
    static auto& unsynced = metrics::gauge("outagekit_clock_unsynced_for_secs", "since the clock was last synchronised");
    static auto& stratum = metrics::gauge("outagekit_clock_stratum", "distance from a reference clock; 0: not synchronised");
    offset.set(static_cast<std::int64_t>(sample.offsetMs * 1000));
    unsynced.set(sample.unsyncedForSecs());
    stratum.set(sample.stratum);
    if (m_parts.samples.empty()) return;
    std::ofstream(m_parts.samples, std::ios::app) << toJson(sample) << '\n';
}

void ClockWatch::sample() {
    if (m_parts.port == 0) return;
    const Instant now = m_parts.clock();
    const auto asked = m_parts.ask(now);
    const ClockSample sample = asked.ok() ? *asked : ClockSample{.at = now};
    keep(sample);
    std::vector<ClockAlarm> changed;
    {
        const std::lock_guard lock(m_mutex);
        changed = m_judge.take(sample);
    }
    for (const ClockAlarm& alarm : changed) {
        for (const TenantProfile& tenant : m_parts.tenants()) {
            const SecurityContext who = serverContext(tenant.tenant, tenant.drill, "clock_watch");
            const std::string once = "clock:" + alarm.viewId() + (alarm.raised ? ":raised" : ":ended");
            (void)m_parts.gate.run(who, {commandIdFrom(tenant.tenant, once), std::string(RecordClockAlarm::card.name), toJson(RecordClockAlarm{alarm})});
        }
    }
}

std::vector<std::string> clockFlags(Store& store, const EntryHeader& header) {
    bool drifted = false;
    store.documents(header.tenant).readAll(ClockAlarm::viewKind, [&](std::string_view, std::string_view body) {
        const auto alarm = fromJson<ClockAlarm>(body);
        drifted = drifted || (alarm.ok() && alarm->kind == ClockAlarmKind::drift && alarm->covers(header.ledgerTime));
    });
    return drifted ? std::vector<std::string>{"clock_drift_critical"} : std::vector<std::string>();
}

void addClockHandlers(Gate& gate) {
    gate.handle<RecordClockAlarm>([](const Right&, CommandContext& cx, const RecordClockAlarm& c) -> Status {
        cx.emit(ClockAlarmChanged{c.alarm}, {.stream = Stream::security});
        return {};
    });
}

}  // namespace ok::integrity
