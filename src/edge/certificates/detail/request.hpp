// The key that a certification request asks a certificate for.
#pragma once

#include <string_view>

#include <openssl/evp.h>

#include "base/error.hpp"
#include "certificates/detail/x509.hpp"

namespace menshen::certificates {

// Of the first request of the PEM text, once it is proved that whoever made the request has the
// other half of the key. Errors: as sign_device says of its `request`.
[[nodiscard]] Result<Owned<EVP_PKEY>> read_requested_key(std::string_view pem);

}  // namespace menshen::certificates
