// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/field_diff.h"

#include <set>

#include "shared/policy/tree.h"

namespace ok::approvals {
namespace {

constexpr std::size_t longestComparedText = 256 * 1024;

struct Member;
struct Tree {
    FieldType type = FieldType::value;
    std::string text;               // of a value: canonical JSON
    std::string plain;              // of a text: itself
    bool isText = false;
    std::uint32_t number = 0;       // equal trees have equal numbers, others never
    std::vector<Member> members;
};
struct Member {
    std::string key;
    Tree tree;
};

bool isSet(JsonView list) {
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto id = list.at(i)["id"].text();
        if (!id || id->empty() || !ids.insert(*id).second) return false;
    }
    return list.size() > 0;
}

/// Reads documents and numbers every tree by what it is made of.
class Reader {
  public:
    Tree read(JsonView in) {
        Tree out;
        if (in.isObject()) readObject(in, out);
        else if (in.isArray()) readList(in, out);
        else readValue(in, out);
        out.number = numberOf(out);
        return out;
    }

  private:
    void readValue(JsonView in, Tree& out) {
        out.text = in.canonical();
        if (const auto text = in.text()) out.plain = *text, out.isText = true;
    }
    void readObject(JsonView in, Tree& out) {
        out.type = FieldType::object;
        for (std::size_t i = 0; i < in.size(); ++i) out.members.push_back({std::string(in.keyAt(i)), read(in.valueAt(i))});
        sort(out);
    }
    void readList(JsonView in, Tree& out) {
        out.type = isSet(in) ? FieldType::set : FieldType::list;
        for (std::size_t i = 0; i < in.size(); ++i) {
            std::string key = out.type == FieldType::set ? std::string(*in.at(i)["id"].text()) : std::to_string(i);
            out.members.push_back({std::move(key), read(in.at(i))});
        }
        if (out.type == FieldType::set) sort(out);
    }
    static void sort(Tree& tree) {
        std::sort(tree.members.begin(), tree.members.end(), [](const Member& a, const Member& b) { return a.key < b.key; });
    }
    std::uint32_t numberOf(const Tree& tree) {
        std::string made = std::to_string(static_cast<int>(tree.type)) + tree.text;
        for (const Member& member : tree.members) {
            // The key's length stands before it, so no two shapes are written alike.
            if (tree.type != FieldType::list) made += "\n" + std::to_string(member.key.size()) + " " + member.key;
            made += "\n" + std::to_string(member.tree.number);
        }
        return m_numbers.emplace(std::move(made), static_cast<std::uint32_t>(m_numbers.size() + 1)).first->second;
    }
    std::unordered_map<std::string, std::uint32_t> m_numbers;
};


class Comparer {
  public:
    explicit Comparer(std::size_t& left) : m_left(left) {}

    void compare(const Tree* before, const Tree* after) {
        const bool inside = before != nullptr && after != nullptr && sameKind(*before, *after) && before->type != FieldType::value;
        const std::size_t at = open(before, after);
        const std::int64_t changes = changesSoFar();
        if (inside) members(*before, *after);
        else if (before == nullptr || after == nullptr) oneSide(before, after);
        else value(*before, *after, at);
        close(at, before, after, changesSoFar() - changes);
    }
    FieldDiff take() { return std::move(m_out); }

  private:
    static bool sameKind(const Tree& a, const Tree& b) {
        const auto emptyList = [](const Tree& t) { return t.type == FieldType::list && t.members.empty(); };
        return a.type == b.type || (a.type == FieldType::set && emptyList(b)) || (b.type == FieldType::set && emptyList(a));
    }
    [[nodiscard]] std::int64_t changesSoFar() const { return m_out.added + m_out.removed + m_out.modified; }

    std::size_t open(const Tree* before, const Tree* after) {
        if (m_out.nodes.size() >= mostFieldNodes) {
            m_out.cut = true;
            return mostFieldNodes;
        }
        FieldNode node;
        node.path = policy::pathOf(m_steps);
        node.key = m_steps.empty() ? "" : m_steps.back();
        node.depth = static_cast<int>(m_steps.size());
        node.type = after == nullptr || (before != nullptr && before->type == FieldType::set) ? before->type : after->type;
        m_out.nodes.push_back(std::move(node));
        return m_out.nodes.size() - 1;
    }
    void close(std::size_t at, const Tree* before, const Tree* after, std::int64_t changes) {
        if (at >= m_out.nodes.size()) return;
        FieldNode& node = m_out.nodes[at];
        node.below = static_cast<std::int64_t>(m_out.nodes.size() - 1 - at);
        node.changesInside = changes;
        if (before == nullptr) node.change = ChangeKind::added;
        else if (after == nullptr) node.change = ChangeKind::removed;
        else node.change = before->number == after->number ? ChangeKind::same : ChangeKind::modified;
    }

    void value(const Tree& before, const Tree& after, std::size_t at) {
        const bool same = before.number == after.number;
        ++(same ? m_out.same : m_out.modified);
        if (at >= m_out.nodes.size()) return;
        FieldNode& node = m_out.nodes[at];
        node.type = FieldType::value;
        node.before = written(before);
        node.after = same ? node.before : written(after);
        const bool words = !same && before.isText && after.isText && std::max(before.plain.size(), after.plain.size()) <= longestComparedText &&
                           (before.plain.find(' ') != std::string::npos || after.plain.find(' ') != std::string::npos);
        if (words) node.words = diffText(before.plain, after.plain, TextForm::plain, m_left).runs;
    }
    static std::string written(const Tree& tree) {
        if (tree.type == FieldType::value) return tree.text;
        JsonWriter out;
        write(out, tree);
        return out.take();
    }
    static void write(JsonWriter& out, const Tree& tree) {
        if (tree.type == FieldType::value) return out.raw(tree.text);
        const bool object = tree.type == FieldType::object;
        object ? out.beginObject() : out.beginArray();
        for (const Member& member : tree.members) {
            if (object) out.key(member.key);
            write(out, member.tree);
        }
        object ? out.endObject() : out.endArray();
    }

    void oneSide(const Tree* before, const Tree* after) {
        const Tree& tree = before != nullptr ? *before : *after;
        if (tree.type == FieldType::value) {
            ++(before != nullptr ? m_out.removed : m_out.added);
            if (m_out.cut) return;
            (before != nullptr ? m_out.nodes.back().before : m_out.nodes.back().after) = tree.text;
        }
        for (const Member& member : tree.members) step(member.key, before != nullptr ? &member.tree : nullptr, before != nullptr ? nullptr : &member.tree);
    }
    void members(const Tree& before, const Tree& after) {
        if (before.type == FieldType::list && after.type == FieldType::list) list(before, after);
        else named(before, after);
    }
    void named(const Tree& before, const Tree& after) {
        auto a = before.members.begin();
        auto b = after.members.begin();
        while (a != before.members.end() || b != after.members.end()) {
            const bool onlyA = b == after.members.end() || (a != before.members.end() && a->key < b->key);
            const bool onlyB = !onlyA && (a == before.members.end() || b->key < a->key);
            if (onlyA) step(a->key, &a->tree, nullptr);
            else if (onlyB) step(b->key, nullptr, &b->tree);
            else step(a->key, &a->tree, &b->tree);
            if (!onlyB) ++a;
            if (!onlyA) ++b;
        }
    }
    void list(const Tree& before, const Tree& after) {
        const auto numbers = [](const Tree& tree) {
            std::vector<std::uint32_t> out;
            for (const Member& member : tree.members) out.push_back(member.tree.number);
            return out;
        };
        const auto one = numbers(before), two = numbers(after);
        std::uint32_t a = 0, b = 0;
        for (const Match& match : align(one, two, m_left).matches) {
            between(before, after, {a, match.a, b, match.b});
            for (std::uint32_t i = 0; i < match.length; ++i) step(std::to_string(match.b + i), &before.members[match.a + i].tree, &after.members[match.b + i].tree);
            a = match.a + match.length;
            b = match.b + match.length;
        }
        between(before, after, {a, static_cast<std::uint32_t>(one.size()), b, static_cast<std::uint32_t>(two.size())});
    }
    struct Gap {
        std::uint32_t a0, a1, b0, b1;
    };
    /// What was replaced stands side by side, the first with the first; what is left over came or went.
    void between(const Tree& before, const Tree& after, Gap gap) {
        while (gap.a0 < gap.a1 && gap.b0 < gap.b1) {
            step(std::to_string(gap.b0), &before.members[gap.a0].tree, &after.members[gap.b0].tree);
            ++gap.a0, ++gap.b0;
        }
        for (; gap.a0 < gap.a1; ++gap.a0) step(std::to_string(gap.a0), &before.members[gap.a0].tree, nullptr);
        for (; gap.b0 < gap.b1; ++gap.b0) step(std::to_string(gap.b0), nullptr, &after.members[gap.b0].tree);
    }
    void step(const std::string& key, const Tree* before, const Tree* after) {
        m_steps.push_back(key);
        compare(before, after);
        m_steps.pop_back();
    }

    std::size_t& m_left;
    std::vector<std::string> m_steps;
    FieldDiff m_out;
};

}  // namespace

Result<FieldDiff> diffFields(std::string_view before, std::string_view after, std::size_t& left) {
    if (before.size() > mostFieldBytes || after.size() > mostFieldBytes) return problem("too_large", "a document to compare has at most 8 MiB");
    Reader reader;
    std::optional<Tree> was, is;
    if (!before.empty()) {
        OK_ASSIGN(const auto document, parseJson(before));
        was = reader.read(document.root());
    }
    if (!after.empty()) {
        OK_ASSIGN(const auto document, parseJson(after));
        is = reader.read(document.root());
    }
    Comparer comparer(left);
    if (was || is) comparer.compare(was ? &*was : nullptr, is ? &*is : nullptr);
    return comparer.take();
}

Result<FieldDiff> diffFields(std::string_view before, std::string_view after) {
    std::size_t left = standardSteps;
    return diffFields(before, after, left);
}

}  // namespace ok::approvals
