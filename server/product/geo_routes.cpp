// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/geo_routes.h"

#include <charconv>
#include <cmath>

#include "server/access/access_routes.h"
#include "shared/reports/report.h"

namespace ok {
namespace {

using net::HttpRequest;
using net::HttpResponse;

constexpr int usualLimit = 1000;
constexpr int mostPoints = 5000;

template <class T>
bool readNumber(std::string_view text, T& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

Result<GeoBox> boxOf(std::string_view text) {
    double parts[4]{};
    std::size_t at = 0;
    bool good = !text.empty();
    for (int i = 0; i < 4 && good; ++i) {
        const std::size_t comma = i < 3 ? text.find(',', at) : text.size();
        good = comma != std::string_view::npos && readNumber(text.substr(at, comma - at), parts[i]) && std::isfinite(parts[i]);
        at = comma + 1;
    }
    good = good && std::abs(parts[0]) <= 180 && std::abs(parts[2]) <= 180 && std::abs(parts[1]) <= 90 && std::abs(parts[3]) <= 90 &&
           parts[0] <= parts[2] && parts[1] <= parts[3];
    if (!good) return problem("bad_bbox", "`bbox` is west,south,east,north in degrees, such as -85.2,37.9,-84.1,38.4");
    return GeoBox{{parts[0], parts[1]}, {parts[2], parts[3]}};
}

struct GeoPoint {
    ReportId id;
    LonLat position;
    double precisionMetres = 0;
    IncidentId incident;
};
BOOST_DESCRIBE_STRUCT(GeoPoint, (), (id, position, precisionMetres, incident))

HttpResponse pointsIn(Store& store, TenantId tenant, const GeoBox& box, const std::string& after, int limit) {
    JsonWriter out;
    out.beginObject();
    out.plainKey("points");
    out.beginArray();
    int count = 0;
    std::string last, next;
    store.documents(tenant).readAll(reports::Report::viewKind, [&](std::string_view id, std::string_view body) {
        if (!next.empty() || id <= after) return;
        const auto report = fromJson<reports::Report>(body);
        if (!report.ok() || report->state != reports::ReportState::placed || !report->place) return;
        if (!box.contains(report->place->position)) return;
        if (count++ == limit) {
            next = last;
            return;
        }
        last = std::string(id);
        out.raw(toJson(GeoPoint{report->id, report->place->position, report->place->precisionMetres, report->incident}));
    });
    out.endArray();
    out.plainKey("next_after");
    out.text(next);
    out.endObject();
    auto response = HttpResponse::json(200, out.take());
    response.headers.set("Cache-Control", "no-store");
    return response;
}

void getPoints(const GeoRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = access::contextOf(request, parts.sessions);
    if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
    if (const auto may = access::mayRead(*who, "sync.follow", parts.grants, "your roles do not include reading reports"); !may.ok()) {
        return respond(HttpResponse::problem(403, may.problem()));
    }
    const auto box = boxOf(request.queryValue("bbox").value_or(""));
    if (!box.ok()) return respond(HttpResponse::problem(422, box.problem()));
    int limit = usualLimit;
    if (const auto text = request.queryValue("limit"); text && (!readNumber(*text, limit) || limit < 1 || limit > mostPoints)) {
        return respond(HttpResponse::problem(422, problem("invalid_fields", "`limit` is a number from 1 to 5000")));
    }
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.reader.post(
        [held, tenant = who->tenant, box = *box, limit, after = std::string(request.queryValue("after").value_or(""))](Store& store) {
            (*held)(pointsIn(store, tenant, box, after, limit));
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

}  // namespace

void addGeoRoutes(net::Router& router, GeoRouteParts given) {
    const auto parts = std::make_shared<const GeoRouteParts>(given);
    for (const char* path : {"/geo/points", "/v1/geo/points"}) {
        router.get(path, [parts](const HttpRequest& request, net::Responder respond) {
            getPoints(*parts, request, std::move(respond));
        });
    }
}

}  // namespace ok
