// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/note.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace ok {
namespace {

constexpr std::string_view signatureMark = "\xE2\x80\x94 ";  // em dash and a blank
constexpr std::size_t longestNote = 64 * 1024;

Problem badNote(const char* what) { return problem("bad_note", std::string("this is no checkpoint note: ") + what); }

std::vector<std::string_view> linesOf(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        out.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return out;
}

Result<TreeNote> readBody(std::string_view body) {
    const auto lines = linesOf(body);
    if (lines.size() < 3 || lines[0].empty()) return badNote("it needs origin, size and root");
    TreeNote note;
    note.origin = std::string(lines[0]);
    const std::string_view size = lines[1];
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), note.size);
    const bool plain = error == std::errc() && end == size.data() + size.size() && note.size >= 0 && (size == "0" || size[0] != '0');
    if (!plain || size[0] == '+') return badNote("its size is no plain number");
    const auto root = fromBase64(lines[2]);
    if (!root.ok() || root->size() != note.root.bytes.size()) return badNote("its root is no SHA-256");
    std::copy(root->begin(), root->end(), note.root.bytes.begin());
    return note;
}

}  // namespace

std::string noteText(const TreeNote& note) {
    return note.origin + "\n" + std::to_string(note.size) + "\n" + toBase64(ByteView(note.root.bytes)) + "\n";
}

std::uint32_t noteKeyId(std::string_view keyName, const PublicKey& key) {
    std::string material(keyName);
    material += "\n\x01";
    material += asText(ByteView(key));
    const Digest digest = sha256(material);
    return std::uint32_t(digest.bytes[0]) << 24 | std::uint32_t(digest.bytes[1]) << 16 | std::uint32_t(digest.bytes[2]) << 8 |
           std::uint32_t(digest.bytes[3]);
}

std::string signNote(const TreeNote& note, const std::string& keyName, const SigningKey& key) {
    const std::string text = noteText(note);
    const Signature signature = key.sign(asBytes(text));
    const std::uint32_t id = noteKeyId(keyName, key.publicKey());
    Bytes raw{static_cast<std::uint8_t>(id >> 24), static_cast<std::uint8_t>(id >> 16), static_cast<std::uint8_t>(id >> 8),
              static_cast<std::uint8_t>(id)};
    raw.insert(raw.end(), signature.begin(), signature.end());
    return text + "\n" + std::string(signatureMark) + keyName + " " + toBase64(raw) + "\n";
}

Result<TreeNote> openNote(std::string_view text, const std::string& keyName, const PublicKey& key) {
    const std::size_t gap = text.rfind("\n\n");
    if (text.size() > longestNote || gap == std::string_view::npos || !text.ends_with('\n')) return badNote("it has no signatures");
    const std::string_view body = text.substr(0, gap + 1);
    OK_ASSIGN(TreeNote note, readBody(body));
    for (std::string_view line : linesOf(text.substr(gap + 2))) {
        if (!line.starts_with(signatureMark)) return badNote("a signature line does not begin with a dash");
        line.remove_prefix(signatureMark.size());
        const std::size_t blank = line.find(' ');
        if (blank == std::string_view::npos || line.substr(0, blank) != keyName) continue;
        const auto raw = fromBase64(line.substr(blank + 1));
        Signature signature{};
        if (!raw.ok() || raw->size() != 4 + signature.size()) continue;
        const std::uint32_t id = std::uint32_t((*raw)[0]) << 24 | std::uint32_t((*raw)[1]) << 16 |
                                 std::uint32_t((*raw)[2]) << 8 | std::uint32_t((*raw)[3]);
        if (id != noteKeyId(keyName, key)) continue;
        std::copy(raw->begin() + 4, raw->end(), signature.begin());
        if (!verifySignature(key, asBytes(body), signature)) {
            return problem("bad_signature", "the note's signature does not fit its text");
        }
        return note;
    }
    return problem("unknown_signer", "nobody of this name and key has signed the note");
}

Status judgeNotes(const TreeNote& kept, const TreeNote& now, const merkle::Proof& proof) {
    if (kept.origin != now.origin) return problem("other_log", "the note is of another log than the one that was kept");
    if (now.size < kept.size) return problem("rolled_back", "the log is shorter than it was");
    if (now.size == kept.size && now.root != kept.root) return problem("forked", "the server signed two different logs of the same size");
    if (!merkle::verifyConsistency(kept.size, now.size, kept.root, now.root, proof)) {
        return problem("not_extended", "the log does not extend the one that was seen before");
    }
    return {};
}

}  // namespace ok
