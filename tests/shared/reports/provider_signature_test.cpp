// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Webhook signatures as Twilio's own library tests them (P01, P03, main job 6 "signatures checked"), and the nearest
// wrong request beside each right one.
#include "shared/reports/provider_signature.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <random>
#include <sstream>

namespace ok::reports {
namespace {

namespace json = boost::json;

struct Vector {
    std::string name, url, body, signature;
    FormFields fields;
};

FormFields fieldsOf(const json::value& params) {
    FormFields fields;
    if (params.is_object()) {
        for (const auto& [key, value] : params.as_object()) fields.emplace_back(key, value.as_string().c_str());
    } else {
        for (const auto& pair : params.as_array()) {
            fields.emplace_back(pair.at(0).as_string().c_str(), pair.at(1).as_string().c_str());
        }
    }
    return fields;
}

std::vector<Vector> vectors(std::string& token) {
    std::ifstream file(OK_SOURCE_DIR "/tests/vectors/reports/twilio_signatures.json");
    std::stringstream text;
    text << file.rdbuf();
    const auto root = json::parse(text.str());
    token = root.at("authToken").as_string().c_str();
    std::vector<Vector> all;
    FormFields form;
    for (const auto& row : root.at("vectors").as_array()) {
        const auto& o = row.as_object();
        Vector v{o.at("name").as_string().c_str(), o.at("url").as_string().c_str(), "", o.at("signature").as_string().c_str(), {}};
        if (const auto* params = o.if_contains("params")) v.fields = fieldsOf(*params);
        if (v.name == "form post") form = v.fields;
        if (o.if_contains("paramsOf")) v.fields = form;
        if (const auto* body = o.if_contains("body")) v.body = body->as_string().c_str();
        all.push_back(std::move(v));
    }
    return all;
}

SignatureCheck check(const Vector& v, std::string_view token) {
    return checkProviderSignature({v.url, v.fields, v.body, v.signature}, token);
}

TEST(ProviderSignature, every_published_vector_validates) {
    std::string token;
    const auto all = vectors(token);
    ASSERT_EQ(all.size(), 7u);
    for (const auto& v : all) EXPECT_EQ(check(v, token), SignatureCheck::valid) << v.name;
}

TEST(ProviderSignature, one_changed_byte_anywhere_is_wrong) {
    std::string token;
    std::mt19937 dice(3);
    for (const auto& v : vectors(token)) {
        EXPECT_EQ(check(v, token + "x"), SignatureCheck::wrong) << v.name;
        for (auto changed = v; !changed.fields.empty();) {
            changed.fields[dice() % changed.fields.size()].second += "1";
            EXPECT_EQ(check(changed, token), SignatureCheck::wrong) << v.name;
            break;
        }
        auto path = v;
        path.url += "&more=1";
        EXPECT_EQ(check(path, token), SignatureCheck::wrong) << v.name;
        auto extra = v;
        extra.fields.emplace_back("Zz", "1");
        EXPECT_EQ(check(extra, token), SignatureCheck::wrong) << v.name;
    }
}

TEST(ProviderSignature, a_json_body_is_bound_by_its_digest_in_the_url) {
    std::string token;
    auto v = vectors(token).back();
    ASSERT_FALSE(v.body.empty());
    v.body += " ";
    EXPECT_EQ(check(v, token), SignatureCheck::bodyMismatch);
}

TEST(ProviderSignature, a_missing_or_mangled_signature_is_named_as_such) {
    std::string token;
    auto v = vectors(token).front();
    v.signature.clear();
    EXPECT_EQ(check(v, token), SignatureCheck::missing);
    v.signature = "not base64!";
    EXPECT_EQ(check(v, token), SignatureCheck::malformed);
    v.signature = "AAAA";
    EXPECT_EQ(check(v, token), SignatureCheck::malformed);
}

TEST(ProviderSignature, what_we_sign_for_our_counterpart_validates_whatever_the_order_of_fields) {
    std::mt19937 dice(5);
    for (int i = 0; i < 500; ++i) {
        FormFields fields;
        for (auto n = dice() % 8; n > 0; --n) {
            fields.emplace_back("k" + std::to_string(dice() % 5), std::string(dice() % 9, static_cast<char>('a' + dice() % 26)));
        }
        const std::string url = "https://example.org/webhooks/twilio/sms";
        const auto signature = providerSignature(url, fields, "secret");
        std::shuffle(fields.begin(), fields.end(), dice);
        ASSERT_EQ(checkProviderSignature({url, fields, "", signature}, "secret"), SignatureCheck::valid);
    }
}

}  // namespace
}  // namespace ok::reports
