// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is frozen and what has become of it since: content addresses, the list of people apart, the chain of versions, signatures, and
// drift with what it asks for (F04.R1, F04.R2, F04.R4; digest C16, C17, C25, C27, C28). Table: tests/vectors/approvals/drift_cases.json.
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <set>

#include "shared/approvals/drift.h"
#include "tests/support/file_text.h"

namespace ok::approvals {
namespace {

const Instant noon = *parseIso("2026-03-05T12:00:00Z");
ApprovalId request(unsigned char n = 1) { return ApprovalId{UuidBytes{n, 2, 3}}; }
AccountId account(std::size_t n) { return AccountId{UuidBytes{9, static_cast<unsigned char>(n), static_cast<unsigned char>(n >> 8)}}; }
SigningKey signer() { return SigningKey(std::array<std::uint8_t, 32>{7}); }

Polygon square(double side) { return {{{{-83, 38}, {-83 + side, 38}, {-83 + side, 38 + side}, {-83, 38 + side}}}}; }

std::vector<FrozenRecipient> recipients(std::size_t from, std::size_t to) {
    std::vector<FrozenRecipient> out;
    for (std::size_t i = from; i < to; ++i) out.push_back({i % 2 == 0 ? "sms" : "email", "tok_" + std::to_string(i / 2), "en", {account(i / 2)}});
    return out;
}

SnapshotContent sample() {
    SnapshotContent out;
    out.command = "comms.send_broadcast";
    out.body.text = R"({"broadcast": "b", "a": 1})";
    out.environment = "live";
    out.channels = {"sms", "email"};
    out.messages = {{"sms", "en", "body", "Power back by 2 PM", "Power back by {eta}", TextForm::plain}, {"email", "en", "body", "Hello", "", TextForm::plain}};
    const RecipientList list = *freezeRecipients(recipients(0, 200));
    out.audience = {{R"({"areas":["Boyd"]})"}, list.people, 200, list.digest, {{"channel", {{"sms", 100}, {"email", 100}}}}};
    out.incidents = {{"7", "Boyd County", "confirmed", "America/New_York", 1000, sha256("members"), square(0.1), {{"etr", noon + hours(2), "crew", noon}}, false}};
    out.map = FrozenMap{boundsOf(square(0.1)), 11, "streets@3", sha256("tiles")};
    out.evidence = {{"photo", "Broken pole", "photo", "", sha256("bytes"), 12'345, noon}};
    out.versions = {{"eta_model", "3"}, {"clusterer", "1"}};
    return out;
}

// F04.R1.A3: the same state has the same hash, whatever the order it was collected in; any other state another.
TEST(SnapshotTest, TheSameStateHasTheSameHashAndEveryChangeAnother) {
    const Digest first = freeze(sample(), {request(), nullptr, "requested", "ada", noon})->header.contentHash;
    SnapshotContent shuffled = sample();
    std::reverse(shuffled.channels.begin(), shuffled.channels.end());
    std::reverse(shuffled.messages.begin(), shuffled.messages.end());
    std::reverse(shuffled.versions.begin(), shuffled.versions.end());
    shuffled.body.text = R"({"a":1.0,"broadcast":"b"})";
    EXPECT_EQ(freeze(shuffled, {request(2), nullptr, "requested", "bob", noon + hours(9)})->header.contentHash, first);
    const std::vector<std::function<void(SnapshotContent&)>> edits{
        [](SnapshotContent& c) { c.messages[0].text += "!"; },
        [](SnapshotContent& c) { c.channels.pop_back(); },
        [](SnapshotContent& c) { c.body.text = "{}"; },
        [](SnapshotContent& c) { c.delivery.text = R"({"per_minute":1})"; },
        [](SnapshotContent& c) { c.audience.rules.text = R"({"areas":[]})"; },
        [](SnapshotContent& c) { c.audience.list = sha256("others"); },
        [](SnapshotContent& c) { ++c.audience.people; },
        [](SnapshotContent& c) { ++c.incidents[0].impacted; },
        [](SnapshotContent& c) { c.incidents[0].boundary.rings[0][0].lon += 1e-6; },
        [](SnapshotContent& c) { c.incidents[0].times[0].at += seconds(1); },
        [](SnapshotContent& c) { c.incidents[0].times[0].source = "model"; },
        [](SnapshotContent& c) { c.map->zoom += 1; },
        [](SnapshotContent& c) { c.map.reset(); },
        [](SnapshotContent& c) { c.evidence[0].sha256 = sha256("other bytes"); },
        [](SnapshotContent& c) { c.versions[0].version = "4"; },
        [](SnapshotContent& c) { c.environment = "drill"; }};
    std::set<std::string> all{first.hex()};
    for (std::size_t i = 0; i < edits.size(); ++i) {
        SnapshotContent edited = sample();
        edits[i](edited);
        const auto frozen = freeze(std::move(edited), {request(), nullptr, "requested", "ada", noon});
        ASSERT_TRUE(frozen.ok()) << i;
        EXPECT_TRUE(all.insert(frozen->header.contentHash.hex()).second) << i;
    }
}

// F04.R1.A2: what is required is there, or it is said what is not.
TEST(SnapshotTest, WhatIsIncompleteIsNotFrozen) {
    SnapshotContent empty;
    empty.audience.messages = 1;
    empty.channels = {"sms", "sms"};
    const auto refused = freeze(empty, {request(), nullptr, "requested", "ada", noon});
    ASSERT_FALSE(refused.ok());
    std::set<std::string> fields;
    for (const FieldProblem& field : refused.problem().fields) fields.insert(field.field + " " + field.code);
    EXPECT_EQ(fields, (std::set<std::string>{"channels twice", "command missing", "environment missing", "audience.list missing", "messages missing", "versions missing"}));
    SnapshotContent broken = sample();
    broken.delivery.text = "{";
    EXPECT_EQ(freeze(broken, {request(), nullptr, "requested", "ada", noon}).problem().code, "bad_json");
}

// F04.R2.A1: any byte altered, of content, header or signature, is found.
TEST(SnapshotTest, AnyAlteredByteIsFound) {
    Snapshot good = *freeze(sample(), {request(), nullptr, "requested", "ada", noon});
    sign(good, signer());
    ASSERT_TRUE(verify(good, signer().publicKey()).ok());
    EXPECT_EQ(*fromJson<Snapshot>(toJson(good)), good);
    std::mt19937 dice(3);
    for (int round = 0; round < 300; ++round) {
        Snapshot bad = good;
        std::string& text = round % 2 == 0 ? bad.content : bad.signature;
        text[dice() % text.size()] ^= static_cast<char>(1 + dice() % 127);
        EXPECT_FALSE(verify(bad, signer().publicKey()).ok());
    }
    Snapshot later = good;
    later.header.createdAt += seconds(1);
    EXPECT_EQ(verify(later, signer().publicKey()).problem().code, "bad_signature");
    Snapshot spaced = good;   // hashed and signed by somebody who writes otherwise
    spaced.content += " ";
    spaced.header.contentHash = sha256(spaced.content);
    ++spaced.header.contentBytes;
    sign(spaced, signer());
    EXPECT_EQ(verify(spaced, signer().publicKey()).problem().code, "not_canonical");
    EXPECT_EQ(verify(good, SigningKey(std::array<std::uint8_t, 32>{8}).publicKey()).problem().code, "bad_signature");
}

// F04.R4.A4, F04.R6.A2: a version names the one before; only the next one follows.
TEST(SnapshotTest, VersionsOfARequestFollowOneAnother) {
    const Snapshot first = *freeze(sample(), {request(), nullptr, "requested", "ada", noon});
    SnapshotContent changed = sample();
    changed.messages[0].text = "Power back by 3 PM";
    const Snapshot second = *freeze(changed, {request(), &first, "amended", "ada", noon + minutes(1)});
    EXPECT_EQ(second.header.version, 2);
    EXPECT_EQ(second.header.parent, first.header.contentHash);
    EXPECT_NE(second.header.id, first.header.id);
    EXPECT_TRUE(follows(first.header, second.header).ok());
    EXPECT_FALSE(follows(second.header, second.header).ok());
    EXPECT_FALSE(follows(second.header, first.header).ok());
    EXPECT_EQ(freeze(sample(), {request(2), &first, "amended", "ada", noon}).problem().code, "broken_chain");
    const auto diff = reviewDiff(sideOf(*fromJson<SnapshotContent>(first.content)), sideOf(*fromJson<SnapshotContent>(second.content)), {});
    ASSERT_TRUE(diff.ok()) << toJson(diff.problem());
    EXPECT_EQ(diff->changed, std::vector<std::string>{"message/sms/en/body"});
}

// Digest C27: people are a list of their own, known by its digest; the content has neither contacts nor accounts.
TEST(SnapshotTest, PeopleAreAListApartKnownByItsDigest) {
    auto rows = recipients(0, 200);
    const RecipientList list = *freezeRecipients(rows);
    std::shuffle(rows.begin(), rows.end(), std::mt19937(5));
    EXPECT_EQ(freezeRecipients(rows)->digest, list.digest);
    EXPECT_EQ(list.people, 100);
    const Snapshot frozen = *freeze(sample(), {request(), nullptr, "requested", "ada", noon});
    EXPECT_EQ(frozen.content.find("tok_"), std::string::npos);
    EXPECT_EQ(frozen.content.find(account(3).str()), std::string::npos);
    EXPECT_NE(frozen.content.find(list.digest.hex()), std::string::npos);
    EXPECT_EQ(readRecipients(list.file, list.digest)->rows, list.rows);
    EXPECT_EQ(readRecipients(list.file + "\n", list.digest).problem().code, "digest_mismatch");
    const std::string backwards = list.file.substr(list.file.find('\n') + 1) + list.file.substr(0, list.file.find('\n') + 1);
    EXPECT_EQ(readRecipients(backwards, sha256(backwards)).problem().code, "bad_recipients");
    EXPECT_EQ(readRecipients("{", sha256("{")).problem().code, "bad_recipients");
    rows.push_back(rows.front());
    EXPECT_FALSE(freezeRecipients(rows).ok());
}

// F01.R3.A5, F04.R5.A4: the same sample for the same list and seed; one key for one message, another for every other.
TEST(SnapshotTest, TheSampleIsStableAndEveryMessageHasItsOwnKey) {
    const RecipientList list = *freezeRecipients(recipients(0, 600));
    const auto sample = sampleOf(list, sha256("seed"), 50);
    EXPECT_EQ(sample.size(), 50U);
    EXPECT_EQ(sampleOf(list, sha256("seed"), 50), sample);
    EXPECT_NE(sampleOf(list, sha256("other"), 50), sample);
    EXPECT_EQ(sampleOf(list, sha256("seed"), 5000).size(), 600U);
    EXPECT_GT(std::count_if(sample.begin(), sample.end(), [](const FrozenRecipient& row) { return row.channel == "sms"; }), 10);
    std::set<std::string> keys;
    for (const FrozenRecipient& row : list.rows) keys.insert(deliveryKey(sha256("content"), row.channel, row.contact).hex());
    EXPECT_EQ(keys.size(), 600U);
    EXPECT_NE(deliveryKey(sha256("content"), "sms", "x"), deliveryKey(sha256("other"), "sms", "x"));
}

struct Changes {
    std::optional<std::int64_t> impacted, minutes;
    std::optional<double> side;
    std::string source, stage, version;
    bool members = false, withdrawn = false, closed = false, closing = false, gone = false, evidence = false, edited = false;
    int added = 0, removed = 0, stopped = 0;
};
BOOST_DESCRIBE_STRUCT(Changes, (), (impacted, minutes, side, source, stage, version, members, withdrawn, closed, closing, gone, evidence, edited, added, removed, stopped))
struct DriftCase {
    std::string say;
    Changes changes;
    DriftLevel level = DriftLevel::none;
    std::vector<std::string> items;
    std::string approve;
};
BOOST_DESCRIBE_STRUCT(DriftCase, (), (say, changes, level, items, approve))
struct DriftVectors {
    std::vector<DriftCase> cases;
};
BOOST_DESCRIBE_STRUCT(DriftVectors, (), (cases))

struct World {
    SnapshotContent content = sample();
    Snapshot snapshot = *freeze(sample(), {request(), nullptr, "requested", "ada", noon});
    RecipientList frozen = *freezeRecipients(recipients(0, 200)), now;
    LiveFacts live;
    explicit World(const Changes& c = {}) : now(*freezeRecipients(recipients(static_cast<std::size_t>(c.removed), 200 + static_cast<std::size_t>(c.added)))) {
        live.incidents = content.incidents;
        live.versions = content.versions;
        live.evidence = content.evidence;
        live.recipients = &now;
        live.closing = c.closing;
        FrozenIncident& incident = live.incidents[0];
        if (c.impacted) incident.impacted = *c.impacted;
        if (c.side) incident.boundary = square(*c.side);
        if (c.members) incident.members = sha256("others");
        if (c.minutes) incident.times[0].at += minutes(*c.minutes);
        if (c.withdrawn) incident.times.clear();
        if (!c.source.empty()) incident.times[0].source = c.source;
        if (!c.stage.empty()) incident.stage = c.stage;
        incident.closed = c.closed;
        if (c.gone) live.incidents.clear();
        if (!c.version.empty()) live.versions[0].version = c.version;
        if (c.evidence) live.evidence[0].sha256 = sha256("edited");
        if (c.edited) live.draft = sha256("words");
        for (int i = 0; i < c.stopped; ++i) live.stopped.push_back("sms tok_" + std::to_string(i));
        live.stopped.push_back("sms tok_of_nobody");
    }
    [[nodiscard]] Drift drift(const DriftRules& rules = {}) const { return driftOf(snapshot, content, &frozen, live, rules, noon + minutes(3)); }
};

// F04.R4.A1, F04.R4.A2: each kind of difference with its size and what it asks for.
TEST(DriftTest, EveryCaseOfTheTableAsksForWhatItShould) {
    const auto all = fromJson<DriftVectors>(test::contents(OK_SOURCE_DIR "/tests/vectors/approvals/drift_cases.json"));
    ASSERT_TRUE(all.ok()) << toJson(all.problem());
    ASSERT_GE(all->cases.size(), 20U);
    for (const DriftCase& each : all->cases) {
        const Drift drift = World(each.changes).drift();
        std::vector<std::string> items;
        for (const DriftItem& item : drift.items) items.push_back(enumName(item.kind) + " " + enumName(item.level) + " " + item.subject + " " + formatNumber(item.size));
        EXPECT_EQ(items, each.items) << each.say;
        EXPECT_EQ(drift.level, each.level) << each.say;
        const Status may = mayApprove(drift, {"ada", "bob"}, {}, {});
        EXPECT_EQ(may.ok() ? "" : may.problem().code, each.approve) << each.say;
    }
}

// F04.R4.A2: counts of recipients, of accounts per incident and both times with their source; never who.
TEST(DriftTest, TheDifferenceIsSaidInCountsAndTimesAndNamesNobody) {
    Changes c;
    c.added = 3;
    c.removed = 1;
    c.stopped = 2;
    c.impacted = 1200;
    c.minutes = 45;
    c.side = 0.12;
    const Drift drift = World(c).drift();
    EXPECT_EQ(drift.recipients, (DriftedRecipients{200, 3, 1, 2, 2}));
    ASSERT_EQ(drift.incidents.size(), 1U);
    EXPECT_EQ(drift.incidents[0].impactedAfter, 1200);
    EXPECT_TRUE(drift.incidents[0].boundaryChanged && !drift.incidents[0].membersChanged);
    ASSERT_EQ(drift.times.size(), 1U);
    EXPECT_EQ(drift.times[0].deltaMinutes, 45);
    EXPECT_EQ(drift.times[0].before.source, "crew");
    EXPECT_EQ(toJson(drift).find("tok_"), std::string::npos);
}

// F01.R3.A7, digest C16: everybody who holds a key has to have seen it; seen is seen until it grows.
TEST(DriftTest, WhatWasSeenStandsUntilItGrowsOrSomethingElseComes) {
    Changes c;
    c.minutes = 20;
    const Drift seen = World(c).drift();
    const std::vector<DriftAcknowledged> one{{"ada", seen.snapshot, seen.items, noon}};
    std::vector<DriftAcknowledged> both = one;
    both.push_back({"bob", seen.snapshot, seen.items, noon});
    const auto refused = mayApprove(seen, {"ada", "bob"}, one, {});
    ASSERT_FALSE(refused.ok());
    ASSERT_EQ(refused.problem().fields.size(), 1U);
    EXPECT_EQ(refused.problem().fields[0].field, "bob");
    EXPECT_TRUE(mayApprove(seen, {"ada", "bob"}, both, {}).ok());
    c.minutes = 24;
    EXPECT_TRUE(mayApprove(World(c).drift(), {"ada", "bob"}, both, {}).ok()) << "within the slack";
    c.minutes = 26;
    EXPECT_FALSE(mayApprove(World(c).drift(), {"ada", "bob"}, both, {}).ok()) << "grown";
    c.minutes = 20;
    c.impacted = 1100;
    EXPECT_FALSE(mayApprove(World(c).drift(), {"ada", "bob"}, both, {}).ok()) << "something else";
    std::vector<DriftAcknowledged> old = both;
    for (DriftAcknowledged& each : old) each.snapshot = sha256("an older version");
    EXPECT_FALSE(mayApprove(seen, {"ada", "bob"}, old, {}).ok()) << "of another snapshot";
}

// Digest C28: where the utility lets people approve in spite of it, an opt-out still has to be seen.
TEST(DriftTest, AnOptOutIsApprovedAnywayOnlyWhereTheRulesSaySo) {
    Changes c;
    c.stopped = 1;
    DriftRules rules;
    rules.optedOut = DriftLevel::acknowledge;
    const Drift drift = World(c).drift(rules);
    EXPECT_EQ(mayApprove(drift, {"ada"}, {}, rules).problem().code, "drift_unacknowledged");
    EXPECT_TRUE(mayApprove(drift, {"ada"}, {{"ada", drift.snapshot, drift.items, noon}}, rules).ok());
    EXPECT_EQ(drift.digest(), World(c).drift(rules).digest());
}

// Whatever moved: more of it never asks for less.
TEST(DriftTest, MoreDriftNeverAsksForLess) {
    DriftLevel before = DriftLevel::none;
    for (int minutes = 0; minutes <= 400; minutes += 5) {
        Changes c;
        c.minutes = minutes;
        const DriftLevel level = World(c).drift().level;
        EXPECT_GE(level, before);
        before = level;
    }
    EXPECT_EQ(before, DriftLevel::resnapshot);
}

}  // namespace
}  // namespace ok::approvals
