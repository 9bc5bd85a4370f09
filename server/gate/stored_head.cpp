// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/gate/stored_head.h"

namespace ok {
namespace {
std::string settingOf(Stream stream) { return "log_head:" + enumName(stream); }
}  // namespace

std::optional<StoredHead> readStoredHead(Store& store, TenantId tenant, Stream stream) {
    const auto body = store.setting(tenant, settingOf(stream));
    if (!body) return {};
    auto head = fromJson<StoredHead>(*body);
    if (!head.ok()) return {};
    const Checkpoint& mark = head->mark.checkpoint;
    const auto frontier = merkle::Frontier::restore(mark.size, head->frontier);
    const bool proves = frontier && frontier->root() == mark.root && mark.tenant == tenant && mark.stream == stream && verifies(head->mark);
    if (!proves) return {};
    return std::move(head).value();
}

Status writeStoredHead(Store& store, const StoredHead& head) {
    return store.putSetting(head.mark.checkpoint.tenant, settingOf(head.mark.checkpoint.stream), toJson(head));
}

}  // namespace ok
