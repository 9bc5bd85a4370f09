// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is promised: one struct definition gives canonical JSON (RFC 8785), reading that names every wrong field,
// masking, diff and schema. Vectors: the published RFC 8785 test data (tests/vectors/rfc8785_jcs). Main job 2.
#include "shared/base/json.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace ok {

enum class Colour { deepRed, green };
BOOST_DESCRIBE_ENUM(Colour, deepRed, green)

struct Inner {
    double width = 0;
    PhoneNumber phone;
    bool operator==(const Inner&) const = default;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (width, phone))

struct Sample {
    std::string zName;
    std::int64_t aCount = 0;
    Colour colour = Colour::green;
    Instant at;
    std::optional<std::string> note;
    std::vector<Inner> inners;
    std::map<std::string, int> counts;
    AccountId account;
    Money price;
    bool operator==(const Sample&) const = default;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (zName, aCount, colour, at, note, inners, counts, account, price))

namespace {

std::string fileText(const std::string& name) {
    std::ifstream in(std::string(OK_SOURCE_DIR) + "/tests/vectors/rfc8785_jcs/" + name);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

Sample sample() {
    Sample s;
    s.zName = "line\n\"quoted\"";
    s.aCount = 7;
    s.colour = Colour::deepRed;
    s.at = Instant::fromMicros(1'727'374'042'000'001);
    s.inners = {{1.5, {"+15025550123"}}};
    s.counts = {{"b", 2}, {"a", 1}};
    s.account = {{0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x77, 0x08, 0x89, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10}};
    s.price = {1234, "USD"};
    return s;
}

TEST(CanonicalJson, matches_the_published_rfc_8785_vectors) {
    for (const char* name : {"arrays.json", "structures.json", "unicode.json", "values.json"}) {
        const auto got = canonicalJson(fileText(std::string("input/") + name));
        ASSERT_TRUE(got.ok()) << name;
        EXPECT_EQ(*got, fileText(std::string("output/") + name)) << name;
    }
}

TEST(CanonicalJson, writes_a_described_struct_with_sorted_snake_case_keys) {
    EXPECT_EQ(toJson(sample()),
              R"({"a_count":7,"account":"01020304-0506-7708-890a-0b0c0d0e0f10","at":"2024-09-26T18:07:22.000001Z",)"
              R"("colour":"deep_red","counts":{"a":1,"b":2},"inners":[{"phone":"+15025550123","width":1.5}],)"
              R"("price":{"currency":"USD","minor":"1234"},"z_name":"line\n\"quoted\""})");
}

TEST(CanonicalJson, of_a_struct_equals_rfc_8785_of_the_same_text) {
    const std::string text = toJson(sample());
    EXPECT_EQ(*canonicalJson(text), text);
}

TEST(Json, reads_back_exactly_what_was_written) {
    const auto back = fromJson<Sample>(toJson(sample()));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, sample());
}

TEST(Json, names_every_wrong_field_at_once) {
    const auto got = fromJson<Sample>(R"({"a_count":"x","colour":"blue","inners":[{"width":true}],"at":"yesterday"})");
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.problem().code, "invalid_fields");
    std::vector<std::string> paths;
    for (const auto& f : got.problem().fields) paths.push_back(f.field + ":" + f.code);
    EXPECT_EQ(paths, (std::vector<std::string>{"a_count:not_an_integer", "at:bad_time", "colour:unknown_value",
                                               "inners.0.width:not_a_number"}));
}

TEST(Json, refuses_truncated_deep_duplicate_and_ill_encoded_text) {
    for (const std::string& bad : {std::string("{\"a\":1"), std::string(100, '['), std::string("{\"a\":1,\"\\u0061\":2}"),
                                   std::string("\"\xff\""), std::string(""), std::string("{} x")}) {
        EXPECT_FALSE(parseJson(bad).ok()) << bad;
    }
    EXPECT_TRUE(parseJson(R"({"a":{"a":1},"b":["a","a"]})").ok());
}

TEST(Json, masks_personal_data_by_its_type_alone) {
    EXPECT_NE(toMaskedJson(sample()).find("+1\u2022"), std::string::npos);
    EXPECT_EQ(toMaskedJson(sample()).find("5025550"), std::string::npos);
    EXPECT_TRUE(holdsPersonalData<Sample>());
    EXPECT_FALSE(holdsPersonalData<Money>());
    EXPECT_FALSE(holdsPersonalData<Token<PhoneNumber>>());
}

TEST(Json, diff_names_each_changed_path) {
    Sample after = sample();
    after.aCount = 8;
    after.inners[0].width = 2;
    const auto changes = difference(sample(), after);
    EXPECT_EQ(changes, (std::vector<JsonDifference>{{"/a_count", "7", "8"}, {"/inners/0/width", "1.5", "2"}}));
}

TEST(Json, schema_lists_every_field_and_is_json_itself) {
    const auto doc = parseJson(jsonSchema<Sample>());
    ASSERT_TRUE(doc.ok());
    EXPECT_EQ(doc->root()["properties"].size(), 9U);
    EXPECT_EQ(doc->root()["properties"]["colour"].canonical(), R"({"enum":["deep_red","green"]})");
}

TEST(Json, composes_strings_to_nfc) { EXPECT_EQ(toJson(std::string("A\u030a")), "\"\u00c5\""); }

}  // namespace
}  // namespace ok
