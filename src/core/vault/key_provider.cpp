#include "vault/key_provider.hpp"

#include "vault/sealed_store.hpp"

namespace menshen::vault {

KeyProvider::~KeyProvider() = default;
SealedStore::~SealedStore() = default;

}  // namespace menshen::vault
