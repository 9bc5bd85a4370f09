// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who is told what, by which channel (F07.R3.A6): a policy document of the utility (routing_kind.h). Somebody is told when any rule
// says so; a rule never reaches anybody who did not agree to it or said STOP. Nothing published: everybody affected who agreed, by
// every channel the update was written for.
#pragma once
#include <string>
#include <vector>

#include "shared/access/area_index.h"
#include "shared/access/roles_matrix.h"
#include "shared/comms/audience_book.h"
#include "shared/comms/message.h"

namespace ok::comms {

/// Stored: never rename.
enum class RoutingSegment {
    everyone,      ///< whoever agreed, in whichever way
    customers,     ///< those whose account's own record says so
    subscribers,   ///< those who asked for it themselves, by a text or a form
    critical_care  ///< of everyone, those who depend on electricity to live
};
BOOST_DESCRIBE_ENUM(RoutingSegment, everyone, customers, subscribers, critical_care)

/// An empty list of a filter means all.
struct RoutingRule {
    std::string id;
    std::vector<UpdateKind> kinds;
    std::vector<std::string> severities;      ///< `minor`, `major`, `critical`
    std::vector<std::string> contentTypes;    ///< `etr`, `advisory`
    std::vector<std::string> areas;           ///< ids of the utility's areas in which the customer lives
    std::vector<Channel> channels;            ///< by which they are told
    std::vector<RoutingSegment> segments;     ///< who of those affected
    bool operator==(const RoutingRule&) const = default;
};
BOOST_DESCRIBE_STRUCT(RoutingRule, (), (id, kinds, severities, contentTypes, areas, channels, segments))

/// What is in force.
struct RoutingRules {
    static constexpr std::string_view viewKind = "routing_rules";
    int version = 0;                          ///< of the policy document; 0: none was published
    std::vector<RoutingRule> rules;
    [[nodiscard]] std::string viewId() const { return "live"; }
    bool operator==(const RoutingRules&) const = default;
};
BOOST_DESCRIBE_STRUCT(RoutingRules, (), (version, rules))

/// As it is where nothing was published.
[[nodiscard]] RoutingRules usualRouting();

/// What a broadcast is, for the rules.
struct RoutingCase {
    UpdateKind kind = UpdateKind::detected;
    std::string severity, contentType;
};
[[nodiscard]] bool holds(const RoutingRule& rule, const RoutingCase& about);

/// The rules of one case, ready to be asked about hundreds of thousands of accounts.
class RoutingPlan {
  public:
    /// `areas`: the utility's own; only those that rules name are looked at.
    RoutingPlan(std::vector<RoutingRule> rules, std::span<const access::Area> areas);
    /// Says in `row` by which channels this account is told.
    void route(const AudienceBook& book, bool subscribed, AudienceRow& row) const;
    /// Does any rule look at where somebody lives?
    [[nodiscard]] static bool asksForAreas(const std::vector<RoutingRule>& rules);

  private:
    struct Step {
        std::uint8_t channels = 0, segments = 0;   // bits
        std::vector<std::uint32_t> areas;          // tags; empty: anywhere
    };
    std::vector<Step> m_steps;
    access::AreaIndex m_areas;
    bool m_places = false;
};

[[nodiscard]] std::vector<RoutingRule> rulesFor(const RoutingRules& rules, const RoutingCase& about);

/// May these be saved? Problem `invalid_fields`.
[[nodiscard]] Status check(const RoutingRules& rules);

}  // namespace ok::comms
