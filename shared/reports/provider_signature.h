// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The signature that Twilio-compatible providers put into `X-Twilio-Signature`: base64(HMAC-SHA1(auth token, URL and the
// sorted form fields)). Used to check webhooks and, by our local counterpart of the provider, to sign receipts.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ok::reports {

/// Form fields in the order they arrived; a name may stand several times.
using FormFields = std::vector<std::pair<std::string, std::string>>;

/// The signature of exactly this URL and these fields. Several values of one name are sorted and counted once.
[[nodiscard]] std::string providerSignature(std::string_view url, const FormFields& fields, std::string_view authToken);

/// What a check found; anything but `valid` is refused and counted.
enum class SignatureCheck { valid, missing, malformed, wrong, bodyMismatch };

struct SignedRequest {
    std::string_view url;        ///< as the provider knows it: scheme, public host, path, query
    const FormFields& fields;    ///< empty for a body that is not a form
    std::string_view body;       ///< only looked at when the URL carries `bodySHA256`
    std::string_view signature;  ///< the header's value
};

/// Accepts the URL with and without its port, because providers differ (443 and 80 are added where none is given).
[[nodiscard]] SignatureCheck checkProviderSignature(const SignedRequest& request, std::string_view authToken);

}  // namespace ok::reports
