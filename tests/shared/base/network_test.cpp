// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Networks as people write them, and what lies inside (F09.R4.A6, F09.R6.A3).
#include "shared/base/network.h"

#include <gtest/gtest.h>

namespace ok {
namespace {

bool holds(std::string_view network, std::string_view address) {
    const auto parsed = parseNetwork(network);
    const auto at = parseAddress(address);
    EXPECT_TRUE(parsed && at) << network << " " << address;
    return parsed && at && parsed->holds(*at);
}

TEST(Networks, HoldTheAddressesOfTheirRangeAndNoOthers) {
    EXPECT_TRUE(holds("10.4.0.0/16", "10.4.255.255"));
    EXPECT_FALSE(holds("10.4.0.0/16", "10.5.0.0"));
    EXPECT_TRUE(holds("10.4.0.0/15", "10.5.1.1"));
    EXPECT_TRUE(holds("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(holds("192.0.2.7", "192.0.2.8"));
    EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.9"));
    EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1")) << "every IPv4 address, and nothing else";
    EXPECT_TRUE(holds("2001:db8:1::/48", "2001:db8:1:ffff::9"));
    EXPECT_FALSE(holds("2001:db8:1::/48", "2001:db8:2::9"));
    EXPECT_TRUE(holds("::/0", "::1"));
    EXPECT_TRUE(holds("10.4.0.0/16", "::ffff:10.4.0.1")) << "the same address in its other spelling";
}

TEST(Networks, WhatIsNoneIsNotRead) {
    for (const char* text : {"", "10.4.0.0/33", "10.4.0.1/16", "10.4.0/16", "10.4.0.0.0", "10.4.0.256", "a.b.c.d", "10.4.0.0/", "10.4.0.0/-1",
                             "2001:db8::/129", "2001::db8::1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::1", "::1/64", ":", "1:", "2001:db8:::1",
                             "1:2:3:4:5:6:7:1.2.3.4"}) {
        EXPECT_FALSE(parseNetwork(text).has_value()) << text;
    }
    EXPECT_TRUE(parseAddress("1:2:3:4:5:6:1.2.3.4").has_value());
}

}  // namespace
}  // namespace ok
