// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// TLS settings.
#include "server/net/tls_context.h"

#include <openssl/ssl.h>

#include <boost/asio/ssl/context.hpp>

#include <cstring>

#include "server/net/certificate.h"

namespace ok::net {
namespace {

// We speak HTTP/1.1 only; a client that offers protocols without it gets none chosen and may still try.
int chooseProtocol(SSL*, const unsigned char** out, unsigned char* outSize, const unsigned char* in, unsigned int inSize,
                   void*) {
    constexpr std::string_view wanted = "http/1.1";
    for (unsigned int at = 0; at < inSize; at += 1U + in[at]) {
        const unsigned int size = in[at];
        if (at + 1 + size > inSize) break;
        if (size == wanted.size() && std::memcmp(in + at + 1, wanted.data(), size) == 0) {
            *out = in + at + 1;
            *outSize = static_cast<unsigned char>(size);
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_NOACK;
}

Status loadCertificate(asio::ssl::context& context, const TlsOptions& options) {
    error_code ec;
    if (options.certificateFile.empty()) {
        OK_ASSIGN(const auto pem, selfSignedCertificate());
        context.use_certificate_chain(asio::buffer(pem.certificate), ec);
        if (!ec) context.use_private_key(asio::buffer(pem.key), asio::ssl::context::pem, ec);
        if (ec) return problem("certificate_failed", "the self-signed certificate could not be used");
        return {};
    }
    context.use_certificate_chain_file(options.certificateFile, ec);
    if (ec) {
        return problem("certificate_unreadable", "the certificate `" + options.certificateFile + "` could not be read",
                       {{"reason", ec.message()}});
    }
    context.use_private_key_file(options.keyFile, asio::ssl::context::pem, ec);
    if (ec) {
        return problem("key_unreadable", "the private key `" + options.keyFile + "` could not be read or does not fit",
                       {{"reason", ec.message()}});
    }
    return {};
}

}  // namespace

Result<TlsContext> makeTlsContext(const TlsOptions& options) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    auto* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // an idle connection gives its 34 kB back
    SSL_CTX_set_alpn_select_cb(native, chooseProtocol, nullptr);
    OK_TRY(loadCertificate(*context, options));
    return context;
}

}  // namespace ok::net
