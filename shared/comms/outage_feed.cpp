// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The GeoJSON feed beside the public page. Times are as honest as the page's: an exact time only when it may be said.
#include "shared/comms/public_page.h"

#include <cmath>

#include "shared/base/json.h"

namespace ok::comms {
namespace {

// Five decimals are a metre: more would only pretend.
double rounded(double degrees) { return std::round(degrees * 1e5) / 1e5; }

void writePosition(JsonWriter& out, LonLat p) {
    out.beginArray();
    out.number(rounded(p.lon));
    out.number(rounded(p.lat));
    out.endArray();
}

void writeGeometry(JsonWriter& out, const Polygon& shape) {
    if (shape.rings.empty() || shape.rings.front().size() < 3) return out.null();
    out.beginObject();
    out.plainKey("coordinates");
    out.beginArray();
    for (const Ring& ring : shape.rings) {
        if (ring.size() < 3) continue;
        out.beginArray();
        for (const LonLat p : ring) writePosition(out, p);
        writePosition(out, ring.front());  // RFC 7946: rings are closed
        out.endArray();
    }
    out.endArray();
    out.plainKey("type");
    out.text("Polygon");
    out.endObject();
}

void writeInstant(JsonWriter& out, std::string_view key, Instant t) {
    out.plainKey(key);
    JsonCodec<Instant>::write(out, t);
}

void writeFeature(JsonWriter& out, const PageArea& a, bool drill, Instant now) {
    const EtaPhrase eta = sayableEta(a.eta, now);
    out.beginObject();
    out.plainKey("geometry");
    writeGeometry(out, a.boundary);
    out.plainKey("id");
    out.text(a.id);
    out.plainKey("properties");
    out.beginObject();
    out.plainKey("cause");
    out.text(a.causeKey);
    out.plainKey("crew");
    out.text(a.crewKey);
    out.plainKey("customers_out");
    out.integer(a.customersOut);
    out.plainKey("drill");
    out.boolean(drill);
    out.plainKey("eta_form");
    out.text(enumName(eta.form));
    const bool said = eta.form == EtaForm::range || eta.form == EtaForm::rough_range || eta.form == EtaForm::exact;
    writeInstant(out, "eta_from", said ? eta.from : Instant());
    writeInstant(out, "eta_until", said ? eta.until : Instant());
    out.plainKey("name");
    out.text(a.name);
    writeInstant(out, "next_update", a.nextUpdate);
    writeInstant(out, "started_at", a.startedAt);
    out.plainKey("status");
    out.text(enumName(a.status));
    writeInstant(out, "updated_at", a.updatedAt);
    out.endObject();
    out.plainKey("type");
    out.text("Feature");
    out.endObject();
}

}  // namespace

std::string outageFeed(const PageModel& model, Instant now) {
    JsonWriter out;
    out.beginObject();
    out.plainKey("drill");
    out.boolean(model.drill);
    out.plainKey("features");
    out.beginArray();
    for (const PageArea* a : areasInOrder(model)) writeFeature(out, *a, model.drill, now);
    out.endArray();
    out.plainKey("type");
    out.text("FeatureCollection");
    writeInstant(out, "updated_at", model.updatedAt);
    out.plainKey("utility");
    out.text(model.utility);
    out.endObject();
    return out.take();
}

}  // namespace ok::comms
