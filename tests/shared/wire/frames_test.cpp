// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The frames of the sync protocol: what goes in comes out, and no bytes from outside can do more than be refused.
// Issue piece "main job 4" and its "Bad input". Seeds are fixed: a failure can be repeated.
#include "shared/wire/frames.h"

#include <gtest/gtest.h>

#include <random>

#include "shared/base/derived_ids.h"

namespace ok::wire {
namespace {

template <class T>
T throughClient(const T& frame) {
    auto back = decodeClientFrame(encode(ClientFrame(frame)));
    EXPECT_TRUE(back.ok()) << (back.ok() ? "" : back.problem().message);
    return std::get<T>(std::move(*back));
}
template <class T>
T throughServer(const T& frame) {
    auto back = decodeServerFrame(encode(ServerFrame(frame)));
    EXPECT_TRUE(back.ok()) << (back.ok() ? "" : back.problem().message);
    return std::get<T>(std::move(*back));
}

const CommandId someCommand{derivedUuid("command")};

ok::Entry someEntry(int n, std::size_t payloadBytes = 40) {
    EntryHeader header;
    header.sequence = n;
    header.type = "incident.opened";
    return sealEntry(header, std::string(payloadBytes, 'x'));
}

TEST(ClientFrames, come_back_as_they_were_sent) {
    Hello hello{
        .clientVersion = "0.1", .device = "desk 4", .token = "t", .cursors = {{Stream::ops, 42}}, .drill = true};
    const Hello back = throughClient(hello);
    EXPECT_EQ(back.protocol, protocolVersion);
    EXPECT_EQ(back.clientVersion, "0.1");
    EXPECT_EQ(back.device, "desk 4");
    EXPECT_EQ(back.token, "t");
    EXPECT_EQ(back.cursors, hello.cursors);
    EXPECT_TRUE(back.drill);

    const Command command = throughClient(Command{someCommand, "incidents.merge", R"({"a":1})", 7});
    EXPECT_EQ(command.id, someCommand);
    EXPECT_EQ(command.name, "incidents.merge");
    EXPECT_EQ(command.body, R"({"a":1})");
    EXPECT_EQ(command.seenSequence, 7);

    EXPECT_EQ(throughClient(Ack{{Stream::decisions, 9}}).cursor, (Cursor{Stream::decisions, 9}));
    EXPECT_EQ(throughClient(Subscribe{{Stream::ops, Stream::security}}).streams.size(), 2u);
}

TEST(ServerFrames, come_back_as_they_were_sent) {
    Welcome welcome{.serverVersion = "1", .tenant = TenantId{derivedUuid("t")}, .user = "ann", .roles = {"operator"}};
    welcome.publicKey[31] = 9;
    welcome.heads = {{Stream::ops, 3}};
    const Welcome back = throughServer(welcome);
    EXPECT_EQ(back.tenant, welcome.tenant);
    EXPECT_EQ(back.publicKey, welcome.publicKey);
    EXPECT_EQ(back.heads, welcome.heads);

    Snapshot snapshot{.sequence = 5, .documents = {{"incident", "i1", "{}", {{"state", "open"}}}}, .last = true};
    snapshot.headHeader = "{}";
    snapshot.frontier = {sha256("a"), sha256("b")};
    const Snapshot snapshotBack = throughServer(snapshot);
    EXPECT_EQ(snapshotBack.documents, snapshot.documents);
    EXPECT_EQ(snapshotBack.frontier, snapshot.frontier);
    EXPECT_TRUE(snapshotBack.last);
    EXPECT_FALSE(snapshotBack.first);

    const Reply good = throughServer(Reply{someCommand, 8, "c", std::string(R"({"id":1})")});
    EXPECT_EQ(*good.outcome, R"({"id":1})");
    const Problem why = problem("approval_required", "needs a second person", {{"approval_id", "x"}});
    const Reply bad = throughServer(Reply{someCommand, 8, "c", why});
    EXPECT_EQ(bad.outcome.problem(), why);
    EXPECT_EQ(throughServer(ProblemFrame{why}).problem, why);
    EXPECT_EQ(throughServer(CheckpointFrame{"{}"}).checkpoint, "{}");
}

TEST(EntriesFrames, carry_the_very_bytes_and_the_checkpoint_with_the_last_frame_only) {
    std::vector<ok::Entry> entries;
    for (int i = 1; i <= 4500; ++i) entries.push_back(someEntry(i));
    const auto frames = encodeEntries({.checkpoint = "cp"}, entries);
    ASSERT_GE(frames.size(), 3u);
    std::size_t at = 0;
    for (std::size_t f = 0; f < frames.size(); ++f) {
        auto frame = decodeServerFrame(frames[f]);
        ASSERT_TRUE(frame.ok());
        const auto& part = std::get<Entries>(*frame);
        EXPECT_EQ(part.checkpoint, f + 1 == frames.size() ? "cp" : "");
        for (const WireEntry& entry : part.entries) {
            EXPECT_EQ(entry.header, entries[at].headerJson);
            EXPECT_EQ(entry.payload, entries[at].payload);
            ++at;
        }
    }
    EXPECT_EQ(at, entries.size());
}

TEST(EntriesFrames, withhold_payloads_but_never_headers) {
    const auto frames = encodeEntries({.withhold = true}, {someEntry(1)});
    auto frame = decodeServerFrame(frames.at(0));
    ASSERT_TRUE(frame.ok());
    const WireEntry& entry = std::get<Entries>(*frame).entries.at(0);
    EXPECT_EQ(entry.header, someEntry(1).headerJson);
    EXPECT_TRUE(entry.withheld);
    EXPECT_TRUE(entry.payload.empty());
}

TEST(EntriesFrames, start_a_new_frame_by_bytes_and_still_carry_one_oversized_entry) {
    EXPECT_EQ(encodeEntries({}, {someEntry(1, 600'000), someEntry(2, 600'000), someEntry(3)}).size(), 3u);
}

TEST(BadFrames, are_refused_with_a_reason) {
    EXPECT_EQ(decodeClientFrame("").problem().details.at("what"), "unknown kind of frame");
    EXPECT_EQ(decodeServerFrame("\xff\xff\xff").problem().details.at("what"), "not a frame");
    EXPECT_EQ(decodeClientFrame(std::string(maxClientFrame + 1, 'a')).problem().code, "frame_too_large");
    EXPECT_EQ(decodeClientFrame(encode(ClientFrame(Command{{}, "x", "{}", 0}))).problem().details.at("what"),
              "an id must not be zero");
    EXPECT_EQ(decodeClientFrame(encode(ClientFrame(Command{someCommand, "", "{}", 0}))).problem().details.at("what"),
              "a command needs a name");
    EXPECT_EQ(decodeClientFrame(encode(ClientFrame(Ack{{Stream::ops, -1}}))).problem().details.at("what"),
              "a sequence must not be negative");
    Hello wordy{.token = std::string(maxWord + 1, 't')};
    EXPECT_EQ(decodeClientFrame(encode(ClientFrame(wordy))).problem().details.at("what"), "a text is too long");
}

// Truncations and bit flips: never a crash, and a Problem has a code. (asan makes this test sharper.)
TEST(BadFrames, survive_truncation_and_flipped_bits) {
    std::vector<std::string> samples = {
        encode(ClientFrame(Hello{.clientVersion = "0.1", .token = "abc", .cursors = {{Stream::ops, 42}}})),
        encode(ClientFrame(Command{someCommand, "incidents.merge", R"({"a":1})", 7})),
        encodeEntries({.checkpoint = "{}"}, {someEntry(1), someEntry(2)}).at(0),
        encode(ServerFrame(Snapshot{
            .sequence = 1, .documents = {{"k", "i", "{}", {{"a", "b"}}}}, .last = true, .frontier = {sha256("x")}})),
        encode(ServerFrame(Reply{someCommand, 1, "c", problem("a", "b")})),
    };
    std::mt19937 dice(20240926);
    std::size_t refused = 0;
    const auto probe = [&refused](std::string_view bytes) {
        if (auto frame = decodeClientFrame(bytes); !frame.ok()) {
            EXPECT_FALSE(frame.problem().code.empty());
            ++refused;
        }
        if (auto frame = decodeServerFrame(bytes); !frame.ok()) EXPECT_FALSE(frame.problem().code.empty());
    };
    for (const std::string& sample : samples) {
        for (std::size_t n = 0; n < sample.size(); ++n) probe(std::string_view(sample).substr(0, n));
        for (int i = 0; i < 4000; ++i) {
            std::string broken = sample;
            const std::size_t flips = 1 + dice() % 4;
            for (std::size_t f = 0; f < flips; ++f)
                broken[dice() % broken.size()] ^= static_cast<char>(1U << (dice() % 8));
            probe(broken);
        }
    }
    EXPECT_GT(refused, 1000u);
}

}  // namespace
}  // namespace ok::wire
