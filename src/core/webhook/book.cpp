#include "webhook/book.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "webhook/endpoint.hpp"

namespace menshen::webhook {
namespace {

constexpr std::uint64_t kFileBytesMax = std::uint64_t{1} << 20U;  // each has 4 KiB at most
constexpr std::string_view kContext = "menshen webhooks.sealed v1";

}  // namespace

Book::Book(Ports ports, std::filesystem::path file, const Digest& key)
    : ports_(std::move(ports)),
      file_(
          ports_.files, ports_.crypto, std::move(file),
          {.context = std::string(kContext),
           .bytes_max = kFileBytesMax,
           .remedy = "bring back the file that belongs to vault.keys and vault.kek, or move it "
                     "away and name the webhooks anew"},
          key),
      endpoints_({.encode = encode, .parse = parse_endpoints}) {}

Result<std::unique_ptr<Book>> Book::open(Ports ports, std::filesystem::path file,
                                         const Digest& key) {
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  std::unique_ptr<Book> made(new Book(std::move(ports), std::move(file), key));
  if (auto done = made->endpoints_.load(made->file_); !done)
    return tl::unexpected<Error>(std::move(done.error()));
  return made;
}

Result<> Book::change(const Noted& noted, const Edit& edit) {
  return endpoints_.change(
      file_,
      [&](Endpoints& next) -> Result<> {
        if (auto done = edit(next); !done) return done;
        return check(next);
      },
      [&] { return ports_.record(noted.action, noted.actor); });
}

Result<> Book::advance(const EndpointId& id, const std::function<void(Endpoint&)>& edit) {
  if (!now()->contains(id)) return {};
  return endpoints_.change(
      file_,
      [&](Endpoints& next) -> Result<> {
        const auto found = next.find(id);
        if (found != next.end()) edit(found->second);
        return {};
      },
      [] { return Result<>(); });
}

}  // namespace menshen::webhook
