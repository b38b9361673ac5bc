#include "webhook/book.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
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
      endpoints_(std::make_shared<const Endpoints>()) {}

Result<std::unique_ptr<Book>> Book::open(Ports ports, std::filesystem::path file,
                                         const Digest& key) {
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  std::unique_ptr<Book> made(new Book(std::move(ports), std::move(file), key));
  if (auto done = made->load(); !done) return tl::unexpected<Error>(std::move(done.error()));
  return made;
}

Result<> Book::load() {
  return file_.read([this](std::span<const std::byte> text) -> Result<> {
    MENSHEN_TRY(auto endpoints, parse_endpoints(text));
    endpoints_ = std::make_shared<const Endpoints>(std::move(endpoints));
    return {};
  });
}

std::shared_ptr<const Endpoints> Book::now() const {
  const std::scoped_lock lock(shown_);
  return endpoints_;
}

Result<> Book::put(std::shared_ptr<const Endpoints> next) {
  if (auto done = file_.write(encode(*next)); !done) return done;
  const std::scoped_lock shown(shown_);
  endpoints_ = std::move(next);
  return {};
}

Result<> Book::change(const Noted& noted, const Edit& edit) {
  const std::scoped_lock lock(change_);
  auto next = std::make_shared<Endpoints>(*now());
  if (auto done = edit(*next); !done) return done;
  if (auto done = check(*next); !done) return done;
  if (auto done = ports_.record(noted.action, noted.actor); !done) return done;
  return put(std::move(next));
}

Result<> Book::advance(const EndpointId& id, const std::function<void(Endpoint&)>& edit) {
  const std::scoped_lock lock(change_);
  auto next = std::make_shared<Endpoints>(*now());
  const auto found = next->find(id);
  if (found == next->end()) return {};
  edit(found->second);
  return put(std::move(next));
}

}  // namespace menshen::webhook
