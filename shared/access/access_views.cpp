// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include <algorithm>

#include "shared/access/security_key.h"
#include "shared/access/roles_matrix.h"
#include "shared/access/tenant_profile.h"
#include "shared/access/user.h"
#include "shared/policy/policy_events.h"
#include "shared/views/change.h"

namespace ok {

Status checkSlug(std::string_view slug) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    const bool good = slug.size() >= 2 && slug.size() <= 40 && std::all_of(slug.begin(), slug.end(), allowed) &&
                      slug.front() != '-' && slug.back() != '-';
    if (good) return {};
    return problem("bad_slug", "a utility's short name has 2 to 40 of a-z, 0-9 and inner hyphens");
}

namespace access {

Result<std::string> normaliseLogin(std::string_view login) {
    std::string out;
    for (const char c : login) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '@';
    };
    if (out.size() < 2 || out.size() > 64 || !std::all_of(out.begin(), out.end(), allowed)) {
        return problem("bad_login", "a login has 2 to 64 of a-z, 0-9, dot, underscore, hyphen and @");
    }
    return out;
}

Status checkPassword(std::string_view password) {
    const bool repeated = std::all_of(password.begin(), password.end(), [&](char c) { return c == password.front(); });
    if (password.size() >= 12 && password.size() <= 256 && !repeated) return {};
    return problem("weak_password", "a password needs 12 to 256 characters and not only one repeated");
}

namespace {

// The policy engine's own projection has put the new body in force just before. What cannot be read is kept as a matrix that
// cannot be compiled: people are refused until a version that can be read is live (F02.R1.A6).
void rolesGoLive(const EntryHeader&, const policy::PolicyPublished& e, Views& views) {
    if (e.kind != rolesKind) return;
    const auto live = views.find<policy::PolicyLive>(std::string(rolesKind));
    if (!live) return;
    LiveRoles next;
    next.version = std::string(rolesKind) + "/" + std::to_string(e.number);
    next.digest = e.digest;
    if (auto matrix = fromJson<RolesMatrix>(live->body.text); matrix.ok()) next.matrix = std::move(*matrix);
    else next.matrix.schema = "unreadable";
    views.save(std::move(next));
}

}  // namespace

void addProjections(Projections& projections) {
    projections.on<policy::PolicyPublished>(rolesGoLive);
    projections.on<RolesGranted>([](const EntryHeader&, const RolesGranted& e, Views& views) {
        changeDocument<User>(views, e.user.str(), [&e](User& next) { next.roles = e.after; });
    });
    projections.on<TenantCreated>([](const EntryHeader&, const TenantCreated& e, Views& views) { views.save(e.profile); });
    projections.on<TenantProfileChanged>([](const EntryHeader&, const TenantProfileChanged& e, Views& views) {
        TenantProfile next = e.profile;
        if (const auto before = views.find<TenantProfile>("profile")) next.drill = before->drill;
        views.save(std::move(next));
    });
    projections.on<UserCreated>([](const EntryHeader&, const UserCreated& e, Views& views) { views.save(e.user); });
    projections.on<UserDisabled>([](const EntryHeader&, const UserDisabled& e, Views& views) {
        changeDocument<User>(views, e.user.str(), [&](User& next) { next.disabled = e.disabled; });
    });
    projections.on<SignedIn>([](const EntryHeader&, const SignedIn& e, Views& views) { views.save(e.session); });
    projections.on<SteppedUp>([](const EntryHeader&, const SteppedUp& e, Views& views) {
        if (const auto found = views.find<Session>(e.session.str())) {
            Session next = *found;
            next.assurance = 2;
            next.steppedUpAt = e.at;
            next.freshUntil = e.until;
            views.save(std::move(next));
        }
    });
    addKeyProjections(projections);
    projections.on<SessionRevoked>([](const EntryHeader&, const SessionRevoked& e, Views& views) {
        changeDocument<Session>(views, e.session.str(), [](Session& next) { next.revoked = true; });
    });
}

}  // namespace access
}  // namespace ok
