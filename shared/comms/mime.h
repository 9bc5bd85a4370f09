// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An email on the wire (RFC 5322, 2045, 2047): text and HTML of the same words, everything in base64 so that no relay
// can break a line, and a Message-ID that follows from our own id, so that the same message is always the same.
#pragma once
#include <string>
#include <string_view>

#include "shared/base/instant.h"

namespace ok::comms {

struct Mail {
    std::string from;       // mailbox
    std::string fromName;
    std::string to;         // mailbox
    std::string subject;
    std::string text;
    std::string html;
    std::string messageId;  // without angle brackets
    Instant date;
    bool drill = false;
    std::string stopUrl;    // one click ends these mails (RFC 8058); https only
    std::string snapshotId; // what was released, for whoever traces it
};

/// Problems: `bad_mailbox` where an address could end its header line or name a second recipient.
[[nodiscard]] Result<std::string> mimeOf(const Mail& mail);
/// One mailbox, nothing a header or an SMTP command could be broken with. Not a full RFC 5321 parser.
[[nodiscard]] bool isPlainMailbox(std::string_view text);

}  // namespace ok::comms
