// One value that is held in memory and kept as one sealed file. A change is made on a copy,
// recorded, written, and then shown to everybody at once, so that whoever reads never waits for
// a disk and never sees half of one.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/sealed_file.hpp"

namespace menshen {

// Safe to call from several threads at once. The file is always the same one; it is given with
// each call, because its key may not be there yet.
template <typename Value>
class SealedValue {
 public:
  // The form it is kept in, and its inverse, which checks what it reads.
  struct Form {
    std::vector<std::byte> (*encode)(const Value&);
    Result<Value> (*parse)(std::span<const std::byte>);
  };
  using Edit = std::function<Result<>(Value&)>;
  using Record = std::function<Result<>()>;

  explicit SealedValue(Form form) : form_(form), value_(std::make_shared<const Value>()) {}

  // Without a file it stays as it was made. Errors: those of SealedFile::read.
  [[nodiscard]] Result<> load(const SealedFile& file) {
    return file.read([this](std::span<const std::byte> text) -> Result<> {
      MENSHEN_TRY(auto value, form_.parse(text));
      show(std::make_shared<const Value>(std::move(value)));
      return {};
    });
  }

  // How it stands now; it never changes.
  [[nodiscard]] std::shared_ptr<const Value> now() const {
    const std::scoped_lock lock(shown_);
    return value_;
  }

  // Gives `edit` a copy; when it takes it, calls `record`, writes it and shows it. One change
  // at a time; a crash in between leaves a record of a change that was not made. Errors: those
  // of `edit`, `record` and SealedFile::write. Then it stands as it stood, but after an error
  // of the file the next start may find the change made.
  [[nodiscard]] Result<> change(SealedFile& file, const Edit& edit, const Record& record) {
    const std::scoped_lock lock(change_);
    auto next = std::make_shared<Value>(*now());
    if (auto done = edit(*next); !done) return done;
    if (auto done = record(); !done) return done;
    if (auto done = file.write(form_.encode(*next)); !done) return done;
    show(std::move(next));
    return {};
  }

 private:
  void show(std::shared_ptr<const Value> value) {
    const std::scoped_lock lock(shown_);
    value_ = std::move(value);
  }

  Form form_;
  std::mutex change_;         // held while a change is made
  mutable std::mutex shown_;  // held for reading and replacing the pointer
  std::shared_ptr<const Value> value_;
};

}  // namespace menshen
