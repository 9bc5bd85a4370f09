// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/policy/tree.h"

#include <algorithm>
#include <utility>

#include "shared/base/unicode.h"

namespace ok::policy {
namespace {

struct Part;
struct Node {
    enum class Kind { value, object, list, set };
    Kind kind = Kind::value;
    std::string text;          // of a value: canonical JSON
    std::vector<Part> parts;   // members by name, elements by id; of a list: names are empty
};
struct Part {
    std::string first;
    Node second;
};

bool less(Node::Kind kind, std::string_view a, std::string_view b) { return kind == Node::Kind::object ? utf16Less(a, b) : a < b; }

bool emptyList(const Node& node) { return node.kind == Node::Kind::list && node.parts.empty(); }
bool setLike(const Node& node) { return node.kind == Node::Kind::set || emptyList(node); }

std::string quoted(std::string_view text) {
    JsonWriter out;
    out.text(text);
    return out.take();
}

bool elementsHaveIds(JsonView list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        const JsonView element = list.at(i);
        if (!element.isObject() || !element["id"].text() || element["id"].text()->empty()) return false;
    }
    return list.size() > 0;
}

std::string nameOf(JsonView element) {
    std::string out(*element["id"].text());
    if (const auto version = element["version"].integer()) out += "@" + std::to_string(*version);
    return out;
}

Result<Node> read(JsonView in);

Result<Node> readList(JsonView in) {
    Node out;
    out.kind = elementsHaveIds(in) ? Node::Kind::set : Node::Kind::list;
    for (std::size_t i = 0; i < in.size(); ++i) {
        OK_ASSIGN(Node part, read(in.at(i)));
        std::string name = out.kind == Node::Kind::set ? nameOf(in.at(i)) : std::string();
        out.parts.push_back({std::move(name), std::move(part)});
    }
    if (out.kind == Node::Kind::list) return out;
    std::sort(out.parts.begin(), out.parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto twice = std::adjacent_find(out.parts.begin(), out.parts.end(), [](const auto& a, const auto& b) { return a.first == b.first; });
    if (twice != out.parts.end()) {
        return problem("duplicate_id", "`" + twice->first.substr(0, 80) + "` stands twice in one list", {{"id", twice->first.substr(0, 80)}});
    }
    return out;
}

Result<Node> read(JsonView in) {
    if (in.isArray()) return readList(in);
    Node out;
    if (!in.isObject()) {
        out.text = in.text() ? quoted(*in.text()) : in.canonical();
        return out;
    }
    out.kind = Node::Kind::object;
    for (std::size_t i = 0; i < in.size(); ++i) {
        OK_ASSIGN(Node part, read(in.valueAt(i)));
        out.parts.push_back({std::string(in.keyAt(i)), std::move(part)});
    }
    std::sort(out.parts.begin(), out.parts.end(), [](const auto& a, const auto& b) { return utf16Less(a.first, b.first); });
    return out;
}

void write(JsonWriter& out, const Node& node) {
    if (node.kind == Node::Kind::value) return out.raw(node.text);
    const bool object = node.kind == Node::Kind::object;
    object ? out.beginObject() : out.beginArray();
    for (const auto& [name, part] : node.parts) {
        if (object) out.key(name);
        write(out, part);
    }
    object ? out.endObject() : out.endArray();
}

std::string textOf(const Node& node) {
    JsonWriter out;
    write(out, node);
    return out.take();
}

Result<Node> treeOf(std::string_view json) {
    if (json.size() > mostBodyBytes) return problem("too_large", "a policy document has at most 8 MiB");
    OK_ASSIGN(const auto document, parseJson(json));
    return read(document.root());
}

std::string escaped(std::string_view step) {
    std::string out;
    for (const char c : step) {
        if (c == '~') out += "~0";
        else if (c == '/') out += "~1";
        else out += c;
    }
    return out;
}

void compare(const Node& before, const Node& after, const std::string& path, std::vector<Change>& out) {
    const bool objects = before.kind == Node::Kind::object && after.kind == Node::Kind::object;
    if (!objects && !(setLike(before) && setLike(after))) {
        std::string was = textOf(before), is = textOf(after);
        if (was != is) out.push_back({path, RawJson{std::move(was)}, RawJson{std::move(is)}});
        return;
    }
    const Node::Kind order = objects ? Node::Kind::object : Node::Kind::set;
    auto a = before.parts.begin();
    auto b = after.parts.begin();
    while (a != before.parts.end() || b != after.parts.end()) {
        if (b == after.parts.end() || (a != before.parts.end() && less(order, a->first, b->first))) {
            out.push_back({path + "/" + escaped(a->first), RawJson{textOf(a->second)}, {}});
            ++a;
        } else if (a == before.parts.end() || less(order, b->first, a->first)) {
            out.push_back({path + "/" + escaped(b->first), {}, RawJson{textOf(b->second)}});
            ++b;
        } else {
            compare(a->second, b->second, path + "/" + escaped(a->first), out);
            ++a;
            ++b;
        }
    }
}

using Place = std::vector<Part>::iterator;

/// Where a part of that name is, or belongs.
Place placeIn(Node& node, const std::string& name) {
    const Node::Kind order = node.kind == Node::Kind::object ? Node::Kind::object : Node::Kind::set;
    return std::lower_bound(node.parts.begin(), node.parts.end(), name, [order](const auto& part, const std::string& n) { return less(order, part.first, n); });
}

bool holds(const Node& node, Place at, const std::string& name) { return at != node.parts.end() && at->first == name; }

/// Only objects and sets have named parts.
Node* holderOf(Node& root, const std::vector<std::string>& steps) {
    Node* at = &root;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        if (at->kind != Node::Kind::object && at->kind != Node::Kind::set) return nullptr;
        const Place part = placeIn(*at, steps[i]);
        if (!holds(*at, part, steps[i])) return nullptr;
        at = &part->second;
    }
    return at->kind == Node::Kind::object || setLike(*at) ? at : nullptr;
}

/// Empty: done. Else why not.
std::string applyOne(Node& root, const Change& change) {
    const auto parse = [](const std::optional<RawJson>& side) { return treeOf(side->text); };
    std::optional<Node> next;
    if (change.after) {
        auto read = parse(change.after);
        if (!read.ok()) return read.problem().code;
        next = std::move(*read);
    }
    std::optional<std::string> was;
    if (change.before) {
        const auto read = parse(change.before);
        if (!read.ok()) return read.problem().code;
        was = textOf(*read);
    }
    if (change.path.empty()) {
        if (!was || *was != textOf(root) || !next) return "changed_meanwhile";
        root = std::move(*next);
        return {};
    }
    const auto steps = stepsOf(change.path);
    if (steps.empty()) return "no_such_place";
    Node* holder = holderOf(root, steps);
    if (holder == nullptr) return "no_such_place";
    const Place at = placeIn(*holder, steps.back());
    const bool there = holds(*holder, at, steps.back());
    if (there != was.has_value() || (there && textOf(at->second) != *was)) return "changed_meanwhile";
    if (next && there) at->second = std::move(*next);
    else if (there) holder->parts.erase(at);
    else if (next) {
        if (emptyList(*holder)) holder->kind = Node::Kind::set;
        holder->parts.insert(at, {steps.back(), std::move(*next)});
    }
    return {};
}

}  // namespace

std::vector<std::string> stepsOf(std::string_view path) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '/') out.emplace_back();
        else if (out.empty()) return {};
        else if (path[i] == '~' && i + 1 < path.size()) out.back() += path[++i] == '1' ? '/' : '~';
        else out.back() += path[i];
    }
    return out;
}

std::string pathOf(const std::vector<std::string>& steps) {
    std::string out;
    for (const std::string& step : steps) out += "/" + escaped(step);
    return out;
}

Result<std::string> normalForm(std::string_view json) {
    OK_ASSIGN(const Node root, treeOf(json));
    return textOf(root);
}

Result<std::vector<Change>> changesBetween(std::string_view before, std::string_view after) {
    OK_ASSIGN(const Node was, treeOf(before));
    OK_ASSIGN(const Node is, treeOf(after));
    std::vector<Change> out;
    compare(was, is, "", out);
    return out;
}

Result<std::string> withChanges(std::string_view body, const std::vector<Change>& changes) {
    OK_ASSIGN(Node root, treeOf(body));
    Problem why = problem("edit_conflict", "these places are not as the edit found them: read the version again");
    for (const Change& change : changes) {
        if (std::string code = applyOne(root, change); !code.empty()) {
            why.fields.push_back({change.path, std::move(code), "not as it was"});
            if (why.fields.size() >= 100) return why;
        }
    }
    if (!why.fields.empty()) return why;
    // An element may have been given another id, or the last element with one may be gone: read again, the form is what it is.
    return normalForm(textOf(root));
}

}  // namespace ok::policy
