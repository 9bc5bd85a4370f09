// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/net/mapped_body.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ok::net {
namespace {

class Mapping final : public BodyBytes {
  public:
    Mapping(void* at, std::size_t size) : m_at(at), m_size(size) {}
    ~Mapping() override {
        if (m_at != nullptr) ::munmap(m_at, m_size);
    }
    [[nodiscard]] std::string_view view() const override { return {static_cast<const char*>(m_at), m_size}; }

  private:
    void* m_at;
    std::size_t m_size;
};

}  // namespace

Result<MappedBody> mapFile(const std::string& path) {
    const Problem missing = problem("file_not_found", "`" + path + "` cannot be read");
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return missing;
    struct stat about{};
    void* at = nullptr;
    const bool known = ::fstat(file, &about) == 0;
    const auto size = static_cast<std::size_t>(about.st_size);
    if (known && size > 0) at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    if (!known || at == MAP_FAILED) return missing;
    return MappedBody(std::make_shared<const Mapping>(at, size));
}

}  // namespace ok::net
