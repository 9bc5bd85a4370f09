// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/saml/saml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/keysmngr.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlenc.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>
#include <zlib.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "shared/base/digest.h"
#include "shared/base/freer.h"
#include "shared/base/unicode.h"

namespace ok::saml {
namespace {

using Document = std::unique_ptr<xmlDoc, Freer<xmlFreeDoc>>;
using Context = std::unique_ptr<xmlSecDSigCtx, Freer<xmlSecDSigCtxDestroy>>;
using Decryption = std::unique_ptr<xmlSecEncCtx, Freer<xmlSecEncCtxDestroy>>;
using Keys = std::unique_ptr<xmlSecKeysMngr, Freer<xmlSecKeysMngrDestroy>>;

constexpr const char* samlNs = "urn:oasis:names:tc:SAML:2.0:assertion";
constexpr const char* protocolNs = "urn:oasis:names:tc:SAML:2.0:protocol";
constexpr const char* metadataNs = "urn:oasis:names:tc:SAML:2.0:metadata";
constexpr const char* signatureNs = "http://www.w3.org/2000/09/xmldsig#";
constexpr const char* encryptionNs = "http://www.w3.org/2001/04/xmlenc#";
constexpr const char* redirectBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
constexpr const char* bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
constexpr std::size_t largest = 256 * 1024;

Problem malformed(std::string what) { return problem("saml_malformed", std::move(what)); }

const xmlChar* x(const char* text) { return reinterpret_cast<const xmlChar*>(text); }

bool ready() {
    static const bool done = [] {
        xmlInitParser();
        if (xmlSecInit() < 0 || xmlSecCryptoAppInit(nullptr) < 0 || xmlSecCryptoInit() < 0) return false;
        xmlSecErrorsSetCallback([](const char*, int, const char*, const char*, const char*, int, const char*) {});
        return true;
    }();
    return done;
}

// No entities, no document type, no network: whatever an answer needs is in it.
Result<Document> parse(std::string_view xml) {
    if (!ready()) return problem("saml_malformed", "the XML library could not be started");
    if (xml.empty() || xml.size() > largest || !isUtf8(xml)) return malformed("the answer is empty, too large or not UTF-8");
    if (xml.find("<!DOCTYPE") != std::string_view::npos || xml.find("<!ENTITY") != std::string_view::npos) return malformed("a document type is not accepted");
    Document out(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA));
    if (!out || xmlDocGetRootElement(out.get()) == nullptr) return malformed("the answer is not XML");
    if (out->intSubset != nullptr || out->extSubset != nullptr) return malformed("a document type is not accepted");
    return out;
}

bool is(const xmlNode* node, const char* ns, const char* name) {
    return node != nullptr && node->type == XML_ELEMENT_NODE && node->ns != nullptr && xmlStrEqual(node->ns->href, x(ns)) == 1 && xmlStrEqual(node->name, x(name)) == 1;
}

std::vector<xmlNode*> children(xmlNode* parent, const char* ns, const char* name) {
    std::vector<xmlNode*> out;
    for (xmlNode* node = parent == nullptr ? nullptr : parent->children; node != nullptr; node = node->next) {
        if (is(node, ns, name)) out.push_back(node);
    }
    return out;
}

xmlNode* only(xmlNode* parent, const char* ns, const char* name) {
    const auto all = children(parent, ns, name);
    return all.size() == 1 ? all.front() : nullptr;
}

std::string attribute(const xmlNode* node, const char* name) {
    if (node == nullptr) return {};
    xmlChar* held = xmlGetNoNsProp(node, x(name));
    std::string out = held == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(held));
    xmlFree(held);
    return out;
}

/// The text of an element that holds nothing but text.
std::string text(const xmlNode* node) {
    std::string out;
    for (const xmlNode* part = node == nullptr ? nullptr : node->children; part != nullptr; part = part->next) {
        if (part->type != XML_TEXT_NODE) return {};
        if (part->content != nullptr) out += reinterpret_cast<const char*>(part->content);
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == '\n' || out.back() == '\t')) out.pop_back();
    out.erase(0, std::min(out.find_first_not_of(" \n\t"), out.size()));
    return out;
}

struct Census {
    std::vector<xmlNode*> assertions, signatures;
    std::set<std::string> ids;
    bool doubles = false, strange = false;
    int depth = 0;
};

void count(xmlNode* node, Census& out, int depth) {
    if (depth > 60) out.strange = true;
    for (; node != nullptr && !out.strange; node = node->next) {
        // Text that a comment splits reads differently to different readers; instructions and entities have no business here.
        if (node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE) out.strange = true;
        if (node->type != XML_ELEMENT_NODE) continue;
        if (is(node, samlNs, "Assertion") || is(node, samlNs, "EncryptedAssertion")) out.assertions.push_back(node);
        if (is(node, signatureNs, "Signature")) out.signatures.push_back(node);
        for (const char* name : {"ID", "Id", "id"}) {
            const std::string id = attribute(node, name);
            if (!id.empty() && !out.ids.insert(id).second) out.doubles = true;
        }
        count(node->children, out, depth + 1);
    }
}

bool knownTransform(const std::string& uri) {
    return uri == "http://www.w3.org/2000/09/xmldsig#enveloped-signature" || uri == "http://www.w3.org/2001/10/xml-exc-c14n#" ||
           uri == "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
}

// Before any cryptography: the signature is the signed element's own child, speaks of that element by its id, and of nothing
// else, and uses only what a SAML signature needs.
Status checkShape(xmlNode* signature, xmlNode* signedElement) {
    xmlNode* info = only(signature, signatureNs, "SignedInfo");
    xmlNode* reference = only(info, signatureNs, "Reference");
    if (reference == nullptr || children(signature, signatureNs, "Object").size() > 0) return malformed("a signature covers one element and holds none");
    const std::string id = attribute(signedElement, "ID");
    if (id.empty() || attribute(reference, "URI") != "#" + id) return malformed("the signature does not speak of the element it stands in");
    const auto transforms = children(only(reference, signatureNs, "Transforms"), signatureNs, "Transform");
    if (transforms.empty() || transforms.size() > 2 ||
        !std::all_of(transforms.begin(), transforms.end(), [](const xmlNode* t) { return knownTransform(attribute(t, "Algorithm")); })) {
        return malformed("the signature uses transforms that are not accepted");
    }
    static const std::set<std::string> methods{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
                                               "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"};
    static const std::set<std::string> digests{"http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512"};
    if (!methods.contains(attribute(only(info, signatureNs, "SignatureMethod"), "Algorithm")) ||
        !digests.contains(attribute(only(reference, signatureNs, "DigestMethod"), "Algorithm"))) {
        return problem("saml_bad_signature", "the signature's method is not accepted");
    }
    return {};
}

bool verifiedBy(const std::string& certificate, xmlNode* signature) {
    const Context context(xmlSecDSigCtxCreate(nullptr));
    if (!context) return false;
    // The key is the one the metadata names; whatever the answer says about keys is not looked at.
    context->signKey = xmlSecCryptoAppKeyLoadMemory(reinterpret_cast<const xmlSecByte*>(certificate.data()), static_cast<xmlSecSize>(certificate.size()),
                                                    xmlSecKeyDataFormatCertPem, nullptr, nullptr, nullptr);
    if (context->signKey == nullptr) return false;
    context->enabledReferenceUris = xmlSecTransformUriTypeSameDocument;
    return xmlSecDSigCtxVerify(context.get(), signature) == 0 && context->status == xmlSecDSigStatusSucceeded;
}

Status checkSignature(xmlDoc* document, xmlNode* signature, xmlNode* signedElement, const IdentityProvider& provider) {
    OK_TRY(checkShape(signature, signedElement));
    static const xmlChar* const ids[] = {x("ID"), nullptr};
    xmlSecAddIDs(document, xmlDocGetRootElement(document), const_cast<const xmlChar**>(ids));
    const xmlAttr* mark = xmlGetID(document, x(attribute(signedElement, "ID").c_str()));
    if (mark == nullptr || mark->parent != signedElement) return malformed("the signed id names another element");
    for (const std::string& certificate : provider.certificates) {
        if (verifiedBy(certificate, signature)) return {};
    }
    return problem("saml_bad_signature", "the answer's signature is not the identity provider's");
}

Result<Instant> momentAt(const xmlNode* node, const char* name) {
    const std::string held = attribute(node, name);
    if (held.empty()) return problem("saml_malformed", "`" + std::string(name) + "` is missing");
    return parseIso(held);
}

Status checkBearer(xmlNode* assertion, const Expectation& expected, Assertion& out) {
    xmlNode* subject = only(assertion, samlNs, "Subject");
    out.nameId = text(only(subject, samlNs, "NameID"));
    if (out.nameId.empty() || out.nameId.size() > 256) return malformed("the answer does not say who it is about");
    Problem why = malformed("the answer is no bearer assertion");
    for (xmlNode* each : children(subject, samlNs, "SubjectConfirmation")) {
        xmlNode* data = only(each, samlNs, "SubjectConfirmationData");
        if (attribute(each, "Method") != bearer || data == nullptr) continue;
        if (attribute(data, "Recipient") != expected.acsUrl) { why = problem("saml_wrong_recipient", "the answer was made for another address"); continue; }
        if (attribute(data, "InResponseTo") != expected.requestId) { why = problem("saml_wrong_request", "the answer is to another request"); continue; }
        const auto until = momentAt(data, "NotOnOrAfter");
        if (!until.ok() || expected.now - expected.skew >= *until || !attribute(data, "NotBefore").empty()) { why = problem("saml_expired", "the answer has expired"); continue; }
        out.notOnOrAfter = *until;
        return {};
    }
    return why;
}

Status checkConditions(xmlNode* assertion, const Expectation& expected) {
    xmlNode* conditions = only(assertion, samlNs, "Conditions");
    if (conditions == nullptr) return malformed("the answer has no conditions");
    if (const auto from = momentAt(conditions, "NotBefore"); !attribute(conditions, "NotBefore").empty() && (!from.ok() || *from > expected.now + expected.skew)) {
        return problem("saml_expired", "the answer does not hold yet");
    }
    const auto until = momentAt(conditions, "NotOnOrAfter");
    if (!until.ok() || expected.now - expected.skew >= *until) return problem("saml_expired", "the answer has expired");
    // Every restriction has to let us in.
    const auto restrictions = children(conditions, samlNs, "AudienceRestriction");
    const bool ours = !restrictions.empty() && std::all_of(restrictions.begin(), restrictions.end(), [&expected](xmlNode* restriction) {
        const auto all = children(restriction, samlNs, "Audience");
        return std::any_of(all.begin(), all.end(), [&expected](const xmlNode* a) { return text(a) == expected.entityId; });
    });
    if (!ours) return problem("saml_wrong_audience", "the answer is for somebody else");
    return {};
}

void readAttributes(xmlNode* assertion, Assertion& out) {
    for (xmlNode* statement : children(assertion, samlNs, "AttributeStatement")) {
        for (xmlNode* each : children(statement, samlNs, "Attribute")) {
            auto& values = out.attributes[attribute(each, "Name")];
            for (const xmlNode* value : children(each, samlNs, "AttributeValue")) {
                if (std::string held = text(value); !held.empty() && values.size() < 1000) values.push_back(std::move(held));
            }
        }
    }
}

std::vector<xmlNode*> elementsIn(xmlNode* parent) {
    std::vector<xmlNode*> out;
    for (xmlNode* node = parent == nullptr ? nullptr : parent->children; node != nullptr; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) out.push_back(node);
    }
    return out;
}

/// The bytes stand here and nowhere else: a reference would have us fetch them.
bool holdsItsBytes(xmlNode* encrypted) {
    xmlNode* data = only(encrypted, encryptionNs, "CipherData");
    return data != nullptr && elementsIn(data).size() == 1 && only(data, encryptionNs, "CipherValue") != nullptr;
}

// Before any cryptography, as with signatures. `authenticated`: what is around it was signed, so the ciphertext is what was sent.
bool soundEncryption(xmlNode* encrypted, bool authenticated) {
    static const std::set<std::string> sealed{"http://www.w3.org/2009/xmlenc11#aes128-gcm", "http://www.w3.org/2009/xmlenc11#aes192-gcm", "http://www.w3.org/2009/xmlenc11#aes256-gcm"};
    static const std::set<std::string> bendable{"http://www.w3.org/2001/04/xmlenc#aes128-cbc", "http://www.w3.org/2001/04/xmlenc#aes256-cbc"};
    static const std::set<std::string> wraps{"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "http://www.w3.org/2009/xmlenc11#rsa-oaep"};
    xmlNode* data = only(encrypted, encryptionNs, "EncryptedData");
    xmlNode* info = only(data, signatureNs, "KeyInfo");
    xmlNode* key = only(info, encryptionNs, "EncryptedKey");
    if (key == nullptr || elementsIn(encrypted).size() != 1 || elementsIn(info).size() != 1 || !holdsItsBytes(data) || !holdsItsBytes(key)) return false;
    const std::string method = attribute(only(data, encryptionNs, "EncryptionMethod"), "Algorithm");
    if (!sealed.contains(method) && !(authenticated && bendable.contains(method))) return false;
    return wraps.contains(attribute(only(key, encryptionNs, "EncryptionMethod"), "Algorithm"));
}

/// Puts the assertion in the place of its ciphertext.
bool decryptInPlace(xmlNode* encrypted, const std::string& pem) {
    xmlNode* data = only(encrypted, encryptionNs, "EncryptedData");
    xmlNode* key = only(only(data, signatureNs, "KeyInfo"), encryptionNs, "EncryptedKey");
    // Whatever it says about which key that is: there is one.
    for (xmlNode* each : children(key, signatureNs, "KeyInfo")) {
        xmlUnlinkNode(each);
        xmlFreeNode(each);
    }
    const Keys keys(xmlSecKeysMngrCreate());
    if (!keys || xmlSecCryptoAppDefaultKeysMngrInit(keys.get()) < 0) return false;
    xmlSecKeyPtr ours = xmlSecCryptoAppKeyLoadMemory(reinterpret_cast<const xmlSecByte*>(pem.data()), static_cast<xmlSecSize>(pem.size()), xmlSecKeyDataFormatPem, nullptr, nullptr, nullptr);
    if (ours == nullptr) return false;
    if (xmlSecCryptoAppDefaultKeysMngrAdoptKey(keys.get(), ours) < 0) {
        xmlSecKeyDestroy(ours);
        return false;
    }
    const Decryption context(xmlSecEncCtxCreate(keys.get()));
    return context && xmlSecEncCtxDecrypt(context.get(), data) >= 0 && context->resultReplaced != 0;
}

Result<xmlNode*> decrypted(xmlNode* encrypted, const Expectation& expected, bool authenticated) {
    const auto no = [] { return problem("saml_not_decrypted", "the answer is encrypted in a way, or for a key, that is not ours"); };
    if (expected.decryptionKey.empty() || !soundEncryption(encrypted, authenticated) || !decryptInPlace(encrypted, expected.decryptionKey)) return no();
    xmlNode* assertion = only(encrypted, samlNs, "Assertion");
    if (assertion == nullptr || elementsIn(encrypted).size() != 1) return no();
    return assertion;
}

Status checkResponse(xmlNode* root, const IdentityProvider& provider, const Expectation& expected) {
    if (!is(root, protocolNs, "Response")) return malformed("the answer is no SAML response");
    const std::string destination = attribute(root, "Destination");
    if (!destination.empty() && destination != expected.acsUrl) return problem("saml_wrong_recipient", "the answer was sent to another address");
    if (attribute(root, "InResponseTo") != expected.requestId) return problem("saml_wrong_request", "the answer is to another request");
    const auto issuers = children(root, samlNs, "Issuer");
    if (issuers.size() > 1 || (issuers.size() == 1 && text(issuers.front()) != provider.entityId)) return problem("saml_wrong_issuer", "the answer is from somebody else");
    xmlNode* code = only(only(root, protocolNs, "Status"), protocolNs, "StatusCode");
    if (attribute(code, "Value") != "urn:oasis:names:tc:SAML:2.0:status:Success") return problem("saml_not_success", "the identity provider did not sign anybody in");
    return {};
}

}  // namespace

namespace {

/// The one assertion, whose words somebody signed: itself, or the response around it, or each of them; nothing else may be signed.
Result<xmlNode*> signedAssertion(xmlDoc* document, const IdentityProvider& provider, const Expectation& expected) {
    xmlNode* root = xmlDocGetRootElement(document);
    const auto looked = [root](Census& census) {
        count(root, census, 0);
        return census.strange || census.doubles ? Status(malformed("the answer holds comments, instructions or one id twice")) : Status();
    };
    const auto signedPlaces = [&](const Census& census, xmlNode* inner, bool rootToo) -> Result<bool> {
        bool found = false;
        for (xmlNode* signature : census.signatures) {
            xmlNode* place = signature->parent;
            if (place == root && !rootToo) continue;   // verified before what it held was decrypted
            if (place != inner && place != root) return malformed("a signature stands where none belongs");
            if (only(place, signatureNs, "Signature") != signature) return malformed("an element is signed twice");
            OK_TRY(checkSignature(document, signature, place, provider));
            found = true;
        }
        return found;
    };
    Census before;
    OK_TRY(looked(before));
    xmlNode* encrypted = only(root, samlNs, "EncryptedAssertion");
    xmlNode* assertion = only(root, samlNs, "Assertion");
    xmlNode* one = encrypted != nullptr ? encrypted : assertion;
    if (before.assertions.size() != 1 || one == nullptr || before.assertions.front() != one) return malformed("an answer holds one assertion, below its root");
    OK_ASSIGN(bool sure, signedPlaces(before, assertion, true));
    if (encrypted != nullptr) {
        OK_ASSIGN(assertion, decrypted(encrypted, expected, sure));
        Census after;
        OK_TRY(looked(after));
        if (after.assertions.size() != 2 || after.assertions.back() != assertion) return malformed("an answer holds one assertion, below its root");
        OK_ASSIGN(const bool inside, signedPlaces(after, assertion, false));
        sure = sure || inside;
    } else if (expected.encryptedOnly) {
        return problem("saml_not_encrypted", "the answer has to be encrypted");
    }
    if (!sure) return problem("saml_unsigned", "the answer is not signed");
    return assertion;
}

}  // namespace

Result<Assertion> verifyResponse(std::string_view response, const IdentityProvider& provider, const Expectation& expected) {
    OK_ASSIGN(const Document document, parse(response));
    OK_ASSIGN(xmlNode* const assertion, signedAssertion(document.get(), provider, expected));
    OK_TRY(checkResponse(xmlDocGetRootElement(document.get()), provider, expected));
    if (text(only(assertion, samlNs, "Issuer")) != provider.entityId) return problem("saml_wrong_issuer", "the answer is from somebody else");
    Assertion out;
    out.id = attribute(assertion, "ID");
    OK_TRY(checkBearer(assertion, expected, out));
    OK_TRY(checkConditions(assertion, expected));
    if (children(assertion, samlNs, "AuthnStatement").empty()) return malformed("the answer does not say that anybody signed in");
    readAttributes(assertion, out);
    return out;
}

Result<IdentityProvider> readMetadata(std::string_view xml) {
    const auto wrong = [](const char* what) { return problem("bad_metadata", what); };
    const auto document = parse(xml);
    if (!document.ok()) return wrong("the metadata is not acceptable XML");
    xmlNode* root = xmlDocGetRootElement(document->get());
    if (!is(root, metadataNs, "EntityDescriptor")) return wrong("the metadata does not describe one entity");
    IdentityProvider out{attribute(root, "entityID"), {}, {}, {}, {}};
    xmlNode* role = only(root, metadataNs, "IDPSSODescriptor");
    for (const xmlNode* service : children(role, metadataNs, "SingleSignOnService")) {
        if (attribute(service, "Binding") == redirectBinding) out.signOnUrl = attribute(service, "Location");
    }
    for (const xmlNode* service : children(role, metadataNs, "SingleLogoutService")) {
        if (attribute(service, "Binding") != redirectBinding) continue;
        out.logoutUrl = attribute(service, "Location");
        const std::string answers = attribute(service, "ResponseLocation");
        out.logoutAnswerUrl = answers.empty() ? out.logoutUrl : answers;
    }
    for (xmlNode* key : children(role, metadataNs, "KeyDescriptor")) {
        if (const std::string use = attribute(key, "use"); !use.empty() && use != "signing") continue;
        for (xmlNode* data : children(only(key, signatureNs, "KeyInfo"), signatureNs, "X509Data")) {
            for (const xmlNode* certificate : children(data, signatureNs, "X509Certificate")) {
                std::string held = text(certificate);
                std::erase_if(held, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
                const auto raw = fromBase64(held);
                if (raw.ok()) out.certificates.push_back("-----BEGIN CERTIFICATE-----\n" + toBase64(*raw) + "\n-----END CERTIFICATE-----\n");
            }
        }
    }
    // One long line is no PEM to everybody.
    for (std::string& pem : out.certificates) {
        for (std::size_t at = pem.find('\n') + 65; at < pem.rfind("\n-----END"); at += 65) pem.insert(at, "\n");
    }
    if (out.entityId.empty() || out.signOnUrl.empty() || out.certificates.empty()) return wrong("the metadata lacks an entity id, a redirect address or a signing certificate");
    return out;
}

namespace {
std::string escaped(const std::string& value) {
    std::string out;
    for (const char c : value) {
        out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '"' ? "&quot;" : std::string(1, c);
    }
    return out;
}
}  // namespace

std::string authnRequest(const Request& request) {
    return "<samlp:AuthnRequest xmlns:samlp=\"" + std::string(protocolNs) + "\" ID=\"" + escaped(request.id) + "\" Version=\"2.0\" IssueInstant=\"" +
           toIso(request.now).substr(0, 19) + "Z\" Destination=\"" + escaped(request.destination) + "\" AssertionConsumerServiceURL=\"" + escaped(request.acsUrl) +
           "\" ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"><saml:Issuer xmlns:saml=\"" + samlNs + "\">" + escaped(request.entityId) +
           "</saml:Issuer></samlp:AuthnRequest>";
}

std::string deflated(std::string_view xml) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    Bytes out(deflateBound(&stream, static_cast<uLong>(xml.size())));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(xml.data()));
    stream.avail_in = static_cast<uInt>(xml.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    (void)deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    (void)deflateEnd(&stream);
    return toBase64(out);
}

Result<std::string> inflated(std::string_view base64) {
    const auto raw = base64.size() > largest ? Result<Bytes>(malformed("this message is too long")) : fromBase64(base64);
    if (!raw.ok()) return malformed("this message is not Base64");
    std::string out(64 * 1024, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -15) != Z_OK) return malformed("this message cannot be unpacked");
    stream.next_in = const_cast<Bytef*>(raw->data());
    stream.avail_in = static_cast<uInt>(raw->size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int ended = inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    (void)inflateEnd(&stream);
    if (ended != Z_STREAM_END) return malformed("this message is cut short or unpacks to too much");
    return out;
}

Result<LogoutMessage> readLogout(std::string_view xml, const IdentityProvider& provider, const std::string& destination, Instant now) {
    OK_ASSIGN(const Document document, parse(xml));
    xmlNode* root = xmlDocGetRootElement(document.get());
    Census census;
    count(root, census, 0);
    if (census.strange || census.doubles) return malformed("the message holds comments, instructions or one id twice");
    LogoutMessage out;
    out.isRequest = is(root, protocolNs, "LogoutRequest");
    if (!out.isRequest && !is(root, protocolNs, "LogoutResponse")) return malformed("this is no message about signing out");
    if (text(only(root, samlNs, "Issuer")) != provider.entityId) return problem("saml_wrong_issuer", "the message is from somebody else");
    if (attribute(root, "Destination") != destination) return problem("saml_wrong_recipient", "the message was made for another address");
    out.id = attribute(root, "ID");
    out.inResponseTo = attribute(root, "InResponseTo");
    OK_ASSIGN(const Instant issued, momentAt(root, "IssueInstant"));
    const auto until = attribute(root, "NotOnOrAfter").empty() ? Result<Instant>(issued + minutes(5)) : momentAt(root, "NotOnOrAfter");
    if (!until.ok() || issued > now + minutes(1) || now - minutes(1) >= std::min(*until, issued + minutes(5))) return problem("saml_expired", "the message is too old");
    out.nameId = text(only(root, samlNs, "NameID"));
    if (out.isRequest && (out.nameId.empty() || out.nameId.size() > 256 || out.id.empty() || out.id.size() > 256)) return malformed("the message does not say whom it is about");
    out.success = attribute(only(only(root, protocolNs, "Status"), protocolNs, "StatusCode"), "Value") == "urn:oasis:names:tc:SAML:2.0:status:Success";
    return out;
}

namespace {
std::string logoutHead(const char* name, const LogoutWords& words, const std::string& more) {
    return "<samlp:" + std::string(name) + " xmlns:samlp=\"" + protocolNs + "\" xmlns:saml=\"" + samlNs + "\" ID=\"" + escaped(words.id) + "\" Version=\"2.0\" IssueInstant=\"" +
           toIso(words.now).substr(0, 19) + "Z\" Destination=\"" + escaped(words.destination) + "\"" + more + "><saml:Issuer>" + escaped(words.entityId) + "</saml:Issuer>";
}
}  // namespace

std::string logoutRequest(const LogoutWords& words, const std::string& nameId) {
    return logoutHead("LogoutRequest", words, {}) + "<saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">" + escaped(nameId) + "</saml:NameID></samlp:LogoutRequest>";
}

std::string logoutAnswer(const LogoutWords& words, const std::string& inResponseTo, bool success) {
    return logoutHead("LogoutResponse", words, " InResponseTo=\"" + escaped(inResponseTo) + "\"") + "<samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:" +
           (success ? "Success" : "Responder") + "\"/></samlp:Status></samlp:LogoutResponse>";
}

std::string ownMetadata(const std::string& entityId, const std::string& acsUrl, const OwnService& more) {
    std::string keys, logout;
    if (const std::size_t begin = more.certificate.find("-----BEGIN CERTIFICATE-----"); begin != std::string::npos) {
        std::string body = more.certificate.substr(begin + 27, more.certificate.find("-----END", begin) - begin - 27);
        std::erase_if(body, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
        for (const char* use : {"signing", "encryption"}) {
            keys += std::string("<KeyDescriptor use=\"") + use + "\"><ds:KeyInfo xmlns:ds=\"" + signatureNs + "\"><ds:X509Data><ds:X509Certificate>" + body +
                    "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>";
        }
    }
    if (!more.logoutUrl.empty()) logout = std::string("<SingleLogoutService Binding=\"") + redirectBinding + "\" Location=\"" + escaped(more.logoutUrl) + "\"/>";
    return "<EntityDescriptor xmlns=\"" + std::string(metadataNs) + "\" entityID=\"" + escaped(entityId) +
           "\"><SPSSODescriptor AuthnRequestsSigned=\"false\" WantAssertionsSigned=\"true\" protocolSupportEnumeration=\"" + protocolNs +
           "\">" + keys + logout + "<NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat><AssertionConsumerService index=\"0\" isDefault=\"true\" "
           "Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"" + escaped(acsUrl) + "\"/></SPSSODescriptor></EntityDescriptor>";
}

}  // namespace ok::saml
