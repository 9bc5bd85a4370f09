// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/network_lists.h"

#include <fstream>
#include <sstream>

namespace ok {
namespace {

constexpr std::uintmax_t largestList = 64U << 20U;

Result<approvals::NetworkPlaces> readList(const std::filesystem::path& file) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    if (failed || size > largestList) return problem("networks_invalid", "`" + file.string() + "` cannot be read or is larger than 64 MB");
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    auto read = approvals::NetworkPlaces::read(text.str());
    if (!read.ok()) return problem(read.problem().code, "`" + file.string() + "`, " + read.problem().message);
    return read;
}

}  // namespace

std::shared_ptr<const approvals::NetworkPlaces> NetworkLists::listOf(const std::string& slug) {
    if (m_dir.empty()) return {};
    const std::filesystem::path file = m_dir / (slug + ".csv");
    std::error_code missing;
    const auto changed = std::filesystem::last_write_time(file, missing);
    const std::lock_guard lock(m_mutex);
    if (missing) {
        m_kept.erase(slug);
        return {};
    }
    const auto known = m_kept.find(slug);
    if (known != m_kept.end() && known->second.changed == changed) return known->second.places;
    auto read = readList(file);
    // What was edited into nonsense does not take away what held before.
    auto places = read.ok() ? std::make_shared<const approvals::NetworkPlaces>(std::move(*read)) : known != m_kept.end() ? known->second.places : nullptr;
    m_kept[slug] = {changed, places};
    return places;
}

approvals::NetworkPlace NetworkLists::placeOf(const std::string& slug, const std::string& address) {
    const auto list = listOf(slug);
    return list ? list->of(address) : approvals::NetworkPlace{};
}

Status NetworkLists::check() const {
    std::error_code none;
    if (m_dir.empty() || !std::filesystem::is_directory(m_dir, none)) return {};
    for (const auto& each : std::filesystem::directory_iterator(m_dir, none)) {
        if (each.path().extension() != ".csv") continue;
        if (const auto read = readList(each.path()); !read.ok()) return read.problem();
    }
    return {};
}

}  // namespace ok
