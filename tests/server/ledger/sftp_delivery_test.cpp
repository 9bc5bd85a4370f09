// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Files to a real SSH server (F07.R5.A3).
#include "server/ledger/sftp_delivery.h"

#include <gtest/gtest.h>
#include <pwd.h>

#include "server/product/free_port.h"
#include "tests/support/foreign_program.h"
#include "tests/support/temp_dir.h"

namespace ok::ledger {
namespace {

using namespace ok::test;
namespace fs = std::filesystem;

constexpr const char* sshServer = "/usr/sbin/sshd";

// F07.R5.A3
TEST(SftpDeliveryTest, FilesReachARealSshServerWholeAndForItsOwnerOnlyAndAnotherHostGetsNothing) {
    if (::access(sshServer, X_OK) != 0) GTEST_SKIP() << "openssh-server is not installed";
    if (::getuid() == 0) ::mkdir("/run/sshd", 0755);  // what the package's service would make
    TempDir dir;
    const std::uint16_t port = freePort("127.0.0.1");
    for (const char* key : {"host", "other_host", "user", "stranger"}) printed("ssh-keygen -q -t ed25519 -N '' -f " + dir.file(key));
    write(dir.file("authorized"), contents(dir.file("user.pub")));
    fs::create_directory(dir.file("inbox"));
    fs::create_directory(dir.file("out"));
    write(dir.file("sshd.conf"), "Port " + std::to_string(port) + "\nListenAddress 127.0.0.1\nHostKey " + dir.file("host") + "\nAuthorizedKeysFile " +
                                     dir.file("authorized") + "\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nPidFile none\n" +
                                     "Subsystem sftp internal-sftp\n");
    const Program server({sshServer, "-D", "-e", "-f", dir.file("sshd.conf"), "-E", dir.file("sshd.log")});
    ASSERT_TRUE(answers(port)) << contents(dir.file("sshd.log"));
    const auto printOf = [&](const char* key) {
        const std::string line = printed("ssh-keygen -lf " + dir.file(key) + ".pub");
        const std::size_t at = line.find("SHA256:") + 7;
        return line.substr(at, line.find(' ', at) - at);
    };
    const passwd* me = ::getpwuid(::getuid());
    SftpTarget target{"sftp://127.0.0.1:" + std::to_string(port) + dir.file("inbox") + "/", me->pw_name, dir.file("user"), printOf("host")};
    const std::string large(3'000'000, 'x');
    write(dir.file("out") + "/report.csv", large, 0644);
    write(dir.file("out") + "/checksums.txt", "sums", 0644);
    for (int round = 0; round < 2; ++round) {  // the second time over what is there
        const auto outcome = deliverBySftp(target, dir.file("out"), {"report.csv", "checksums.txt"}, "abc_");
        ASSERT_TRUE(outcome.delivered) << outcome.reason << "\n" << contents(dir.file("sshd.log"));
    }
    EXPECT_EQ(contents(dir.file("inbox") + "/report.csv"), large);
    EXPECT_EQ(contents(dir.file("inbox") + "/abc_checksums.txt"), "sums");
    EXPECT_FALSE(fs::exists(dir.file("inbox") + "/report.csv.part"));
    struct stat about{};
    ASSERT_EQ(::stat((dir.file("inbox") + "/report.csv").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);

    SftpTarget wrong = target;
    wrong.hostKeySha256 = printOf("other_host");
    EXPECT_EQ(deliverBySftp(wrong, dir.file("out"), {"report.csv"}, "").reason, "wrong_host_key");
    EXPECT_FALSE(deliverBySftp(wrong, dir.file("out"), {"report.csv"}, "").again);
    wrong = target;
    wrong.keyFile = dir.file("stranger");
    EXPECT_EQ(deliverBySftp(wrong, dir.file("out"), {"report.csv"}, "").reason, "login_denied");
    wrong = target;
    wrong.url = "sftp://127.0.0.1:" + std::to_string(port) + "/nowhere/at/all/";
    EXPECT_EQ(deliverBySftp(wrong, dir.file("out"), {"report.csv"}, "").reason, "upload_failed");
    wrong.url = "sftp://127.0.0.1:" + std::to_string(freePort("127.0.0.1")) + "/";
    EXPECT_EQ(deliverBySftp(wrong, dir.file("out"), {"report.csv"}, "").reason, "connect_failed");
}

}  // namespace
}  // namespace ok::ledger
