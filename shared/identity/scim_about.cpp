// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the SCIM server says of itself, and how it words its refusals.
#include <array>

#include "shared/identity/scim_resource.h"

namespace ok::identity {
namespace {

using Object = JsonValue::Object;
using Array = JsonValue::Array;

struct Attribute {
    const char* name;
    const char* type = "string";
    bool many = false;
    bool required = false;
    bool exact = false;
    const char* mutability = "readWrite";
    const char* returned = "default";
    const char* uniqueness = "none";
    std::vector<Attribute> subs = {};
};

JsonValue described(const Attribute& a) {
    Object out{{"name", a.name}, {"type", a.type}, {"multiValued", a.many}, {"required", a.required}, {"caseExact", a.exact},
               {"mutability", a.mutability}, {"returned", a.returned}, {"uniqueness", a.uniqueness}};
    if (!a.subs.empty()) {
        Array subs;
        for (const Attribute& sub : a.subs) subs.push_back(described(sub));
        out.emplace_back("subAttributes", std::move(subs));
    }
    return out;
}

Attribute listOf(const char* name, const char* type = "string") {
    return {.name = name, .type = "complex", .many = true,
            .subs = {{.name = "value", .type = type}, {.name = "display"}, {.name = "type"}, {.name = "primary", .type = "boolean"}}};
}

std::vector<Attribute> userAttributes() {
    return {{.name = "userName", .required = true, .uniqueness = "server"},
            {.name = "externalId", .exact = true},
            {.name = "name", .type = "complex",
             .subs = {{.name = "formatted"}, {.name = "familyName"}, {.name = "givenName"}, {.name = "middleName"}, {.name = "honorificPrefix"}, {.name = "honorificSuffix"}}},
            {.name = "displayName"}, {.name = "nickName"}, {.name = "profileUrl", .type = "reference"}, {.name = "title"}, {.name = "userType"},
            {.name = "preferredLanguage"}, {.name = "locale"}, {.name = "timezone"}, {.name = "active", .type = "boolean"},
            {.name = "password", .mutability = "writeOnly", .returned = "never"},
            listOf("emails"), listOf("phoneNumbers"), listOf("ims"), listOf("photos", "reference"),
            {.name = "addresses", .type = "complex", .many = true,
             .subs = {{.name = "formatted"}, {.name = "streetAddress"}, {.name = "locality"}, {.name = "region"}, {.name = "postalCode"}, {.name = "country"}, {.name = "type"}, {.name = "primary", .type = "boolean"}}},
            {.name = "groups", .type = "complex", .many = true, .mutability = "readOnly",
             .subs = {{.name = "value", .mutability = "readOnly"}, {.name = "$ref", .type = "reference", .mutability = "readOnly"}, {.name = "display", .mutability = "readOnly"}, {.name = "type", .mutability = "readOnly"}}},
            listOf("entitlements"), listOf("roles"), listOf("x509Certificates", "binary")};
}

std::vector<Attribute> groupAttributes() {
    return {{.name = "displayName", .required = true}, {.name = "externalId", .exact = true},
            {.name = "members", .type = "complex", .many = true,
             .subs = {{.name = "value", .mutability = "immutable"}, {.name = "$ref", .type = "reference", .mutability = "immutable"}, {.name = "type", .mutability = "immutable"}, {.name = "display", .mutability = "readOnly"}}}};
}

std::vector<Attribute> enterpriseAttributes() {
    return {{.name = "employeeNumber"}, {.name = "costCenter"}, {.name = "organization"}, {.name = "division"}, {.name = "department"},
            {.name = "manager", .type = "complex", .subs = {{.name = "value"}, {.name = "$ref", .type = "reference"}, {.name = "displayName", .mutability = "readOnly"}}}};
}

std::vector<Attribute> outageAttributes() {
    return {{.name = "territory", .many = true}, {.name = "channel", .many = true}, {.name = "on_call", .type = "boolean"}};
}

JsonValue schemaOf(const std::string& base, std::string_view id, const char* name, const char* description, const std::vector<Attribute>& attributes) {
    Array list;
    for (const Attribute& a : attributes) list.push_back(described(a));
    return Object{{"schemas", Array{"urn:ietf:params:scim:schemas:core:2.0:Schema"}}, {"id", std::string(id)}, {"name", name}, {"description", description},
                  {"attributes", std::move(list)},
                  {"meta", Object{{"resourceType", "Schema"}, {"location", base + "/Schemas/" + std::string(id)}}}};
}

JsonValue typeOf(const std::string& base, const char* name, const char* endpoint, std::string_view schema, Array extensions) {
    Object out{{"schemas", Array{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"}}, {"id", name}, {"name", name}, {"endpoint", endpoint},
               {"description", std::string(name) + " of the directory"}, {"schema", std::string(schema)}};
    if (!extensions.empty()) out.emplace_back("schemaExtensions", std::move(extensions));
    out.emplace_back("meta", Object{{"resourceType", "ResourceType"}, {"location", base + "/ResourceTypes/" + name}});
    return out;
}

struct Refusal {
    const char* code;
    const char* type;
    int status;
};

constexpr std::array refusals{
    Refusal{"scim_invalid_filter", "invalidFilter", 400}, Refusal{"scim_too_many", "tooMany", 400}, Refusal{"scim_uniqueness", "uniqueness", 409},
    Refusal{"scim_mutability", "mutability", 400}, Refusal{"scim_invalid_syntax", "invalidSyntax", 400}, Refusal{"scim_invalid_path", "invalidPath", 400},
    Refusal{"scim_no_target", "noTarget", 400}, Refusal{"scim_invalid_value", "invalidValue", 400}, Refusal{"scim_sensitive", "sensitive", 403},
    Refusal{"scim_not_found", "", 404}, Refusal{"scim_changed", "", 412}, Refusal{"scim_conflict", "", 409}, Refusal{"scim_too_large", "", 413},
    Refusal{"too_large", "", 413}, Refusal{"not_signed_in", "", 401}, Refusal{"access_denied", "", 403}, Refusal{"bad_json", "invalidSyntax", 400},
    Refusal{"invalid_fields", "invalidSyntax", 400}, Refusal{"rate_limited", "", 429}, Refusal{"overloaded", "", 503}, Refusal{"store_failed", "", 503},
    Refusal{"not_implemented", "", 501}};

const Refusal* refusalOf(const Problem& why) {
    for (const Refusal& each : refusals) {
        if (why.code == each.code) return &each;
    }
    return nullptr;
}

}  // namespace

int scimStatus(const Problem& why) {
    const Refusal* found = refusalOf(why);
    return found == nullptr ? 500 : found->status;
}

JsonValue scimError(const Problem& why) {
    const Refusal* found = refusalOf(why);
    Object out{{"schemas", Array{std::string(errorSchema)}}};
    if (found != nullptr && *found->type != '\0') out.emplace_back("scimType", found->type);
    out.emplace_back("detail", why.message);
    out.emplace_back("status", std::to_string(scimStatus(why)));
    return out;
}

JsonValue serviceProviderConfig(const std::string& base, int mostOperations, std::size_t mostBytes, int mostResults) {
    const auto can = [](bool yes) { return Object{{"supported", yes}}; };
    return Object{{"schemas", Array{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"}},
                  {"patch", can(true)},
                  {"bulk", Object{{"supported", true}, {"maxOperations", std::int64_t{mostOperations}}, {"maxPayloadSize", static_cast<std::int64_t>(mostBytes)}}},
                  {"filter", Object{{"supported", true}, {"maxResults", std::int64_t{mostResults}}}},
                  {"changePassword", can(false)}, {"sort", can(true)}, {"etag", can(true)},
                  {"authenticationSchemes", Array{Object{{"type", "oauthbearertoken"}, {"name", "Bearer token"},
                                                         {"description", "a token an administrator made for this utility"}, {"primary", true}}}},
                  {"meta", Object{{"resourceType", "ServiceProviderConfig"}, {"location", base + "/ServiceProviderConfig"}}}};
}

Array resourceTypes(const std::string& base) {
    const auto extension = [](std::string_view schema) { return Object{{"schema", std::string(schema)}, {"required", false}}; };
    return {typeOf(base, "User", "/Users", userSchema, {extension(enterpriseSchema), extension(outageSchema)}),
            typeOf(base, "Group", "/Groups", groupSchema, {})};
}

Array schemas(const std::string& base) {
    return {schemaOf(base, userSchema, "User", "a person", userAttributes()),
            schemaOf(base, groupSchema, "Group", "people who belong together", groupAttributes()),
            schemaOf(base, enterpriseSchema, "EnterpriseUser", "a person's place in the organisation", enterpriseAttributes()),
            schemaOf(base, outageSchema, "OutageUser", "what a person is responsible for during an outage", outageAttributes())};
}

}  // namespace ok::identity
