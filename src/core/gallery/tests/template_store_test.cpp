#include "gallery/template_store.hpp"

#include <memory>

#include <gtest/gtest.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/gallery.hpp"
#include "gallery/testing/counted_memory.hpp"
#include "gallery/testing/memory_template_store.hpp"
#include "gallery/testing/template_store_contract.hpp"

namespace menshen::gallery {
namespace {

std::shared_ptr<TemplateStore> galleries() {
  struct Parts {
    crypto_openssl::OpensslCrypto crypto;
    CountedMemory memory;
    MemoryTemplateStore store;
    Galleries galleries{store, crypto, memory};
  };
  const auto parts = std::make_shared<Parts>();
  return {parts, &parts->galleries};
}

INSTANTIATE_TEST_SUITE_P(
    stores, TemplateStoreContract,
    testing::Values(MakeTemplates{"memory",
                                  [] { return std::make_shared<MemoryTemplateStore>(); }},
                    MakeTemplates{"galleries", galleries}));

}  // namespace
}  // namespace menshen::gallery
