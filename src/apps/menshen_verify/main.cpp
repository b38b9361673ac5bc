#include <exception>
#include <string>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "base/base64.hpp"
#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "menshen_verify/verify_record.hpp"

namespace {

constexpr int kExitFailure = 1;
constexpr int kExitUsage = 64;
constexpr int kExitData = 65;

int verify(const std::string& folder) {
  const menshen::crypto_openssl::OpensslCrypto crypto;
  const auto checkpoint = menshen::menshen_verify::verify_record(folder, crypto);
  if (checkpoint) {
    fmt::print("{}: {} entries, root {}: whole and unchanged\n", checkpoint->origin,
               checkpoint->head.size, menshen::to_base64(checkpoint->head.root));
    return 0;
  }
  fmt::print(stderr, "menshen-verify: {}\n", checkpoint.error().what);
  return checkpoint.error().code == menshen::Code::corrupt ? kExitFailure : kExitData;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    CLI::App app("Checks an exported record of Menshen without the server");
    std::string folder;
    app.add_option("RECORD", folder, "folder with `checkpoint` and `tile/entries`")->required();
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : kExitUsage;
    }
    return verify(folder);
  } catch (const std::exception& error) {
    fmt::print(stderr, "menshen-verify: {}\n", error.what());
    return kExitFailure;
  }
}
