// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/import_fields.h"

#include <charconv>
#include <cmath>
#include <unordered_map>

namespace ok::territory {
namespace {

struct FieldNames {
    Field field;
    std::string_view name;
    std::vector<std::string_view> synonyms;  // folded: lower case, letters and digits only
};

const std::vector<FieldNames>& table() {
    static const std::vector<FieldNames> names = {
        {Field::accountNumber, "account_number",
         {"account", "acct", "acctno", "acctnum", "acctnumber", "accountno", "accountnum", "accountid", "customernumber",
          "customerno", "customerid", "custno", "cuenta", "kundennummer"}},
        {Field::service, "service", {"servicetype", "utility", "utilitytype", "commodity", "product", "servicio"}},
        {Field::lon, "lon", {"lng", "long", "longitude", "x", "xcoord", "lonwgs84", "meterlon", "meterlongitude", "longitud"}},
        {Field::lat, "lat", {"latitude", "y", "ycoord", "latwgs84", "meterlat", "meterlatitude", "latitud"}},
        {Field::positionKind, "position_source", {"source", "positionkind", "coordsource", "locationsource"}},
        {Field::houseNumber, "house_number",
         {"number", "houseno", "housenum", "housenumber", "streetnumber", "streetno", "addrhousenumber", "civicnumber",
          "hausnummer"}},
        {Field::street, "street", {"streetname", "road", "roadname", "addrstreet", "strasse", "calle"}},
        {Field::unit, "unit", {"apt", "apartment", "suite", "unitno", "unitnumber", "addrunit", "lot"}},
        {Field::city, "city", {"town", "municipality", "locality", "addrcity", "postcity", "ciudad", "ort", "place"}},
        {Field::region, "region", {"state", "province", "addrstate", "county", "estado"}},
        {Field::postcode, "postcode", {"zip", "zipcode", "postalcode", "addrpostcode", "plz"}},
        {Field::addressLine, "address",
         {"serviceaddress", "address1", "addressline", "addressline1", "fulladdress", "streetaddress", "direccion"}},
        {Field::feeder, "feeder", {"feederid", "feedername", "circuit", "circuitid", "circuitname"}},
        {Field::meterId, "meter_id", {"meter", "meterno", "meternum", "meternumber", "meterserial", "premiseid", "esn"}},
        {Field::phone, "phone",
         {"phonenumber", "mobile", "mobilephone", "cell", "cellphone", "telephone", "tel", "contactphone", "telefono"}},
        {Field::email, "email", {"emailaddress", "mail", "contactemail", "correo"}},
        {Field::name, "name", {"customername", "accountname", "fullname", "contactname", "nombre"}},
        {Field::language, "language", {"lang", "preferredlanguage", "locale", "idioma"}},
        {Field::timeZone, "time_zone", {"timezone", "tz", "tzname"}},
        {Field::smsOptIn, "sms_opt_in", {"smsoptin", "optinsms", "smsconsent", "textoptin", "sms"}},
        {Field::emailOptIn, "email_opt_in", {"emailoptin", "optinemail", "emailconsent"}},
        {Field::voiceOptIn, "voice_opt_in", {"voiceoptin", "optinvoice", "voiceconsent", "calloptin", "voice"}},
        {Field::quietFrom, "quiet_from", {"quietstart", "quiethoursstart", "quiethoursfrom", "dndstart"}},
        {Field::quietTo, "quiet_to", {"quietend", "quiethoursend", "quiethoursto", "dndend"}},
        {Field::criticalCare, "critical_care", {"critical", "lifesupport", "medical", "medicalneed", "medicalbaseline"}},
        {Field::note, "note", {"notes", "comment", "remark"}},
        {Field::precision, "precision_metres", {"precision", "accuracy", "accuracymetres", "accuracym"}},
    };
    return names;
}

std::string foldHeader(std::string_view header) {
    std::string out;
    for (const char c : header) {
        if (c >= 'A' && c <= 'Z') out.push_back(static_cast<char>(c - 'A' + 'a'));
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out.push_back(c);
    }
    return out;
}

const std::unordered_map<std::string, Field>& byFoldedName() {
    static const auto map = [] {
        std::unordered_map<std::string, Field> out;
        for (const FieldNames& names : table()) {
            out.emplace(foldHeader(names.name), names.field);
            for (const std::string_view synonym : names.synonyms) out.emplace(std::string(synonym), names.field);
        }
        return out;
    }();
    return map;
}

RowIssue positionIssue(const ImportRecord& record, std::string code, std::string message) {
    return {record.row, "position", std::move(code), std::move(message), IssueEffect::fieldIgnored};
}

}  // namespace

std::string_view nameOf(Field f) {
    for (const FieldNames& names : table()) {
        if (names.field == f) return names.name;
    }
    return "unknown";
}

std::optional<Field> fieldFor(std::string_view header) {
    const auto found = byFoldedName().find(foldHeader(header));
    if (found == byFoldedName().end()) return std::nullopt;
    return found->second;
}

void ImportRecord::set(Field f, std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    values[static_cast<std::size_t>(f)].assign(text);
}

void ImportRecord::clear() {
    for (std::string& value : values) value.clear();
}

ColumnMap mapColumns(const std::vector<std::string>& headers, const ColumnChoice& choice) {
    ColumnMap map;
    std::array<bool, fieldCount> taken{};
    map.fields.resize(headers.size());
    const auto take = [&](std::size_t column, std::optional<Field> field) {
        if (!field || taken[static_cast<std::size_t>(*field)]) return;
        taken[static_cast<std::size_t>(*field)] = true;
        map.fields[column] = field;
    };
    for (std::size_t i = 0; i < headers.size(); ++i) {
        const auto chosen = choice.find(headers[i]);
        if (chosen != choice.end()) take(i, fieldFor(chosen->second));
    }
    for (std::size_t i = 0; i < headers.size(); ++i) {
        if (!choice.contains(headers[i])) take(i, fieldFor(headers[i]));
        if (!map.fields[i]) map.unmapped.push_back(headers[i]);
    }
    return map;
}

std::optional<double> readNumber(std::string_view text) {
    std::string plain(text);
    if (plain.find('.') == std::string::npos) {
        const std::size_t comma = plain.find(',');
        if (comma != std::string::npos && plain.find(',', comma + 1) == std::string::npos) plain[comma] = '.';
    }
    if (!plain.empty() && plain.front() == '+') plain.erase(0, 1);
    double value = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (error != std::errc{} || end != plain.data() + plain.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<LonLat> readPosition(const ImportRecord& record, std::vector<RowIssue>& issues) {
    const bool hasLon = record.has(Field::lon), hasLat = record.has(Field::lat);
    if (!hasLon && !hasLat) return std::nullopt;
    const auto refuse = [&](std::string code, std::string message) {
        issues.push_back(positionIssue(record, std::move(code), std::move(message)));
        return std::nullopt;
    };
    if (!hasLon || !hasLat) return refuse("missing_value", "only one of longitude and latitude is given");
    const auto lon = readNumber(record.at(Field::lon));
    const auto lat = readNumber(record.at(Field::lat));
    if (!lon || !lat) {
        return refuse("bad_number", "`" + (lon ? record.at(Field::lat) : record.at(Field::lon)) + "` is not a coordinate");
    }
    if (*lon == 0 && *lat == 0) return refuse("zero_coordinates", "0, 0 stands for an unknown place");
    const LonLat p{*lon, *lat};
    if (isValid(p)) return p;
    if (isValid({*lat, *lon})) return refuse("swapped_coordinates", "longitude and latitude look swapped");
    return refuse("out_of_range", "`" + record.at(Field::lon) + ", " + record.at(Field::lat) + "` is not on the globe");
}

}  // namespace ok::territory
