// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/anchor_places.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/outbox/http_client.h"

namespace ok::integrity {
namespace {

constexpr std::size_t mostBody = 1 << 16;

Problem unavailable(std::string why) { return problem("anchor_unavailable", "the place of the log's anchors cannot be reached", {{"cause", std::move(why)}}); }

Problem conflict() { return problem("anchor_conflict", "the place of the log's anchors holds something else under this id"); }

std::string fileOf(const std::string& anchorId) {
    std::string out = anchorId;
    std::replace(out.begin(), out.end(), '/', '-');
    return out + ".json";
}

std::optional<std::string> contentOf(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return {};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str().substr(0, mostBody);
}

class FolderPlace final : public AnchorPlace {
  public:
    explicit FolderPlace(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    std::string name() const override { return m_folder.string(); }

    Status publish(const std::string& utility, const std::string& anchorId, const std::string& body) override {
        std::error_code error;
        std::filesystem::create_directories(m_folder / utility, error);
        const std::filesystem::path path = m_folder / utility / fileOf(anchorId), half = path.string() + "." + std::to_string(::getpid());
        if (const auto there = contentOf(path)) return *there == body ? Status() : Status(conflict());
        const int fd = ::open(half.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (fd < 0) return unavailable("cannot_write");
        bool good = ::write(fd, body.data(), body.size()) == static_cast<ssize_t>(body.size()) && ::fsync(fd) == 0;
        good = ::close(fd) == 0 && good;
        // A link never replaces what is there: two servers may come at once.
        if (good && ::link(half.c_str(), path.c_str()) != 0) good = contentOf(path) == body;
        ::unlink(half.c_str());
        return good ? Status() : Status(unavailable("cannot_write"));
    }
    Result<std::optional<std::string>> fetch(const std::string& utility, const std::string& anchorId) override {
        std::error_code error;
        if (!std::filesystem::is_directory(m_folder, error)) return unavailable("no_such_folder");
        return contentOf(m_folder / utility / fileOf(anchorId));
    }

  private:
    std::filesystem::path m_folder;
};

class WebPlace final : public AnchorPlace {
  public:
    WebPlace(std::string url, Duration patience) : m_url(std::move(url)), m_patience(patience) {}
    std::string name() const override { return m_url; }

    Status publish(const std::string& utility, const std::string& anchorId, const std::string& body) override {
        const outbox::HttpAnswer answer = ask("PUT", utility, anchorId, body);
        if (answer.state != outbox::HttpAnswer::State::answered) return unavailable(answer.reason);
        if (answer.status == 409 || answer.status == 412) return conflict();
        return answer.status / 100 == 2 ? Status() : Status(unavailable("http_" + std::to_string(answer.status)));
    }
    Result<std::optional<std::string>> fetch(const std::string& utility, const std::string& anchorId) override {
        const outbox::HttpAnswer answer = ask("GET", utility, anchorId, {});
        if (answer.state != outbox::HttpAnswer::State::answered) return unavailable(answer.reason);
        if (answer.status == 404) return std::optional<std::string>();
        if (answer.status != 200) return unavailable("http_" + std::to_string(answer.status));
        return std::optional(answer.body);
    }

  private:
    [[nodiscard]] outbox::HttpAnswer ask(const char* method, const std::string& utility, const std::string& anchorId, const std::string& body) const {
        outbox::HttpCall call;
        call.method = method;
        call.url = m_url + (m_url.ends_with('/') ? "" : "/") + utility + "/" + fileOf(anchorId);
        call.body = body;
        call.headers = {{"Content-Type", "application/json"}};
        call.connectTime = call.totalTime = m_patience;
        return outbox::call(call);
    }
    std::string m_url;
    Duration m_patience;
};

}  // namespace

Result<std::shared_ptr<AnchorPlace>> makeAnchorPlace(const std::string& where, Duration patience) {
    if (where.starts_with("/")) return std::shared_ptr<AnchorPlace>(std::make_shared<FolderPlace>(where));
    const bool here = where.starts_with("http://127.0.0.1:") || where.starts_with("http://[::1]:");
    if ((where.starts_with("https://") || here) && where.find('@') == std::string::npos) {
        return std::shared_ptr<AnchorPlace>(std::make_shared<WebPlace>(where, patience));
    }
    return problem("anchor_place_invalid", "anchors go to an absolute path or an address that begins with https://: `" + where.substr(0, 80) + "`");
}

}  // namespace ok::integrity
