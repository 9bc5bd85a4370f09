// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SCIM filters and PATCH paths (RFC 7644 sections 3.4.2.2 and 3.5.2): text from a stranger becomes a small tree that is
// evaluated on a resource in memory. Nothing of it ever reaches a query language.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/json_value.h"

namespace ok::identity {

/// `urn:...:User:name.familyName`: schema, attribute, sub-attribute; attributes are compared without regard to case.
struct AttributePath {
    std::string schema, name, sub;
    bool operator==(const AttributePath&) const = default;
};

enum class FilterOp { eq, ne, co, sw, ew, gt, ge, lt, le, pr };

struct Filter {
    enum class Kind { all, any, negated, compare, elements };
    Kind kind = Kind::compare;
    AttributePath path;             ///< compare, elements
    FilterOp op = FilterOp::pr;
    JsonValue value;
    std::vector<Filter> parts;      ///< all, any: two or more; negated, elements: one
};

/// At most 4,096 bytes, 64 comparisons, 16 levels. Problem `scim_invalid_filter`.
[[nodiscard]] Result<Filter> parseFilter(std::string_view text);
[[nodiscard]] bool matches(const Filter& filter, const JsonValue& resource);

/// `emails[type eq "work"].value`, `members`, `urn:...:User:manager`.
struct PatchPath {
    AttributePath attribute;
    std::optional<Filter> elements;   ///< within brackets
};
/// Problem `scim_invalid_path`.
[[nodiscard]] Result<PatchPath> parsePatchPath(std::string_view text);
/// Problem `scim_invalid_path`.
[[nodiscard]] Result<AttributePath> parseAttributePath(std::string_view text);

/// The value of an attribute in a resource: in the extension's object when the path names one. Null: there is none.
[[nodiscard]] const JsonValue* attributeOf(const JsonValue& resource, const AttributePath& path);
/// The extension object's name when `schema` is one; empty for the core schemas.
[[nodiscard]] std::string_view extensionOf(std::string_view schema);

/// Two values in the order `sortBy` and `gt` know: dates as moments, texts without case unless they are exact. Empty: they
/// cannot be compared.
[[nodiscard]] std::optional<int> compareValues(const JsonValue& a, const JsonValue& b, bool exactCase);
/// `id`, `externalId`, `meta.*`, `$ref`: compared letter by letter.
[[nodiscard]] bool isCaseExact(const AttributePath& path);

}  // namespace ok::identity
