// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/smtp_connector.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "server/outbox/curl_handle.h"
#include "shared/comms/mime.h"

namespace ok::comms {
namespace {

using outbox::Handover;
using outbox::Outcome;

struct Upload {
    const std::string& text;
    std::size_t at = 0;
    bool done = false;
};

std::size_t readMail(char* into, std::size_t size, std::size_t count, void* from) {
    auto& upload = *static_cast<Upload*>(from);
    const std::size_t n = std::min(size * count, upload.text.size() - upload.at);
    std::memcpy(into, upload.text.data() + upload.at, n);
    upload.at += n;
    upload.done = upload.at == upload.text.size();
    return n;
}

// A worker keeps its connection: curl never repeats an SMTP transfer by itself, so reuse is safe here.
CURL* workersHandle() {
    thread_local const outbox::EasyHandle handle = outbox::makeEasyHandle(false);
    if (handle) curl_easy_reset(handle.get());
    return handle.get();
}

}  // namespace

Handover readSmtpFailure(int replyCode, bool neverConnected, bool bodySent) {
    if (neverConnected) return {Outcome::transient, {}, "connect_failed", {}};
    // These speak of this mailbox or this mail. Other 5yz (530, 535) speak of us: every mail would fail alike.
    constexpr std::array aboutThisMail = {501, 550, 551, 552, 553, 554, 555, 556};
    if (std::find(aboutThisMail.begin(), aboutThisMail.end(), replyCode) != aboutThisMail.end()) {
        return {Outcome::refused, {}, fmt::format("smtp_{}", replyCode), {}};
    }
    if (replyCode >= 400) return {Outcome::transient, {}, fmt::format("smtp_{}", replyCode), {}};
    return bodySent ? Handover{Outcome::uncertain, {}, "broken_off", {}} : Handover{Outcome::transient, {}, "broken_off", {}};
}

std::string SmtpConnector::messageIdOf(const OutboxRow& row) const {
    return row.id + m_settings.from.substr(std::min(m_settings.from.find('@'), m_settings.from.size()));
}

Handover SmtpConnector::deliver(const outbox::RealParcel& parcel) {
    const outbox::Letter& letter = parcel.letter();
    const std::string messageId = messageIdOf(parcel.row());
    const auto mail = mimeOf({m_settings.from, m_settings.fromName, letter.to, letter.subject, letter.text, letter.html,
                              messageId, m_clock(), false, letter.stopUrl, letter.snapshotId});
    if (!mail.ok()) return {Outcome::refused, {}, mail.problem().code, {}};
    CURL* handle = workersHandle();
    if (handle == nullptr) return {Outcome::transient, {}, "connect_failed", {}};
    outbox::HeaderList recipients;
    outbox::append(recipients, "<" + letter.to + ">");
    Upload upload{*mail};
    const std::string from = "<" + m_settings.from + ">";
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    outbox::setQuickExit(handle);
    curl_easy_setopt(handle, CURLOPT_URL, m_settings.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_USE_SSL, static_cast<long>(m_settings.requireTls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(m_settings.connectTime.count() / 1000));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(m_settings.totalTime.count() / 1000));
    curl_easy_setopt(handle, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, &readMail);
    curl_easy_setopt(handle, CURLOPT_READDATA, &upload);
    if (!m_settings.user.empty()) {
        curl_easy_setopt(handle, CURLOPT_USERNAME, m_settings.user.c_str());
        curl_easy_setopt(handle, CURLOPT_PASSWORD, m_settings.password.c_str());
    }
    const CURLcode code = curl_easy_perform(handle);
    if (code == CURLE_OK) return {Outcome::accepted, messageId, {}, {}};
    if (outbox::nameNotFound(handle, code)) return {Outcome::transient, {}, "name_not_resolved", {}};
    long reply = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply);
    return readSmtpFailure(static_cast<int>(reply), outbox::neverConnected(code) && reply < 400, upload.done);
}

}  // namespace ok::comms
