// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The vault: personal data sealed with AES-256-GCM under the tenant's key, found again by a keyed token. Equal values of
// one tenant and class have equal tokens (HMAC-SHA-256), so contacts match and deduplicate without being read. What people
// write and where they say they are has a token of its own each time. What is erased leaves its token behind: the log stays
// provable, the value is gone.
#pragma once
#include <string>

#include "server/store/vault_keys.h"
#include "shared/base/personal.h"

namespace ok {

class Vault {
  public:
    /// Keeps references to both.
    Vault(Store& store, const VaultKeys& keys) : m_store(store), m_keys(keys) {}

    /// A contact. Not for what somebody wrote: see putOwn().
    template <PersonalType T>
        requires(!std::is_same_v<T, FreeText>)
    [[nodiscard]] Result<Token<T>> put(TenantId tenant, const T& value) {
        if (value.text.empty()) return Token<T>{};
        OK_ASSIGN(auto token, putText(tenant, className<T>(), {}, value.text));
        return Token<T>{std::move(token)};
    }
    /// What one person told us once: `origin` (an id that nothing else has) makes the token its own. So equal words of two
    /// people are erased apart, and words that were erased do not come back when somebody says the same.
    template <PersonalType T>
    [[nodiscard]] Result<Token<T>> putOwn(TenantId tenant, const T& value, std::string_view origin) {
        if (value.text.empty()) return Token<T>{};
        OK_ASSIGN(auto token, putText(tenant, className<T>(), origin, value.text));
        return Token<T>{std::move(token)};
    }
    /// The token a value would have, without storing it (to look a contact up).
    template <PersonalType T>
        requires(!std::is_same_v<T, FreeText>)
    [[nodiscard]] Token<T> tokenOf(TenantId tenant, const T& value) const {
        return Token<T>{value.text.empty() ? std::string() : tokenText(tenant, className<T>(), value.text)};
    }
    /// Erases what lies behind a token (right to erasure). False: nothing did.
    [[nodiscard]] Result<bool> erase(TenantId tenant, std::string_view token) { return m_store.removeSealedText(tenant, token); }
    /// A new version of the data key; used by put() once it is durable and VaultKeys::forget() was called. Its number.
    [[nodiscard]] Result<int> addKeyVersion(TenantId tenant, Instant now) { return m_keys.addVersion(m_store, tenant, now); }
    /// Seals anew what an older version sealed: at most `limit` values after token `after`.
    struct Resealed {
        std::int64_t seen = 0;
        std::int64_t renewed = 0;
        std::int64_t damaged = 0;   ///< do not open: left as they are
        std::string last;   ///< go on after this token; empty: that was all
    };
    [[nodiscard]] Result<Resealed> reseal(TenantId tenant, const std::string& after, int limit);
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
    [[nodiscard]] Result<std::string> putText(TenantId tenant, std::string_view cls, std::string_view origin, std::string_view text);
    [[nodiscard]] Result<std::string> openText(TenantId tenant, std::string_view token) const;

    Store& m_store;
    const VaultKeys& m_keys;
};

}  // namespace ok
