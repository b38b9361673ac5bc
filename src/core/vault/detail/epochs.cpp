#include "vault/detail/epochs.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/whole_file.hpp"
#include "vault/detail/kek_file.hpp"
#include "vault/detail/wrapping.hpp"
#include "vault/key_provider.hpp"

namespace menshen::vault {

Result<bool> Epochs::load() {
  MENSHEN_TRY(const auto text, read_if_there(ports_.files, path(), kKekFileBytesMax));
  if (!text) return false;
  auto parsed = parse_kek_file(std::as_bytes(std::span(*text)));
  if (!parsed) return tl::unexpected<Error>(in_context(parsed.error(), path().string()));
  if (parsed->provider != ports_.provider.name()) {
    return fail(Code::conflict,
                fmt::format("`{}` was made with the key provider `{}`, and `{}` is configured; "
                            "configure the one it was made with",
                            path().string(), parsed->provider, ports_.provider.name()));
  }
  file_ = std::move(*parsed);
  return true;
}

const ProtectedKek* Epochs::find(std::uint64_t epoch) const {
  const auto found = std::ranges::find(file_.keks, epoch, &ProtectedKek::epoch);
  return found == file_.keks.end() ? nullptr : &*found;
}

Result<Wrapping> Epochs::add(std::uint64_t epoch) {
  MENSHEN_TRY(Secret kek, Secret::make(sizeof(Digest), ports_.memory));
  ports_.crypto.random(kek.reveal());
  MENSHEN_TRY(Protected kept, ports_.provider.protect(epoch, kek.reveal()));
  MENSHEN_TRY(auto wrapping, Wrapping::make(ports_.crypto, epoch, kek.reveal(), ports_.memory));
  std::erase_if(file_.keks, [&](const auto& each) { return each.epoch + 1 != epoch; });
  file_.keks.push_back({.epoch = epoch, .kept = std::move(kept)});
  return wrapping;
}

Result<> Epochs::write() {
  file_.provider = ports_.provider.name();
  return replace_whole(ports_.files, path(), encode(file_));
}

Result<Wrapping> Epochs::recover(std::uint64_t epoch) {
  const ProtectedKek* const kek = find(epoch);
  if (kek == nullptr) {
    const bool is_older = epoch < file_.keks.front().epoch;
    return fail(Code::corrupt,
                fmt::format("vault.keys is of epoch {}, and vault.kek {}; keep both as they "
                            "are, and bring the newest of {} back",
                            epoch,
                            is_older ? "has forgotten it: an erasure has come after it"
                                     : "is from before it",
                            is_older ? "vault.keys" : "vault.kek"));
  }
  MENSHEN_TRY(const Secret recovered, ports_.provider.recover(epoch, kek->kept, ports_.memory));
  return Wrapping::make(ports_.crypto, epoch, recovered.reveal(), ports_.memory);
}

Result<> Epochs::settle_on(std::uint64_t epoch) {
  if (auto done = ports_.provider.forget_before(epoch, find(epoch)->kept); !done) return done;
  if (file_.keks.size() == 1) return {};
  KekFile settled{.provider = file_.provider, .keks = {*find(epoch)}};
  if (auto done = replace_whole(ports_.files, path(), encode(settled)); !done) return done;
  file_ = std::move(settled);
  return {};
}

}  // namespace menshen::vault
