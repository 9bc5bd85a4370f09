// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/okctl/gzip_file.h"

#include <vector>

#include <zlib.h>

namespace ok::okctl {

Result<std::string> readMaybeGzip(const std::string& name) {
    gzFile file = gzopen(name.c_str(), "rb");
    if (file == nullptr) return problem("file_not_found", "cannot open `" + name + "`");
    std::string out;
    std::vector<char> chunk(1 << 18);
    int got = 0;
    bool tooLarge = false;
    while (!tooLarge && (got = gzread(file, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0) {
        out.append(chunk.data(), static_cast<std::size_t>(got));
        tooLarge = out.size() > (std::size_t{1} << 31);
    }
    gzclose(file);
    if (tooLarge) return problem("file_too_large", "`" + name + "` unpacks to more than 2 GiB");
    if (got < 0) return problem("file_damaged", "`" + name + "` cannot be unpacked");
    return out;
}

}  // namespace ok::okctl
