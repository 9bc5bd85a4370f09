// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The public pages, ready to hand out: /o/{slug}, /o/{slug}/incidents.geojson. Rendered by one thread, at most once a
// second and at least once a minute (an estimate passes without any event); every request only copies a pointer. A town
// that reloads the page costs nothing but the sending.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "server/access/tenant_directory.h"
#include "server/net/router.h"
#include "shared/comms/page_model.h"

namespace ok::comms {

/// Reads the facts of one tenant. Called on the rendering thread with a reader of its own.
using PageSource = std::function<Result<PageModel>(Store& reader, const TenantProfile&)>;

struct PublicPageParts {
    std::function<Result<std::unique_ptr<Store>>()> openReader;
    std::function<std::vector<TenantProfile>()> tenants;
    PageSource source;
    std::function<Instant()> clock;
    Duration atMostEvery = seconds(1);
};

class PublicPages {
  public:
    explicit PublicPages(PublicPageParts parts);
    ~PublicPages();
    PublicPages(const PublicPages&) = delete;
    PublicPages& operator=(const PublicPages&) = delete;

    void addRoutes(net::Router& router);
    /// Renders everything once, then follows in its own thread.
    [[nodiscard]] Status start();
    void stop();
    /// Views of a tenant changed (Gate::onCommitted). From any thread; does not block.
    void changed(TenantId tenant);

  private:
    struct Room;
    std::shared_ptr<Room> m_room;
};

}  // namespace ok::comms
