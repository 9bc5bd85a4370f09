// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The utilities' lists of networks: `<data>/networks/<short name>.csv`, read when it is first asked for and again when it has changed.
#pragma once
#include <filesystem>
#include <map>
#include <mutex>

#include "shared/approvals/network_places.h"

namespace ok {

class NetworkLists {
  public:
    explicit NetworkLists(std::filesystem::path dataDir) : m_dir(dataDir.empty() ? std::filesystem::path() : std::move(dataDir) / "networks") {}
    /// Empty where there is no list, or the list does not know the address. From any thread.
    [[nodiscard]] approvals::NetworkPlace placeOf(const std::string& slug, const std::string& address);
    /// A server whose owner wrote nonsense says so at once: `networks_invalid`.
    [[nodiscard]] Status check() const;

  private:
    struct Kept {
        std::filesystem::file_time_type changed;
        std::shared_ptr<const approvals::NetworkPlaces> places;
    };
    [[nodiscard]] std::shared_ptr<const approvals::NetworkPlaces> listOf(const std::string& slug);
    std::filesystem::path m_dir;
    std::mutex m_mutex;
    std::map<std::string, Kept> m_kept;
};

}  // namespace ok
