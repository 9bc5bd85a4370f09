// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What one record becomes: an account, an address point, an override or an area.
#include <algorithm>

#include <fmt/format.h>

#include "shared/base/time_zone.h"
#include "shared/territory/territory_import.h"

namespace ok::territory {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool oneOf(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

// Collects the problems of one row; `ignore` keeps the row, `refuse` does not.
struct RowJudge {
    const ImportRecord& record;
    std::vector<RowIssue>& issues;

    void ignore(Field f, std::string code, std::string why) const {
        issues.push_back({record.row, std::string(nameOf(f)), std::move(code), std::move(why), IssueEffect::fieldIgnored});
    }
    void refuse(Field f, std::string code, std::string why) const {
        issues.push_back({record.row, std::string(nameOf(f)), std::move(code), std::move(why), IssueEffect::keptAside});
    }
    [[nodiscard]] std::string quoted(Field f) const { return "`" + record.at(f) + "`"; }

    [[nodiscard]] bool yes(Field f) const {
        const std::string text = lower(record.at(f));
        if (oneOf(text, {"1", "y", "yes", "true", "t", "x", "on", "si", "s\xC3\xAD"})) return true;
        if (!oneOf(text, {"", "0", "n", "no", "false", "f", "off", "-"})) {
            ignore(f, "bad_boolean", quoted(f) + " is neither yes nor no");
        }
        return false;
    }
};

std::optional<Service> serviceNamed(std::string_view text) {
    const std::string word = lower(text);
    if (oneOf(word, {"electric", "electricity", "power", "e", "el", "elec", "electrico"})) return Service::electric;
    if (oneOf(word, {"water", "w", "wtr", "agua"})) return Service::water;
    if (oneOf(word, {"gas", "g", "natural gas"})) return Service::gas;
    if (oneOf(word, {"broadband", "b", "internet", "fiber", "fibre", "isp"})) return Service::broadband;
    return std::nullopt;
}

std::string languageFrom(const RowJudge& judge, const std::string& fallback) {
    const std::string word = lower(judge.record.at(Field::language));
    if (word.empty()) return fallback;
    if (word.substr(0, 2) == "en") return "en";
    if (word.substr(0, 2) == "es" || word.substr(0, 4) == "span") return "es";
    judge.ignore(Field::language, "unknown_language", judge.quoted(Field::language) + " is not a language we write in");
    return fallback;
}

bool looksLikeTimeZone(std::string_view text) {
    if (text == "UTC") return true;
    const auto allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '/' || c == '_' || c == '-' || c == '+' ||
               (c >= '0' && c <= '9');
    };
    return text.size() <= 40 && text.find('/') != std::string_view::npos && std::all_of(text.begin(), text.end(), allowed);
}

// A name of the right shape that no place has (`America/Nowhere`) would make every message with a time in it fail.
bool isTimeZone(std::string_view text) {
    return looksLikeTimeZone(text) && fromLocal(toCivil(Instant::fromSeconds(0)), text).ok();
}

std::optional<int> minuteOfDay(std::string_view text) {
    const std::size_t colon = text.find(':');
    const auto hour = readNumber(text.substr(0, colon));
    const auto minute = colon == std::string_view::npos ? std::optional<double>(0) : readNumber(text.substr(colon + 1, 2));
    if (!hour || !minute || *hour < 0 || *hour > 24 || *minute < 0 || *minute > 59) return std::nullopt;
    return (static_cast<int>(*hour) * 60 + static_cast<int>(*minute)) % 1440;
}

std::optional<QuietHours> quietHoursFrom(const RowJudge& judge) {
    const bool from = judge.record.has(Field::quietFrom), to = judge.record.has(Field::quietTo);
    if (!from && !to) return std::nullopt;
    const auto start = minuteOfDay(judge.record.at(Field::quietFrom));
    const auto end = minuteOfDay(judge.record.at(Field::quietTo));
    if (start && end) return QuietHours{*start, *end};
    judge.ignore(start ? Field::quietTo : Field::quietFrom, "bad_time", "quiet hours need two times such as 22:00 and 07:00");
    return std::nullopt;
}

AddressText addressTextFrom(const ImportRecord& r, const ImportOptions& options) {
    AddressText a{r.at(Field::houseNumber), r.at(Field::street), r.at(Field::unit), r.at(Field::city),
                  r.at(Field::region), r.at(Field::postcode), r.at(Field::addressLine)};
    if (a.city.empty()) a.city = options.city;
    return a;
}

bool looksLikeEmail(std::string_view text) {
    const std::size_t at = text.find('@');
    if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) return false;
    const std::string_view domain = text.substr(at + 1);
    return text.size() <= 254 && domain.find('.') != std::string_view::npos && domain.front() != '.' &&
           domain.back() != '.' && text.find_first_of(" \t,;<>\"") == std::string_view::npos;
}

ContactDetails contactFrom(const RowJudge& judge, const ImportOptions& options) {
    ContactDetails contact{judge.record.at(Field::name), {}, {}};
    if (judge.record.has(Field::phone)) {
        contact.phone = normalPhone(judge.record.at(Field::phone), options.callingCode);
        if (contact.phone.empty()) judge.ignore(Field::phone, "bad_phone", "the phone number cannot be dialled as written");
    }
    if (judge.record.has(Field::email)) {
        if (looksLikeEmail(judge.record.at(Field::email))) contact.email = judge.record.at(Field::email);
        else judge.ignore(Field::email, "bad_email", "the e-mail address is not one");
    }
    return contact;
}

void place(Account& account, const RowJudge& judge) {
    const auto position = readPosition(judge.record, judge.issues);
    if (position) {
        const std::string kind = lower(judge.record.at(Field::positionKind));
        account.position = *position;
        account.source = oneOf(kind, {"address", "parcel", "rooftop"}) ? PositionSource::address
                         : oneOf(kind, {"geocoded", "geocode"})        ? PositionSource::geocoded
                                                                       : PositionSource::meter;
        account.precisionMetres = account.source == PositionSource::meter ? 5 : 30;
        if (const auto told = readNumber(judge.record.at(Field::precision)); told && *told > 0) account.precisionMetres = *told;
    } else if (account.address.empty()) {
        judge.ignore(Field::lon, "no_place", "neither coordinates nor an address: the account cannot be on the map");
    }
}

}  // namespace

std::string normalPhone(std::string_view text, std::string_view callingCode) {
    std::string digits;
    bool plus = false;
    for (const char c : text) {
        if (c >= '0' && c <= '9') digits.push_back(c);
        else if (c == '+' && digits.empty() && !plus) plus = true;
        else if (std::string_view(" -.()/").find(c) == std::string_view::npos) return {};
    }
    if (!plus && callingCode == "1") {
        // North America: ten digits, perhaps with the trunk 1; area code and exchange start with 2 to 9.
        if (digits.size() == 11 && digits.front() == '1') digits.erase(0, 1);
        if (digits.size() != 10 || digits[0] < '2' || digits[3] < '2') return {};
        digits.insert(0, "1");
    } else if (!plus) {
        const std::size_t trunk = digits.find_first_not_of('0');
        digits = std::string(callingCode) + digits.substr(std::min(trunk, digits.size()));
    }
    return digits.size() < 8 || digits.size() > 15 ? std::string() : "+" + digits;
}

std::optional<ImportedAccount> accountFrom(const ImportRecord& record, const ImportOptions& options,
                                           std::vector<RowIssue>& issues) {
    const RowJudge judge{record, issues};
    ImportedAccount out;
    out.row = record.row;
    Account& account = out.account;
    account.number = record.at(Field::accountNumber);
    if (account.number.empty()) {
        judge.refuse(Field::accountNumber, "missing_value", "the account number is empty");
        return std::nullopt;
    }
    account.service = options.service;
    if (record.has(Field::service)) {
        const auto service = serviceNamed(record.at(Field::service));
        if (!service) {
            judge.refuse(Field::service, "unknown_service", judge.quoted(Field::service) + " is not a service");
            return std::nullopt;
        }
        account.service = *service;
    }
    account.address = addressTextFrom(record, options);
    place(account, judge);
    account.feeder = record.at(Field::feeder);
    account.meterId = record.at(Field::meterId);
    account.language = languageFrom(judge, options.language);
    account.timeZone = options.timeZone;
    if (record.has(Field::timeZone)) {
        if (isTimeZone(record.at(Field::timeZone))) account.timeZone = record.at(Field::timeZone);
        else judge.ignore(Field::timeZone, "bad_time_zone", judge.quoted(Field::timeZone) + " is not a time zone name");
    }
    account.optedIn = {judge.yes(Field::smsOptIn), judge.yes(Field::emailOptIn), judge.yes(Field::voiceOptIn)};
    account.quietHours = quietHoursFrom(judge);
    account.criticalCare = judge.yes(Field::criticalCare);
    out.contact = contactFrom(judge, options);
    return out;
}

std::optional<AddressPoint> addressFrom(const ImportRecord& record, const ImportOptions& options,
                                        std::vector<RowIssue>& issues) {
    const RowJudge judge{record, issues};
    const AddressText text = addressTextFrom(record, options);
    if (text.empty()) {
        judge.refuse(Field::street, "missing_value", "the row has no street");
        return std::nullopt;
    }
    const std::size_t before = issues.size();
    const auto position = readPosition(record, issues);
    if (!position) {
        // Without a place an address point says nothing: what was a note becomes the reason to keep it aside.
        for (std::size_t i = before; i < issues.size(); ++i) issues[i].effect = IssueEffect::keptAside;
        if (issues.size() == before) judge.refuse(Field::lon, "missing_value", "the row has no coordinates");
        return std::nullopt;
    }
    return AddressPoint{text, *position};
}

std::optional<AddressOverride> overrideFrom(const ImportRecord& record, std::vector<RowIssue>& issues) {
    const auto point = addressFrom(record, {}, issues);
    if (!point) return std::nullopt;
    AddressOverride out{oneLine(point->address), point->position, 10, record.at(Field::note)};
    if (const auto told = readNumber(record.at(Field::precision)); told && *told > 0) out.precisionMetres = *told;
    return out;
}

namespace {

// GeoJSON rows bring their place as geometry; CSV rows as columns. From here on both look the same.
ImportRecord withPoint(const ImportRecord& record, const GeoFeature* feature) {
    ImportRecord out = record;
    if (feature && !feature->points.empty()) {
        out.values[static_cast<std::size_t>(Field::lon)] = fmt::format("{}", feature->points.front().lon);
        out.values[static_cast<std::size_t>(Field::lat)] = fmt::format("{}", feature->points.front().lat);
    }
    return out;
}

std::string areaIdFrom(const GeoFeature& feature, const std::string& name) {
    if (!feature.id.empty()) return feature.id;
    std::string key;
    for (const char c : lower(name)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80) != 0;
        if (plain) key.push_back(c);
        else if (!key.empty() && key.back() != '-') key.push_back('-');
    }
    return key;
}

}  // namespace

std::unique_ptr<TableImport> importAccounts(ImportOptions options, std::function<void(ImportedAccount&&)> sink,
                                            KeptAsideSink aside) {
    auto seen = std::make_shared<std::unordered_set<std::string>>();
    auto handler = [options, sink = std::move(sink), seen](const ImportRecord& record, const GeoFeature* feature,
                                                           std::vector<RowIssue>& issues) {
        auto row = accountFrom(feature ? withPoint(record, feature) : record, options, issues);
        if (!row) return false;
        const std::string key = std::to_string(static_cast<int>(row->account.service)) + "|" + row->account.number;
        if (!seen->insert(key).second) {
            issues.push_back({record.row, "account_number", "duplicate",
                              "account `" + row->account.number + "` stands in the file more than once",
                              IssueEffect::keptAside});
            return false;
        }
        sink(std::move(*row));
        return true;
    };
    return std::make_unique<TableImport>(std::move(options), std::vector<Field>{Field::accountNumber}, std::move(handler),
                                         std::move(aside));
}

std::unique_ptr<TableImport> importAddresses(ImportOptions options, std::function<void(AddressPoint&&)> sink,
                                             KeptAsideSink aside) {
    auto handler = [options, sink = std::move(sink)](const ImportRecord& record, const GeoFeature* feature,
                                                     std::vector<RowIssue>& issues) {
        auto point = addressFrom(feature ? withPoint(record, feature) : record, options, issues);
        if (point) sink(std::move(*point));
        return point.has_value();
    };
    return std::make_unique<TableImport>(std::move(options), std::vector<Field>{Field::lon, Field::lat},
                                         std::move(handler), std::move(aside));
}

std::unique_ptr<TableImport> importOverrides(ImportOptions options, std::function<void(AddressOverride&&)> sink,
                                             KeptAsideSink aside) {
    auto handler = [sink = std::move(sink)](const ImportRecord& record, const GeoFeature* feature,
                                            std::vector<RowIssue>& issues) {
        auto put = overrideFrom(feature ? withPoint(record, feature) : record, issues);
        if (put) sink(std::move(*put));
        return put.has_value();
    };
    return std::make_unique<TableImport>(std::move(options), std::vector<Field>{Field::lon, Field::lat},
                                         std::move(handler), std::move(aside));
}

std::unique_ptr<TableImport> importAreas(ImportOptions options, std::function<void(TerritoryArea&&)> sink,
                                         KeptAsideSink aside) {
    options.format = FileFormat::geojson;
    auto handler = [kind = options.areaKind, sink = std::move(sink)](
                       const ImportRecord& record, const GeoFeature* feature, std::vector<RowIssue>& issues) {
        const RowJudge judge{record, issues};
        if (!feature || feature->polygons.empty()) {
            judge.refuse(Field::count, "not_an_area", "the feature has no polygon");
            return false;
        }
        if (!record.has(Field::name)) {
            judge.refuse(Field::name, "missing_value", "the area has no name");
            return false;
        }
        sink({areaIdFrom(*feature, record.at(Field::name)), record.at(Field::name), kind, feature->polygons});
        return true;
    };
    return std::make_unique<TableImport>(std::move(options), std::vector<Field>{}, std::move(handler), std::move(aside));
}

}  // namespace ok::territory
