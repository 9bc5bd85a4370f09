// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// No two live messages tell one account different things (issue piece "No contradictions"): cases as data, and a walk through random
// days of several outages, after every step of which nobody is about to read something else than the last word that was let go.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <random>
#include <sstream>

#include "shared/base/derived_ids.h"
#include "shared/comms/live_claims.h"

namespace ok::comms {
namespace {

namespace json = boost::json;

const Instant noon = *parseIso("2024-09-26T12:00:00Z");
Instant at(std::int64_t hour) { return noon + hours(hour); }
BroadcastId broadcastOf(std::string_view name) { return BroadcastId{derivedUuid("broadcast " + std::string(name))}; }
IncidentId incidentOf(std::string_view name) { return IncidentId{derivedUuid("incident " + std::string(name))}; }

std::string textOf(const json::object& o, const char* key, const char* usual) {
    const auto* v = o.if_contains(key);
    return v == nullptr ? std::string(usual) : std::string(v->as_string());
}
std::int64_t numberOf(const json::object& o, const char* key, std::int64_t usual) {
    const auto* v = o.if_contains(key);
    return v == nullptr ? usual : v->as_int64();
}

ChannelBits channelsOf(const json::object& o, const char* key) {
    ChannelBits out = 0;
    const auto* list = o.if_contains(key);
    if (list == nullptr) return out;
    for (const auto& name : list->as_array()) out |= bitOf(*parseEnum<Channel>(std::string(name.as_string())));
    return out;
}

Claim claimIn(const json::object& o, Instant writtenAt) {
    const auto* eta = o.if_contains("eta");
    EtaBelief belief;
    if (eta != nullptr) belief = {at(eta->at(0).as_int64()), at(eta->at(1).as_int64()), *parseEnum<EtaConfidence>(std::string(eta->at(2).as_string()))};
    return claimOf(*parseEnum<UpdateKind>(textOf(o, "kind", eta != nullptr ? "eta_set" : "detected")), belief, writtenAt);
}

LiveUpdate updateIn(const json::object& o) {
    LiveUpdate out;
    out.broadcast = broadcastOf(textOf(o, "id", "?"));
    out.incident = incidentOf(textOf(o, "incident", "I"));
    out.writtenAt = at(numberOf(o, "written", 1));
    out.sentAt = at(numberOf(o, "sent", 1));
    out.claim = claimIn(o, out.writtenAt);
    out.incidentOver = o.contains("over");
    out.retracted = o.contains("retracted");
    for (const auto& [account, told] : o.at("told").as_object()) {
        out.told.push_back({static_cast<std::uint32_t>(std::stoul(std::string(account))), channelsOf(told.as_object(), "handed"), channelsOf(told.as_object(), "pending")});
    }
    return out;
}

NewSend sendIn(const json::object& o) {
    const Instant writtenAt = at(numberOf(o, "written", 3));
    NewSend out{broadcastOf("N"), incidentOf("I"), claimIn(o, writtenAt), writtenAt, {}};
    for (const auto& [account, channels] : o.at("reached").as_object()) {
        const std::size_t number = std::stoul(std::string(account));
        if (out.reached.size() <= number) out.reached.resize(number + 1, 0);
        for (const auto& name : channels.as_array()) out.reached[number] |= bitOf(*parseEnum<Channel>(std::string(name.as_string())));
    }
    return out;
}

void expectItem(const json::object& wanted, const ClaimItem& item) {
    EXPECT_EQ(item.broadcast, broadcastOf(std::string(wanted.at("id").as_string())));
    EXPECT_EQ(item.accounts, wanted.at("accounts").as_int64());
    EXPECT_EQ(item.withheld, wanted.at("withheld").as_int64());
    EXPECT_EQ(item.remaining, wanted.at("remaining").as_int64());
    EXPECT_EQ(item.kept, wanted.at("kept").as_int64());
    EXPECT_EQ(item.why, std::string(wanted.at("why").as_string()));
    EXPECT_EQ(item.superseded, item.remaining == 0);
}

json::value readVectors(const std::string& name) {
    std::ifstream in(std::string(OK_SOURCE_DIR) + "/tests/vectors/comms/" + name);
    std::stringstream text;
    text << in.rdbuf();
    return json::parse(text.str());
}

TEST(LiveClaims, SayWhatANewSendDoesToThem) {   // issue piece "No contradictions"
    const json::value vectors = readVectors("live_claims.json");
    ASSERT_GE(vectors.at("cases").as_array().size(), 20U);
    for (const auto& each : vectors.at("cases").as_array()) {
        const json::object& c = each.as_object();
        SCOPED_TRACE(textOf(c, "name", ""));
        std::vector<LiveUpdate> live;
        for (const auto& update : c.at("live").as_array()) live.push_back(updateIn(update.as_object()));
        const SupersedeRule rule = textOf(c, "rule", "any_channel") == "any_channel" ? SupersedeRule::any_channel : SupersedeRule::same_channel;
        dropSuperseded(live, rule, 10);
        const ClaimFindings found = contradictionsOf(live, sendIn(c.at("new").as_object()), rule, at(numberOf(c, "now", 3)));
        const json::object& expect = c.at("expect").as_object();
        EXPECT_EQ(found.superseded, expect.at("superseded").as_int64());
        EXPECT_EQ(found.contradicted, expect.at("contradicted").as_int64());
        const json::array& items = expect.at("items").as_array();
        ASSERT_EQ(found.items.size(), items.size());
        for (std::size_t i = 0; i < items.size(); ++i) expectItem(items[i].as_object(), found.items[i]);
    }
}

TEST(LiveClaims, TheSameQuestionHasTheSameAnswerInAnyOrderOfUpdates) {
    const json::value vectors = readVectors("live_claims.json");
    for (const auto& each : vectors.at("cases").as_array()) {
        const json::object& c = each.as_object();
        std::vector<LiveUpdate> live, turned;
        for (const auto& update : c.at("live").as_array()) live.push_back(updateIn(update.as_object()));
        turned.assign(live.rbegin(), live.rend());
        dropSuperseded(live, SupersedeRule::any_channel, 10);
        dropSuperseded(turned, SupersedeRule::any_channel, 10);
        const NewSend send = sendIn(c.at("new").as_object());
        EXPECT_EQ(toJson(contradictionsOf(live, send, SupersedeRule::any_channel, at(3))), toJson(contradictionsOf(turned, send, SupersedeRule::any_channel, at(3))));
    }
}

TEST(LiveClaims, AnAnswerIsBoundedAndSaysThatThereIsMore) {
    std::vector<LiveUpdate> live;
    for (int i = 0; i < 200; ++i) {
        LiveUpdate update{.broadcast = broadcastOf(std::to_string(i)), .incident = incidentOf(std::to_string(i)), .claim = claimOf(UpdateKind::restored, {}, noon), .writtenAt = noon, .sentAt = at(0)};
        update.told.push_back({static_cast<std::uint32_t>(i), 0, bitOf(Channel::sms)});
        live.push_back(std::move(update));
    }
    const NewSend send{broadcastOf("N"), incidentOf("I"), claimOf(UpdateKind::confirmed, {}, noon), noon, std::vector<ChannelBits>(200, bitOf(Channel::sms))};
    const ClaimFindings found = contradictionsOf(live, send, SupersedeRule::any_channel, noon);
    EXPECT_EQ(found.items.size(), mostClaimItems);
    EXPECT_EQ(found.more, 150);
    EXPECT_EQ(found.contradicted, 200);
}

TEST(LiveClaims, AccountsKeepTheirNumbersHoweverManyCome) {
    AccountNumbers numbers;
    std::vector<AccountId> ids;
    for (int i = 0; i < 5'000; ++i) ids.push_back(AccountId{derivedUuid("account " + std::to_string(i))});
    for (std::uint32_t i = 0; i < ids.size(); ++i) ASSERT_EQ(numbers.number(ids[i]), i);
    for (std::uint32_t i = 0; i < ids.size(); ++i) {
        ASSERT_EQ(numbers.number(ids[i]), i);
        ASSERT_EQ(numbers.id(i), ids[i]);
    }
    EXPECT_EQ(numbers.size(), 5'000U);
}

/// A few outages that share accounts, with messages that wait, leave, come back and are stopped in any order.
class Day {
  public:
    explicit Day(std::uint32_t seed) : m_dice(seed) {}

    void step() {
        switch (roll(8)) {
            case 0:
            case 1:
            case 2: trySend(); break;
            case 3:
            case 4:
            case 5: moveOne(); break;
            case 6: m_now += minutes(10); break;
            default: endOne(); break;
        }
    }
    /// What was let go later must not be followed by anything else that says something different.
    void check() const {
        for (std::size_t later = 0; later < m_sent.size(); ++later) {
            for (std::size_t earlier = 0; earlier < later; ++earlier) {
                if (silent(m_sent[later]) || silent(m_sent[earlier]) || !differ(m_sent[later].claim, m_sent[earlier].claim)) continue;
                for (std::uint32_t account = 0; account < accounts; ++account) {
                    const bool told = has(m_sent[later], account, Stand::handed) || has(m_sent[later], account, Stand::pending);
                    ASSERT_FALSE(told && has(m_sent[earlier], account, Stand::pending)) << "account " << account << " would read old news last";
                }
            }
        }
    }
    int accepted = 0, refused = 0, cameBack = 0;

  private:
    struct Letter {
        std::uint32_t account = 0;
        Channel channel = Channel::sms;
        MessageState state = MessageState::queued;
        bool stopped = false;
    };
    struct Update {
        BroadcastId id;
        int incident = 0;
        Claim claim;
        Instant writtenAt, sentAt;
        bool retracted = false;
        std::vector<Letter> letters;
    };
    static constexpr std::uint32_t accounts = 5;
    static constexpr int incidents = 3;

    int roll(int sides) { return static_cast<int>(m_dice() % static_cast<unsigned>(sides)); }
    [[nodiscard]] bool silent(const Update& u) const { return u.retracted || m_over[u.incident] || u.claim.kind == ClaimKind::advisory || (u.claim.kind == ClaimKind::eta && u.claim.said.until <= m_now); }
    [[nodiscard]] static bool has(const Update& u, std::uint32_t account, Stand stand) {
        return std::any_of(u.letters.begin(), u.letters.end(), [&](const Letter& l) { return l.account == account && standOf(l.state) == stand; });
    }
    Claim anyClaim(Instant writtenAt) {
        static constexpr UpdateKind kinds[] = {UpdateKind::detected, UpdateKind::eta_set, UpdateKind::eta_changed, UpdateKind::restored, UpdateKind::correction};
        const Instant back = m_now + hours(1 + roll(4));
        return claimOf(kinds[roll(5)], {back, back, EtaConfidence::high}, writtenAt);
    }
    [[nodiscard]] LiveUpdate live(const Update& u) const {
        LiveUpdate out{u.id, incidentOf(std::to_string(u.incident)), u.claim, u.writtenAt, u.sentAt, m_over[u.incident], u.retracted, {}};
        for (std::uint32_t account = 0; account < accounts; ++account) {
            Told told{account, 0, 0};
            for (const Letter& l : u.letters) {
                if (l.account != account || standOf(l.state) == Stand::gone) continue;
                (standOf(l.state) == Stand::handed ? told.handed : told.pending) |= bitOf(l.channel);
            }
            if ((told.handed | told.pending) != 0) out.told.push_back(told);
        }
        return out;
    }
    void trySend() {
        m_now += seconds(1);
        Update u{BroadcastId{derivedUuid("walk " + std::to_string(m_made++))}, roll(incidents), {}, m_now - minutes(roll(30)), m_now, false, {}};
        u.claim = anyClaim(u.writtenAt);
        if (m_over[u.incident]) return;
        NewSend send{u.id, incidentOf(std::to_string(u.incident)), u.claim, u.writtenAt, std::vector<ChannelBits>(accounts, 0)};
        for (std::uint32_t account = 0; account < accounts; ++account) {
            for (const Channel channel : {Channel::sms, Channel::email}) {
                if (roll(3) != 0) continue;
                send.reached[account] |= bitOf(channel);
                u.letters.push_back({account, channel});
            }
        }
        std::vector<LiveUpdate> all;
        for (const Update& each : m_sent) all.push_back(live(each));
        const std::vector<LiveUpdate> whole = all;
        dropSuperseded(all, SupersedeRule::any_channel, accounts);
        if (contradictionsOf(all, send, SupersedeRule::any_channel, m_now).contradicted > 0) {
            ++refused;
            return;
        }
        ++accepted;
        for (std::size_t i = 0; i < m_sent.size(); ++i) {
            for (Letter& l : m_sent[i].letters) {
                const Verdict verdict = verdictOn(whole[i], send, SupersedeRule::any_channel, standOf(l.state), l.channel, send.reached[l.account]);
                if (verdict == Verdict::withheld) l.state = MessageState::withheld;
                if (l.state == MessageState::sending && verdict != Verdict::agrees) l.stopped = true;
            }
        }
        m_sent.push_back(std::move(u));
    }
    void moveOne() {
        if (m_sent.empty()) return;
        Update& u = m_sent[static_cast<std::size_t>(roll(static_cast<int>(m_sent.size())))];
        if (u.letters.empty()) return;
        Letter& l = u.letters[static_cast<std::size_t>(roll(static_cast<int>(u.letters.size())))];
        if (standOf(l.state) == Stand::pending) l.state = MessageState::sending;
        else if (l.state == MessageState::sending) {
            static constexpr MessageState next[] = {MessageState::sent, MessageState::failed, MessageState::queued, MessageState::delivered};
            l.state = next[roll(4)];
            if (l.state != MessageState::queued) return;
            ++cameBack;
            if (l.stopped || u.retracted) l.state = MessageState::withheld;   // asked when it is claimed again
        }
    }
    void endOne() {
        if (m_sent.empty()) return;
        Update& u = m_sent[static_cast<std::size_t>(roll(static_cast<int>(m_sent.size())))];
        if (roll(6) == 0) m_over[u.incident] = true;
        if (roll(2) == 0) u.retracted = true;
        for (Letter& l : u.letters) {
            if (standOf(l.state) == Stand::pending) l.state = MessageState::withheld;
        }
    }

    std::mt19937 m_dice;
    Instant m_now = noon;
    int m_made = 0;
    bool m_over[incidents] = {};
    std::vector<Update> m_sent;
};

TEST(LiveClaims, AfterASendWasLetGoNobodyIsAboutToReadSomethingElse) {   // issue piece "No contradictions", as a walk
    int accepted = 0, refused = 0, cameBack = 0;
    for (std::uint32_t seed = 1; seed <= 400 && !::testing::Test::HasFatalFailure(); ++seed) {
        SCOPED_TRACE(seed);
        Day day(seed);
        for (int i = 0; i < 60 && !::testing::Test::HasFatalFailure(); ++i) {
            day.step();
            day.check();
        }
        accepted += day.accepted;
        refused += day.refused;
        cameBack += day.cameBack;
    }
    EXPECT_GT(accepted, 1'000);
    EXPECT_GT(refused, 500) << "a walk that is never refused proves nothing";
    EXPECT_GT(cameBack, 100);
}

}  // namespace
}  // namespace ok::comms
