// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The values everything is made of: times, ids, money, geometry, digests. Main job 2.
#include <gtest/gtest.h>

#include "shared/base/digest.h"
#include "shared/base/geo.h"
#include "shared/base/ids.h"
#include "shared/base/instant.h"
#include "shared/base/money.h"

namespace ok {
namespace {

TEST(Instant, reads_and_writes_iso_times) {
    EXPECT_EQ(toIso(*parseIso("2024-09-26T18:07:22Z")), "2024-09-26T18:07:22.000000Z");
    EXPECT_EQ(toIso(*parseIso("2024-09-26T14:07:22.5-04:00")), "2024-09-26T18:07:22.500000Z");
    EXPECT_EQ(toIso(*parseIso("2024-02-29 00:00:00.123456789Z")), "2024-02-29T00:00:00.123456Z");
}

TEST(Instant, refuses_what_is_not_a_time) {
    for (const char* bad : {"", "2024-09-26", "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z",
                            "2024-01-01T00:00:00", "ETR-NULL", "2024-01-01T00:00:00Zx", "2024-01-01T00:00:00.Z"}) {
        EXPECT_FALSE(parseIso(bad).ok()) << bad;
    }
}

TEST(Ids, keep_their_text_form) {
    const auto id = AccountId::parse("018f3a5e-7c1b-7d2e-9f00-00112233aabb");
    ASSERT_TRUE(id.ok());
    EXPECT_EQ(id->str(), "018f3a5e-7c1b-7d2e-9f00-00112233aabb");
    EXPECT_FALSE(AccountId::parse("018f3a5e7c1b7d2e9f0000112233aabb").ok());
    EXPECT_FALSE(AccountId::parse("018f3a5e-7c1b-7d2e-9f00-00112233aabg").ok());
}

TEST(Ids, version_7_carries_the_time_and_sorts_by_it) {
    const auto early = uuidV7(Instant::fromSeconds(1'700'000'000), UuidBytes{0xff, 0xff, 0xff});
    const auto late = uuidV7(Instant::fromSeconds(1'700'000'001), UuidBytes{});
    EXPECT_LT(early, late);
    EXPECT_EQ(formatUuid(early)[14], '7');
    EXPECT_EQ(early[8] & 0xc0, 0x80);
}

TEST(Money, rounds_half_to_even) {
    EXPECT_EQ(divideHalfEven(5, 2), 2);
    EXPECT_EQ(divideHalfEven(7, 2), 4);
    EXPECT_EQ(divideHalfEven(-5, 2), -2);
    EXPECT_EQ(divideHalfEven(-7, 2), -4);
    EXPECT_EQ(divideHalfEven(8, 3), 3);
}

TEST(Geo, distance_of_one_degree_of_latitude) {
    EXPECT_NEAR(metresBetween({-85, 38}, {-85, 39}), 111195, 50);
}

TEST(Geo, a_hole_and_an_edge_are_told_apart) {
    const Polygon shape{{{{0, 0}, {4, 0}, {4, 4}, {0, 4}}, {{1, 1}, {2, 1}, {2, 2}, {1, 2}}}};
    EXPECT_TRUE(contains(shape, {3, 3}));
    EXPECT_FALSE(contains(shape, {1.5, 1.5}));
    EXPECT_TRUE(contains(shape, {0, 2}));
    EXPECT_FALSE(contains(shape, {4.1, 2}));
}

TEST(Geo, hull_contains_its_points_with_the_margin) {
    const std::vector<LonLat> points{{-85, 38}, {-85.01, 38.005}, {-84.99, 38.01}, {-85.0, 38.004}};
    const Polygon hull = hullAround(points, 100);
    for (const LonLat p : points) EXPECT_TRUE(contains(hull, p));
    EXPECT_FALSE(contains(hull, {-85.02, 38}));
    EXPECT_GT(squareMetres(hullAround(std::vector<LonLat>{{-85, 38}}, 100)), 25'000);
}

TEST(Digest, sha256_and_hmac_match_their_standards) {
    EXPECT_EQ(sha256("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hmacSha256(asBytes("Jefe"), asBytes("what do ya want for nothing?")).hex(),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");  // RFC 4231 case 2
    EXPECT_EQ(sha256Of({asBytes("a"), asBytes("bc")}), sha256("abc"));
}

TEST(Digest, ed25519_matches_rfc_8032_test_1) {
    std::array<std::uint8_t, 32> seed{};
    const auto raw = *fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    std::copy(raw.begin(), raw.end(), seed.begin());
    const SigningKey key(seed);
    EXPECT_EQ(toHex(key.publicKey()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const Signature s = key.sign({});
    EXPECT_EQ(toHex(s).substr(0, 16), "e5564300c360ac72");
    EXPECT_TRUE(verifySignature(key.publicKey(), {}, s));
    EXPECT_FALSE(verifySignature(key.publicKey(), asBytes("x"), s));
}

TEST(Digest, base64_round_trips_and_refuses_junk) {
    for (const char* text : {"", "f", "fo", "foo", "foob"}) {
        EXPECT_EQ(asText(*fromBase64(toBase64(asBytes(text)))), text);
        EXPECT_EQ(asText(*fromBase64(toBase64Url(asBytes(text)))), text);
    }
    EXPECT_FALSE(fromBase64("a").ok());
    EXPECT_FALSE(fromBase64("a$bc").ok());
}

TEST(Seal, opens_only_with_its_key_and_context) {
    std::array<std::uint8_t, 32> key{1};
    const Bytes sealed = seal(key, {2}, asBytes("+15025550123"), asBytes("tenant"));
    EXPECT_EQ(asText(*unseal(key, sealed, asBytes("tenant"))), "+15025550123");
    EXPECT_FALSE(unseal(key, sealed, asBytes("other")).ok());
    Bytes bent = sealed;
    bent[14] ^= 1;
    EXPECT_FALSE(unseal(key, bent, asBytes("tenant")).ok());
    EXPECT_FALSE(unseal(key, Bytes(5), {}).ok());
}

}  // namespace
}  // namespace ok
