// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a customer's text message means (P01): a keyword, a report in their own words, an account number, an address, a
// choice we asked for. Pure: the same body and context give the same reading, with the reasons in the order found.
//
// INVARIANT: opting out is looked for first and wins over everything else in the message. Symptoms are still filled in,
// so that "STOP. wires down at 12 Main St" silences us and yet reaches an operator.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "shared/reports/words.h"

namespace ok::reports {

enum class SmsIntent {
    unknown = 0,  ///< words we cannot read: a person must
    opt_out = 1,
    opt_in = 2,
    help = 3,
    status = 4,
    report = 5,
    still_out = 6,
    restored = 7,
    choice = 8,   ///< a digit that answers "which of your accounts?"
    account = 9,  ///< only an account number
    address = 10, ///< only an address
    empty = 11,   ///< nothing but blanks, emoji or a picture
};
BOOST_DESCRIBE_ENUM(SmsIntent, unknown, opt_out, opt_in, help, status, report, still_out, restored, choice, account,
                    address, empty)

/// What we asked this person last; it decides what a bare digit or a bare "12 main" means.
struct SmsContext {
    int choices = 0;             ///< accounts offered as 1..n, 0 if none
    bool awaitingPlace = false;  ///< we asked for the address or the account number
    Language language = Language::unknown;
};
BOOST_DESCRIBE_STRUCT(SmsContext, (), (choices, awaitingPlace, language))

struct SmsReading {
    SmsIntent intent = SmsIntent::unknown;
    std::vector<Symptom> symptoms;  ///< in enumerator order, no doubles
    Service service = Service::electric;
    bool wantsStatus = false;  ///< a report that also asks "when"
    std::optional<int> choice;
    std::optional<std::string> account;  ///< upper case, without blanks and hyphens
    std::optional<std::string> address;  ///< as written
    Language language = Language::unknown;
    std::string text;                  ///< cleaned body, valid UTF-8
    std::vector<std::string> reasons;  ///< stable keys, such as `keyword.stop`, `phrase.out`, `address.number_street`
    bool operator==(const SmsReading&) const = default;
};
BOOST_DESCRIBE_STRUCT(SmsReading, (), (intent, symptoms, service, wantsStatus, choice, account, address, language,
                                       text, reasons))

[[nodiscard]] SmsReading readSms(std::string_view body, const SmsContext& context = {});

}  // namespace ok::reports
