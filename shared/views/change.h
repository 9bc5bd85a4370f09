// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What most events do to a view: change the document they are about, when there is one.
#pragma once
#include "shared/views/views.h"

namespace ok {

template <ViewDocument T, class Change>
void changeDocument(Views& views, const std::string& id, Change&& change) {
    const auto found = views.find<T>(id);
    if (!found) return;
    T next = *found;
    change(next);
    views.save(std::move(next));
}

}  // namespace ok
