// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/public_pages.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <thread>

#include "server/metrics/metrics.h"
#include "shared/base/digest.h"
#include "shared/comms/public_page.h"

namespace ok::comms {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using net::SharedBody;

constexpr auto staleAfter = std::chrono::seconds(60);

struct Ready {
    SharedBody plain;
    SharedBody packed;  // gzip
    std::string etag;
};

struct Site {
    std::vector<Ready> pages[languageCount];
    Ready feed;
};

std::string gzipped(const std::string& text) {
    z_stream z{};
    constexpr int gzipWindow = 15 + 16;
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string out(deflateBound(&z, text.size()), '\0');
    std::string input = text;  // zlib wants a pointer to non-const
    z.next_in = reinterpret_cast<Bytef*>(input.data());
    z.avail_in = static_cast<uInt>(input.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    const int done = deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    return done == Z_STREAM_END ? out : std::string();
}

Ready ready(std::string text) {
    Ready out;
    out.etag = "\"" + sha256(text).hex().substr(0, 20) + "\"";
    out.packed = std::make_shared<const std::string>(gzipped(text));
    out.plain = std::make_shared<const std::string>(std::move(text));
    return out;
}

HttpResponse answer(const HttpRequest& request, const Ready& what, std::string_view type) {
    HttpResponse out;
    if (net::notModified(request, what.etag)) {
        out.status = 304;
    } else {
        const bool packed = request.header("Accept-Encoding").find("gzip") != std::string_view::npos && !what.packed->empty();
        out.body = packed ? what.packed : what.plain;
        out.headers.add("Content-Type", std::string(type));
        if (packed) out.headers.add("Content-Encoding", "gzip");
    }
    out.headers.add("ETag", what.etag);
    out.headers.add("Cache-Control", "public, max-age=15, stale-while-revalidate=60");
    out.headers.add("Vary", "Accept-Encoding");
    // The page has no script and loads nothing: whatever got into it could do nothing.
    out.headers.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'");
    return out;
}

int pageWanted(const HttpRequest& request) {
    const auto text = request.queryValue("page");
    int page = 1;
    if (text) std::from_chars(text->data(), text->data() + text->size(), page);
    return page;
}

}  // namespace

struct PublicPages::Room {
    explicit Room(PublicPageParts given) : parts(std::move(given)) {}

    void renderLoop();
    void render(const TenantProfile& profile);
    [[nodiscard]] std::shared_ptr<const Site> siteOf(std::string_view slug) const {
        const std::shared_lock lock(sitesMutex);
        const auto it = sites.find(slug);
        return it == sites.end() ? nullptr : it->second;
    }
    void page(const HttpRequest& request, net::Responder respond) const;
    void feed(const HttpRequest& request, net::Responder respond) const;
    [[nodiscard]] HttpResponse trouble(const HttpRequest& request) const;

    PublicPageParts parts;
    std::unique_ptr<Store> reader;
    mutable std::shared_mutex sitesMutex;
    std::map<std::string, std::shared_ptr<const Site>, std::less<>> sites;
    std::mutex mutex;
    std::condition_variable wake;
    std::set<TenantId> dirty;
    bool stopping = false;
    std::thread thread;
};

void PublicPages::Room::render(const TenantProfile& profile) {
    static auto& renders = metrics::counter("ok_public_page_renders_total", "times a public page was made anew");
    static auto& failures = metrics::counter("ok_public_page_failures_total", "times a public page could not be made");
    const auto model = parts.source(*reader, profile);
    if (!model.ok()) {
        failures.add();
        return;  // the last good page stays: its "last update" says how old it is
    }
    // A rehearsal happens at its own time: the newest fact is its present.
    const Instant now = model->drill && model->updatedAt.known() ? model->updatedAt : parts.clock();
    auto site = std::make_shared<Site>();
    const int count = pageCount(*model);
    for (const Language language : {Language::en, Language::es}) {
        auto& pages = site->pages[static_cast<int>(language)];
        for (int p = 1; p <= count; ++p) pages.push_back(ready(publicPage(*model, language, p, now)));
    }
    site->feed = ready(outageFeed(*model, now));
    renders.add();
    const std::unique_lock lock(sitesMutex);
    sites[profile.slug] = std::move(site);
}

void PublicPages::Room::renderLoop() {
    std::unique_lock lock(mutex);
    while (!stopping) {
        const bool news = wake.wait_for(lock, staleAfter, [this] { return stopping || !dirty.empty(); });
        if (stopping) return;
        std::set<TenantId> wanted;
        wanted.swap(dirty);
        lock.unlock();
        const auto started = std::chrono::steady_clock::now();
        for (const TenantProfile& profile : parts.tenants()) {
            if (!news || wanted.contains(profile.tenant)) render(profile);
        }
        lock.lock();
        // What changes meanwhile waits: a storm of events is one rendering a second, and where thousands of incidents make
        // a rendering slow, it still leaves four fifths of a core to the intake.
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
        wake.wait_for(lock, std::max<std::chrono::microseconds>(parts.atMostEvery, 4 * took), [this] { return stopping; });
    }
}

HttpResponse PublicPages::Room::trouble(const HttpRequest& request) const {
    const auto tenants = parts.tenants();
    const bool known = std::any_of(tenants.begin(), tenants.end(), [&](const TenantProfile& t) { return t.slug == request.param("slug"); });
    HttpResponse out = HttpResponse::html(known ? 503 : 404, troublePage(known ? PageTrouble::unavailable : PageTrouble::unknown_utility));
    out.headers.set("Cache-Control", "no-store");
    if (known) out.headers.set("Retry-After", "5");
    return out;
}

void PublicPages::Room::page(const HttpRequest& request, net::Responder respond) const {
    const auto site = siteOf(request.param("slug"));
    if (!site) return respond(trouble(request));
    const auto& pages = site->pages[request.queryValue("lang") == "es" ? 1 : 0];
    const int wanted = std::clamp(pageWanted(request), 1, static_cast<int>(pages.size()));
    respond(answer(request, pages[static_cast<std::size_t>(wanted - 1)], "text/html; charset=utf-8"));
}

void PublicPages::Room::feed(const HttpRequest& request, net::Responder respond) const {
    const auto site = siteOf(request.param("slug"));
    if (!site) return respond(HttpResponse::problem(404, problem("tenant_not_found", "there is no such utility")));
    HttpResponse out = answer(request, site->feed, "application/geo+json");
    out.headers.add("Access-Control-Allow-Origin", "*");  // public data, made for other people's maps
    respond(std::move(out));
}

PublicPages::PublicPages(PublicPageParts parts) : m_room(std::make_shared<Room>(std::move(parts))) {}
PublicPages::~PublicPages() { stop(); }

void PublicPages::addRoutes(net::Router& router) {
    const auto room = m_room;
    router.get("/o/{slug}", [room](const HttpRequest& request, net::Responder respond) { room->page(request, std::move(respond)); });
    router.get("/o/{slug}/incidents.geojson",
               [room](const HttpRequest& request, net::Responder respond) { room->feed(request, std::move(respond)); });
}

Status PublicPages::start() {
    OK_ASSIGN(m_room->reader, m_room->parts.openReader());
    for (const TenantProfile& profile : m_room->parts.tenants()) m_room->render(profile);
    m_room->thread = std::thread([room = m_room] { room->renderLoop(); });
    return {};
}

void PublicPages::stop() {
    {
        const std::lock_guard lock(m_room->mutex);
        m_room->stopping = true;
        m_room->wake.notify_all();
    }
    if (m_room->thread.joinable()) m_room->thread.join();
}

void PublicPages::changed(TenantId tenant) {
    const std::lock_guard lock(m_room->mutex);
    m_room->dirty.insert(tenant);
    m_room->wake.notify_all();
}

}  // namespace ok::comms
