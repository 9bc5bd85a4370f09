// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// GET /v1/documents/{kind} and /v1/documents/{kind}/{id}: the views as signed-in people and programs may read them.
// The same documents that consoles follow; personal data stands in them as tokens only.
#pragma once
#include <memory>
#include <set>
#include <string>

#include "server/access/session_book.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"

namespace ok {

class DocumentRoutes {
  public:
    /// Reads on a thread of its own: a page is a disk's work, not an io thread's.
    DocumentRoutes(access::SessionBook& sessions, WorkThread::OpenReader open, std::set<std::string> kinds, MatrixSource grants)
        : m_sessions(sessions), m_reader(std::move(open)), m_kinds(std::move(kinds)), m_grants(std::move(grants)) {
        m_reader.start();
    }

    /// `?after=<id>&limit=<1..1000>` pages in order of id; `?key=<name>&value=<text>` looks up by a view key.
    void add(net::Router& router);

  private:
    struct Question;
    void take(const net::HttpRequest& request, net::Responder respond);
    [[nodiscard]] Result<Question> questionOf(const net::HttpRequest& request) const;

    access::SessionBook& m_sessions;
    WorkThread m_reader;
    std::set<std::string> m_kinds;
    MatrixSource m_grants;
};

}  // namespace ok
