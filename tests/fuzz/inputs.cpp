// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/fuzz/inputs.h"

#include <algorithm>
#include <cstdlib>

#include "server/comms/provider_settings.h"
#include "server/identity/identity_settings.h"
#include "server/identity/scim_handler.h"
#include "server/net/http_reader.h"
#include "server/net/router.h"
#include "server/net/url.h"
#include "shared/access/api_scopes.h"
#include "shared/access/tenant_profile.h"
#include "shared/access/bearer.h"
#include "shared/access/challenge.h"
#include "shared/access/decision.h"
#include "shared/access/device_proof.h"
#include "shared/access/webauthn.h"
#include "shared/base/cbor.h"
#include "server/saml/saml.h"
#include "shared/identity/jwt.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/ledger/verifier.h"
#include "shared/oncall/icalendar.h"
#include "shared/reports/feed_adapters.h"
#include "shared/reports/reports_commands.h"
#include "shared/reports/sms_intent.h"
#include "shared/reports/voice_flow.h"
#include "shared/territory/geocoder.h"
#include "shared/territory/map_tiles.h"
#include "shared/territory/osm_reader.h"
#include "shared/territory/territory_commands.h"
#include "shared/territory/territory_import.h"
#include "shared/wire/frames.h"
#include "tests/fuzz/approval_inputs.h"

namespace ok::fuzz {
namespace {

void must(bool holds) {
    if (!holds) std::abort();
}

// Two pieces, so that every boundary between chunks is met sooner or later.
template <class Reader>
void feedInTwo(Reader& reader, std::string_view bytes) {
    const std::size_t cut = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]) % bytes.size();
    if (reader.feed(bytes.substr(0, cut)).ok()) (void)reader.feed(bytes.substr(cut));
}

void table(std::string_view bytes, territory::FileFormat format, bool areas) {
    using namespace territory;
    ImportOptions options;
    options.format = format;
    const auto reader = areas ? importAreas(options, [](TerritoryArea&&) {}) : importAccounts(options, [](ImportedAccount&&) {});
    feedInTwo(*reader, bytes);
    (void)reader->finish();
    must(reader->report().accepted + reader->report().keptAside == reader->report().rowsRead);
}

// What stands in `Authorization`, in a refresh, in a proof. Whatever is read back says the same again.
void tokens(std::string_view bytes) {
    using namespace access;
    if (const auto token = bearerIn(bytes); token.ok()) must(!token->empty() && bytes.ends_with(*token));
    if (const auto basic = basicIn(bytes); basic.ok()) must(basic->user.size() + basic->password.size() < maxBearer);
    if (const auto refresh = parseRefresh(bytes); refresh.ok()) must(formatRefresh(*refresh) == bytes);
    must(!openPass(PassKey{}, bytes).ok());
    const Instant now = Instant::fromSeconds(1'727'000'000);
    must(!checkProof(PublicKey{}, {"hello", "token"}, bytes, now).ok());
    if (const auto scopes = parseScopes(bytes); scopes.ok()) {
        for (const std::string& scope : *scopes) must(isApiScope(scope));
    }
    (void)parseDeviceKey(bytes);
}

void csv(std::string_view bytes) { table(bytes, territory::FileFormat::csv, false); }
void geojson(std::string_view bytes) { table(bytes, territory::FileFormat::geojson, false); }
void areas(std::string_view bytes) { table(bytes, territory::FileFormat::geojson, true); }

void osm(std::string_view bytes) {
    territory::OsmReader reader;
    feedInTwo(reader, bytes);
    (void)reader.finish();
}

void form(std::string_view bytes) {
    const auto fields = net::parseUrlEncoded(bytes);
    if (!fields.ok()) return;
    for (const auto& [name, value] : *fields) {
        (void)reports::readSms(value);
        must(net::percentDecode(net::percentEncode(value)).ok());
    }
    if (const auto state = reports::voiceStateFrom(*fields); state.ok()) (void)reports::toQuery(*state);
}

void sms(std::string_view bytes) { (void)reports::readSms(bytes); }

/// What can be read can be written and read again, and is the same.
template <class C>
void command(std::string_view bytes) {
    const auto read = fromJson<C>(bytes);
    if (!read.ok()) return;
    const std::string text = toJson(*read);
    const auto again = fromJson<C>(text);
    must(again.ok() && toJson(*again) == text);
}

void commands(std::string_view bytes) {
    command<incidents::CreateIncident>(bytes);
    command<incidents::SetEtr>(bytes);
    command<reports::ReceiveReport>(bytes);
    command<territory::PutRows>(bytes);
    (void)comms::readProviders(bytes);
}

void frames(std::string_view bytes) {
    if (const auto frame = wire::decodeClientFrame(bytes); frame.ok()) must(wire::decodeClientFrame(wire::encode(*frame)).ok());
    if (const auto frame = wire::decodeServerFrame(bytes); frame.ok()) must(wire::decodeServerFrame(wire::encode(*frame)).ok());
}

void http(std::string_view bytes) {
    static const net::NetLimits limits;
    net::HttpReader reader(limits);
    for (int rounds = 0; rounds < 64 && !bytes.empty(); ++rounds) {
        std::size_t used = 0;
        const auto step = reader.advance(bytes, used);
        must(used <= bytes.size());
        bytes.remove_prefix(used);
        if (step == net::HttpReader::Step::failed || step == net::HttpReader::Step::needMore) return;
        if (step == net::HttpReader::Step::headerDone) {
            net::HttpRequest request = reader.request();
            (void)net::splitTarget(request);
            if (!reader.limitBody(4096)) return;
        }
        if (step == net::HttpReader::Step::complete) reader.reset();
    }
}

// No way up: what a route hands on as a name is neither a step of a path nor cut off by a NUL, and a slug is fit for a file.
void paths(std::string_view bytes) {
    static const net::Router router = [] {
        net::Router made;
        for (const char* pattern : {"/", "/v1/sessions", "/v1/sessions/{id}", "/v1/audit/exports/{id}/files/{name}", "/o/{slug}/map"}) made.get(pattern, [](const net::HttpRequest&, net::Responder) {});
        return made;
    }();
    net::HttpRequest request;
    request.method = "GET";
    request.target = bytes;
    if (!net::splitTarget(request).ok()) return;
    const auto match = router.find(request.method, request.path);
    must((match.outcome == net::Router::Outcome::found) == (match.route != nullptr));
    for (const auto& [name, value] : match.params) {
        must(!value.empty() && value != "." && value != ".." && value.find('\0') == std::string::npos);
        must(!checkSlug(value).ok() || value.find_first_of("/\\.") == std::string::npos);
        if (const auto id = SessionId::parse(value); id.ok()) must(id->str().find_first_of("/\\.") == std::string::npos);
    }
}

void feed(std::string_view bytes) {
    for (const char* adapter : {"lgeku", "pge2019"}) {
        for (std::string_view rest = bytes; !rest.empty();) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            std::vector<reports::FeedIssue> issues;
            (void)reports::readFeedLine(adapter, rest.substr(0, end), issues);
            rest.remove_prefix(std::min(rest.size(), end + 1));
        }
    }
}

void verifier(std::string_view bytes) {
    LogVerifier reader;
    for (std::string_view rest = bytes; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        reader.line(rest.substr(0, end));
        rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    const LogVerdict verdict = reader.finish();
    must(verdict.faults.size() <= 100 && verdict.valid == verdict.faults.empty());
}

void geocoder(std::string_view bytes) {
    static const territory::Geocoder known = [] {
        territory::GeocoderBuilder builder;
        for (int house = 1200; house < 1240; house += 4) {
            builder.add(territory::AddressPoint{{std::to_string(house), "N Main St", "", "Paintsville", "KY", "41240", ""},
                                                {-82.8 + house * 1e-6, 37.8}});
        }
        builder.add(territory::AddressOverride{"old mill trailer park", {-82.81, 37.81}, 20, ""});
        return builder.build();
    }();
    const auto found = known.find(bytes);
    must(found.confidence >= 0 && found.confidence <= 1 && found.found() == (found.method != territory::GeocodeMethod::none));
}

/// A security key's answer: as CBOR, as authenticator data, as attestation object, as client data; and a public key that can
/// be read is one that verifies nothing at random.
void securityKey(std::string_view text) {
    const ByteView bytes = asBytes(text);
    std::size_t used = 0;
    if (readCbor(bytes, used).ok()) must(used > 0 && used <= bytes.size());
    (void)access::readAuthenticatorData(bytes);
    if (const auto key = access::readCredentialKey(bytes); key.ok()) must(!key->key.verify(key->algorithm, bytes, bytes));
    (void)access::readClientData(bytes);
    static const std::string client = R"({"type":"webauthn.create","challenge":"AAAA","origin":"https://localhost"})";
    (void)access::verifyRegistration(asBytes(client), bytes, {Bytes(3, 0), "localhost", {"https://localhost"}, false});
    (void)access::openTicket(sha256("key"), text, Instant::fromSeconds(1));
    (void)Certificate::fromDer(bytes);
}

/// `matrix` with one more policy in every role, that forbids everything.
access::RolesMatrix withEverythingForbidden(access::RolesMatrix matrix) {
    access::Policy all;
    all.id = "everything is forbidden";
    all.effect = access::Effect::deny;
    all.actions = {"*"};
    all.scope = access::Scope::everything();
    matrix.policies.push_back(all);
    for (access::Role& role : matrix.roles) role.policies.push_back(all.id);
    return matrix;
}

/// Who is allowed has it from a policy of the document that allows: nothing in a document lets anybody around it.
void mustNotBeBypassed(const access::CompiledMatrix& matrix, const access::Principal& who, const AccessQuestion& question, const access::Verdict& verdict) {
    const auto& policies = matrix.matrix().policies;
    const bool someAllow = std::any_of(policies.begin(), policies.end(), [](const access::Policy& p) { return p.effect == access::Effect::allow; });
    must(!verdict.allowed || (someAllow && verdict.matchedCount > 0 && verdict.deny == access::Verdict::none));
    const auto shut = access::CompiledMatrix::compile(withEverythingForbidden(matrix.matrix()), "fuzz");
    must(!shut.ok() || !access::decide(shut->get(), who, question).allowed);
}

/// A roles document from outside: what is not refused decides, the same twice, and never lets nobody's role through.
void rolesMatrix(std::string_view text) {
    auto read = fromJson<access::RolesMatrix>(text);
    if (!read.ok()) return;
    const auto matrix = access::CompiledMatrix::compile(std::move(*read), "fuzz");
    if (!matrix.ok()) return must(!matrix.problem().message.empty());
    const AccessQuestion question{"publish", {"sms"}, {}, {{-84.5, 38.1}}, {"major"}, {"etr"}, 5, {}, {}};
    must(!access::decide(matrix->get(), {"nobody", {}, {}, {}}, question).allowed || !(*matrix)->matrix().assignments.empty());
    for (const access::Role& role : (*matrix)->matrix().roles) {
        const access::Principal who{"u", {role.id}, {}, {}};
        const auto verdict = access::decide(matrix->get(), who, question);
        mustNotBeBypassed(**matrix, who, question, verdict);
        must(access::explain(matrix->get(), {}, who, question, verdict) == access::explain(matrix->get(), {}, who, question, access::decide(matrix->get(), who, question)));
        if (&role - (*matrix)->matrix().roles.data() > 8) return;
    }
}

void scimFilter(std::string_view bytes) {
    static const JsonValue person = JsonValue::Object{{"userName", "ada"}, {"emails", JsonValue::Array{JsonValue::Object{{"value", "a@b"}, {"type", "work"}}}}};
    if (const auto filter = identity::parseFilter(bytes); filter.ok()) {
        identity::Filter turned;
        turned.kind = identity::Filter::Kind::negated;
        turned.parts.push_back(*filter);
        must(identity::matches(turned, person) != identity::matches(*filter, person));
    }
    if (const auto path = identity::parsePatchPath(bytes); path.ok()) must(!path->attribute.name.empty() || !path->attribute.schema.empty());
    (void)identity::parseSelection(bytes, bytes);
}

void scimBody(std::string_view bytes) {
    const auto value = JsonValue::parse(bytes);
    if (!value.ok()) return;
    must(JsonValue::parse(value->canonical()).ok());
    if (const auto user = identity::normaliseUser(*value); user.ok()) {
        must(identity::normaliseUser(*user).ok());
        (void)identity::factsOf(*user, {});
    }
    if (const auto operations = identity::patchOperations(*value); operations.ok()) {
        static const JsonValue person = JsonValue::Object{{"schemas", JsonValue::Array{std::string(identity::userSchema)}}, {"userName", "ada"}};
        if (const auto after = identity::applyPatch(person, *operations); after.ok()) (void)identity::normaliseUser(*after);
        (void)identity::splitGroupPatch(*operations);
    }
    command<identity::SetMapping>(bytes);
}

void jwt(std::string_view bytes) {
    const auto token = identity::parseJws(bytes);
    const auto keys = identity::parseKeySet(bytes);
    if (!token.ok()) return;
    // Nobody's key: whatever it says, it is not believed.
    must(!identity::verifyJws(*token, {}).ok());
    must(!identity::checkIdToken(token->claims, {"https://issuer", "client", "a nonce nobody can guess", "access", Instant::fromSeconds(1'700'000'000)}).ok());
    (void)keys;
}

void samlAnswer(std::string_view bytes) {
    static const saml::IdentityProvider provider{"http://idp", "http://idp/sso", {}};
    must(!saml::verifyResponse(bytes, provider, {"http://sp", "http://sp/acs", "ok1", Instant::fromSeconds(1'700'000'000)}).ok());
    saml::Expectation sealed{"http://sp", "http://sp/acs", "ok1", Instant::fromSeconds(1'700'000'000)};
    sealed.decryptionKey = "-----BEGIN PRIVATE KEY-----";
    must(!saml::verifyResponse(bytes, provider, sealed).ok());
    (void)saml::readLogout(bytes, provider, "http://sp/logout", Instant::fromSeconds(1'700'000'000));
    (void)saml::inflated(bytes);
    if (const auto read = saml::readMetadata(bytes); read.ok()) must(!read->certificates.empty());
}

/// A calendar from anywhere: what is read can be laid out, in order, and lies in the time that was asked for.
void calendar(std::string_view bytes) {
    const auto read = oncall::readCalendar(bytes);
    if (!read.ok()) return must(!read.problem().message.empty());
    const Instant from = Instant::fromSeconds(1'772'323'200), to = from + hours(24 * 62);
    const auto all = oncall::occurrences(*read, from, to, "America/New_York");
    if (!all.ok()) return;
    for (std::size_t i = 0; i < all->size(); ++i) {
        must((*all)[i].from < to && (*all)[i].to > from && (*all)[i].from <= (*all)[i].to);
        must(i == 0 || (*all)[i - 1].from <= (*all)[i].from);
    }
    (void)oncall::shiftsOf(*all, "storm", "primary", {{"ada@example.org", "ada"}}, "ical");
}

void identityBook(std::string_view bytes) { (void)identity::readIdentityBook(bytes); }

constexpr Input all[] = {
    {"tokens", tokens, "Bearer okr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    {"jwt", jwt, "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJpc3MiOiJodHRwczovL2lzc3VlciIsImF1ZCI6ImNsaWVudCIsInN1YiI6ImEifQ.c2lnbmF0dXJl"},
    {"saml", samlAnswer, R"(<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" InResponseTo="ok1"><saml:Issuer>http://idp</saml:Issuer><saml:Assertion ID="_2"><saml:Subject><saml:NameID>x</saml:NameID></saml:Subject></saml:Assertion></samlp:Response>)"},
    {"identity_book", identityBook, R"({"north":{"oidc":{"a":{"issuer":"https://x","client_id":"y"}},"ldap":{"b":{"url":"ldaps://h","people_base":"o=x"}}}})"},
    {"scim_filter", scimFilter, R"(userType ne "Employee" and not (emails[type eq "work" and value co "x"] or title pr))"},
    {"scim_body", scimBody, R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"emails[type eq \"work\"].value","value":"x"},{"op":"remove","path":"name.givenName"}]})"},
    {"csv", csv, "account_number,lon,lat,phone\nA-1,-84.5,38.1,(606) 555-0100\n\"A,2\",-84,38,\"+1606\"\"5550101\"\n"},
    {"geojson", geojson, R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"account_number":"A-1"},"geometry":{"type":"Point","coordinates":[-84.5,38.1]}}]})"},
    {"areas", areas, R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Boyd"},"geometry":{"type":"Polygon","coordinates":[[[-84,38],[-83,38],[-83,39],[-84,38]]]}}]})"},
    {"osm", osm, R"(<osm version="0.6"><node id="1" lat="38.1" lon="-84.5"><tag k="addr:street" v="Main"/><tag k="addr:housenumber" v="1"/></node><way id="2"><nd ref="1"/><tag k="highway" v="residential"/></way></osm>)"},
    {"form", form, "MessageSid=SM1&From=%2B15025550100&Body=power+is+out+at+12+Main+St"},
    {"sms", sms, "no power at 1204 Main St since 5pm, wire down!"},
    {"commands", commands, R"({"service":"electric","place":"Main","centre":{"lon":-84.5,"lat":38.1},"radius_metres":250})"},
    {"frames", frames, "\x0a\x10\x0a\x04test\x12\x05token\x1a\x01\x08"},
    {"http", http, "POST /v1/reports?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcdGET / HTTP/1.1\r\nHost: b\r\n\r\n"},
    {"paths", paths, "/v1/audit/exports/01890a5d-ac96-774b-bcce-b302099a8057/files/log%2ecsv?x=../..%2f"},
    {"feed", feed, R"({"op":"seen","id":"1","lat":38.1,"lon":-84.5,"customers":12})"},
    {"verifier", verifier, R"({"format":"outagekit log 1","tenant":"a"})"},
    {"security_key", securityKey, "\xa3\x63" "fmt\x64none\x67" "attStmt\xa0\x68" "authData\x44\x01\x02\x03\x04"},
    {"roles_matrix", rolesMatrix, R"({"schema":"roles_matrix.v1","areas":[{"id":"G","shape":[{"rings":[[{"lon":-85,"lat":38},{"lon":-84,"lat":38},{"lon":-84,"lat":39}]]}]}],"roles":[{"id":"r","policies":["p"]}],"policies":[{"id":"p","actions":["publish"],"scope":{"channels":["sms"],"territories":[],"areas":["G"],"severities":["*"],"content_types":["*"],"max_audience":9}}]})"},
    {"calendar", calendar, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:On-Call: storm\r\nORGANIZER:mailto:ada@example.org\r\nDTSTART;TZID=America/New_York:20260302T090000\r\nDURATION:PT8H\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=9\r\nEXDATE;TZID=America/New_York:20260304T090000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"},
    {"approval_words", approvalWords, R"({"approval":"01890a5d-ac96-774b-bcce-b302099a8057","digest":"0000000000000000000000000000000000000000000000000000000000000001","reason":"looked at it","command":"comms.send_broadcast","body":{},"environment":"live","schema_version":1,"channels":["sms"]})"},
    {"one_tap", oneTap, "river.x8FzAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/key?form=ab&digest=00&decision=approve&reason=as%20it%20stands&assertion=%7B%7D"},
    {"ladders", ladders, R"({"ladders":[{"id":"usual","zone":"America/New_York","steps":[{"targets":["team:storm/primary","role:duty_manager"],"channels":["sms","voice"],"wait_seconds":300,"acknowledgements":1}],"variants":[],"max_total_wait_seconds":1200}],"choices":[{"command":"comms.*","severities":["critical"],"ladder":"usual"},{"command":"*","severities":[],"ladder":"usual"}]})"},
    {"roster", roster, R"({"id":"storm","name":"Storm desk","zone":"America/New_York","roles":["primary"],"rotations":[],"shifts":[{"id":"a","role":"primary","person":"ada","from":"2026-03-01T00:00:00Z","to":"2026-03-09T00:00:00Z","source":"manual"}],"overrides":[],"holidays":[{"date":"2026-03-02","name":"Day","role":"primary","person":"bob"}],"absences":[]})"},
    {"risk_rules", riskRules, R"({"weights":{"audience_size":0.3},"bands":[{"from":0,"to":100,"level":"low","actions":[]}],"audience_size":120000,"eta_change_minutes":90,"channel_mix":["sms"],"model_confidence":0.7})"},
    {"guard_rules", guardRules, R"({"reason_codes":["Safety"],"rules":[{"action":"comms.send","approvers":2,"roles":["approver"],"severities":["major"],"restricted_groups":["vendors"],"roles_at_least":{"approver":1}}]})"},
    {"schedulers", schedulers, R"({"one":{"pager":{"kind":"pagerduty","team":"storm","schedules":{"primary":"PX1"},"token":"t","webhook_secret":"s"}}})"},
    {"snapshot_query", snapshotQuery, "approval_status=pending&limit=50&cursor=01890a5d-ac96-774b-bcce-b302099a8057"},
    {"geocoder", geocoder, "1204 n. main street apt 4, paintsville KY"},
};

}  // namespace

std::span<const Input> inputs() { return all; }

}  // namespace ok::fuzz
