// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The vault: personal data sealed with AES-256-GCM under the tenant's key, found again by a keyed token. Equal values of
// one tenant and class have equal tokens (HMAC-SHA-256), so contacts match and deduplicate without being read.
#pragma once
#include <array>
#include <functional>
#include <string>

#include "server/store/store.h"
#include "shared/base/personal.h"

namespace ok {

class Vault {
  public:
    using Key = std::array<std::uint8_t, 32>;
    /// `keyFor(tenant)` gives the tenant's data key (from the installation's master key).
    Vault(Store& store, std::function<Key(TenantId)> keyFor) : m_store(store), m_keyFor(std::move(keyFor)) {}

    template <PersonalType T>
    [[nodiscard]] Result<Token<T>> put(TenantId tenant, const T& value) {
        if (value.text.empty()) return Token<T>{};
        OK_ASSIGN(auto token, putText(tenant, className<T>(), value.text));
        return Token<T>{std::move(token)};
    }
    /// The token a value would have, without storing it (to look a contact up).
    template <PersonalType T>
    [[nodiscard]] Token<T> tokenOf(TenantId tenant, const T& value) const {
        return Token<T>{value.text.empty() ? std::string() : tokenText(tenant, className<T>(), value.text)};
    }
    /// Problem `erased` when the value is gone (right to erasure) or was never there.
    template <PersonalType T>
    [[nodiscard]] Result<T> open(TenantId tenant, const Token<T>& token) const {
        OK_ASSIGN(auto text, openText(tenant, token.token));
        return T{std::move(text)};
    }

  private:
    template <class T>
    static std::string_view className() {
        if constexpr (std::is_same_v<T, PhoneNumber>) return "phone";
        else if constexpr (std::is_same_v<T, EmailAddress>) return "email";
        else if constexpr (std::is_same_v<T, PersonName>) return "name";
        else if constexpr (std::is_same_v<T, StreetAddress>) return "street";
        else if constexpr (std::is_same_v<T, FreeText>) return "free_text";
        else return "secret";
    }
    [[nodiscard]] std::string tokenText(TenantId tenant, std::string_view cls, std::string_view text) const;
    [[nodiscard]] Result<std::string> putText(TenantId tenant, std::string_view cls, std::string_view text);
    [[nodiscard]] Result<std::string> openText(TenantId tenant, std::string_view token) const;

    Store& m_store;
    std::function<Key(TenantId)> m_keyFor;
};

}  // namespace ok
