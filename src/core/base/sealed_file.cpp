#include "base/sealed_file.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"

namespace menshen {
SealedFile::~SealedFile() { wipe(key_); }

Result<> SealedFile::read(
    const std::function<Result<>(std::span<const std::byte>)>& parse) const {
  MENSHEN_TRY(const auto sealed, read_if_there(files_, file_, kind_.bytes_max));
  if (!sealed) return {};
  auto text = crypto_.open(key_, bytes_of(kind_.context), bytes_of(*sealed));
  Result<> done;
  if (text) {
    done = parse(*text);
    wipe(*text);
  } else {
    done = tl::unexpected<Error>(std::move(text.error()));
  }
  if (done) return {};
  return fail(Code::corrupt,
              fmt::format("`{}`: {}; {}", file_.string(), done.error().what, kind_.remedy));
}

Result<> SealedFile::write(std::vector<std::byte> text) {
  const auto sealed = crypto_.seal(key_, bytes_of(kind_.context), text);
  wipe(text);
  return replace_whole(
      files_, file_,
      {reinterpret_cast<const char*>(sealed.data()), sealed.size()});  // NOLINT: as text
}

}  // namespace menshen
