// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A utility with a desk where exports of its log are made, and whoever ties that log to the outside: for tests of what leaves.
#pragma once
#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "server/access/access_commands.h"
#include "server/integrity/clock_watch.h"
#include "server/integrity/integrity_commands.h"
#include "server/integrity/notary.h"
#include "server/ledger/export_desk.h"
#include "server/ledger/export_notices.h"
#include "server/ledger/export_requests.h"
#include "shared/integrity/anomaly.h"
#include "shared/ledger/record_files.h"
#include "shared/operations/audit_schedules.h"
#include "tests/support/counter_domain.h"
#include "tests/support/file_text.h"
#include "tests/support/gate_fixture.h"

namespace ok::ledger::test_office {

using namespace operations;
namespace fs = std::filesystem;

inline const std::string token = "tok_abcdefghijklmnopqrstuvwxyz", otherToken = "tok_bbcdefghijklmnopqrstuvwxyz";

struct Confide {
    static constexpr CommandCard card{.name = "test.confide", .action = "incidents.test"};
    std::string token;
};
BOOST_DESCRIBE_STRUCT(Confide, (), (token))
struct Confided {
    static constexpr std::string_view eventType = "test.confided";
    Token<PhoneNumber> from;
};
BOOST_DESCRIBE_STRUCT(Confided, (), (from))

using test::contents;

/// A utility with a desk where exports are made, and whoever ties its log to the outside.
struct Office {
    explicit Office(integrity::TsaSettings tsa = {}) : tenants(prepared(), *g.gate), desk(deskParts(tsa)), notary(notaryParts(tsa)) {
        desk.addHandlers();
        g.gate->onCommitted([this](const CommittedBatch& batch) {
            desk.committed(batch);
            const std::lock_guard lock(mutex);
            for (const Entry& entry : batch.entries) ++seen[entry.header.type];
            changed.notify_all();
        });
        g.start();
        EXPECT_TRUE(g.run(access::CreateTenant{{.tenant = g.tenant, .slug = "one", .name = "One"}}, system()).reply.ok());
        desk.start();
        profile.tenant = g.tenant;
        profile.slug = "one";
    }
    ~Office() {
        desk.stop();
        g.gate->stop();
    }
    SecurityContext system() const { return access::systemContext(g.tenant, false); }
    SecurityContext ada() const { return g.person("ada", {"auditor", "admin"}); }
    SecurityContext ben() const { return g.person("ben", {"admin"}); }
    void wait(const std::string& type, int count) {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(60), [&] { return seen[type] >= count; })) << type;
    }
    /// Asks, and waits until it is there.
    AuditExport made(StartExport command) {
        const auto answer = g.run(command, ada());
        EXPECT_TRUE(answer.reply.ok()) << answer.reply.problem().message;
        return answer.reply.ok() ? finished(fromJson<ExportReply>(*answer.reply)->exportId) : AuditExport{};
    }
    AuditExport finished(ExportId id) {
        wait("audit.export_completed", ++m_made);
        return g.document<AuditExport>(id.str()).value_or(AuditExport{});
    }
    fs::path pathOf(const AuditExport& done, const std::string& name = {}) {
        return desk.directoryOf(g.tenant, done.id) / (name.empty() ? done.files.at(0).name : name);
    }
    EvidenceVerdict verdictOf(const AuditExport& done, std::string authorities = {}) {
        return verifyEvidenceArchive(contents(pathOf(done)), {toHex(SigningKey(test::keyOf(7)).publicKey()), std::move(authorities)});
    }
    EvidenceVerdict filesVerdict(const AuditExport& done, std::string authorities = {}) {
        std::map<std::string, std::string> bytes;
        for (const ExportFile& file : done.files) bytes[file.name] = contents(pathOf(done, file.name));
        return verifyExportFiles(BundleFiles(bytes.begin(), bytes.end()), {toHex(SigningKey(test::keyOf(7)).publicKey()), std::move(authorities)});
    }
    CommandAnswer setPolicy(RedactionPolicy redaction, ExportApproval approval) {
        return g.runReleased(SetExportPolicy{redaction, approval, "the counsel's wish of May"}, ada(), ben());
    }

    Store* store = nullptr;
    test::GateFixture g{[this](std::unique_ptr<Store> opened) {
        store = opened.get();
        return opened;
    }};
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, int> seen;
    Deliver deliver;                     ///< nothing: everything arrives
    TenantDirectory tenants;
    ExportDesk desk;
    integrity::Notary notary;
    TenantProfile profile;

  private:
    Store& prepared() {
        test::addCounterProjections(g.projections);
        addExportProjections(g.projections);
        addScheduleProjections(g.projections);
        access::addProjections(g.projections);
        integrity::addProjections(g.projections);
        access::addHandlers(*g.gate);
        test::addCounterHandlers(*g.gate);
        integrity::addAnchorHandlers(*g.gate);
        integrity::addClockHandlers(*g.gate);
        g.gate->handle<Confide>([](const Right&, CommandContext& cx, const Confide& c) -> Status {
            cx.emit(Confided{{c.token}}, {.subjects = {c.token}, .justification = "she asked for it"});
            return {};
        });
        return *store;
    }
    ExportDeskParts deskParts(const integrity::TsaSettings& tsa) {
        AskTimeStamp stamp;
        if (!tsa.url.empty()) stamp = [tsa](const Digest& digest) { return integrity::requestTimeStamp(tsa, digest, 4711); };
        return {*g.gate, tenants, g.dir.file("data"), g.dir.file("search"), std::make_shared<const SigningKey>(test::keyOf(7)), std::move(stamp),
                [this] { return g.now(); }, [this](const TenantProfile& to, const AuditExport& made, const DeliveryTarget& target, const fs::path& directory) {
                    return deliver ? deliver(to, made, target, directory) : DeliveryOutcome{true, false, ""};
                }};
    }
    integrity::NotaryParts notaryParts(const integrity::TsaSettings& tsa) {
        return {.gate = *g.gate, .key = std::make_shared<SigningKey>(test::keyOf(7)), .clock = [this] { return g.now(); },
                .dice = [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), 3); }, .tsa = tsa, .flagged = {"approval.requested"}};
    }
    int m_made = 0;
};

}  // namespace ok::ledger::test_office
