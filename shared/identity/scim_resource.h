// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SCIM resources (RFC 7643) as this server keeps and shows them. What a client sends is checked and brought into one form;
// what only the server may say (id, meta) is added when it is shown.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/instant.h"
#include "shared/identity/scim_filter.h"

namespace ok::identity {

enum class ResourceType { user, group };
BOOST_DESCRIBE_ENUM(ResourceType, user, group)

inline constexpr std::string_view userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
inline constexpr std::string_view groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
inline constexpr std::string_view enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// Where `territory`, `channel` and `on_call` may stand; they are also taken from the top of the resource.
inline constexpr std::string_view outageSchema = "urn:ietf:params:scim:schemas:extension:outagekit:2.0:User";
inline constexpr std::string_view patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
inline constexpr std::string_view bulkSchema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
inline constexpr std::string_view bulkResponseSchema = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
inline constexpr std::string_view listSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
inline constexpr std::string_view searchSchema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
inline constexpr std::string_view errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

inline constexpr std::size_t largestResource = 64 * 1024;

/// Problems carry the code `scim_<scimType>`: `scim_invalid_syntax`, `scim_invalid_value`, `scim_mutability`, ...
/// Drops id, meta and password, empty attributes and (of a group) its members, which are kept elsewhere.
[[nodiscard]] Result<JsonValue> normaliseUser(JsonValue input);
[[nodiscard]] Result<JsonValue> normaliseGroup(JsonValue input);
/// Ids in `members` of a group as it was sent.
[[nodiscard]] Result<std::vector<std::string>> memberIdsOf(const JsonValue& list);

struct ResourceMeta {
    ResourceType type = ResourceType::user;
    std::string id, base;        ///< base: `https://host/scim/v2`
    Instant created, changed;
    int version = 1;
};
[[nodiscard]] std::string etagOf(int version);
/// The version in an ETag or If-Match (`W/"3"`), or 0: it is none of ours.
[[nodiscard]] int versionIn(std::string_view etag);

/// A stored resource with schemas, id and meta.
[[nodiscard]] JsonValue shown(JsonValue stored, const ResourceMeta& meta);

/// `attributes` and `excludedAttributes`, parsed; at most one of them has a meaning.
struct Selection {
    std::vector<AttributePath> only, without;
    [[nodiscard]] bool wants(std::string_view attribute) const;
};
/// Comma-separated lists. Problem `scim_invalid_path`.
[[nodiscard]] Result<Selection> parseSelection(std::string_view attributes, std::string_view excluded);
[[nodiscard]] JsonValue selected(const JsonValue& resource, const Selection& selection);

/// PATCH of a resource (RFC 7644 section 3.5.2), members of groups aside.
[[nodiscard]] Result<JsonValue> applyPatch(JsonValue resource, const JsonValue::Array& operations);

/// What a PATCH says about a group's members: in order, each on what the one before left.
struct MemberChange {
    enum class Kind { add, remove, replace, removeMatching } kind = Kind::add;
    std::vector<std::string> ids;
    std::optional<Filter> matching;
};
struct GroupPatch {
    std::vector<MemberChange> members;
    JsonValue::Array rest;
};
[[nodiscard]] Result<GroupPatch> splitGroupPatch(const JsonValue::Array& operations);
/// The operations of a PatchOp message, or a bare array of them (RFC 7644 figure 3.7.3 shows one).
[[nodiscard]] Result<JsonValue::Array> patchOperations(const JsonValue& message);

/// The error message of RFC 7644 section 3.12 and its status, from a problem of the house.
[[nodiscard]] JsonValue scimError(const Problem& why);
[[nodiscard]] int scimStatus(const Problem& why);

/// What the server says of itself (RFC 7643 sections 5 to 7).
[[nodiscard]] JsonValue serviceProviderConfig(const std::string& base, int mostOperations, std::size_t mostBytes, int mostResults);
[[nodiscard]] JsonValue::Array resourceTypes(const std::string& base);
[[nodiscard]] JsonValue::Array schemas(const std::string& base);

}  // namespace ok::identity
