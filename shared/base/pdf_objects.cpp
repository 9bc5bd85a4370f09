// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/pdf_objects.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "shared/base/digest.h"

namespace ok {
namespace {

constexpr std::size_t signatureRoom = 65'536;    // hex digits: our chain, the authority's token and its chain

std::string dateOf(Instant at) {
    const CivilTime t = toCivil(at);
    return fmt::format("(D:{:04}{:02}{:02}{:02}{:02}{:02}Z)", t.year, t.month, t.day, t.hour, t.minute, t.second);
}

std::string streamObject(const std::string& dictionary, const std::string& bytes) {
    return fmt::format("<< {}/Length {} >>\nstream\n{}\nendstream", dictionary, bytes.size(), bytes);
}

std::string embedded(const PdfAttachment& file) {
    std::string type;
    for (const char c : file.contentType) type += c == '/' ? std::string("#2F") : std::string(1, c);
    return streamObject(fmt::format("/Type /EmbeddedFile /Subtype /{} /Params << /Size {} >> ", type, file.bytes.size()), file.bytes);
}

std::string fileSpec(const PdfAttachment& file, int stream) {
    return fmt::format("<< /Type /Filespec /F {0} /UF {0} /AFRelationship /Supplement /EF << /F {1} 0 R >> >>", pdfText(file.name), stream);
}

std::string pageBody(int contents, int width, int height, const std::string& more = {}) {
    return fmt::format("<< /Type /Page /Parent {} 0 R /MediaBox [0 0 {} {}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {} 0 R{} >>",
                       pdfPages, width, height, contents, more);
}

std::string catalogBody(const std::string& names, const std::string& more = {}) {
    return fmt::format("<< /Type /Catalog /Pages {} 0 R /PageMode /UseNone /Names << /EmbeddedFiles << /Names [{}] >> >>{} >>", pdfPages, names, more);
}

/// A cross-reference section over these objects; consecutive numbers share a subsection.
std::string crossReferences(const std::map<int, std::size_t>& offsets, bool first) {
    std::string out = "xref\n";
    if (first) out += "0 1\n0000000000 65535 f \n";
    for (auto at = offsets.begin(); at != offsets.end();) {
        auto end = at;
        int count = 0;
        for (; end != offsets.end() && end->first == at->first + count; ++end) ++count;
        out += fmt::format("{} {}\n", at->first, count);
        for (; at != end; ++at) out += fmt::format("{:010} 00000 n \n", at->second);
    }
    return out;
}

std::size_t numberAfter(const std::string& text, const std::string& key) {
    const std::size_t at = text.rfind(key);
    std::size_t value = 0;
    if (at != std::string::npos) std::from_chars(text.data() + at + key.size(), text.data() + text.size(), value);
    return value;
}

std::string between(const std::string& text, const std::string& from, const std::string& to, std::size_t start = 0) {
    const std::size_t at = text.find(from, start);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + from.size();
    return text.substr(begin, text.find(to, begin) - begin);
}

}  // namespace

void PdfObjects::put(int number, const std::string& body) {
    m_offsets[number] = m_out.size();
    m_out += fmt::format("{} 0 obj\n{}\nendobj\n", number, body);
}

std::string PdfObjects::report(const std::vector<std::string>& pages, const std::vector<PdfAttachment>& attachments, int width, int height,
                               Instant at, std::string_view title) {
    m_out = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
    m_offsets.clear();
    const int pageCount = static_cast<int>(pages.size());
    int next = pdfFirstPage + 2 * pageCount;
    std::vector<std::pair<std::string, int>> names;
    for (const PdfAttachment& file : attachments) {
        put(next, embedded(file));
        put(next + 1, fileSpec(file, next));
        names.emplace_back(file.name, next + 1);
        next += 2;
    }
    std::sort(names.begin(), names.end());
    std::string tree;
    for (const auto& [name, object] : names) tree += fmt::format("{} {} 0 R ", pdfText(name), object);
    put(pdfCatalog, catalogBody(tree));
    std::string kids;
    for (int i = 0; i < pageCount; ++i) kids += fmt::format("{} 0 R ", pdfFirstPage + 2 * i);
    put(pdfPages, fmt::format("<< /Type /Pages /Count {} /Kids [{}] >>", pageCount, kids));
    put(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
    put(4, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>");
    put(5, fmt::format("<< /Title {1} /Producer (OutageKit) /CreationDate {0} /ModDate {0} >>", dateOf(at), pdfText(title)));
    for (int i = 0; i < pageCount; ++i) {
        put(pdfFirstPage + 2 * i, pageBody(pdfFirstPage + 2 * i + 1, width, height));
        put(pdfFirstPage + 2 * i + 1, streamObject("", pages[static_cast<std::size_t>(i)]));
    }
    const std::string id = toHex(ByteView(sha256(m_out).bytes).first(16));
    const std::size_t xref = m_out.size();
    m_out += crossReferences(m_offsets, true);
    m_out += fmt::format("trailer\n<< /Size {} /Root {} 0 R /Info 5 0 R /ID [<{}> <{}>] >>\nstartxref\n{}\n%%EOF\n", next, pdfCatalog, id, id, xref);
    return std::move(m_out);
}

PdfObjects::Unsigned PdfObjects::withPlace(const std::string& content, const PdfAttachment& custody, Instant signedAt, const std::string& signer) {
    Unsigned out;
    PdfObjects update;
    update.m_out = content;
    const std::size_t before = numberAfter(content, "startxref\n");
    const int next = static_cast<int>(numberAfter(content, "/Size "));
    const std::string id = between(content, "/ID [<", ">", before);
    const std::string catalog = between(content, "\n1 0 obj\n", "\nendobj"), page = between(content, "\n6 0 obj\n", "\nendobj");
    const std::string names = between(catalog, "/Names [", "]");
    const int file = next, spec = next + 1, field = next + 2, signature = next + 3;
    update.put(file, embedded(custody));
    update.put(spec, fileSpec(custody, file));
    // The name tree is in order: the new name stands where it belongs.
    const std::string entry = fmt::format("{} {} 0 R ", pdfText(custody.name), spec);
    std::string tree;
    bool placed = false;
    for (std::size_t at = 0; at < names.size();) {
        const std::size_t end = names.find(" R ", at) + 3;
        const std::string one = names.substr(at, end - at);
        if (!placed && entry < one) {
            tree += entry;
            placed = true;
        }
        tree += one;
        at = end;
    }
    if (!placed) tree += entry;
    update.put(pdfCatalog, catalogBody(tree, fmt::format(" /AcroForm << /SigFlags 3 /Fields [{} 0 R] >>", field)));
    update.put(pdfFirstPage, page.substr(0, page.size() - 3) + fmt::format(" /Annots [{} 0 R] >>", field));
    update.put(field, fmt::format("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature) /F 132 /Rect [0 0 0 0] /P {} 0 R /V {} 0 R >>", pdfFirstPage, signature));
    update.m_offsets[signature] = update.m_out.size();
    update.m_out += fmt::format("{} 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M {} /Name {} /Reason (Evidence from the audit log)"
                                " /ByteRange [0 ", signature, dateOf(signedAt), pdfText(signer));
    const std::size_t range = update.m_out.size();
    update.m_out += std::string(32, ' ') + "] /Contents ";
    out.contentsAt = update.m_out.size();
    out.contentsSize = signatureRoom + 2;
    update.m_out += '<' + std::string(signatureRoom, '0') + "> >>\nendobj\n";
    const std::size_t xref = update.m_out.size();
    update.m_out += crossReferences(update.m_offsets, false);
    update.m_out += fmt::format("trailer\n<< /Size {} /Root {} 0 R /Info 5 0 R /ID [<{}> <{}>] /Prev {} >>\nstartxref\n{}\n%%EOF\n", next + 4,
                                pdfCatalog, id, toHex(ByteView(sha256(custody.bytes).bytes).first(16)), before, xref);
    const std::size_t after = out.contentsAt + out.contentsSize;
    const std::string numbers = fmt::format("{} {} {}", out.contentsAt, after, update.m_out.size() - after);
    update.m_out.replace(range, numbers.size(), numbers);
    out.bytes = std::move(update.m_out);
    return out;
}

bool PdfObjects::fill(Unsigned& file, const std::string& der) {
    const std::string hex = toHex(asBytes(der));
    if (hex.size() > signatureRoom) return false;
    file.bytes.replace(file.contentsAt + 1, hex.size(), hex);
    return true;
}

void pdfLine(std::string& page, int x, int y, const char* font, double size, std::string_view words) {
    fmt::format_to(std::back_inserter(page), "BT /{} {} Tf {} {} Td {} Tj ET\n", font, size, x, y, pdfText(words));
}

std::string pdfText(std::string_view utf8) {
    std::string out = "(";
    for (std::size_t at = 0; at < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[at]);
        const int more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        std::uint32_t code = more == 0 ? lead : lead & (0x3FU >> more);
        for (int i = 0; i < more && at + 1 < utf8.size(); ++i) code = code << 6 | (static_cast<unsigned char>(utf8[++at]) & 0x3F);
        ++at;
        if (code == '(' || code == ')' || code == '\\') (out += '\\') += static_cast<char>(code);
        else if ((code >= 0x20 && code < 0x7F)) out += static_cast<char>(code);
        else if (code >= 0xA0 && code <= 0xFF) out += fmt::format("\\{:03o}", code);
        else if (code == 0x2022) out += "\\225";
        else out += fmt::format("\\\\u{{{:X}}}", code);
    }
    return out + ")";
}

}  // namespace ok
