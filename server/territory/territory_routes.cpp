// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/territory/territory_routes.h"

#include <algorithm>
#include <charconv>

#include "server/access/access_routes.h"
#include "server/net/net_server.h"
#include "shared/base/time_zone.h"

namespace ok::territory {
namespace {

using net::HttpRequest;
using net::HttpResponse;

constexpr std::size_t longestQuery = 300;
constexpr std::size_t longestName = 200;
constexpr int mostRows = 1000;

struct Refusal {
    int status;
    Problem why;
};
using Entrance = std::variant<SecurityContext, Refusal>;

Entrance entranceOf(const TerritoryRouteParts& parts, const HttpRequest& request, std::string_view action, bool lookOnly = false) {
    auto who = access::contextOf(request, parts.sessions, lookOnly);
    if (!who.ok()) return Refusal{401, who.problem()};
    if (const auto may = access::mayRead(*who, action, parts.grants, "your roles do not include `" + std::string(action) + "`"); !may.ok()) {
        return Refusal{403, may.problem()};
    }
    who->source = "api";
    return std::move(*who);
}

HttpResponse answerOf(const Refusal& refusal) { return HttpResponse::problem(refusal.status, refusal.why); }

std::string textOf(const HttpRequest& request, std::string_view name) {
    return std::string(request.queryValue(name).value_or(""));
}

/// Leaves `out` as it is when the query does not say; a word that is none of the enum's is named.
template <class E>
Status readWord(const HttpRequest& request, std::string_view name, E& out) {
    const std::string word = textOf(request, name);
    if (word.empty()) return {};
    const auto value = fromJson<E>(toJson(word));
    if (!value.ok()) return problem("invalid_fields", "`" + word.substr(0, 40) + "` is no `" + std::string(name) + "`");
    out = *value;
    return {};
}

Result<ImportFile> fileOf(const HttpRequest& request) {
    ImportFile file;
    if (textOf(request, "kind").empty()) {
        return problem("invalid_fields", "say what the file holds: kind=accounts, addresses, areas, overrides or osm");
    }
    OK_TRY(readWord(request, "kind", file.kind));
    if (file.kind == ImportKind::areas) file.options.format = FileFormat::geojson;
    OK_TRY(readWord(request, "format", file.options.format));
    OK_TRY(readWord(request, "encoding", file.options.encoding));
    OK_TRY(readWord(request, "service", file.options.service));
    if (file.kind == ImportKind::areas && file.options.format != FileFormat::geojson) {
        return problem("invalid_fields", "areas are read from GeoJSON: leave `format` out or say geojson");
    }
    file.name = textOf(request, "name").substr(0, longestName);
    if (const std::string licence = textOf(request, "licence"); !licence.empty()) file.terms.licence = licence;
    file.terms.attribution = textOf(request, "attribution");
    OK_TRY(mayKeep(file.terms));
    for (auto [name, field] : {std::pair{"time_zone", &file.options.timeZone}, std::pair{"language", &file.options.language},
                               std::pair{"city", &file.options.city}, std::pair{"calling_code", &file.options.callingCode},
                               std::pair{"area_kind", &file.options.areaKind}}) {
        if (const std::string given = textOf(request, name); !given.empty()) *field = given.substr(0, longestName);
    }
    // Accounts that name no zone get this one: a zone that does not exist would make every message with a time in it fail.
    if (const auto local = localTime(Instant::fromSeconds(0), file.options.timeZone); !file.options.timeZone.empty() && !local.ok()) {
        return problem("invalid_fields", "`" + file.options.timeZone.substr(0, 64) + "` is not a known time zone");
    }
    return file;
}

void postImport(const TerritoryRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto entrance = entranceOf(parts, request, PutRows::card.action);
    if (const auto* refusal = std::get_if<Refusal>(&entrance)) return respond(answerOf(*refusal));
    auto file = fileOf(request);
    if (!file.ok()) return respond(HttpResponse::problem(422, file.problem()));
    if (request.body.empty()) return respond(HttpResponse::problem(422, problem("file_empty", "the file is empty")));
    // With a key of the caller's, the same file again is the same import; without one it is read anew.
    file->run = std::string(request.header("Idempotency-Key").substr(0, 100));
    if (file->run.empty()) {
        std::array<std::uint8_t, 16> raw{};
        parts.dice(raw);
        file->run = toHex(raw);
    }
    const auto status = parts.runner.submit({std::move(*file), request.body, std::get<SecurityContext>(entrance)});
    if (!status.ok()) return respond(HttpResponse::problem(503, status.problem()));
    auto response = HttpResponse::json(202, toJson(*status));
    response.headers.set("Location", "/v1/imports/" + status->id.str());
    respond(std::move(response));
}

/// Runs with a signed-in person and the import named by the path.
void withImport(const TerritoryRouteParts& parts, const HttpRequest& request, net::Responder respond,
                const std::function<void(const SecurityContext&, ImportId, net::Responder)>& work) {
    const auto entrance = entranceOf(parts, request, PutRows::card.action);
    if (const auto* refusal = std::get_if<Refusal>(&entrance)) return respond(answerOf(*refusal));
    const auto id = ImportId::parse(std::string(request.param("id")));
    if (!id) return respond(HttpResponse::problem(404, problem("import_not_found", "there is no such import")));
    work(std::get<SecurityContext>(entrance), *id, std::move(respond));
}

void onReader(const TerritoryRouteParts& parts, net::Responder respond, std::function<HttpResponse(Store&)> work) {
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.reader.post([held, work = std::move(work)](Store& store) { (*held)(work(store)); },
                      [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

void getImport(const TerritoryRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    withImport(parts, request, std::move(respond), [&](const SecurityContext& who, ImportId id, net::Responder answer) {
        if (const auto status = parts.runner.statusOf(who.tenant, id)) return answer(HttpResponse::json(200, toJson(*status)));
        onReader(parts, std::move(answer), [tenant = who.tenant, id](Store& store) {
            const auto body = store.documents(tenant).read(ImportDone::viewKind, id.str());
            return body ? HttpResponse::json(200, *body)
                        : HttpResponse::problem(404, problem("import_not_found", "there is no such import"));
        });
    });
}

// Row and reason: the text of the row is personal data and stays in the vault; its number finds it in the file.
HttpResponse rejectedRows(Store& store, TenantId tenant, ImportId id, const std::string& after) {
    const std::string prefix = id.str() + ":";
    JsonWriter out;
    out.beginObject();
    out.plainKey("items");
    out.beginArray();
    int count = 0;
    std::string last, next;
    store.eachRow(tenant, asideTable, [&](const StoredRow& row) {
        if (!row.id.starts_with(prefix) || row.id <= prefix + after || !next.empty()) return;
        const auto record = fromJson<AsideRecord>(row.body);
        if (!record.ok()) return;
        if (count++ == mostRows) {
            next = last;
            return;
        }
        last = row.id.substr(prefix.size());
        out.raw(toJson(record->issue));
    });
    out.endArray();
    out.plainKey("next_after");
    out.text(next);
    out.endObject();
    return HttpResponse::json(200, out.take());
}

void getRejected(const TerritoryRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    withImport(parts, request, std::move(respond), [&](const SecurityContext& who, ImportId id, net::Responder answer) {
        onReader(parts, std::move(answer), [tenant = who.tenant, id, after = textOf(request, "after")](Store& store) {
            return rejectedRows(store, tenant, id, after);
        });
    });
}

void postCancel(const TerritoryRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    withImport(parts, request, std::move(respond), [&](const SecurityContext& who, ImportId id, net::Responder answer) {
        if (!parts.runner.cancel(who.tenant, id)) {
            return answer(HttpResponse::problem(409, problem("import_over", "this import is not running any more")));
        }
        answer(HttpResponse::json(202, "{}"));
    });
}

struct UnplacedAccount {
    std::string number;
    Service service = Service::electric;
    bool hasAddress = false;   ///< false: the file gave neither a position nor an address
};
BOOST_DESCRIBE_STRUCT(UnplacedAccount, (), (number, service, hasAddress))

// Accounts that are on no map: a customer there is counted in no boundary, so somebody must mend the address.
void getUnplaced(const TerritoryRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto entrance = entranceOf(parts, request, PutRows::card.action);
    if (const auto* refusal = std::get_if<Refusal>(&entrance)) return respond(answerOf(*refusal));
    const auto index = parts.board->of(std::get<SecurityContext>(entrance).tenant).index;
    if (!index) return respond(HttpResponse::problem(503, problem("starting", "the accounts are still being read")));
    const std::string after = textOf(request, "after");
    std::vector<const Account*> found;
    for (const Account& account : index->accounts()) {
        if (!account.placed() && account.number > after) found.push_back(&account);
    }
    std::sort(found.begin(), found.end(), [](const Account* a, const Account* b) { return a->number < b->number; });
    JsonWriter out;
    out.beginObject();
    out.plainKey("items");
    out.beginArray();
    const std::size_t shown = std::min<std::size_t>(found.size(), mostRows);
    for (std::size_t i = 0; i < shown; ++i) {
        out.raw(toJson(UnplacedAccount{found[i]->number, found[i]->service, !found[i]->address.empty()}));
    }
    out.endArray();
    out.plainKey("next_after");
    out.text(shown < found.size() ? found[shown - 1]->number : std::string());
    out.endObject();
    respond(HttpResponse::json(200, out.take()));
}

struct GeocodeReply {
    bool found = false;
    LonLat position;
    std::string method;
    double precisionMetres = 0;
    double confidence = 0;
    std::string matchedText;
    std::optional<AccountId> account;
    std::string reason;
    std::vector<GeocodeCandidate> alternatives;
};
BOOST_DESCRIBE_STRUCT(GeocodeReply, (), (found, position, method, precisionMetres, confidence, matchedText, account, reason,
                                         alternatives))

std::optional<double> numberOf(std::string_view text) {
    double out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(out) : std::nullopt;
}

Status readNear(const HttpRequest& request, GeocodeOptions& options) {
    const std::string near = textOf(request, "near");
    if (near.empty()) return {};
    const std::size_t comma = near.find(',');
    const auto lon = numberOf(std::string_view(near).substr(0, comma));
    const auto lat = comma == std::string::npos ? std::nullopt : numberOf(std::string_view(near).substr(comma + 1));
    if (!lon || !lat || !(*lon >= -180 && *lon <= 180 && *lat >= -90 && *lat <= 90)) {
        return problem("invalid_fields", "`near` is longitude,latitude such as -84.5,38.0");
    }
    options.near = LonLat{*lon, *lat};
    return {};
}

void getGeocode(const TerritoryRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto entrance = entranceOf(parts, request, "territory.read");
    if (const auto* refusal = std::get_if<Refusal>(&entrance)) return respond(answerOf(*refusal));
    const std::string query = textOf(request, "q");
    if (query.empty() || query.size() > longestQuery) {
        return respond(HttpResponse::problem(422, problem("invalid_fields", "ask with q=<an address of at most 300 characters>")));
    }
    GeocodeOptions options;
    options.city = textOf(request, "city");
    if (const auto read = readNear(request, options); !read.ok()) return respond(HttpResponse::problem(422, read.problem()));
    const auto sight = parts.board->of(std::get<SecurityContext>(entrance).tenant);
    const GeocodeResult found = sight.find(query, options);
    GeocodeReply reply{found.found(), found.position, std::string(nameOf(found.method)), found.precisionMetres,
                       found.confidence, found.matchedText, {}, found.reason, found.alternatives};
    if (found.account.known()) reply.account = found.account;
    auto response = HttpResponse::json(200, toJson(reply));
    response.headers.set("Cache-Control", "no-store");
    respond(std::move(response));
}

}  // namespace

void addRoutes(net::Router& router, TerritoryRouteParts given) {
    const auto parts = std::make_shared<const TerritoryRouteParts>(std::move(given));
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) {
            handler(*parts, request, std::move(respond));
        };
    };
    const auto admit = [parts](const HttpRequest& request) -> std::optional<HttpResponse> {
        const auto entrance = entranceOf(*parts, request, PutRows::card.action, true);
        if (const auto* refusal = std::get_if<Refusal>(&entrance)) return answerOf(*refusal);
        return {};
    };
    router.post("/v1/imports", bind(postImport), {.bodyLimit = net::NetLimits::largestBody, .admit = admit});
    router.get("/v1/imports/{id}", bind(getImport));
    router.get("/v1/imports/{id}/rejected", bind(getRejected));
    router.post("/v1/imports/{id}/cancel", bind(postCancel));
    router.get("/v1/geocode", bind(getGeocode));
    router.get("/v1/territory/unplaced", bind(getUnplaced));
}

}  // namespace ok::territory
