// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A story in which every command of the product is carried out once, on the product's own handlers, a real store and a clock
// that the story moves. What it learns: how many entries each command left. Whoever adds a command adds a line.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/gate_fixture.h"

namespace ok {
class Domains;
class TenantDirectory;
struct HouseOptions;
namespace access { class SessionBook; }
}  // namespace ok

namespace ok::test {

class AuditStory {
  public:
    AuditStory();
    ~AuditStory();

    [[nodiscard]] std::vector<CommandCard> commands() const { return m_f->gate->commands(); }
    [[nodiscard]] bool statesFacts(const std::string& command) const { return m_f->gate->statesFacts(command); }
    /// Carries everything out; a refusal is a failure of the test.
    void tell();
    /// A text for help and a call that is hung up: the vault's values afterwards.
    [[nodiscard]] std::vector<std::string> onlyAsks();
    [[nodiscard]] GateFixture& fixture() { return *m_f; }
    /// Told after each command that was carried out.
    std::function<void(const std::string& command)> afterEach;
    /// By command name: entries of all streams that this command caused.
    std::map<std::string, int> entriesOf;

  private:
    template <class C>
    std::string say(const C& command, const SecurityContext& who);
    template <class C>
    std::string sayReleased(const C& command, const SecurityContext& who, const SecurityContext& second);
    void count(const std::string& name, CommandId id);
    template <class Reply, class C>
    Reply ask(const C& command, const SecurityContext& who);

    void people();
    void keys();
    void sessions(UserId maria);
    void identities();
    void territory();
    void reports();
    void incidents();
    void broadcasts();
    void approvals();
    void versions(const ok::approvals::Release& waits);
    void programs();
    void emergencies();
    void oncall();
    void risks();
    void evidence();
    void privacy();
    void integrity();
    void exports();
    void policies();

    SecurityContext m_system, m_operator, m_second, m_admin, m_otherAdmin, m_intake;
    std::vector<ReportId> m_reports;
    ReportId m_trayed;
    std::string m_phoneToken;
    std::map<std::string, CommandId> m_said;
    Store* m_store = nullptr;
    std::unique_ptr<GateFixture> m_f;
    std::unique_ptr<HouseOptions> m_options;
    std::unique_ptr<TenantDirectory> m_tenants;
    std::unique_ptr<access::SessionBook> m_sessions;
    std::unique_ptr<Domains> m_domains;
};

}  // namespace ok::test
