// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/reach_preview.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "shared/access/matrix_tables.h"
#include "shared/access/permissions.h"

namespace ok::access {
namespace {

constexpr std::size_t mostPermitted = 2'000;   // cells looked at for the permitted values

std::vector<std::string> sorted(const std::set<std::string>& values) { return {values.begin(), values.end()}; }

/// What one cell of somebody's permissions says about a dimension.
std::string valueIn(const EffectiveCell& cell, Dimension dimension) {
    switch (dimension) {
        case Dimension::channel: return cell.channel;
        case Dimension::geography: return !cell.territory.empty() ? cell.territory : cell.area;
        case Dimension::severity: return cell.severity;
        case Dimension::content_type: return cell.contentType;
        case Dimension::audience: return cell.maxAudience ? std::to_string(*cell.maxAudience) : std::string(every);
    }
    return {};
}

std::vector<std::string> requestedIn(const AccessQuestion& q, Dimension dimension, const std::vector<PlaceReach>& places) {
    std::set<std::string> out;
    switch (dimension) {
        case Dimension::channel: out.insert(q.channels.begin(), q.channels.end()); break;
        case Dimension::severity: out.insert(q.severities.begin(), q.severities.end()); break;
        case Dimension::content_type: out.insert(q.contentTypes.begin(), q.contentTypes.end()); break;
        case Dimension::audience:
            if (q.audience) out.insert(std::to_string(*q.audience));
            break;
        case Dimension::geography:
            out.insert(q.territories.begin(), q.territories.end());
            for (const PlaceReach& place : places) {
                if (place.allowed) continue;
                out.insert(place.territories.begin(), place.territories.end());
                out.insert(place.areas.begin(), place.areas.end());
            }
            break;
    }
    return sorted(out);
}

std::int64_t territoriesTouched(const AccessQuestion& q, const std::vector<PlaceReach>& places) {
    std::set<std::string> touched(q.territories.begin(), q.territories.end());
    for (const PlaceReach& place : places) {
        if (place.territories.empty() && place.areas.empty()) touched.insert(std::string());
        touched.insert(place.territories.begin(), place.territories.end());
    }
    return static_cast<std::int64_t>(touched.size());
}

}  // namespace

std::vector<PlaceReach> placesReached(const CompiledMatrix& matrix, const Principal& who, const AccessQuestion& question, std::span<const LonLat> points) {
    const MatrixTables& t = matrix.tables();
    std::vector<PlaceReach> out;
    AccessQuestion part{.action = question.action, .channels = question.channels, .territories = {}, .points = {}, .severities = question.severities,
                        .contentTypes = question.contentTypes, .audience = question.audience, .at = question.at, .about = question.about};
    for (const auto& [tags, at] : t.areas.counted(points)) {
        PlaceReach& row = out.emplace_back();
        for (const std::uint32_t tag : tags) {
            if (tag < firstWord) continue;
            const std::string& word = t.books[1].text(tag);
            (word.starts_with("t:") ? row.territories : row.areas).push_back(word.substr(2));
        }
        part.points = {at.one};
        row.recipients = at.points;
        // Another channel may be what is wrong: then the place is not.
        const Verdict verdict = decide(&matrix, who, part);
        row.allowed = verdict.allowed || (verdict.missing != noDimensions && (verdict.missing & setOf(Dimension::geography)) == 0);
    }
    std::sort(out.begin(), out.end(), [](const PlaceReach& a, const PlaceReach& b) {
        return std::tie(b.recipients, a.territories, a.areas) < std::tie(a.recipients, b.territories, b.areas);
    });
    return out;
}

std::vector<LonLat> oneOfEachPlace(const CompiledMatrix& matrix, std::span<const LonLat> points) {
    std::vector<LonLat> out;
    for (const auto& [tags, at] : matrix.tables().areas.counted(points)) out.push_back(at.one);
    return out;
}

void judgeChannels(const CompiledMatrix& matrix, const Principal& who, const AccessQuestion& question, std::vector<ChannelCount>& channels) {
    AccessQuestion part = question;
    for (ChannelCount& each : channels) {
        part.channels = {each.channel};
        each.allowed = decide(&matrix, who, part).allowed;
    }
}

std::vector<ScopeGap> scopeGaps(const CompiledMatrix& matrix, const Principal& who, const AccessQuestion& question,
                                const AccessDecision& decision, const std::vector<PlaceReach>& places) {
    std::vector<ScopeGap> out;
    if (decision.missing.empty()) return out;
    const auto may = effectivePermissions(matrix, who, {{question.action}, question.at, mostPermitted});
    for (const Dimension dimension : decision.missing) {
        std::set<std::string> permitted;
        std::int64_t most = 0;
        bool any = false;
        for (const EffectiveCell& cell : may.cells) {
            if (dimension != Dimension::audience) permitted.insert(valueIn(cell, dimension));
            else if (cell.maxAudience) most = std::max(most, *cell.maxAudience);
            else any = true;
        }
        permitted.erase(std::string());
        if (dimension == Dimension::audience && !may.cells.empty()) permitted.insert(any ? std::string(every) : std::to_string(most));
        out.push_back({dimension, requestedIn(question, dimension, places), sorted(permitted)});
    }
    return out;
}

std::vector<PassedLimit> passedLimits(const CompiledMatrix& matrix, const AccessQuestion& question, const AccessDecision& decision,
                                      const std::vector<PlaceReach>& places) {
    std::vector<PassedLimit> out;
    for (const Limit& limit : matrix.matrix().limits) {
        const bool soft = std::find(decision.softLimits.begin(), decision.softLimits.end(), limit.id) != decision.softLimits.end();
        if (!soft && decision.hardLimit != limit.id) continue;
        const bool people = limit.metric == "audience";
        out.push_back({limit.id, limit.kind, limit.metric, limit.most, people ? question.audience.value_or(0) : territoriesTouched(question, places)});
    }
    return out;
}

}  // namespace ok::access
