// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A real time-stamping authority: OpenSSL's own `openssl ts` behind a small HTTP server on this machine.
#pragma once
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include "server/integrity/tsa_client.h"
#include "server/net/net_server.h"
#include "tests/support/temp_dir.h"

namespace ok::test {

/// A certificate authority, a time-stamping authority below it, and HTTP in front.
class RealTsa {
  public:
    RealTsa() {
        std::ofstream(dir.file("tsa.cnf")) << "[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:TRUE\n"
            "[tsa]\nbasicConstraints=CA:FALSE\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
            "[ts]\nserial=" << dir.file("serial") << "\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\n"
            "accuracy=secs:1\nordering=no\ntsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n";
        std::ofstream(dir.file("serial")) << "01\n";
        const std::string cnf = " -config " + dir.file("tsa.cnf");
        const std::string key = " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        made = sh("openssl req -x509 -days 30 -subj '/CN=Test CA' -extensions ca" + cnf + key + " -keyout " + dir.file("ca.key") + " -out " + dir.file("ca.pem")) &&
               sh("openssl req -new -subj '/CN=Test TSA'" + cnf + key + " -keyout " + dir.file("tsa.key") + " -out " + dir.file("tsa.csr")) &&
               sh("openssl x509 -req -days 30 -set_serial 2 -in " + dir.file("tsa.csr") + " -CA " + dir.file("ca.pem") + " -CAkey " + dir.file("ca.key") +
                  " -extfile " + dir.file("tsa.cnf") + " -extensions tsa -out " + dir.file("tsa.pem")) &&
               sh("openssl req -x509 -days 30 -subj '/CN=Another CA' -extensions ca" + cnf + key + " -keyout " + dir.file("other.key") + " -out " + dir.file("other.pem"));
        net::Router router;
        router.post("/tsa", [this](const net::HttpRequest& request, net::Responder respond) {
            if (down) return respond(net::HttpResponse::text(503, "later"));
            ++asked;
            respond(answer(request.body));
        });
        net::NetOptions options;
        options.now = [] { return Instant::fromSeconds(1'727'000'000); };
        options.listen = {{"127.0.0.1", 0, false}};
        server = std::make_unique<net::NetServer>(options, std::move(router));
        made = made && server->start().ok();
    }
    ~RealTsa() { server->stop(); }
    [[nodiscard]] integrity::TsaSettings settings() const { return {"http://127.0.0.1:" + std::to_string(server->port(0)) + "/tsa", dir.file("ca.pem"), seconds(10)}; }

    TempDir dir;
    std::atomic<bool> down{false};
    std::atomic<int> asked{0};
    bool made = false;

  private:
    static bool sh(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }
    net::HttpResponse answer(const std::string& query) {
        std::ofstream(dir.file("q"), std::ios::binary) << query;
        if (!sh("openssl ts -reply -config " + dir.file("tsa.cnf") + " -section ts -queryfile " + dir.file("q") + " -signer " + dir.file("tsa.pem") + " -inkey " +
                dir.file("tsa.key") + " -out " + dir.file("r"))) {
            return net::HttpResponse::text(500, "openssl ts");
        }
        std::ifstream in(dir.file("r"), std::ios::binary);
        std::ostringstream out;
        out << in.rdbuf();
        auto response = net::HttpResponse::text(200, out.str());
        response.headers.set("Content-Type", "application/timestamp-reply");
        return response;
    }
    std::unique_ptr<net::NetServer> server;
};

}  // namespace ok::test
