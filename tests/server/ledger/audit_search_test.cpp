// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Searching: whatever the filter and however much of the log is indexed, the answer is what reading every entry gives; pages
// follow each other without gap or repetition; deleting the index loses nothing (F07.R1.A5, F07.R3.A5, TA4, TA7).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "server/ledger/audit_room.h"
#include "server/ledger/entry_diff.h"
#include "shared/ledger/audit_event.h"
#include "shared/ledger/severity.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"

namespace ok::ledger {
namespace {

constexpr IndexSettings tiny{8, 64};
const std::vector<std::string> counters{"oak street", "elm avenue", "pine road", "ash lane"};
const std::vector<std::string> people{"anna", "ben", "cleo", "dan"};

class AuditSearchTest : public ::testing::Test {
  protected:
    AuditSearchTest() {
        test::addCounterProjections(f.projections);
        test::addCounterHandlers(*f.gate);
        f.start();
        indexPath = f.dir.file("search");
    }
    /// `n` commands by different people; some refused, some of one moment.
    void live(int n) {
        for (int i = 0; i < n; ++i) {
            const bool refused = dice() % 7 == 0;
            f.run(test::Add{counters[dice() % counters.size()], static_cast<std::int64_t>(dice() % 5), dice() % 2 == 0 ? "red" : "Érable"},
                  f.person(people[dice() % people.size()], {refused ? "approver" : "operator"}));
            if (dice() % 3 != 0) f.advance(milliseconds(dice() % 2000));
        }
        auto opened = f.gate->openReader();
        store = std::move(*opened);
    }
    void index(IndexSettings settings = tiny) {
        auto writer = PostingFile::open(indexPath, PostingFile::Mode::writer);
        ASSERT_TRUE(writer.ok()) << writer.problem().message;
        for (const Stream stream : allStreams) {
            const auto done = indexStream(*store, **writer, f.tenant, stream, settings);
            ASSERT_TRUE(done.ok()) << done.problem().message;
        }
        auto reader = PostingFile::open(indexPath, PostingFile::Mode::reader);
        ASSERT_TRUE(reader.ok());
        file = std::move(*reader);
    }
    /// By reading everything and sorting.
    std::vector<std::string> truth(const AuditFilter& filter, AuditOrder order) {
        std::vector<Entry> all;
        for (const Stream stream : allStreams) {
            for (Entry& entry : store->entries(f.tenant, stream, 0, 1'000'000)) {
                if (matches(filter, entry.header, entry.payload)) all.push_back(std::move(entry));
            }
        }
        std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) {
            return std::tie(a.header.ledgerTime, a.header.entryId) < std::tie(b.header.ledgerTime, b.header.entryId);
        });
        if (order == AuditOrder::newestFirst) std::reverse(all.begin(), all.end());
        std::vector<std::string> out;
        for (const Entry& entry : all) out.push_back(entry.header.entryId.str());
        return out;
    }
    std::vector<std::string> walked(PostingFile* with, const AuditFilter& filter, AuditOrder order, std::size_t pageSize = 1'000'000) {
        std::vector<std::string> out;
        std::optional<AuditCursor> after;
        for (;;) {
            AuditWalk walk(*store, with, {f.tenant, filter, order, after});
            std::size_t n = 0;
            std::optional<Entry> last;
            for (; n < pageSize; ++n) {
                auto entry = walk.next();
                if (!entry) return out;
                out.push_back(entry->header.entryId.str());
                last = std::move(entry);
            }
            const auto cursor = readCursor(writeCursor(last->header, filter, order), filter, order);
            EXPECT_TRUE(cursor.ok());
            after = *cursor;
        }
    }
    AuditFilter anyFilter() {
        AuditFilter filter;
        const auto some = [this](int oneIn) { return dice() % static_cast<unsigned>(oneIn) == 0; };
        if (some(3)) filter.actors = {people[dice() % 4], people[dice() % 4]};
        if (some(3)) filter.objects = {counters[dice() % 4]};
        if (some(4)) filter.incidents = {counters[dice() % 4], counters[dice() % 4]};
        if (some(4)) filter.types = {some(2) ? "counter.*" : "counter.added", "access.refused"};
        if (some(4)) filter.severities = {some(2) ? "warning" : "info"};
        if (some(5)) filter.text = some(2) ? "erable" : "RED, counter";
        if (some(5)) filter.streams = {some(2) ? "decisions" : "ops"};
        if (some(6)) filter.sources = {"console"};
        if (some(6)) filter.drill = some(2);
        if (some(3)) filter.from = Instant::fromMicros(1'727'000'000'000'000 + static_cast<std::int64_t>(dice() % 300) * 1'000'000);
        if (some(3)) filter.to = Instant::fromMicros(1'727'000'000'000'000 + static_cast<std::int64_t>(dice() % 300) * 1'000'000);
        return filter;
    }

    test::GateFixture f;
    std::mt19937 dice{20261121};
    std::unique_ptr<Store> store;
    std::unique_ptr<PostingFile> file;
    std::string indexPath;
};

TEST_F(AuditSearchTest, EveryFilterFindsWhatReadingEverythingFindsInBothOrdersWithPagesOfAnySize) {
    live(330);
    index();
    int hits = 0;
    for (int round = 0; round < 120; ++round) {
        const AuditFilter filter = anyFilter();
        for (const AuditOrder order : {AuditOrder::newestFirst, AuditOrder::oldestFirst}) {
            const auto expected = truth(filter, order);
            hits += static_cast<int>(expected.size());
            ASSERT_EQ(walked(file.get(), filter, order), expected) << toJson(filter);
            ASSERT_EQ(walked(nullptr, filter, order), expected) << "without an index: " << toJson(filter);
            ASSERT_EQ(walked(file.get(), filter, order, 1 + dice() % 40), expected) << "in pages: " << toJson(filter);
        }
    }
    EXPECT_GT(hits, 1000) << "the filters of this test find something";
}

TEST_F(AuditSearchTest, ADamagedEntryHidesNoneOfItsNeighboursWhateverThePeriod) {
    live(120);
    for (int round = 0; round < 25; ++round) {
        std::set<std::string> damaged;
        const auto oneIn = 2 + dice() % 20;
        EntrySource source(*store);
        source.read = [&, read = source.read](TenantId tenant, Stream stream, std::int64_t after, int limit) {
            auto page = read(tenant, stream, after, limit);
            for (StoredEntry& stored : page) {
                if ((stored.sequence * 2654435761 >> 7) % static_cast<std::int64_t>(oneIn) != 0) continue;
                damaged.insert(openEntry(stored.header, stored.payload)->header.entryId.str());
                stored.header = "{";
            }
            return page;
        };
        AuditFilter filter;
        filter.from = Instant::fromMicros(1'727'000'000'000'000 + static_cast<std::int64_t>(dice() % 200) * 1'000'000);
        filter.to = filter.from + seconds(static_cast<std::int64_t>(dice() % 100));
        std::vector<std::string> found;
        {
            AuditWalk walk(source, nullptr, {f.tenant, filter, AuditOrder::oldestFirst, {}});
            for (auto entry = walk.next(); entry; entry = walk.next()) found.push_back(entry->header.entryId.str());
        }
        auto expected = truth(filter, AuditOrder::oldestFirst);
        std::erase_if(expected, [&](const std::string& id) { return damaged.contains(id); });
        EXPECT_EQ(found, expected) << round;
    }
}

// F01.R6.A2: one byte of an entry is changed, or the entry is gone: it is found out where it is met, by its id, and never handed out.
TEST_F(AuditSearchTest, AnEntryThatWasAlteredIsNamedAndNeverHandedOut) {
    live(40);
    const auto all = f.entries();
    ASSERT_GE(all.size(), 12U);
    const Entry victim = all[all.size() / 2];
    const auto readWith = [&](const std::function<void(StoredEntry&)>& bend, bool drop = false) {
        EntrySource source(*store);
        source.read = [&, read = source.read](TenantId tenant, Stream stream, std::int64_t after, int limit) {
            auto page = read(tenant, stream, after, limit);
            for (StoredEntry& stored : page) {
                if (stream == victim.header.stream && stored.sequence == victim.header.sequence) bend(stored);
            }
            if (drop) std::erase_if(page, [&](const StoredEntry& stored) { return stream == victim.header.stream && stored.sequence == victim.header.sequence; });
            return page;
        };
        AuditWalk walk(source, nullptr, {f.tenant, {}, AuditOrder::newestFirst, {}});
        int shown = 0;
        for (auto entry = walk.next(); entry; entry = walk.next()) {
            EXPECT_NE(entry->header.entryId, victim.header.entryId);
            ++shown;
        }
        EXPECT_GE(shown, static_cast<int>(all.size()) - 1) << "its neighbours are there";
        return walk.damaged();
    };
    const std::string id = victim.header.entryId.str();
    const auto onlyVictim = [&](const std::vector<DamagedEntry>& damaged, const std::string& name) {
        ASSERT_EQ(damaged.size(), 1U);
        EXPECT_EQ(damaged[0].sequence, victim.header.sequence);
        EXPECT_EQ(damaged[0].entry, name);
    };
    onlyVictim(readWith([](StoredEntry& e) { e.payload[e.payload.size() / 2] ^= 1; }), id);
    onlyVictim(readWith([](StoredEntry& e) { e.payload = "{}"; }), id);
    onlyVictim(readWith([](StoredEntry& e) { e.header.replace(e.header.find("\"id\":\""), 7, "\"id\":\"x"); }), id);
    onlyVictim(readWith([](StoredEntry& e) { e.hash[3] ^= 1; }), id);
    onlyVictim(readWith([](StoredEntry& e) { e.header = "{"; }), "");
    onlyVictim(readWith([](StoredEntry&) {}, true), "");
}

TEST_F(AuditSearchTest, TheIndexGrowsWithTheLogMergesItsSegmentsAndAnswersAreCompleteInBetween) {
    for (int step = 0; step < 6; ++step) {
        live(37);
        EXPECT_EQ(walked(file.get(), {}, AuditOrder::oldestFirst), truth({}, AuditOrder::oldestFirst)) << "with an index that is behind";
        index();
    }
    const auto segments = file->segments(f.tenant, Stream::ops);
    ASSERT_GE(segments.size(), 2U);
    EXPECT_EQ(segments.front().count, 64) << "small segments became a big one";
    std::int64_t next = 1;
    for (const auto& segment : segments) {
        EXPECT_EQ(segment.first, next);
        next += segment.count;
    }
    AuditFilter rare;
    rare.correlations = {"nothing has this"};
    AuditWalk walk(*store, file.get(), {f.tenant, rare, AuditOrder::newestFirst, {}});
    EXPECT_FALSE(walk.next());
    EXPECT_LT(walk.read(), 3 * 8) << "only what is not indexed was read";
}

TEST_F(AuditSearchTest, AnIndexThatIsDeletedDamagedOrOfAnotherLogIsMadeAnew) {
    live(150);
    index();
    const auto before = file->segments(f.tenant, Stream::ops).size();
    file.reset();
    std::filesystem::remove(indexPath);
    index();
    EXPECT_EQ(file->segments(f.tenant, Stream::ops).size(), before);
    file.reset();
    std::ofstream(indexPath, std::ios::binary) << "this is not an index";
    index();
    EXPECT_EQ(file->segments(f.tenant, Stream::ops).size(), before);

    // The same tenant with another history, as after a restore.
    test::GateFixture other;
    test::addCounterProjections(other.projections);
    test::addCounterHandlers(*other.gate);
    other.start();
    for (int i = 0; i < 100; ++i) other.run(test::Add{"elsewhere", 1}, other.operatorBen());
    auto opened = other.gate->openReader();
    store = std::move(*opened);
    index();
    AuditFilter filter;
    filter.objects = {"elsewhere"};
    EXPECT_EQ(walked(file.get(), filter, AuditOrder::oldestFirst).size(), 100U);
}

TEST_F(AuditSearchTest, TheFollowerKeepsUpWithTheGateOnItsOwnThread) {
    SearchFollower follower(indexPath, [this] { return f.gate->openReader(); }, tiny);
    f.gate->inspect(f.tenant, [](CommandContext&) {});
    follower.start();
    ASSERT_TRUE(follower.waitUntilCurrent());
    live(100);
    CommittedBatch news;
    for (const Stream stream : {Stream::ops, Stream::decisions}) news.entries.push_back(*store->head(f.tenant, stream));
    follower.poke(news);
    ASSERT_TRUE(follower.waitUntilCurrent());
    auto reader = PostingFile::open(indexPath, PostingFile::Mode::reader);
    ASSERT_TRUE(reader.ok());
    const auto size = store->head(f.tenant, Stream::ops)->header.sequence;
    EXPECT_EQ((*reader)->progress(f.tenant, Stream::ops).indexed, size - size % 8);
    EXPECT_EQ(follower.lagSeconds(), 0);
    follower.stop();
    EXPECT_FALSE(follower.waitUntilCurrent());
}

TEST_F(AuditSearchTest, AnEntryIsFoundByItsIdAndInItsOwnTenantOnly) {
    live(60);
    index();
    for (const Stream stream : {Stream::ops, Stream::decisions}) {
        for (const Entry& entry : store->entries(f.tenant, stream, 0, 1000)) {
            const auto found = entryById(*store, file.get(), f.tenant, entry.header.entryId);
            ASSERT_TRUE(found);
            EXPECT_EQ(found->header, entry.header);
            EXPECT_FALSE(entryById(*store, file.get(), f.otherTenant, entry.header.entryId)) << "F07.R1.A6";
        }
    }
    EXPECT_FALSE(entryById(*store, file.get(), f.tenant, EntryId{derivedUuid("nobody")}));
}

TEST_F(AuditSearchTest, ADiffSaysWhatAnEntryChangedFieldByFieldAndIsTheSameEveryTime) {
    f.run(test::Add{"oak", 2, "red"}, f.operatorAnna());
    f.run(test::Add{"elm", 7, "red"}, f.operatorAnna());
    f.run(test::Add{"oak", 3, "blue"}, f.operatorBen());
    live(1);
    const auto entry = store->entries(f.tenant, Stream::ops, 2, 1).at(0);
    const auto diff = diffOf(*store, nullptr, f.projections, f.tenant, entry);
    ASSERT_TRUE(diff.ok());
    EXPECT_EQ(diff->objectType, "counter");
    EXPECT_EQ(diff->objectId, "oak");
    EXPECT_EQ(diff->versionBefore, 1);
    EXPECT_EQ(diff->versionAfter, 2);
    EXPECT_EQ(diff->initiatorId, "ben");
    ASSERT_EQ(diff->objects.size(), 1U);
    EXPECT_EQ(toJson(diff->objects[0].changes),
              R"([{"after":"blue","before":"red","field":"/colour"},{"after":5,"before":2,"field":"/value"}])");
    EXPECT_EQ(toJson(*diff), toJson(*diffOf(*store, nullptr, f.projections, f.tenant, entry)));
    const auto first = diffOf(*store, nullptr, f.projections, f.tenant, store->entries(f.tenant, Stream::ops, 0, 1).at(0));
    EXPECT_EQ(first->versionBefore, 0);
    EXPECT_EQ(diffOf(*store, nullptr, f.projections, f.tenant, entry, {}, 0).problem().code, "history_too_long");
}

net::HttpRequest asking(net::TextPairs query) {
    net::HttpRequest request;
    request.query = std::move(query);
    return request;
}

TEST(AuditRequestTest, ParametersUnderAllTheirNamesBecomeOneQuestionAndWrongOnesAreNamed) {
    const TenantId tenant = test::tenantNamed("one");
    const auto read = [&](net::TextPairs query) { return auditRequestOf(asking(std::move(query)), tenant, AuditOrder::newestFirst); };
    const auto good = read({{"tenant", tenant.str()}, {"start_time", "2026-11-21T00:00:00Z"}, {"to", "2026-11-22T00:00:00+00:00"},
                            {"actor", "anna,ben"}, {"actor", "cleo"}, {"objectId", "x"}, {"page_size", "200"}, {"page", "3"}, {"order", "asc"}});
    ASSERT_TRUE(good.ok());
    EXPECT_EQ(good->question.filter.actors, (std::vector<std::string>{"anna", "ben", "cleo"}));
    EXPECT_EQ(good->limit, 200U);
    EXPECT_EQ(good->page, 3U);
    EXPECT_EQ(good->question.order, AuditOrder::oldestFirst);
    const std::vector<std::pair<net::TextPairs, std::string>> wrong{
        {{{"limit", "0"}}, "limit"},       {{{"limit", "501"}}, "limit"},    {{{"from", "yesterday"}}, "from"},
        {{{"severity", "bad"}}, "severities"}, {{{"stream", "x"}}, "streams"}, {{{"colour", "red"}}, "colour"},
        {{{"text", "a"}}, "text"},         {{{"order", "up"}}, "order"},     {{{"page", "500"}}, "page"},
        {{{"from", "2026-11-22T00:00:00Z"}, {"to", "2026-11-21T00:00:00Z"}}, "to"}};
    for (const auto& [query, field] : wrong) {
        const auto refused = read(query);
        ASSERT_FALSE(refused.ok()) << field;
        ASSERT_EQ(refused.problem().code, "invalid_fields");
        EXPECT_EQ(refused.problem().fields.at(0).field, field);
    }
    EXPECT_EQ(read({{"tenant", test::tenantNamed("two").str()}}).problem().code, "cross_tenant") << "C31";
    // F02.R5.A4: every filter by its name in the specification.
    const auto named = read({{"actor_id", "anna"}, {"incident_id", "i"}, {"from", "2026-11-21T00:00:00Z"}, {"to", "2026-11-22T00:00:00Z"}, {"decision", "deny"},
                             {"channel", "sms"}, {"geography", "North"}, {"severity", "major"}, {"action_type", "access.refused"}, {"ip_address", "192.0.2.1"},
                             {"approver_id", "cleo"}, {"count", "true"}});
    ASSERT_TRUE(named.ok()) << toJson(named.problem());
    const AuditFilter& f = named->question.filter;
    EXPECT_EQ(f.fields, (std::map<std::string, std::vector<std::string>>{{"approver", {"cleo"}}, {"channel", {"sms"}}, {"decision", {"deny"}}, {"geography", {"North"}}, {"ip_address", {"192.0.2.1"}}}));
    EXPECT_TRUE(named->countAll);
    const std::string payload = R"({"authorized_scopes":[{"channels":["email"]}],"circumstances":{"channel":["sms"],"geography":["North"],"ip_address":"192.0.2.1","severity":["major"]},"decision":"deny"})";
    EntryHeader refused;
    refused.actor = {ActorType::human, "anna"};
    refused.subjects = {"i"};
    refused.type = "access.refused";
    refused.ledgerTime = *parseIso("2026-11-21T12:00:00Z");
    AuditFilter without = f;
    without.fields.erase("approver");
    EXPECT_TRUE(matches(without, refused, payload));
    EXPECT_FALSE(matches(f, refused, payload)) << "all of them hold, or none is found";
    without.fields["channel"] = {"email"};
    EXPECT_FALSE(matches(without, refused, payload)) << "what they might have done elsewhere is not what they did";
    without.fields["channel"] = {"sms"};
    without.severities = {"minor"};
    EXPECT_FALSE(matches(without, refused, payload));
    EXPECT_EQ(read({{"cursor", "bm90IG91cnM"}}).problem().code, "bad_cursor");
    EntryHeader last;
    last.ledgerTime = Instant::fromSeconds(1'800'000'000);
    const std::string cursor = writeCursor(last, {}, AuditOrder::newestFirst);
    EXPECT_TRUE(read({{"cursor", cursor}}).ok());
    EXPECT_EQ(read({{"cursor", cursor}, {"actor", "anna"}}).problem().code, "bad_cursor") << "of another question";
}

// TA7
TEST(RedactionTest, TokensAreMaskedRemovedOrOnlyCountedAsThePolicySays) {
    const std::string token = "tok_abcdefghijklmnopqrstuvwxyz";
    const std::string payload = R"({"from":")" + token + R"(","list":[")" + token + R"(",1],"note":"tok_short"})";
    struct Row {
        RedactionMode mode;
        RedactionAction action;
        std::string expected;
        int counted;
    };
    const std::vector<Row> table{{RedactionMode::off, RedactionAction::mask, payload, 0},
                                 {RedactionMode::log, RedactionAction::mask, payload, 2},
                                 {RedactionMode::enforce, RedactionAction::keep, payload, 0},
                                 {RedactionMode::enforce, RedactionAction::mask, R"({"from":"•••","list":["•••",1],"note":"tok_short"})", 2},
                                 {RedactionMode::enforce, RedactionAction::remove, R"({"list":[1],"note":"tok_short"})", 2}};
    for (const Row& row : table) {
        RedactionCounts counts;
        EXPECT_EQ(redactPayload(payload, {row.mode, row.action, RedactionAction::keep}, counts), row.expected);
        EXPECT_EQ(counts.tokens, row.counted);
    }
    EntryHeader header;
    header.subjects = {"a", token};
    header.justification = "because";
    RedactionCounts counts;
    redactHeader(header, {RedactionMode::enforce, RedactionAction::mask, RedactionAction::remove}, counts);
    EXPECT_EQ(header.subjects, (std::vector<std::string>{"a", "•••"}));
    EXPECT_TRUE(header.justification.empty());
}

TEST(RedactionTest, ANumberAndAMailboxKeepTheirShapeBesideAHashThatStaysTheSame) {  // F01.R6.A6
    EXPECT_EQ(shapeOfPersonal("+18595551234"), "+1-***-***-1234");
    EXPECT_EQ(shapeOfPersonal("+4915112345678"), "+49-***-***-5678");
    EXPECT_EQ(shapeOfPersonal("fiona@domain.com"), "f***@d***.com");
    EXPECT_EQ(shapeOfPersonal("the wire lies on the road"), "");
    EXPECT_EQ(shapeOfPersonal("write to fiona@domain.com. The key is under the mat"), "") << "nothing of what people wrote";
    EXPECT_EQ(shapeOfPersonal("\xC3\xB8" "da@domain.com"), "") << "no half of a letter";
    EXPECT_EQ(shapeOfPersonal(""), "");
    const std::string token = "tok_abcdefghijklmnopqrstuvwxyz", payload = R"({"diff":{"pre":")" + token + R"("},"from":")" + token + R"("})";
    RedactionCounts counts;
    const auto shown = redactPayload(payload, {}, counts, [](std::string_view) { return std::string("+1-***-***-1234"); });
    const std::string expected = "+1-***-***-1234 " + pseudonymOf(token);
    EXPECT_EQ(shown, R"({"diff":{"pre":")" + expected + R"("},"from":")" + expected + R"("})") << "the same wherever it stands";
    EXPECT_EQ(counts.tokens, 2);
    EXPECT_EQ(redactPayload(payload, {RedactionMode::off, {}, {}}, counts), payload) << "who may see personal data sees the token to open";
}

TEST(SearchKeysTest, ListsSurviveTheirPackedFormAndBentBytesAreRefused) {
    std::mt19937 dice(7);
    for (int round = 0; round < 200; ++round) {
        Places places;
        for (std::uint32_t at = dice() % 3; at < 65'536 && places.size() < 5000; at += 1 + (dice() % 4 == 0 ? dice() % 3000 : dice() % 2)) {
            places.push_back(static_cast<std::uint16_t>(at));
        }
        Places back;
        ASSERT_TRUE(unpackPlaces(packPlaces(places), back));
        ASSERT_EQ(back, places);
    }
    Places none;
    EXPECT_FALSE(unpackPlaces("\xff\xff\xff\xff", none));
    EXPECT_FALSE(unpackPlaces("\x80", none));
    EXPECT_EQ(severityOf("access.refused"), Severity::warning);
    EXPECT_EQ(severityOf("incident.opened"), Severity::info);
    EXPECT_EQ(severityOf("unrefused"), Severity::info) << "the last part of the name counts, not its letters";
}

}  // namespace
}  // namespace ok::ledger
