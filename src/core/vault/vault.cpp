#include "vault/vault.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "gallery/template_store.hpp"
#include "vault/detail/epochs.hpp"
#include "vault/detail/key_row.hpp"
#include "vault/detail/key_table.hpp"
#include "vault/detail/wrapping.hpp"

namespace menshen::vault {
namespace {

namespace fs = std::filesystem;

KeyName own(const SubjectId& subject) {
  return {.scope = Scope::own, .subject = subject.text()};
}

KeyName name_of(const gallery::TemplateKey& reference) {
  return {.scope = Scope::reference,
          .subject = reference.subject.text(),
          .purpose = reference.purpose.text(),
          .model = reference.model};
}

Keys keys_of(const Digest& key, const std::optional<Digest>& beside = std::nullopt) {
  std::vector<std::byte> bytes;
  bytes.reserve(2 * sizeof(Digest));  // so that no copy is left where it grew
  bytes.insert(bytes.end(), key.begin(), key.end());
  if (beside) bytes.insert(bytes.end(), beside->begin(), beside->end());
  return Keys(std::move(bytes));
}

}  // namespace

// `change_` is held by whoever changes the table, from the first look to the last write;
// `table_mutex_` only while the table in memory is read, or changed.
class Vault::Impl {
 public:
  Impl(Ports ports, fs::path folder)
      : ports_(ports), folder_(std::move(folder)), epochs_(ports, folder_) {}

  Result<> open() {
    MENSHEN_TRY(lock_, ports_.files.open(folder_ / "vault.lock", Files::Mode::exclusive));
    MENSHEN_TRY(const bool has_kek, epochs_.load());
    auto epoch = KeyTable::epoch_of(ports_.files, table_path());
    if (!epoch && epoch.error().code != Code::not_found) return failed(epoch);
    if (!epoch) return has_kek ? finish_making() : make();
    if (!has_kek) {
      return fail(Code::not_found,
                  fmt::format("`{}` is there, and vault.kek beside it is not; bring it back "
                              "from where copies of it are kept",
                              table_path().string()));
    }
    // A name that a process left behind may not be durable yet, and whoever recovers its KEK
    // may forget the one before.
    if (auto done = ports_.files.sync_folder(folder_); !done) return done;
    MENSHEN_TRY(auto wrapping, epochs_.recover(*epoch));
    MENSHEN_TRY(table_, KeyTable::open(ports_.files, table_path(), std::move(wrapping)));
    if (auto done = settle(); !done) return done;
    if (table_->is_torn()) return rewrite();
    return ports_.files.remove(fresh_path());
  }

  Result<Digest> get_or_make(const KeyName& name) {
    MENSHEN_TRY(const auto there, find(name));
    if (there) return there->at(0);
    const std::scoped_lock change(change_);
    MENSHEN_TRY(const auto now, find(name));  // another may have been faster
    if (now) return now->at(0);
    return make_key(name, std::nullopt);
  }

  Result<> make_missing(std::span<const SubjectId> subjects) {
    const std::scoped_lock change(change_);
    std::unordered_set<std::string_view> seen;
    std::vector<NewRow> rows;
    for (const SubjectId& subject : subjects) {
      if (!seen.insert(subject.text()).second) continue;
      MENSHEN_TRY(const auto there, find(own(subject)));
      if (there) continue;
      Digest fresh{};
      ports_.crypto.random(fresh);
      rows.push_back({.name = own(subject), .keys = keys_of(fresh)});
      wipe(fresh);
    }
    return rows.empty() ? Result<>() : append(rows);
  }

  Result<Digest> fresh_key(const KeyName& name, const std::optional<Digest>& beside) {
    const std::scoped_lock change(change_);
    return make_key(name, beside);
  }

  Result<> set(const KeyName& name, const Digest& key) {
    const std::scoped_lock change(change_);
    return append(NewRow{.name = name, .keys = keys_of(key)});
  }

  [[nodiscard]] Result<std::optional<Keys>> find(const KeyName& name) const {
    const std::shared_lock lock(table_mutex_);
    return table_->find(name);
  }

  [[nodiscard]] Result<> visit(const KeyTable::Visit& visit) const {
    const std::shared_lock lock(table_mutex_);
    return table_->visit(visit);
  }

  // How many keys there were that are not kept; rotates if there were any.
  Result<std::size_t> destroy(const KeyTable::IsKept& is_kept) {
    const std::scoped_lock change(change_);
    if (auto done = finish(); !done) return failed(done);
    std::size_t count = 0;
    const auto counted = table_->visit([&](const KeyName& name) -> Result<> {
      count += is_kept(name) ? 0 : 1;
      return {};
    });
    if (!counted) return failed(counted);
    if (count == 0) return count;
    if (auto done = rotate_to_next(is_kept); !done) return failed(done);
    return count;
  }

  Result<> rotate() {
    const std::scoped_lock change(change_);
    return finish().and_then([&] { return rotate_to_next(all_kept); });
  }

  [[nodiscard]] Summary summary() const {
    const std::shared_lock lock(table_mutex_);
    return {.epoch = table_->wrapping().epoch(),
            .keys = table_->size(),
            .persons = table_->persons(),
            .provider = ports_.provider.name(),
            .assurance = ports_.provider.assurance()};
  }

 private:
  static bool all_kept(const KeyName& /*name*/) { return true; }

  template <typename Value>
  static tl::unexpected<Error> failed(const Result<Value>& result) {
    return tl::unexpected<Error>(result.error());
  }

  [[nodiscard]] fs::path table_path() const { return folder_ / "vault.keys"; }
  [[nodiscard]] fs::path fresh_path() const { return folder_ / "vault.keys.new"; }

  Result<std::unique_ptr<KeyTable>> write_table(Wrapping wrapping,
                                                const KeyTable::IsKept& is_kept) {
    return KeyTable::write(ports_.files, ports_.crypto, fresh_path(), std::move(wrapping),
                           table_.get(), is_kept);
  }

  // The first table stands under its later name only once vault.kek can open it, so a vault
  // that lost its table is told from one that never had any.
  Result<> make() {
    MENSHEN_TRY(auto wrapping, epochs_.add(1));
    MENSHEN_TRY(auto table, write_table(std::move(wrapping), all_kept));
    if (auto done = epochs_.write(); !done) return done;
    return take(std::move(table)).and_then([this] { return settle(); });
  }

  Result<> finish_making() {
    const auto lost = [&] {
      return fail(Code::not_found,
                  fmt::format("vault.kek is there, and `{}` beside it is not; bring it back "
                              "from the newest backup",
                              table_path().string()));
    };
    const auto epoch = KeyTable::epoch_of(ports_.files, fresh_path());
    if (!epoch || *epoch != 1) return lost();
    MENSHEN_TRY(auto wrapping, epochs_.recover(1));
    MENSHEN_TRY(auto table, KeyTable::open(ports_.files, fresh_path(), std::move(wrapping)));
    if (table->size() != 0) return lost();
    return take(std::move(table)).and_then([this] { return settle(); });
  }

  // From here on the table counts, whatever comes after.
  Result<> take(std::unique_ptr<KeyTable> table) {
    if (auto done = ports_.files.rename(fresh_path(), table_path()); !done) return done;
    const std::unique_lock lock(table_mutex_);
    table_ = std::move(table);
    is_settled_ = false;
    is_broken_ = false;
    return {};
  }

  Result<> settle() {
    auto done = ports_.files.sync_folder(folder_).and_then(
        [this] { return epochs_.settle_on(table_->wrapping().epoch()); });
    is_settled_ = done.has_value();
    return done;
  }

  // What an earlier call has begun and could not end.
  Result<> finish() {
    if (!is_settled_) {
      if (auto done = settle(); !done) return done;
    }
    return is_broken_ ? rewrite() : Result<>();
  }

  // The same keys under the same KEK in another file, because of this one nothing is known.
  Result<> rewrite() {
    MENSHEN_TRY(auto wrapping, table_->wrapping().again(ports_.memory));
    MENSHEN_TRY(auto table, write_table(std::move(wrapping), all_kept));
    return take(std::move(table)).and_then([this] { return settle(); });
  }

  Result<> rotate_to_next(const KeyTable::IsKept& is_kept) {
    MENSHEN_TRY(auto wrapping, epochs_.add(table_->wrapping().epoch() + 1));
    if (auto done = epochs_.write(); !done) return done;
    MENSHEN_TRY(auto table, write_table(std::move(wrapping), is_kept));
    return take(std::move(table)).and_then([this] { return settle(); });
  }

  Result<Digest> make_key(const KeyName& name, const std::optional<Digest>& beside) {
    Digest fresh{};
    ports_.crypto.random(fresh);
    const NewRow row{.name = name, .keys = keys_of(fresh, beside)};
    if (auto done = append(row); !done) return failed(done);
    return fresh;
  }

  Result<> append(const NewRow& row) { return append(std::span(&row, 1)); }

  Result<> append(std::span<const NewRow> rows) {
    if (auto done = finish(); !done) return done;
    const auto written = table_->append(rows);
    if (!written) {
      is_broken_ = written.error().code != Code::invalid_input;
      return failed(written);
    }
    const std::unique_lock lock(table_mutex_);
    for (const auto& each : *written) table_->take(each);
    return {};
  }

  Ports ports_;
  fs::path folder_;
  std::unique_ptr<File> lock_;
  std::mutex change_;
  mutable std::shared_mutex table_mutex_;
  Epochs epochs_;
  std::unique_ptr<KeyTable> table_;
  bool is_settled_ = true;  // false: the KEK before this table's may not be forgotten yet
  bool is_broken_ = false;  // the table's file may end with a part of a row
};

Vault::Vault(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::open(Ports ports, const fs::path& folder) {
  auto impl = std::make_unique<Impl>(ports, folder);
  if (const auto done = impl->open(); !done) {
    return tl::unexpected<Error>(in_context(done.error(), "vault"));
  }
  return std::unique_ptr<Vault>(new Vault(std::move(impl)));  // NOLINT: private constructor
}

Result<Digest> Vault::key_of(const SubjectId& subject) {
  return impl_->get_or_make(own(subject));
}

Result<> Vault::make_keys(std::span<const SubjectId> subjects) {
  return impl_->make_missing(subjects);
}

Result<std::optional<Digest>> Vault::existing(const SubjectId& subject) const {
  MENSHEN_TRY(const auto keys, impl_->find(own(subject)));
  return keys ? std::optional(keys->at(0)) : std::nullopt;
}

Result<bool> Vault::destroy(const SubjectId& subject) {
  MENSHEN_TRY(const std::size_t count, impl_->destroy([&](const KeyName& name) {
    return name.scope == Scope::use || name.subject != subject.text();
  }));
  return count > 0;
}

Result<std::vector<SubjectId>> Vault::all() const {
  std::vector<SubjectId> subjects;
  const auto visited = impl_->visit([&](const KeyName& name) -> Result<> {
    if (name.scope == Scope::own) subjects.emplace_back(std::string(name.subject));
    return {};
  });
  if (!visited) return tl::unexpected<Error>(visited.error());
  return subjects;
}

Result<Digest> Vault::fresh_key(const gallery::TemplateKey& reference,
                                const std::optional<Digest>& beside) {
  return impl_->fresh_key(name_of(reference), beside);
}

Result<> Vault::settle(const gallery::TemplateKey& reference, const Digest& key) {
  return impl_->set(name_of(reference), key);
}

Result<std::optional<ReferenceKeys>> Vault::existing(
    const gallery::TemplateKey& reference) const {
  MENSHEN_TRY(const auto keys, impl_->find(name_of(reference)));
  if (!keys) return std::nullopt;
  ReferenceKeys found{.key = keys->at(0)};
  if (keys->count() > 1) found.older = keys->at(1);
  return found;
}

Result<std::size_t> Vault::destroy(std::span<const ReferencesOf> references) {
  std::multimap<std::string_view, const ReferencesOf*> of;
  for (const ReferencesOf& each : references) of.emplace(each.subject.text(), &each);
  return impl_->destroy([&](const KeyName& name) {
    if (name.scope != Scope::reference) return true;
    const auto [first, last] = of.equal_range(name.subject);
    return std::none_of(first, last, [&](const auto& each) {
      const auto& [subject, purpose, spared] = *each.second;
      const auto is_name = [&](const auto& key) { return name_of(key) == name; };
      return (!purpose || name.purpose == purpose->text()) &&
             std::ranges::none_of(spared, is_name);
    });
  });
}

Result<std::size_t> Vault::count(const SubjectId& subject) const {
  std::size_t count = 0;
  const auto visited = impl_->visit([&](const KeyName& name) -> Result<> {
    count += name.scope != Scope::use && name.subject == subject.text() ? 1 : 0;
    return {};
  });
  if (!visited) return tl::unexpected<Error>(visited.error());
  return count;
}

Result<Digest> Vault::key_for(std::string_view use) {
  return impl_->get_or_make({.scope = Scope::use, .subject = use});
}

Result<> Vault::rotate() { return impl_->rotate(); }

Vault::Summary Vault::summary() const { return impl_->summary(); }

}  // namespace menshen::vault
