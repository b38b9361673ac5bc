// One secret key per person, so that what was bound to the person can be made unlinkable by
// destroying a few bytes.
#pragma once

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"

namespace menshen::gallery {

// Safe to call from several threads at once. Every call is one transaction, durable when it
// returns.
class KeyRing {
 public:
  KeyRing() = default;
  KeyRing(const KeyRing&) = delete;
  KeyRing& operator=(const KeyRing&) = delete;
  KeyRing(KeyRing&&) = delete;
  KeyRing& operator=(KeyRing&&) = delete;
  virtual ~KeyRing();

  // The person's key, made at the first call. Errors: unavailable.
  [[nodiscard]] virtual Result<Digest> key_of(const SubjectId& subject) = 0;

  // Destroys the key so that its bytes are gone from the store's files; false when there was
  // none. A later key_of makes another. Errors: unavailable.
  [[nodiscard]] virtual Result<bool> destroy(const SubjectId& subject) = 0;
};

}  // namespace menshen::gallery
