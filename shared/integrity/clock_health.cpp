// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/integrity/clock_health.h"

#include <charconv>
#include <cmath>

namespace ok::integrity {
namespace {

// chrony's candm.h: version 6, packet type 1 is a request, 2 a reply; command 33 asks for tracking, reply 5 is it. A
// request is as long as its reply, so that the port cannot be used to amplify.
constexpr std::size_t packetSize = 104;
constexpr std::uint8_t protocolVersion = 6;
constexpr std::uint16_t askTracking = 33, tellTracking = 5;
constexpr std::size_t dataAt = 28;

Problem bad(const char* what) { return problem("bad_clock_report", what); }

std::uint32_t word(ByteView packet, std::size_t at) {
    return static_cast<std::uint32_t>(packet[at]) << 24 | static_cast<std::uint32_t>(packet[at + 1]) << 16 |
           static_cast<std::uint32_t>(packet[at + 2]) << 8 | packet[at + 3];
}

std::uint16_t half(ByteView packet, std::size_t at) { return static_cast<std::uint16_t>(packet[at] << 8 | packet[at + 1]); }

/// chrony's own float: 7 bits of exponent, 25 of coefficient, both signed.
double chronyFloat(std::uint32_t bits) {
    int exponent = static_cast<int>(bits >> 25);
    if (exponent >= 64) exponent -= 128;
    auto coefficient = static_cast<std::int32_t>(bits & 0x1FFFFFF);
    if (coefficient >= 1 << 24) coefficient -= 1 << 25;
    return coefficient * std::pow(2.0, exponent - 25);
}

bool plausible(double seconds) { return std::isfinite(seconds) && std::abs(seconds) < 1e9; }

Result<ClockSample> sampleFrom(int stratum, Instant reference, double offset, double jitter, Instant now) {
    if (stratum < 0 || stratum > 16 || !plausible(offset) || !plausible(jitter)) return bad("the report's numbers cannot be true");
    ClockSample out{now, true, offset * 1000, jitter * 1000, stratum, {}};
    if (stratum > 0 && stratum < 16 && reference.micros() > 0) out.lastSyncAt = reference;
    return out;
}

std::optional<double> numberOf(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return value;
}

}  // namespace

std::int64_t ClockSample::unsyncedForSecs() const {
    return lastSyncAt ? std::max<std::int64_t>((at - *lastSyncAt).count() / 1'000'000, 0) : 0;
}

Bytes chronyQuestion(std::uint32_t sequence) {
    Bytes out(packetSize);
    out[0] = protocolVersion;
    out[1] = 1;
    out[5] = askTracking;
    for (int i = 0; i < 4; ++i) out[static_cast<std::size_t>(8 + i)] = static_cast<std::uint8_t>(sequence >> (24 - 8 * i));
    return out;
}

Result<ClockSample> readChronyAnswer(ByteView packet, std::uint32_t sequence, Instant now) {
    if (packet.size() < packetSize) return bad("the answer is too short");
    if (packet[0] != protocolVersion || packet[1] != 2 || half(packet, 4) != askTracking || half(packet, 6) != tellTracking) {
        return bad("this is not an answer to the question");
    }
    if (half(packet, 8) != 0) return bad("the time daemon refused to answer");
    if (word(packet, 16) != sequence) return bad("the answer is to another question");
    // reference id 4, address 20, stratum 2, leap 2, reference time 12, then floats
    const std::size_t stratumAt = dataAt + 24, timeAt = dataAt + 28, correctionAt = dataAt + 40;
    const int leap = half(packet, stratumAt + 2);
    const std::uint32_t high = word(packet, timeAt), low = word(packet, timeAt + 4), nanos = word(packet, timeAt + 8);
    if (high > 0x7FFF && high != 0x7FFFFFFF) return bad("the report's time cannot be true");
    const std::int64_t seconds = (high == 0x7FFFFFFF ? 0 : static_cast<std::int64_t>(high) << 32) | low;
    if (seconds > 32'503'680'000 || nanos >= 1'000'000'000) return bad("the report's time cannot be true");
    const Instant reference = Instant::fromMicros(seconds * 1'000'000 + nanos / 1000);
    constexpr int leapUnsynchronised = 3;
    return sampleFrom(leap == leapUnsynchronised ? 0 : half(packet, stratumAt), reference, chronyFloat(word(packet, correctionAt)),
                      chronyFloat(word(packet, correctionAt + 8)), now);
}

Result<ClockSample> readChronyLine(std::string_view line, Instant now) {
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    std::vector<std::string_view> fields;
    while (fields.size() < 15) {
        const std::size_t comma = line.find(',');
        fields.push_back(line.substr(0, comma));
        if (comma == std::string_view::npos) break;
        line.remove_prefix(comma + 1);
    }
    if (fields.size() != 14) return bad("the report does not have 14 fields");
    const auto stratum = numberOf(fields[2]), reference = numberOf(fields[3]), offset = numberOf(fields[4]), jitter = numberOf(fields[6]);
    if (!stratum || !reference || !offset || !jitter || *reference < 0 || !plausible(*reference / 100)) return bad("a field of the report is not a number");
    const bool synchronised = fields[13] != "Not synchronised";
    return sampleFrom(synchronised ? static_cast<int>(*stratum) : 0, Instant::fromMicros(static_cast<std::int64_t>(*reference * 1e6)), *offset, *jitter, now);
}

void ClockJudge::change(std::optional<ClockAlarm>& held, ClockAlarmKind kind, bool raised, const ClockSample& sample, std::vector<ClockAlarm>& out) {
    if (raised == held.has_value()) return;
    if (raised) {
        held = ClockAlarm{kind, true, kind == ClockAlarmKind::drift ? "critical" : "warning", sample.at, {}, sample, 0};
        if (m_lastSync) held->unsyncedForSecs = (sample.at - *m_lastSync).count() / 1'000'000;
        out.push_back(*held);
        return;
    }
    ClockAlarm ended = *held;
    ended.raised = false;
    ended.until = sample.at;
    ended.sample = sample;
    held.reset();
    out.push_back(std::move(ended));
}

std::vector<ClockAlarm> ClockJudge::take(const ClockSample& sample) {
    std::vector<ClockAlarm> out;
    if (!m_firstLook.known()) m_firstLook = sample.at;
    if (sample.lastSyncAt) m_lastSync = std::max(m_lastSync.value_or(Instant{}), *sample.lastSyncAt);
    // A daemon that says nothing says nothing about the offset either: the count neither grows nor begins anew.
    if (sample.answered && sample.stratum > 0) m_off = std::abs(sample.offsetMs) > mostOffsetMs ? m_off + 1 : 0;
    change(m_drift, ClockAlarmKind::drift, m_off >= samplesInARow, sample, out);
    change(m_unsynced, ClockAlarmKind::unsynced, sample.at - m_lastSync.value_or(m_firstLook) > mostUnsynced, sample, out);
    m_last = sample;
    return out;
}

void addClockProjections(Projections& projections) {
    projections.on<ClockAlarmChanged>([](const EntryHeader&, const ClockAlarmChanged& e, Views& views) { views.save(e.alarm); });
}

}  // namespace ok::integrity
