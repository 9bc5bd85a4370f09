// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The whole server in this process, with the sample utility, on a data directory that goes with it; and what the outside
// sends it: texts signed as the provider signs them, people who sign in.
#pragma once
#include <fstream>
#include <stdexcept>

#include "server/clock.h"
#include "server/product/house.h"
#include "server/product/sample_utility.h"
#include "shared/base/json.h"
#include "shared/reports/provider_signature.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wire_client.h"

namespace ok::test {

inline constexpr const char* samplePassword = "storm-watch-2024";

class SampleHouse {
  public:
    /// `sourceDir`: where `resources` lies. Throws when the house cannot be built: nothing to test then.
    explicit SampleHouse(const std::string& sourceDir) : house(optionsFor(sourceDir, dir.file("data"))) {
        must(house.start());
        std::ofstream(dir.file("password")) << samplePassword << "\n";
        must(ensureSampleUtility(house, sourceDir + "/resources", dir.file("password")));
        std::ifstream(dir.file("data") + "/drill/provider.token") >> providerToken;
        httpUrl = "http://127.0.0.1:" + std::to_string(house.httpPort());
        httpsUrl = "https://127.0.0.1:" + std::to_string(house.httpsPort());
    }
    ~SampleHouse() { house.stop(); }

    [[nodiscard]] Endpoint http() const { return {.port = house.httpPort()}; }

    /// A text as the drill provider delivers it.
    [[nodiscard]] Result<HttpAnswer> text(HttpClient& client, const std::string& sid, const std::string& from,
                                          const std::string& words) const {
        const reports::FormFields fields{{"MessageSid", sid}, {"AccountSid", "ACdrill"}, {"From", from},
                                         {"To", "+15025550199"}, {"Body", words}, {"NumMedia", "0"}};
        const std::string path = "/webhooks/twilio/sms";
        std::string body;
        for (const auto& [name, value] : fields) body += (body.empty() ? "" : "&") + name + "=" + escaped(value);
        return client.post(path, body, {{"Content-Type", "application/x-www-form-urlencoded"},
                                        {"X-Twilio-Signature", reports::providerSignature(httpUrl + path, fields, providerToken)}});
    }
    /// A person's session token.
    [[nodiscard]] std::string signIn(const std::string& login) const {
        HttpClient client(http());
        const auto answer = client.post("/v1/session", R"({"utility":"bluegrass","login":")" + login + R"(","password":")" +
                                                           samplePassword + R"(","device":"test"})");
        if (!answer.ok() || answer->status != 200) throw std::runtime_error("sign-in was refused");
        const std::size_t at = answer->body.find(R"("token":")") + 9;
        return answer->body.substr(at, answer->body.find('"', at) - at);
    }

    TempDir dir;
    House house;
    std::string httpUrl, httpsUrl, providerToken;

  private:
    static HouseOptions optionsFor(const std::string& sourceDir, const std::string& data) {
        HouseOptions options;
        options.dataDir = data;
        options.resourcesDir = sourceDir + "/resources";
        options.clock = systemNow;
        options.dice = systemDice;
        options.quiet = true;
        return options;
    }
    static void must(const Status& status) {
        if (!status.ok()) throw std::runtime_error(status.problem().code + ": " + status.problem().message);
    }
    static std::string escaped(const std::string& text) {
        static constexpr char hex[] = "0123456789ABCDEF";
        std::string out;
        for (const char c : text) {
            const auto u = static_cast<unsigned char>(c);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) out += c;
            else out += std::string{'%', hex[u >> 4], hex[u & 15]};
        }
        return out;
    }
};

}  // namespace ok::test
