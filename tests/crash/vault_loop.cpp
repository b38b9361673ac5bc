// Kills a program that enrols, freezes and erases again and again, and looks each time whether
// everybody's keys and references are as they were before what it was doing, or as after it.
//
//   vault_loop ROUNDS [SEED]      the loop
//   vault_loop --write FOLDER SEED  what it kills
//
// Exit: 0 they are. Each thing that is done is told before (`begin`) and after (`sealed`).

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "child.hpp"
#include "face/embedding.hpp"
#include "folder.hpp"
#include "gallery/template_store.hpp"
#include "stores.hpp"
#include "vault/detail/kek_file.hpp"
#include "workload.hpp"

namespace menshen::crash {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPurposes[] = {"p0", "p1"};
constexpr std::uint64_t kRoundsOfAFolder = 50;

// What is done: to whom, for which purpose (or all: `-`), and which reference is put.
struct Deed {
  std::string what;
  std::string who;
  std::string what_for;
  int version = 0;
};

gallery::TemplateKey key_of(const std::string& who, const std::string& what_for) {
  return {.subject = SubjectId(who), .purpose = PurposeId(what_for), .model = "m"};
}

// Each version is another direction.
face::Embedding reference(int version) {
  std::array<float, 2> values{std::cos(static_cast<float>(version) * 0.001F),
                              std::sin(static_cast<float>(version) * 0.001F)};
  return face::Embedding::make(values).value();
}

std::optional<PurposeId> purpose_of(const Deed& deed) {
  return deed.what_for == "-" ? std::nullopt : std::optional(PurposeId(deed.what_for));
}

template <typename Value>
Result<> done(const Result<Value>& result) {
  if (!result) return tl::unexpected<Error>(result.error());
  return {};
}

Result<> carry_out(Stores& stores, const Deed& deed) {
  const SubjectId who(deed.who);
  auto& references = *stores.templates;
  if (deed.what == "key") return done(stores.keys->key_of(who));
  if (deed.what == "put") {
    return references.put({.key = key_of(deed.who, deed.what_for),
                           .reference = reference(deed.version),
                           .enrolled_at = Instant{},
                           .keep_until = CivilDate{}});
  }
  if (deed.what == "freeze") return done(references.set_frozen(who, purpose_of(deed), true));
  if (deed.what == "forget") {
    return done(references.erase(who, purpose_of(deed), Instant::max()));
  }
  if (deed.what == "destroy") return done(stores.keys->destroy(who));
  return stores.keys->rotate();
}

Deed random_deed(std::mt19937_64& random) {
  const auto below = [&random](std::size_t end) { return random() % end; };
  Deed deed{.what = "rotate",
            .who = kPersons[below(std::size(kPersons))],
            .what_for = kPurposes[below(std::size(kPurposes))],
            .version = static_cast<int>(below(1000))};
  const std::size_t draw = below(16);
  if (draw < 2) deed.what = "key";
  if (draw >= 2 && draw < 9) deed.what = "put";
  if (draw >= 9 && draw < 11) deed.what = "freeze";
  if (draw >= 11 && draw < 13) deed.what = "forget";
  if (draw == 12) deed.what_for = "-";
  if (draw >= 13 && draw < 15) deed.what = "destroy";
  return deed;
}

int write(const char* folder, std::uint64_t seed) {
  Bench bench;
  const auto stores = Stores::open_vault(bench, folder);
  if (!stores) {
    tell(fmt::format("stopped {}\n", stores.error().what));
    return 1;
  }
  tell("opened\n");
  std::mt19937_64 random(seed);
  while (true) {
    const Deed deed = random_deed(random);
    tell(fmt::format("begin {} {} {} {}\n", deed.what, deed.who, deed.what_for, deed.version));
    if (const auto result = carry_out(**stores, deed); !result) {
      tell(fmt::format("stopped {}\n", result.error().what));
      return 1;
    }
    tell("sealed\n");
  }
}

// What is known of one folder. A person's key is known by its digest once it was seen.
struct Known {
  std::map<std::string, bool> keys;  // who has an own key
  std::map<std::pair<std::string, std::string>, std::pair<int, bool>> references;  // and frozen

  void apply(const Deed& deed) {
    if (deed.what == "key") keys[deed.who] = true;
    if (deed.what == "put") references[{deed.who, deed.what_for}] = {deed.version, false};
    for (const char* purpose : kPurposes) {
      if (deed.what_for != "-" && deed.what_for != purpose && deed.what != "destroy") continue;
      const std::pair<std::string, std::string> of{deed.who, purpose};
      if (deed.what == "freeze" && references.contains(of)) references[of].second = true;
      if (deed.what == "forget" || deed.what == "destroy") references.erase(of);
    }
    if (deed.what == "destroy") keys.erase(deed.who);
  }

  bool operator==(const Known&) const = default;
};

class Loop {
 public:
  Loop(std::string self, std::uint64_t rounds, std::uint64_t seed)
      : self_(std::move(self)), rounds_(rounds), random_(seed) {}

  void run() {
    for (std::uint64_t round = 0; round < rounds_; ++round) {
      if (round % kRoundsOfAFolder == 0) {
        folder_.emplace(fs::exists("/dev/shm") ? fs::path("/dev/shm")
                                               : fs::temp_directory_path());
        known_ = {};
        seen_.clear();
      }
      Child child(self_, {"--write", live().string(), std::to_string(random_())});
      const bool runs = child.listen_for_a_while(random_);
      const std::string text = child.kill();
      if (!runs) give_up(fmt::format("round {}: the writer ended: {}", round, text));
      const auto pending = take(text);
      check(round, pending);
    }
    fmt::print(
        "rounds {}, killed before the vault was open {}, acknowledged {}, killed in the middle "
        "{}: as before {}, as after {}; keys compared {}, references {}\n",
        rounds_, before_opening_, acknowledged_, as_before_ + as_after_, as_before_, as_after_,
        keys_compared_, references_compared_);
  }

 private:
  [[nodiscard]] fs::path live() const { return folder_->path() / "live"; }

  // Takes what was acknowledged; what was begun and not.
  std::optional<Deed> take(const std::string& text) {
    std::istringstream lines(text);
    std::optional<Deed> pending;
    bool is_open = false;
    for (std::string word; lines >> word;) {
      if (word == "opened") is_open = true;
      if (word == "begin") {
        Deed deed;
        lines >> deed.what >> deed.who >> deed.what_for >> deed.version;
        pending = deed;
      }
      if (word == "sealed" && pending) {
        known_.apply(*pending);
        if (pending->what == "destroy") seen_.erase(pending->who);
        pending.reset();
        ++acknowledged_;
      }
      if (word == "stopped") give_up("the writer stopped: " + text);
    }
    before_opening_ += is_open ? 0 : 1;
    return pending;
  }

  Known look(Stores& stores) {
    Known now;
    for (const char* who : kPersons) {
      const auto key = stores.keys->existing(SubjectId(who));
      if (!key) give_up(key.error().what);
      if (*key) {
        now.keys[who] = true;
        const auto known = seen_.try_emplace(who, **key).first;
        if (known->second != **key && known_.keys.contains(who)) give_up("another key");
        known->second = **key;
        ++keys_compared_;
      }
      for (const char* purpose : kPurposes) {
        auto record = stores.templates->get(key_of(who, purpose));
        if (!record) give_up(record.error().what);
        if (!*record) continue;
        now.references[{who, purpose}] = {version_of((*record)->reference),
                                          (*record)->is_frozen};
        ++references_compared_;
      }
    }
    return now;
  }

  static int version_of(const face::Embedding& reference) {
    const auto values = reference.reveal();
    return static_cast<int>(
        std::lround(std::atan2(double{values[1]}, double{values[0]}) / 0.001));
  }

  void check(std::uint64_t round, const std::optional<Deed>& pending) {
    const auto stores = Stores::open_vault(bench_, live());
    if (!stores) {
      give_up(fmt::format("round {}: {}; it is left in {}", round, stores.error().what,
                          live().string()));
    }
    std::ifstream file(live() / "vault.kek", std::ios::binary);
    const std::string kek(std::istreambuf_iterator<char>(file), {});
    const auto keks = vault::parse_kek_file(std::as_bytes(std::span(kek)));
    const Known before = known_;
    if (pending) known_.apply(*pending);
    Known now = look(**stores);
    if (now == before && pending) ++as_before_;
    if (now != before && now == known_) ++as_after_;
    if ((now != before && now != known_) || !keks || keks->keks.size() != 1) {
      give_up(fmt::format("round {}: neither before nor after; it is left in {}", round,
                          live().string()));
    }
    for (const char* who : kPersons) {
      if (!now.keys.contains(who)) seen_.erase(who);
    }
    known_ = std::move(now);
  }

  std::string self_;
  std::uint64_t rounds_;
  std::mt19937_64 random_;
  Bench bench_;
  std::optional<Folder> folder_;
  Known known_;
  std::map<std::string, Digest> seen_;
  std::uint64_t before_opening_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t as_before_ = 0;
  std::uint64_t as_after_ = 0;
  std::uint64_t keys_compared_ = 0;
  std::uint64_t references_compared_ = 0;
};

}  // namespace
}  // namespace menshen::crash

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments, arguments + count);
  const auto number = [&](std::size_t at, std::uint64_t otherwise) {
    return words.size() > at ? std::strtoull(words[at].c_str(), nullptr, 10) : otherwise;
  };
  if (words.size() == 4 && words[1] == "--write") {
    return menshen::crash::write(words[2].c_str(), number(3, 0));
  }
  if (words.size() < 2 || words.size() > 3) {
    std::fputs("vault_loop ROUNDS [SEED]\n", stderr);
    return 2;
  }
  menshen::crash::Loop(words[0], number(1, 0), number(2, 1)).run();
  return 0;
}
