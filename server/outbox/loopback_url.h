// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The address of a drill provider: plain HTTP on this very machine. Anything else cannot be made into this type, and
// the client that takes it also refuses any socket that is not loopback, whatever a name resolves to.
#pragma once
#include <charconv>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace ok::outbox {

class LoopbackUrl {
  public:
    /// `http://127.0.0.1:8099` or `http://[::1]:8099`, and nothing more: no name, no path, no user.
    [[nodiscard]] static Result<LoopbackUrl> parse(std::string_view text) {
        for (const std::string_view host : {"http://127.0.0.1:", "http://[::1]:"}) {
            if (!text.starts_with(host)) continue;
            const std::string_view digits = text.substr(host.size());
            unsigned port = 0;
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
            if (error == std::errc() && end == digits.data() + digits.size() && port >= 1 && port <= 65535) {
                return LoopbackUrl(std::string(text));
            }
        }
        return problem("not_loopback", "`" + std::string(text.substr(0, 100)) +
                                           "` is not a loopback address such as `http://127.0.0.1:8099`");
    }
    [[nodiscard]] const std::string& str() const { return m_url; }

  private:
    explicit LoopbackUrl(std::string url) : m_url(std::move(url)) {}
    std::string m_url;
};

}  // namespace ok::outbox
