// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Router: a tree of path segments.
#include "server/net/router.h"

#include <algorithm>
#include <cassert>

#include "server/net/url.h"

namespace ok::net {

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    std::unique_ptr<Node> rest;
    std::vector<std::string> names;           // of the parameters from the root to here
    std::map<std::string, Route, std::less<>> routes;  // by method

    void each(const std::function<void(const std::string& method, Route&)>& visit) {
        for (auto& [method, route] : routes) visit(method, route);
        for (auto& [name, node] : literals) node->each(visit);
        if (parameter) parameter->each(visit);
        if (rest) rest->each(visit);
    }
    /// The route nodes that fit, best first; false when a segment is not valid percent-encoding.
    bool search(std::string_view path, std::vector<std::string>& values, const std::string_view method,
                const Node*& pathOnly, std::vector<std::string>& pathOnlyValues, const Node*& found) const;
};

namespace {

std::string_view takeSegment(std::string_view& path) {
    const auto end = std::min(path.find('/'), path.size());
    const auto segment = path.substr(0, end);
    path.remove_prefix(end);  // the next slash stays in front
    return segment;
}

template <class Routes>
const Route* routeFor(const Routes& routes, std::string_view method) {
    auto found = routes.find(method);
    if (found == routes.end() && method == "HEAD") found = routes.find("GET");
    return found == routes.end() ? nullptr : &found->second;
}

}  // namespace

// `path` is empty (the end) or begins with the slash before the next segment.
bool Router::Node::search(std::string_view path, std::vector<std::string>& values, const std::string_view method,
                          const Node*& pathOnly, std::vector<std::string>& pathOnlyValues, const Node*& found) const {
    if (path.empty()) {
        if (routes.empty()) return true;
        if (!pathOnly) {
            pathOnly = this;
            pathOnlyValues = values;
        }
        if (routeFor(routes, method)) found = this;
        return true;
    }
    auto remaining = path.substr(1);
    const auto whole = remaining;
    auto segment = percentDecode(takeSegment(remaining));
    if (!segment) return false;
    if (const auto next = literals.find(*segment); next != literals.end()) {
        if (!next->second->search(remaining, values, method, pathOnly, pathOnlyValues, found)) return false;
        if (found) return true;
    }
    // A name is never a way up: no handler has to think of it before a name becomes a file or an address.
    if (parameter && !segment->empty() && *segment != "." && *segment != "..") {
        values.push_back(*segment);
        if (!parameter->search(remaining, values, method, pathOnly, pathOnlyValues, found)) return false;
        if (found) return true;
        values.pop_back();
    }
    if (rest) {
        auto tail = percentDecode(whole);
        if (!tail) return false;
        values.push_back(*std::move(tail));
        if (!rest->search({}, values, method, pathOnly, pathOnlyValues, found)) return false;
        if (found) return true;
        values.pop_back();
    }
    return true;
}

Router::Router() : m_root(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

Route& Router::place(std::string_view method, std::string_view pattern) {
    assert(pattern.starts_with('/'));
    auto* node = m_root.get();
    auto path = pattern;
    std::vector<std::string> names;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto segment = takeSegment(path);
        auto* next = &node->rest;
        if (!segment.starts_with('{')) {
            next = &node->literals[std::string(segment)];
        } else {
            const bool rest = segment.ends_with("...}");
            assert(segment.ends_with('}') && (!rest || path.empty()));
            names.emplace_back(segment.substr(1, segment.size() - (rest ? 5 : 2)));
            if (!rest) next = &node->parameter;
        }
        if (!*next) *next = std::make_unique<Node>();
        node = next->get();
    }
    // One place has one set of names whatever the method, so that two routes cannot disagree about a parameter.
    assert(node->routes.empty() || node->names == names);
    node->names = std::move(names);
    const auto [at, fresh] = node->routes.try_emplace(std::string(method));
    assert(fresh && "two handlers for one route");
    if (fresh) at->second.pattern = pattern;
    return at->second;
}

void Router::add(std::string_view method, std::string_view pattern, HttpHandler handler, RouteOptions options) {
    auto& route = place(method, pattern);
    if (!route.handler && !route.sockets) {
        route.handler = std::move(handler);
        route.options = options;
    }
}

void Router::socket(std::string_view pattern, SocketHandlers handlers) {
    place("GET", pattern).sockets = std::make_shared<SocketHandlers>(std::move(handlers));
}

void Router::wrapHandlers(const std::function<HttpHandler(const std::string& pattern, HttpHandler)>& wrap) {
    m_root->each([&wrap](const std::string&, Route& route) {
        if (route.handler) route.handler = wrap(route.pattern, std::move(route.handler));
    });
}

std::vector<std::string> Router::routes() const {
    std::vector<std::string> out;
    m_root->each([&out](const std::string& method, const Route& route) { out.push_back((route.sockets ? "SOCKET" : method) + " " + route.pattern); });
    std::sort(out.begin(), out.end());
    return out;
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
    Match out;
    const Node* found = nullptr;
    const Node* pathOnly = nullptr;
    std::vector<std::string> values, pathOnlyValues;
    if (!path.starts_with('/')) return out;
    if (!m_root->search(path, values, method, pathOnly, pathOnlyValues, found)) {
        out.outcome = Outcome::badPath;
        return out;
    }
    if (found) {
        out.outcome = Outcome::found;
        out.route = routeFor(found->routes, method);
        for (std::size_t i = 0; i < values.size(); ++i) out.params.emplace_back(found->names[i], std::move(values[i]));
        return out;
    }
    if (!pathOnly) return out;
    out.outcome = Outcome::methodNotAllowed;
    for (const auto& [name, route] : pathOnly->routes) {
        out.allow += (out.allow.empty() ? "" : ", ") + name;
        if (name == "GET" && !route.sockets && !pathOnly->routes.contains("HEAD")) out.allow += ", HEAD";
    }
    return out;
}

}  // namespace ok::net
