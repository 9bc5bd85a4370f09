// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The deleter of what a C library gave: std::unique_ptr<BIO, Freer<BIO_free>>.
#pragma once

namespace ok {

template <auto Free>
struct Freer {
    template <class T>
    void operator()(T* p) const { Free(p); }
};

}  // namespace ok
