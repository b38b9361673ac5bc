// The endpoints that events are sent to: held in memory as one value that never changes, and
// kept as one sealed file, secrets and cursors with them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sealed_file.hpp"
#include "base/sealed_value.hpp"
#include "webhook/endpoint.hpp"

namespace menshen::webhook {

// An entry of the record of what is done, before it is done. Errors are handed on, and then
// nothing is done.
using Recorder = std::function<Result<>(std::string_view action, const std::string& actor)>;

// Who does what, for the record.
struct Noted {
  std::string actor;
  std::string action;  // `webhook.create`
};

// Safe to call from several threads at once.
class Book {
 public:
  struct Ports {
    Files& files;
    const Crypto& crypto;
    Recorder record;
  };

  // Reads `file`; without one there is none. `key` is of the vault, for this use alone. Errors:
  // corrupt, with the remedy, when it is another vault's or was changed; unavailable.
  [[nodiscard]] static Result<std::unique_ptr<Book>> open(Ports ports,
                                                          std::filesystem::path file,
                                                          const Digest& key);

  // How they stand now.
  [[nodiscard]] std::shared_ptr<const Endpoints> now() const { return endpoints_.now(); }

  // Gives `edit` a copy; when it takes it and `check` does, it is recorded, written and shown.
  // Errors: those of `edit`, `check` and the recorder; exhausted or unavailable of the file.
  using Edit = SealedValue<Endpoints>::Edit;
  [[nodiscard]] Result<> change(const Noted& noted, const Edit& edit);

  // The same of what nobody decides: how far events were sent. It is not recorded. Of an
  // endpoint that is gone nothing is done. Errors: as `change`.
  [[nodiscard]] Result<> advance(const EndpointId& id,
                                 const std::function<void(Endpoint&)>& edit);

 private:
  Book(Ports ports, std::filesystem::path file, const Digest& key);

  Ports ports_;
  SealedFile file_;
  SealedValue<Endpoints> endpoints_;
};

}  // namespace menshen::webhook
