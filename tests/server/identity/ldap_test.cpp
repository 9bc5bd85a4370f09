// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Reconciliation with a real slapd (F02.R3.A2), run privately on loopback with a configuration of its own.
#include <gtest/gtest.h>

#include <csignal>
#include <spawn.h>
#include <sys/wait.h>

#include "server/identity/ldap_directory.h"
#include "server/product/free_port.h"
#include "shared/identity/directory_events.h"
#include "tests/support/identity_house.h"

extern char** environ;

namespace ok::test {
namespace {

using namespace identity;

int sh(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()); }

/// slapd with its own database, keys and ports.
class Directory {
  public:
    Directory() : m_port(freePort("127.0.0.1")) {
        std::filesystem::create_directories(m_dir.file("db"));
        sh("openssl req -x509 -newkey rsa:2048 -nodes -keyout " + m_dir.file("key.pem") + " -out " + m_dir.file("cert.pem") +
           " -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1");
        std::ofstream(m_dir.file("password")) << "directory-secret\n";
        std::ofstream(m_dir.file("slapd.conf")) << "include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\ninclude /etc/ldap/schema/inetorgperson.schema\n"
            "modulepath /usr/lib/ldap\nmoduleload back_mdb\nTLSCertificateFile " << m_dir.file("cert.pem") << "\nTLSCertificateKeyFile " << m_dir.file("key.pem")
            << "\nsizelimit size.soft=50 size.hard=50 size.prtotal=unlimited\ndatabase mdb\nsuffix dc=north\nrootdn cn=admin,dc=north\nrootpw directory-secret\ndirectory " << m_dir.file("db") << "\n";
        const std::string ldif = "dn: dc=north\nobjectClass: dcObject\nobjectClass: organization\no: North\ndc: north\n\ndn: ou=people,dc=north\nobjectClass: organizationalUnit\nou: people\n\n"
                                 "dn: ou=groups,dc=north\nobjectClass: organizationalUnit\nou: groups\n\n";
        run();
        change("-a", ldif);
    }
    ~Directory() { end(); }
    void run() {
        const std::string urls = "ldap://127.0.0.1:" + std::to_string(m_port), conf = m_dir.file("slapd.conf");
        std::vector<std::string> words{"/usr/sbin/slapd", "-d", "0", "-f", conf, "-h", urls};
        std::vector<char*> argv;
        for (std::string& w : words) argv.push_back(w.data());
        argv.push_back(nullptr);
        ASSERT_EQ(posix_spawn(&m_pid, argv[0], nullptr, nullptr, argv.data(), environ), 0);
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (sh("ldapwhoami -x -H " + urls + " -D cn=admin,dc=north -w directory-secret -o nettimeout=1") != 0 && std::chrono::steady_clock::now() < deadline) {}
    }
    void end() {
        if (m_pid <= 0) return;
        kill(m_pid, SIGTERM);
        waitpid(m_pid, nullptr, 0);
        m_pid = -1;
    }
    void change(const std::string& how, const std::string& ldif) {
        std::ofstream(m_dir.file("change.ldif")) << ldif;
        EXPECT_EQ(sh("ldapmodify " + how + " -x -H ldap://127.0.0.1:" + std::to_string(m_port) + " -D cn=admin,dc=north -w directory-secret -f " + m_dir.file("change.ldif")), 0) << ldif;
    }
    static std::string person(const std::string& uid, const std::string& more = {}) {
        return "dn: uid=" + uid + ",ou=people,dc=north\nobjectClass: inetOrgPerson\nuid: " + uid + "\ncn: Person " + uid + "\nsn: " + uid + "\n" + more + "\n";
    }
    static std::string group(const std::string& name, const std::string& member) {
        return "dn: cn=" + name + ",ou=groups,dc=north\nobjectClass: groupOfNames\ncn: " + name + "\nmember: uid=" + member + ",ou=people,dc=north\n\n";
    }
    [[nodiscard]] LdapSettings settings() const {
        LdapSettings s;
        s.url = "ldap://127.0.0.1:" + std::to_string(m_port);
        s.caFile = m_dir.file("cert.pem");
        s.bindDn = "cn=admin,dc=north";
        s.passwordFile = m_dir.file("password");
        s.peopleBase = "ou=people,dc=north";
        s.groupsBase = "ou=groups,dc=north";
        s.onCallAttribute = "employeeType";
        s.attributes = {{"territory", "l"}};
        s.pageSize = 20;
        return s;
    }
    [[nodiscard]] std::string file(const std::string& name) const { return m_dir.file(name); }

  private:
    TempDir m_dir;
    std::uint16_t m_port;
    pid_t m_pid = -1;
};

const char* const groupRules = R"([{"id":"ns","role":"operator","conditions":[{"attribute":"group","any_of":["North-SMS-Initiators"]}],"within":{"channels":["sms"],"territories":["North"],"severities":["*"],"content_types":["*"]}},
 {"id":"se","role":"approver","conditions":[{"attribute":"group","any_of":["South-Email-Approvers"]}],"within":{"channels":["email"],"territories":["South"],"severities":["*"],"content_types":["*"]}}])";

struct LdapTest : ::testing::Test {
    void SetUp() override {
        if (!std::filesystem::exists("/usr/sbin/slapd")) GTEST_SKIP() << "slapd is not installed";
        directory = std::make_unique<Directory>();
        for (const char* uid : {"ana", "bea", "cem", "dov"}) directory->change("-a", Directory::person(uid, "l: North\nemployeeType: yes\n"));
        directory->change("-a", Directory::group("North-SMS-Initiators", "ana") + Directory::group("South-Email-Approvers", "bea"));
    }
    void open() {
        h = std::make_unique<IdentityHouse>(R"({"north":{"ldap":{"main":)" + toJson(directory->settings()) + "}}}");
        ASSERT_EQ(h->setMapping(groupRules).status, 200);
    }
    /// One run, to its end.
    JsonValue sync() {
        const auto before = h->told(SyncEnded::eventType).size();
        EXPECT_EQ(h->command("identity.sync", R"({"source":"ldap:main"})", h->admin).status, 200);
        return ended(before);
    }
    JsonValue ended(std::size_t before) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(120);
        while (std::chrono::steady_clock::now() < deadline) {
            const auto told = h->told(SyncEnded::eventType);
            if (told.size() > before) return JsonValue::parse(told.back().payload).valueOr({});
        }
        ADD_FAILURE() << "the reconciliation did not end";
        return {};
    }
    JsonValue person(const std::string& userName) {
        const JsonValue all = h->json(h->ask("GET", "/v1/identities/users", {}, h->admin));
        const JsonValue* items = all.find("items");
        if (items == nullptr || items->array() == nullptr) {
            ADD_FAILURE() << all.canonical();
            return {};
        }
        for (const JsonValue& each : *items->array()) {
            if (each.textAt("user_name") == userName) return each;
        }
        return {};
    }
    std::string rolesOf(const std::string& userName) {
        std::string out;
        const JsonValue who = person(userName);
        if (who.find("assignments") == nullptr) return "nobody";
        for (const JsonValue& a : *who.find("assignments")->array()) out += std::string(a.textAt("role")) + a.find("within")->find("channels")->canonical() + a.find("within")->find("territories")->canonical();
        return out;
    }
    std::int64_t number(const JsonValue& event, const char* name) { return *event.find("source")->find(name)->integer(); }
    std::unique_ptr<Directory> directory;
    std::unique_ptr<IdentityHouse> h;
};

// F02.R3.A2
TEST_F(LdapTest, AMoveBetweenGroupsMovesTheScopeAndNothingElse) {
    open();
    const JsonValue first = sync();
    EXPECT_EQ(first.textAt("outcome"), "done") << first.canonical();
    EXPECT_EQ(rolesOf("ana"), R"(operator["sms"]["North"])");
    EXPECT_EQ(rolesOf("bea"), R"(approver["email"]["South"])");
    EXPECT_EQ(person("ana").find("facts")->find("attributes")->canonical(), R"({"on_call":["true"],"territory":["North"]})");
    const auto mapped = h->told(AccessMapped::eventType).size();
    directory->change("", "dn: cn=North-SMS-Initiators,ou=groups,dc=north\nchangetype: modify\nreplace: member\nmember: uid=dov,ou=people,dc=north\n\n"
                          "dn: cn=South-Email-Approvers,ou=groups,dc=north\nchangetype: modify\nadd: member\nmember: UID=ana, ou=People,dc=north\n");
    const JsonValue second = sync();
    EXPECT_EQ(rolesOf("ana"), R"(approver["email"]["South"])");
    EXPECT_EQ(rolesOf("bea"), R"(approver["email"]["South"])");
    EXPECT_EQ(number(second, "updated"), 2) << "ana and dov";
    EXPECT_EQ(number(second, "unchanged"), 2);
    EXPECT_EQ(number(second, "gained"), 2);
    EXPECT_EQ(number(second, "lost"), 1);
    EXPECT_EQ(h->told(AccessMapped::eventType).size(), mapped + 2) << "no other person's access changed";
    const JsonValue third = sync();
    EXPECT_EQ(number(third, "unchanged"), 4);
    EXPECT_EQ(h->told(AccessMapped::eventType).size(), mapped + 2);
    const JsonValue status = h->json(h->ask("GET", "/sync/status", {}, h->admin));
    EXPECT_TRUE(*status.find("healthy")->boolean());
    EXPECT_EQ(*status.find("sources")->array()->front().find("intervalSeconds")->integer(), 900);
}

TEST_F(LdapTest, WhatCannotBeReadCompletelyChangesNothingAndIsTold) {
    open();
    EXPECT_EQ(sync().textAt("outcome"), "done");
    const std::string before = person("ana").canonical();
    directory->end();
    const JsonValue failed = sync();
    EXPECT_EQ(failed.textAt("outcome"), "failed");
    EXPECT_EQ(failed.find("source")->textAt("problem"), "ldap_unreachable") << failed.canonical();
    EXPECT_EQ(person("ana").canonical(), before);
    EXPECT_FALSE(*h->json(h->ask("GET", "/sync/status", {}, h->admin)).find("healthy")->boolean());
    directory->run();
    EXPECT_EQ(sync().textAt("outcome"), "done");
    EXPECT_TRUE(*h->json(h->ask("GET", "/sync/status", {}, h->admin)).find("healthy")->boolean());
}

TEST_F(LdapTest, TheTimerReadsTheDirectoryAgainAndSomebodyGoneIsClosed) {
    open();
    sync();
    directory->change("", "dn: uid=cem,ou=people,dc=north\nchangetype: delete\n");
    const auto before = h->told(SyncEnded::eventType).size();
    h->ahead = std::chrono::duration_cast<microseconds>(minutes(16)).count();
    const JsonValue byTimer = ended(before);
    EXPECT_EQ(byTimer.textAt("outcome"), "done");
    EXPECT_EQ(number(byTimer, "deprovisioned"), 1);
    EXPECT_FALSE(*person("cem").find("active")->boolean());
}

TEST_F(LdapTest, ManyGoneAtOnceWaitForAPerson) {
    for (int i = 0; i < 60; ++i) directory->change("-a", Directory::person("crew" + std::to_string(i)));
    open();
    const JsonValue first = sync();
    EXPECT_EQ(number(first, "created") + number(first, "unchanged"), 64) << "more than a page, and more than the directory gives at once";
    std::string gone;
    for (int i = 0; i < 30; ++i) gone += "dn: uid=crew" + std::to_string(i) + ",ou=people,dc=north\nchangetype: delete\n\n";
    directory->change("", gone);
    const JsonValue held = sync();
    EXPECT_EQ(held.textAt("outcome"), "held");
    EXPECT_EQ(number(held, "held"), 30);
    EXPECT_TRUE(*person("crew3").find("active")->boolean()) << "nobody is closed before somebody looked";
    const std::string run(held.textAt("run"));
    EXPECT_EQ(h->command("identity.settle_held_sync", R"({"source":"ldap:main","run":"00000000-0000-4000-8000-000000000001","apply":true,"reason":"they are gone indeed"})", h->admin).status, 404);
    EXPECT_EQ(h->command("identity.settle_held_sync", R"({"source":"ldap:main","run":")" + run + R"(","apply":true,"reason":"they are gone indeed"})", h->admin).status, 200);
    EXPECT_FALSE(*person("crew3").find("active")->boolean());
    EXPECT_TRUE(*person("crew40").find("active")->boolean());
}

TEST_F(LdapTest, OnlyATrustedDirectoryIsBelieved) {
    LdapSettings good = directory->settings();
    const auto all = readDirectory(good);
    ASSERT_TRUE(all.ok()) << all.problem().message << all.problem().details.at("ldap");
    EXPECT_EQ(all->size(), 4u);
    const auto code = [](const LdapSettings& s) {
        const auto out = readDirectory(s);
        return out.ok() ? std::string("read") : out.problem().code;
    };
    LdapSettings other = good;
    other.caFile = "/etc/ssl/certs/ca-certificates.crt";
    EXPECT_EQ(code(other), "ldap_not_trusted") << "a certificate nobody vouches for";
    other = good;
    std::ofstream(directory->file("wrong")) << "wrong\n";
    other.passwordFile = directory->file("wrong");
    EXPECT_EQ(code(other), "ldap_refused");
    other.passwordFile = directory->file("missing");
    EXPECT_EQ(code(other), "ldap_refused") << "no password is not an anonymous bind";
    other = good;
    other.peopleFilter = "(broken";
    EXPECT_EQ(code(other), "ldap_incomplete");
    other = good;
    other.peopleBase = "ou=nowhere,dc=north";
    EXPECT_EQ(code(other), "ldap_incomplete") << "a base that is not there is no empty directory";
    other = good;
    other.startTls = false;
    EXPECT_EQ(code(other), "read") << "on this machine encryption may be left out";
    EXPECT_FALSE(readIdentityBook(R"({"north":{"ldap":{"main":{"url":"ldap://elsewhere:389","start_tls":false,"people_base":"x"}}}})").ok()) << "elsewhere it may not";
}

}  // namespace
}  // namespace ok::test
