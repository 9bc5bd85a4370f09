// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Emails on the wire: readable by any client, and impossible to smuggle headers into (P10, "bad input").
#include <gtest/gtest.h>

#include "shared/comms/mime.h"

namespace ok::comms {
namespace {

Mail mail() {
    return {"outage@bluegrass.example", "Bluegrass Electric", "ann@example.org", "Power outage near Riverside",
            "Your power is out.", "<p>Your power is out.</p>", "018f-1@bluegrass.example",
            *parseIso("2024-09-26T18:07:22Z"), false};
}

TEST(Mime, HasTheHeadersThatMailServersAndReadersNeed) {
    Mail m = mail();
    EXPECT_EQ(mimeOf(m)->find("List-Unsubscribe"), std::string::npos) << "no promise without an address";
    m.stopUrl = "http://127.0.0.1/s";
    EXPECT_EQ(mimeOf(m)->find("List-Unsubscribe"), std::string::npos) << "RFC 8058 asks for https";
    m.stopUrl = "https://outage.example/s/b/1/2";
    const std::string text = *mimeOf(m);
    for (const char* line : {"Date: Thu, 26 Sep 2024 18:07:22 +0000\r\n", "From: \"Bluegrass Electric\" <outage@bluegrass.example>\r\n",
                             "To: <ann@example.org>\r\n", "Subject: Power outage near Riverside\r\n",
                             "Message-ID: <018f-1@bluegrass.example>\r\n", "Auto-Submitted: auto-generated\r\n",
                             "List-Unsubscribe: <https://outage.example/s/b/1/2>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line;
    }
    EXPECT_EQ(text.find("Drill"), std::string::npos);
    EXPECT_EQ(text.find("X-OutageKit-Snapshot"), std::string::npos);
    Mail traced = m;   // F04.R5.A2
    traced.snapshotId = "8c0e0000-0000-8000-8000-00000000000a";
    EXPECT_NE(mimeOf(traced)->find("X-OutageKit-Snapshot: 8c0e0000-0000-8000-8000-00000000000a\r\n"), std::string::npos);
    traced.snapshotId = "8c0e\r\nBcc: all@example.org";
    EXPECT_EQ(mimeOf(traced)->find("Bcc"), std::string::npos) << "no header of anybody else's";
    EXPECT_EQ(text, *mimeOf(m));  // the same message is the same bytes
}

TEST(Mime, NoLineIsLongerThan78CharactersAndEachEndsInCrLf) {
    Mail m = mail();
    m.subject = "Cuándo esperamos que vuelva la luz cerca de Riverside y de todos los demás lugares que se llaman así";
    m.fromName = "Compañía Eléctrica";
    m.text = std::string(5000, 'x');
    const std::string text = *mimeOf(m);
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = text.find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - at, 78u);
        EXPECT_EQ(text.substr(at, end - at).find('\n'), std::string::npos);
        at = end + 2;
    }
    EXPECT_NE(text.find("Subject: =?UTF-8?B?"), std::string::npos);
}

TEST(Mime, ALineBreakInAnyHeaderFieldAddsNoHeader) {
    Mail m = mail();
    m.subject = "x\r\nBcc: all@example.org";
    m.fromName = "y\r\nBcc: all@example.org";
    const std::string text = *mimeOf(m);
    EXPECT_EQ(text.find("\r\nBcc"), std::string::npos);
    for (const char* bad : {"a@b\r\nBcc: c@d.e", "a@b>,<c@d.e", "", "@x", "x@", "a b@c.d", "a@b@c", "a@b,c@d"}) {
        m = mail();
        m.to = bad;
        EXPECT_EQ(mimeOf(m).problem().code, "bad_mailbox") << bad;
    }
}

TEST(Mime, ADrillIsMarkedInTheHeadersToo) {
    Mail m = mail();
    m.drill = true;
    EXPECT_NE(mimeOf(m)->find("X-OutageKit-Drill: yes\r\n"), std::string::npos);
}

}  // namespace
}  // namespace ok::comms
