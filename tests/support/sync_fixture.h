// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A real gate behind a real sync server on loopback, with the counter domain, and a client that speaks raw frames.
// Tokens are names: `anna` and `ben` are operators, `iris` may only hand in reports, `ada` is an administrator.
#pragma once
#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "server/net/net_server.h"
#include "server/sync/sync_server.h"
#include "shared/ledger/witness.h"
#include "shared/wire/frames.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/wire_client.h"

namespace ok::test {

class SyncFixture {
  public:
    explicit SyncFixture(sync::SyncSettings settings = {}, net::NetOptions options = {}) {
        addCounterProjections(gates.projections);
        addCounterHandlers(*gates.gate);
        sync::SyncPorts ports;
        ports.resolve = [this](std::string_view token, const std::string&) { return whoIs(token); };
        ports.openReader = [this] { return gates.gate->openReader(); };
        ports.submit = [this](SecurityContext who, CommandEnvelope command, std::function<void(CommandAnswer)> answer) {
            gates.gate->submit(std::move(who), std::move(command), std::move(answer));
        };
        ports.clock = [this] { return gates.now(); };
        ports.publicKey = gates.gate->publicKey();
        server = std::make_unique<sync::SyncServer>(std::move(ports), std::move(settings));
        gates.gate->onCommitted([this](const CommittedBatch& batch) { server->onCommitted(batch); });
        gates.start();
        net::Router router;
        server->addRoute(router);
        network = std::make_unique<net::NetServer>(std::move(options), std::move(router));
        const auto started = network->start();
        EXPECT_TRUE(started.ok());
        server->start(network->timers());
    }
    ~SyncFixture() {
        gates.gate->stop();
        server->stop();
        network->stop(milliseconds(200));
    }

    Result<SecurityContext> whoIs(std::string_view token) {
        const std::lock_guard lock(m_mutex);
        if (m_ended.contains(std::string(token))) return problem("session_revoked", "this session has been ended");
        SecurityContext who;
        if (token == "anna" || token == "ben")
            who = gates.person(std::string(token), {"operator"});
        else if (token == "iris")
            who = gates.person("iris", {"intake"});
        else if (token == "ada")
            who = gates.person("ada", {"admin"});
        else
            return problem("not_signed_in", "sign in first");
        who.session = sessionOf(token);
        return who;
    }
    static SessionId sessionOf(std::string_view token) { return SessionId{derivedUuid(token)}; }
    void endSession(const std::string& token) {
        const std::lock_guard lock(m_mutex);
        m_ended.insert(token);
    }
    /// n commands, one entry each; the head afterwards.
    std::int64_t add(int n, const std::string& name = "a") {
        std::int64_t head = 0;
        for (int i = 0; i < n; ++i) head = gates.run(Add{name, 1}, gates.operatorAnna()).sequence;
        return head;
    }
    [[nodiscard]] Endpoint endpoint() const { return {.port = network->port()}; }

    GateFixture gates;
    std::unique_ptr<sync::SyncServer> server;
    std::unique_ptr<net::NetServer> network;

  private:
    std::mutex m_mutex;
    std::set<std::string> m_ended;
};

/// A client that follows `ops` frame by frame, with a witness.
class FrameClient {
  public:
    static FrameClient connect(const SyncFixture& fixture, std::size_t receiveBuffer = 0) {
        Endpoint where = fixture.endpoint();
        where.receiveBuffer = receiveBuffer;
        return connect(where);
    }
    static FrameClient connect(const Endpoint& where) {
        auto socket = WsClient::connect(where, "/v1/sync");
        EXPECT_TRUE(socket.ok());
        return FrameClient(std::move(*socket));
    }
    void send(const wire::ClientFrame& frame) { EXPECT_TRUE(m_socket.sendBinary(wire::encode(frame)).ok()); }
    void hello(const std::string& token, std::int64_t cursor = 0, Stream stream = Stream::ops) {
        send(wire::Hello{.clientVersion = "test", .token = token, .cursors = {{stream, cursor}}});
    }
    /// The next frame; a closed socket comes as a ProblemFrame `closed`.
    wire::ServerFrame next() {
        auto message = m_socket.receive();
        if (!message.ok()) return wire::ProblemFrame{message.problem()};
        if (message->closed) return wire::ProblemFrame{problem("closed", std::to_string(message->closeCode))};
        auto frame = wire::decodeServerFrame(message->data);
        if (!frame.ok()) return wire::ProblemFrame{frame.problem()};
        ++frames;
        return std::move(*frame);
    }
    template <class T>
    T expect() {
        wire::ServerFrame frame = next();
        if (auto* found = std::get_if<T>(&frame)) return std::move(*found);
        const auto* why = std::get_if<wire::ProblemFrame>(&frame);
        ADD_FAILURE() << "another frame: " << frame.index() << " " << (why ? why->problem.code : "");
        return T{};
    }
    std::string nextProblem() {
        for (;;) {
            const wire::ServerFrame frame = next();
            if (const auto* why = std::get_if<wire::ProblemFrame>(&frame)) return why->problem.code;
        }
    }
    /// Hello, then the welcome; the witness is made with the key it brings.
    wire::Welcome join(const std::string& token, std::int64_t cursor = 0) {
        hello(token, cursor);
        auto welcome = expect<wire::Welcome>();
        if (!witness) witness.emplace(welcome.tenant, Stream::ops, welcome.publicKey);
        return welcome;
    }
    /// Takes frames, acknowledging each, until the entry is here and proved by a checkpoint. False when something else
    /// happened; `trouble` says what.
    bool followTo(std::int64_t sequence) {
        while (!witness->checkpoint() || witness->checkpoint()->checkpoint.size < sequence) {
            if (!take(next())) return false;
        }
        return true;
    }
    bool take(const wire::ServerFrame& frame) {
        if (const auto* entries = std::get_if<wire::Entries>(&frame)) return takeEntries(*entries);
        if (const auto* snapshot = std::get_if<wire::Snapshot>(&frame)) return takeSnapshot(*snapshot);
        if (const auto* checkpoint = std::get_if<wire::CheckpointFrame>(&frame)) {
            return takeCheckpoint(checkpoint->checkpoint);
        }
        if (const auto* reply = std::get_if<wire::Reply>(&frame)) {
            replies.push_back(*reply);
            return true;
        }
        if (const auto* why = std::get_if<wire::ProblemFrame>(&frame)) return fail(why->problem);
        return true;
    }
    WsClient& socket() { return m_socket; }

    std::optional<Witness> witness;
    std::vector<std::int64_t> sequences;    // of every entry that came, in order
    std::vector<wire::Document> documents;  // of the snapshot
    std::vector<wire::Reply> replies;
    int frames = 0;
    int entryFrames = 0;
    Problem trouble;

  private:
    explicit FrameClient(WsClient socket) : m_socket(std::move(socket)) {}
    bool fail(const Problem& why) { return trouble = why, false; }
    bool takeEntries(const wire::Entries& part) {
        ++entryFrames;
        for (const wire::WireEntry& item : part.entries) {
            const auto entry = witness->take(item.header, item.payload);
            if (!entry.ok()) return fail(entry.problem());
            sequences.push_back(entry->header.sequence);
        }
        if (!part.checkpoint.empty() && !takeCheckpoint(part.checkpoint)) return false;
        send(wire::Ack{{part.stream, witness->size()}});
        return true;
    }
    bool takeSnapshot(const wire::Snapshot& part) {
        documents.insert(documents.end(), part.documents.begin(), part.documents.end());
        if (!part.last) return true;
        const auto checkpoint = fromJson<SignedCheckpoint>(part.checkpoint);
        if (!checkpoint.ok()) return fail(checkpoint.problem());
        const auto started = witness->start({part.sequence, part.headHeader, part.frontier, *checkpoint});
        if (!started.ok()) return fail(started.problem());
        send(wire::Ack{{part.stream, part.sequence}});
        return true;
    }
    bool takeCheckpoint(const std::string& json) {
        const auto checkpoint = fromJson<SignedCheckpoint>(json);
        if (!checkpoint.ok()) return fail(checkpoint.problem());
        const auto taken = witness->take(*checkpoint);
        return taken.ok() ? true : fail(taken.problem());
    }
    WsClient m_socket;
};

}  // namespace ok::test
