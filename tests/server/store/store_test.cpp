// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The store and the vault by themselves. Main job piece 3; F07.R1.A6.
#include <gtest/gtest.h>

#include <fstream>

#include "server/store/vault.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/store_faults.h"

namespace ok::test {
namespace {

class StoreTest : public ::testing::Test {
  protected:
    void SetUp() override {
        auto opened = openTestStore(dir.file("s.db"));
        ASSERT_TRUE(opened.ok());
        store = std::move(*opened);
        ASSERT_TRUE(store->begin().ok());
        ASSERT_TRUE(store->addTenant(one, "one").ok());
        ASSERT_TRUE(store->addTenant(two, "two").ok());
    }
    OutboxRow message(const std::string& id, const std::string& order, Instant due) {
        OutboxRow row;
        row.tenant = one;
        row.id = id;
        row.connector = "sms";
        row.orderKey = order;
        row.payload = "{}";
        row.due = due;
        return row;
    }
    std::string dueIds(Instant now) {
        std::string out;
        for (const auto& row : store->dueOutbox(now, 100)) out += row.id;
        return out;
    }
    TempDir dir;
    TenantId one = tenantNamed("one"), two = tenantNamed("two");
    Instant t0 = Instant::fromSeconds(1'727'000'000);
    std::unique_ptr<Store> store;
};

TEST_F(StoreTest, TheOutboxGivesTheRowsOfOneConnectorOfOneUtilityOnOneSideOfTheDrillWall) {
    OutboxRow mail = message("m", "", t0), drill = message("d", "", t0), ordered = message("y", "x", t0);
    mail.connector = "email";
    drill.drill = true;
    OutboxRow others = message("o", "", t0);
    others.tenant = two;
    for (const auto& row : {mail, drill, others, message("a", "", t0), message("x", "x", t0), ordered, message("l", "", t0 + seconds(9))}) {
        ASSERT_TRUE(store->putOutbox(row).ok());
    }
    const auto ids = [this](const char* connector, bool isDrill, int limit) {
        std::string out;
        for (const auto& row : store->dueOutboxOf(one, connector, isDrill, t0, limit)) out += row.id;
        return out;
    };
    EXPECT_EQ(ids("sms", false, 10), "ax");
    EXPECT_EQ(ids("sms", false, 1), "a");
    EXPECT_EQ(ids("sms", true, 10), "d");
    EXPECT_EQ(ids("email", false, 10), "m");
    EXPECT_EQ(ids("voice", false, 10), "");
}

TEST_F(StoreTest, DocumentsComeInPagesOfTheirIdsAlsoBehindAKey) {
    DocumentStore& documents = store->documents(one);
    for (int n = 0; n < 9; ++n) documents.write("note", "n" + std::to_string(n), "b" + std::to_string(n), {{"colour", n % 2 == 0 ? "red" : "blue"}});
    documents.write("other", "n5x", "no", {{"colour", "red"}});
    const auto page = [&](DocumentStore::Page asked) {
        std::string out;
        documents.readPage("note", asked, [&out](std::string_view id, std::string_view body) { out += std::string(id) + ":" + std::string(body) + " "; });
        return out;
    };
    EXPECT_EQ(page({.limit = 2}), "n0:b0 n1:b1 ");
    EXPECT_EQ(page({.after = "n6", .limit = 10}), "n7:b7 n8:b8 ");
    EXPECT_EQ(page({.after = "n2", .key = "colour", .value = "red", .limit = 2}), "n4:b4 n6:b6 ");
    EXPECT_EQ(page({.after = "n8", .limit = 5}), "");
}

// F01.R6.A1 (digest C9): each stream of each utility has places of its own, the last stream of one beside the first of the next;
// a stream nobody has written to, as in a database of before it was there, is empty.
TEST_F(StoreTest, StreamsOfUtilitiesBesideEachOtherDoNotTouch) {
    const auto write = [&](TenantId tenant, Stream stream, std::int64_t sequence) {
        EntryHeader header;
        header.tenant = tenant;
        header.stream = stream;
        header.sequence = sequence;
        header.type = "test.written";
        ASSERT_TRUE(store->append(sealEntry(header, toJson(tenant.str() + enumName(stream) + std::to_string(sequence)))).ok());
    };
    for (const Stream stream : {Stream::ops, Stream::decisions, Stream::security}) write(one, stream, 1);
    write(two, Stream::ops, 1);
    EXPECT_FALSE(store->head(one, Stream::executions));
    EXPECT_EQ(store->lastSequence(one, Stream::executions), 0);
    for (std::int64_t n = 1; n <= 2; ++n) write(one, Stream::executions, n);
    ASSERT_TRUE(store->commit().ok());
    for (const TenantId tenant : {one, two}) {
        for (const Stream stream : allStreams) {
            const std::size_t wanted = tenant == two ? (stream == Stream::ops ? 1 : 0) : stream == Stream::executions ? 2 : 1;
            const auto found = store->entries(tenant, stream, 0, 100);
            ASSERT_EQ(found.size(), wanted) << enumName(stream);
            EXPECT_EQ(store->lastSequence(tenant, stream), static_cast<std::int64_t>(wanted));
            for (const Entry& entry : found) {
                EXPECT_EQ(entry.payload, toJson(tenant.str() + enumName(stream) + std::to_string(entry.header.sequence)));
            }
        }
    }
}

TEST_F(StoreTest, TheOutboxGivesOneRowAnOrderKeyOldestFirst) {
    for (const auto& row : {message("a", "x", t0), message("b", "x", t0), message("c", "", t0), message("d", "y", t0 + seconds(9))}) {
        ASSERT_TRUE(store->putOutbox(row).ok());
    }
    ASSERT_TRUE(store->putOutbox(message("a", "z", t0)).ok());  // an existing id is left as it is
    EXPECT_EQ(dueIds(t0), "ac");
    auto first = *store->outboxRow(one, "a");
    EXPECT_EQ(first.orderKey, "x");
    first.state = OutboxState::sending;
    ASSERT_TRUE(store->updateOutbox(first).ok());
    EXPECT_EQ(dueIds(t0), "c") << "b waits while a is on its way";
    first.state = OutboxState::sent;
    first.providerId = "SM1";
    ASSERT_TRUE(store->updateOutbox(first).ok());
    EXPECT_EQ(dueIds(t0), "bc");
    EXPECT_EQ(store->outboxByProviderId(one, "SM1")->id, "a");
    EXPECT_FALSE(store->outboxByProviderId(two, "SM1"));
    EXPECT_EQ(dueIds(t0 + seconds(9)), "bcd");
    EXPECT_EQ(store->updateOutbox(message("nobody", "", t0)).problem().code, "not_found");
}

TEST_F(StoreTest, DocumentsAreFoundByTheirKeysOnlyWhileTheyHoldThem) {
    DocumentStore& docs = store->documents(one);
    docs.write("incident", "i1", "{}", {{"state", "open"}, {"area", "a"}});
    docs.write("incident", "i2", "{}", {{"state", "open"}});
    const auto idsBy = [&docs](std::string_view key, std::string_view value) {
        std::string out;
        docs.readByKey("incident", key, value, [&out](std::string_view id, std::string_view) { out += id; });
        return out;
    };
    EXPECT_EQ(idsBy("state", "open"), "i1i2");
    docs.write("incident", "i1", "{\"n\":1}", {{"state", "closed"}});
    EXPECT_EQ(idsBy("state", "open"), "i2");
    EXPECT_EQ(idsBy("state", "closed"), "i1");
    EXPECT_EQ(idsBy("area", "a"), "");
    docs.erase("incident", "i2");
    EXPECT_EQ(idsBy("state", "open"), "");
    EXPECT_FALSE(store->documents(two).read("incident", "i1"));
    EXPECT_TRUE(store->commit().ok());
}

TEST_F(StoreTest, AWriteForAnUnknownTenantFailsTheTransaction) {
    store->documents(tenantNamed("nobody")).write("k", "i", "{}", {});
    ASSERT_TRUE(store->trouble());
    EXPECT_EQ(store->commit().problem().code, "unknown_tenant");
    EXPECT_TRUE(store->tenants().empty()) << "nothing of the transaction stays";
}

TEST_F(StoreTest, AnswersAreForgottenAfterADayAndFoundAcrossMidnight) {
    const CommandId id{derivedUuid("c")};
    ASSERT_TRUE(store->putAnswer(one, id, "yes", t0).ok());
    EXPECT_EQ(store->answer(one, id, t0 + hours(23)), "yes");
    EXPECT_FALSE(store->answer(two, id, t0));
    ASSERT_TRUE(store->forgetAnswersBefore(t0 - hours(1)).ok());
    EXPECT_EQ(store->answer(one, id, t0), "yes");
    ASSERT_TRUE(store->forgetAnswersBefore(t0 + hours(24)).ok());
    EXPECT_FALSE(store->answer(one, id, t0));
}

TEST_F(StoreTest, NothingIsWrittenOutsideATransactionAndReadersSeeOnlyWhatIsCommitted) {
    ASSERT_TRUE(store->putSetting(one, "name", "value").ok());
    auto reader = store->openReader();
    ASSERT_TRUE(reader.ok());
    EXPECT_FALSE((*reader)->setting(one, "name"));
    ASSERT_TRUE(store->commit().ok());
    EXPECT_EQ((*reader)->setting(one, "name"), "value");
    EXPECT_EQ(store->putSetting(one, "name", "other").problem().code, "store_failed");
    ASSERT_TRUE((*reader)->begin().ok());
    EXPECT_FALSE((*reader)->putSetting(one, "name", "other").ok());
}

TEST_F(StoreTest, FilesThatAreNotOurDatabaseAreRefusedByName) {
    if (onPostgres()) GTEST_SKIP() << "about files; PostgreSQL's own: tests/server/store/pg_store_test.cpp";
    store.reset();
    std::ofstream(dir.file("text.db")) << std::string(5000, 'x');
    EXPECT_EQ(openSqliteStore(dir.file("text.db")).problem().code, "store_unavailable");
    EXPECT_EQ(openSqliteStore(dir.file("no/such/dir.db")).problem().code, "store_unavailable");
    EXPECT_EQ(openSqliteReader(dir.file("absent.db")).problem().code, "store_unavailable");
    {
        auto opened = openSqliteStore(dir.file("newer.db"));
        ASSERT_TRUE(dynamic_cast<SqliteStore&>(**opened).database().execute("PRAGMA user_version=999").ok());
    }
    EXPECT_EQ(openSqliteStore(dir.file("newer.db")).problem().code, "store_unavailable");
}

TEST_F(StoreTest, TheVaultGivesEqualTokensToEqualValuesOfOneTenantOnly) {
    const VaultKeys keys(keyOf(1));
    for (const TenantId tenant : {one, two}) ASSERT_TRUE(keys.ensure(*store, tenant, Instant::fromMicros(1)).ok());
    Vault vault(*store, keys);
    const PhoneNumber phone{"+15025550100"};
    const auto token = vault.put(one, phone);
    ASSERT_TRUE(token.ok());
    EXPECT_EQ(token->token.size(), 30u);
    EXPECT_TRUE(token->token.starts_with("tok_"));
    EXPECT_EQ(*vault.put(one, phone), *token);
    EXPECT_EQ(vault.tokenOf(one, phone), *token);
    EXPECT_EQ(vault.open(one, *token)->text, phone.text);
    EXPECT_NE(vault.tokenOf(two, phone), *token);
    EXPECT_NE(vault.tokenOf(one, PersonName{phone.text}).token, token->token) << "the class is part of it";
    EXPECT_EQ(vault.open(two, *token).problem().code, "erased");
    EXPECT_FALSE(vault.put(one, PhoneNumber{})->known());
    const auto sealed = *store->sealedText(one, token->token);
    EXPECT_EQ(asText(sealed).find(phone.text), std::string_view::npos);
    const VaultKeys wrong(keyOf(2));
    EXPECT_EQ(Vault(*store, wrong).open(one, *token).problem().code, "wrong_master_key");
}

}  // namespace
}  // namespace ok::test
