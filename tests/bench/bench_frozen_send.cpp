// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A broadcast to 50,000 people on a real gate and database, for an incident with 20 files of 10 MB: asked for (who is told is found, frozen with
// what speaks for it, sealed, signed and kept as an artifact: p95 2 s, also five at once, F04.R1.A5),
// released (exactly those are queued: 10 s, F04.R4.A3), paused, gone on with and cancelled (10 s, F05.R4.A2).
#include <chrono>
#include <cstdio>

#include <latch>
#include <thread>

#include "server/approvals/artifact_keeper.h"
#include "server/evidence/evidence_handlers.h"
#include "server/operations/artifact_retention.h"
#include "server/store/sealed_pieces.h"
#include "tests/support/send_desk.h"

namespace ok::comms {
namespace {

struct Bench : FrozenSend {
    void TestBody() override {
        Desk desk(world, {}, [](test::GateFixture& f) {
            evidence::addProjections(f.projections);
            approvals::addArtifactProjections(f.projections);
            evidence::addHandlers(*f.gate, {sha256("addresses"), "http://127.0.0.1:1", [&f] { return f.now(); }});
            approvals::addArtifactHandlers(*f.gate);
            f.gate->onRequests(approvals::keepArtifacts({std::make_shared<const SigningKey>(test::keyOf(7)), operations::artifactRetention}));
        });
        addPeople(world, 50'000);
        // As in a house: the book of all accounts stands.
        const Affected affected = everybodyOf(world.accounts);
        desk.ports->affected = [affected](CommandContext&, IncidentId) -> Result<Affected> { return affected; };
        desk.ports->choices = [](CommandContext&, const CommsPorts::Choice&) {};
        const IncidentId incident = desk.incident();
        const auto begunFiles = std::chrono::steady_clock::now();
        for (int i = 0; i < 20; ++i) attach(desk, incident, i);
        say("attach_20_files_200mb", since(begunFiles), 60'000);
        std::vector<double> asking;
        SendBroadcast send;
        Approval asked;
        for (int i = 0; i < 5; ++i) {
            send = desk.draft(incident);
            const auto begun = std::chrono::steady_clock::now();
            asked = desk.ask(send);
            asking.push_back(since(begun));
        }
        std::sort(asking.begin(), asking.end());
        say("freeze_50k_20_files_worst", asking.back(), 2'000);
        failed = failed || desk.f.documents<approvals::StoredArtifact>().size() != 5;
        fiveAtOnce(desk, incident);
        auto begun = std::chrono::steady_clock::now();
        const std::string code = desk.release(asked);
        say("release_50k", since(begun), 10'000);
        begun = std::chrono::steady_clock::now();
        const std::string paused = desk.codeOf(PauseBroadcast{send.broadcast, "is it the right street?"}, desk.f.operatorAnna());
        say("pause_50k", since(begun), 10'000);
        begun = std::chrono::steady_clock::now();
        const std::string resumed = desk.codeOf(ResumeBroadcast{send.broadcast, "it is the right street"}, desk.f.operatorAnna());
        say("resume_50k", since(begun), 10'000);
        begun = std::chrono::steady_clock::now();
        const std::string cancelled = desk.codeOf(CancelBroadcast{send.broadcast, "it was the wrong street after all"}, desk.f.operatorAnna());
        say("cancel_50k", since(begun), 10'000);
        for (const std::string& each : {code, paused, resumed, cancelled}) failed = failed || each != "ok";
    }
    void attach(Desk& desk, IncidentId incident, int number) {
        std::string bytes = "picture " + std::to_string(number) + "\n";
        bytes.resize(10 << 20, static_cast<char>('a' + number));
        evidence::AttachEvidenceFile file{incident, "What was seen", "", "p" + std::to_string(number) + ".txt", "text/plain", sha256(bytes), static_cast<std::int64_t>(bytes.size()), {}};
        for (std::size_t at = 0; at < bytes.size(); at += sealedPieceBytes) {
            const auto piece = toBase64(asBytes(std::string_view(bytes).substr(at, sealedPieceBytes)));
            if (desk.codeOf(evidence::PutEvidencePiece{incident, file.sha256, static_cast<int>(file.pieces.size()), piece}, desk.system()) != "ok") failed = true;
            file.pieces.push_back(fromJson<evidence::PieceReply>(*desk.last.reply)->token);
        }
        if (desk.codeOf(file, desk.f.operatorAnna()) != "ok") failed = true;
    }
    /// Five requests of one utility at the same moment; each waits for all before it.
    void fiveAtOnce(Desk& desk, IncidentId incident) {
        std::vector<SendBroadcast> sends;
        for (int i = 0; i < 5; ++i) sends.push_back(desk.draft(incident));
        std::vector<std::jthread> people;
        std::vector<double> took(sends.size());
        std::latch ready(5);
        for (std::size_t i = 0; i < sends.size(); ++i) {
            people.emplace_back([&, i] {
                ready.arrive_and_wait();
                const auto begun = std::chrono::steady_clock::now();
                const auto answer = desk.f.gate->run(desk.f.operatorAnna(), {CommandId{derivedUuid("at once " + std::to_string(i))}, std::string(SendBroadcast::card.name), toJson(sends[i]), {}});
                took[i] = since(begun);
                if (answer.reply.ok() || answer.reply.problem().code != "approval_required") took[i] = 1e9;
            });
        }
        people.clear();
        say("freeze_50k_five_at_once_worst", *std::max_element(took.begin(), took.end()), 5'000);
        failed = failed || *std::max_element(took.begin(), took.end()) > 1e8;
    }
    static double since(std::chrono::steady_clock::time_point begun) { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count(); }
    void say(const char* name, double ms, double bound) {
        if (ms > bound) failed = true;
        std::printf("bench %s: figure=%.0f unit=ms bound=%.0f ratio=%.1f %s\n", name, ms, bound, bound / ms, ms > bound ? "SLOW" : "ok");
    }
    bool failed = false;
};

}  // namespace
}  // namespace ok::comms

int main(int count, char** words) {
    ::testing::InitGoogleTest(&count, words);
    ok::comms::Bench bench;
    bench.TestBody();
    return bench.failed || ::testing::Test::HasFailure() ? 1 : 0;
}
