// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/provider_settings.h"



#include "shared/base/json.h"

namespace ok::comms {
namespace {

struct TwilioFields {
    std::string accountSid, authToken, from, baseUrl;
};
BOOST_DESCRIBE_STRUCT(TwilioFields, (), (accountSid, authToken, from, baseUrl))

struct SmtpFields {
    std::string url, user, password, from, fromName;
    bool requireTls = true;
};
BOOST_DESCRIBE_STRUCT(SmtpFields, (), (url, user, password, from, fromName, requireTls))

struct AlertFields {
    std::vector<std::string> email;
    std::string slackUrl, pagerdutyUrl = "https://events.pagerduty.com/v2/enqueue", pagerdutyKey;
};
BOOST_DESCRIBE_STRUCT(AlertFields, (), (email, slackUrl, pagerdutyUrl, pagerdutyKey))

struct Fields {
    std::optional<TwilioFields> twilio;
    std::optional<SmtpFields> smtp;
    std::optional<AlertFields> alerts;
    std::map<std::string, std::string> staff, staffPhones, staffChats;
    std::optional<TwilioFields> twilioBackup;
};
BOOST_DESCRIBE_STRUCT(Fields, (), (twilio, smtp, alerts, staff, staffPhones, staffChats, twilioBackup))

Problem invalid(const std::string& utility, const std::string& what) {
    return problem("providers_invalid", "the providers of `" + utility.substr(0, 40) + "`: " + what, {{"utility", utility.substr(0, 40)}});
}

bool isWebAddress(const std::string& url) {
    // Plain http only to this machine: an auth token must not cross a network in the clear.
    // `http://127.0.0.1:80@elsewhere` is elsewhere.
    if (url.find('@') != std::string::npos) return false;
    return url.starts_with("https://") || url.starts_with("http://127.0.0.1:") || url.starts_with("http://[::1]:");
}

Result<TwilioAccount> twilioOf(const std::string& utility, const TwilioFields& given) {
    TwilioAccount out;
    if (given.accountSid.empty() || given.authToken.empty() || !given.from.starts_with("+")) {
        return invalid(utility, "texts and calls need `account_sid`, `auth_token` and `from` (a number such as +15025550100)");
    }
    out.accountSid = given.accountSid;
    out.authToken = given.authToken;
    out.from = given.from;
    if (!given.baseUrl.empty()) out.baseUrl = given.baseUrl;
    if (!isWebAddress(out.baseUrl)) return invalid(utility, "`base_url` begins with https://");
    return out;
}

Result<SmtpSettings> smtpOf(const std::string& utility, const SmtpFields& given) {
    if (!(given.url.starts_with("smtp://") || given.url.starts_with("smtps://")) || given.from.find('@') == std::string::npos) {
        return invalid(utility, "mail needs `url` (smtp://host:587 or smtps://host) and `from` (a mailbox)");
    }
    const bool here = given.url.starts_with("smtp://127.0.0.1:") || given.url.starts_with("smtp://[::1]:") ||
                      given.url.starts_with("smtp://localhost:");
    if (!given.requireTls && (!here || given.url.find('@') != std::string::npos)) {
        return invalid(utility, "`require_tls` may be off only for a mail server on this machine");
    }
    SmtpSettings out;
    out.url = given.url;
    out.user = given.user;
    out.password = given.password;
    out.from = given.from;
    out.fromName = given.fromName;
    out.requireTls = given.requireTls;
    return out;
}

Result<integrity::AlertTargets> alertsOf(const std::string& utility, const AlertFields& given) {
    integrity::AlertTargets out{given.email, given.slackUrl, given.pagerdutyKey.empty() ? std::string() : given.pagerdutyUrl, given.pagerdutyKey};
    for (const std::string& url : {out.slackUrl, out.pagerdutyUrl}) {
        if (!url.empty() && !isWebAddress(url)) return invalid(utility, "addresses of alerts begin with https://");
    }
    for (const std::string& mailbox : out.email) {
        if (mailbox.find('@') == std::string::npos) return invalid(utility, "`email` of alerts is a list of mailboxes");
    }
    return out;
}

}  // namespace

std::string TenantProviders::mailboxOf(const std::string& login) const {
    const auto known = staff.find(login);
    if (known != staff.end()) return known->second;
    return login.find('@') == std::string::npos ? std::string() : login;
}

std::string TenantProviders::phoneOf(const std::string& login) const {
    const auto known = staffPhones.find(login);
    return known == staffPhones.end() ? std::string() : known->second;
}

std::string TenantProviders::chatOf(const std::string& login) const {
    const auto known = staffChats.find(login);
    return known == staffChats.end() ? std::string() : known->second;
}

std::string TenantProviders::loginAt(const std::string& number) const {
    for (const auto& [login, theirs] : staffPhones) {
        if (!number.empty() && theirs == number) return login;
    }
    return {};
}

Result<ProviderBook> readProviders(std::string_view json) {
    const auto file = fromJson<std::map<std::string, Fields>>(json);
    if (!file.ok()) return file.problem();
    ProviderBook book;
    for (const auto& [utility, fields] : *file) {
        TenantProviders& providers = book[utility];
        if (fields.twilio) {
            OK_ASSIGN(auto twilio, twilioOf(utility, *fields.twilio));
            providers.twilio = std::move(twilio);
        }
        if (fields.twilioBackup) {
            OK_ASSIGN(auto backup, twilioOf(utility, *fields.twilioBackup));
            providers.twilioBackup = std::move(backup);
        }
        if (fields.smtp) {
            OK_ASSIGN(auto smtp, smtpOf(utility, *fields.smtp));
            providers.smtp = std::move(smtp);
        }
        if (fields.alerts) {
            OK_ASSIGN(providers.alerts, alertsOf(utility, *fields.alerts));
        }
        for (const auto& [login, mailbox] : fields.staff) {
            if (mailbox.find('@') == std::string::npos) return invalid(utility, "`staff` gives each login a mailbox");
        }
        for (const auto& [login, number] : fields.staffPhones) {
            const bool digits = number.size() >= 8 && number.size() <= 16 && number[0] == '+' && number.find_first_not_of("0123456789", 1) == std::string::npos;
            if (!digits) return invalid(utility, "`staff_phones` gives each login a number such as +15025550100");
        }
        for (const auto& [login, url] : fields.staffChats) {
            if (!isWebAddress(url)) return invalid(utility, "`staff_chats` gives each login the https address of a webhook of their own");
        }
        providers.staff = fields.staff;
        providers.staffChats = fields.staffChats;
        providers.staffPhones = fields.staffPhones;
    }
    return book;
}

std::string signingTokenOf(const ProviderBook& book, std::string_view utility, bool drill, const std::string& drillToken) {
    if (drill) return drillToken;
    const auto found = book.find(utility);
    return found != book.end() && found->second.twilio ? found->second.twilio->authToken : std::string();
}

Result<ProviderBook> readProviderFile(const std::string& path, const settings::SecretBox& secrets) {
    OK_ASSIGN(const auto file, settings::readPrivateFile(path, "providers", secrets));
    if (!file) return problem("providers_unreadable", "cannot read `" + path + "`");
    return readProviders(file->json);
}

}  // namespace ok::comms
