// No key that was given is lost and none that was destroyed comes back, whatever fails and
// whenever.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/testing/memory_files.hpp"
#include "base/whole_file.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/template_store.hpp"
#include "vault/detail/kek_file.hpp"
#include "vault/testing/vault_for_test.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {
namespace {

const crypto_openssl::OpensslCrypto kCrypto;

using Names = std::vector<std::string>;
using Present = std::map<std::string, std::optional<Digest>>;

// Whose keys are made at once: more than two sectors of the disk hold.
const Names kMany = {"cy", "di", "ed", "flo", "gus", "hal", "ida", "jo", "kim", "lu"};
const Names kAllNames = [] {
  Names all = {"ana", "bo", "ana/door", "bo/door", "ana/till"};
  all.insert(all.end(), kMany.begin(), kMany.end());
  return all;
}();

bool is_reference(const std::string& name) { return name.find('/') != std::string::npos; }

gallery::TemplateKey reference(const std::string& name) {
  const auto slash = name.find('/');
  return {.subject = SubjectId(name.substr(0, slash)),
          .purpose = PurposeId(name.substr(slash + 1)),
          .model = "m"};
}

std::optional<Digest> look(const Vault& vault, const std::string& name) {
  if (!is_reference(name)) return vault.existing(SubjectId(name)).value();
  const auto keys = vault.existing(reference(name)).value();
  return keys ? std::optional(keys->key) : std::nullopt;
}

Present look(const Vault& vault, const Names& names) {
  Present seen;
  for (const auto& name : names) seen[name] = look(vault, name);
  return seen;
}

// One thing that a vault is asked to do, and whose keys it may change.
struct Step {
  enum class Kind { make, destroy, keep };
  Kind kind{};
  Names names;
  std::function<Result<>(Vault&)> run;
};

template <typename Value>
Result<> done(const Result<Value>& result) {
  if (!result) return tl::unexpected<Error>(result.error());
  return {};
}

Step make(const std::string& name) {
  return {Step::Kind::make, {name}, [name](Vault& vault) -> Result<> {
            if (!is_reference(name)) return done(vault.key_of(SubjectId(name)));
            MENSHEN_TRY(const auto before, vault.existing(reference(name)));
            const auto beside = before ? std::optional(before->key) : std::nullopt;
            return done(vault.fresh_key(reference(name), beside));
          }};
}

Step make(const Names& names) {
  return {Step::Kind::make, names, [names](Vault& vault) {
            std::vector<SubjectId> subjects;
            for (const auto& name : names) subjects.emplace_back(name);
            return vault.make_keys(subjects);
          }};
}

Step settle(const std::string& name) {
  return {Step::Kind::keep, {}, [name](Vault& vault) {
            return vault.settle(reference(name), *look(vault, name));
          }};
}

Step destroy_purpose(const char* subject, const char* purpose) {
  return {Step::Kind::destroy, {std::string(subject) + "/" + purpose}, [=](Vault& vault) {
            const Vault::ReferencesOf doomed{SubjectId(subject), PurposeId(purpose), {}};
            return done(vault.destroy(std::span(&doomed, 1)));
          }};
}

std::vector<Step> life() {
  return {
      make("ana"),
      make("bo"),
      make(kMany),
      make("ana/door"),
      make("bo/door"),
      make("ana/door"),  // once more: the one before it stays beside it
      settle("ana/door"),
      make("ana/till"),
      destroy_purpose("ana", "till"),
      {Step::Kind::keep, {}, [](Vault& vault) { return vault.rotate(); }},
      make("ana/till"),
      {Step::Kind::destroy,
       {"ana", "ana/door", "ana/till"},
       [](Vault& vault) { return done(vault.destroy(SubjectId("ana"))); }},
      make("ana"),
      destroy_purpose("bo", "door"),
  };
}

class Lived {
 public:
  // At the second attempt at the latest: faults come once.
  [[nodiscard]] Result<> start() {
    auto opened = test_.open();
    return opened ? opened : test_.open();
  }

  // Everything that the fault could have changed is as before the step, or as after it.
  void check(const Step* failed) {
    const Present seen = look(test_.vault(), kAllNames);
    std::size_t gone = 0;
    std::size_t left = 0;
    std::size_t made = 0;
    std::size_t missing = 0;
    for (const auto& [name, key] : seen) {
      const bool may_change =
          failed != nullptr && std::ranges::find(failed->names, name) != failed->names.end();
      if (!may_change) {
        EXPECT_EQ(key, known_[name]) << name;
      } else if (failed->kind == Step::Kind::destroy && known_[name]) {
        EXPECT_TRUE(!key || key == known_[name]) << name;
        ++(key ? left : gone);
      } else if (!known_[name]) {
        ++(key ? made : missing);
      }
    }
    EXPECT_TRUE(gone == 0 || left == 0) << gone << " keys are gone, and " << left << " left";
    EXPECT_TRUE(made == 0 || missing == 0 || failed->kind != Step::Kind::make)
        << made << " keys were made, and " << missing << " not";
    check_kek_file();
  }

  // Runs the step until it is done; what fails is looked at, by a vault after a loss of power
  // if there is to be one.
  void run(const Step& step, std::mt19937_64* power) {
    for (int tries = 0; tries < 3; ++tries) {
      const auto result = step.run(test_.vault());
      if (result) {
        for (const auto& name : step.names) {
          known_[name] = look(test_.vault(), name);
          EXPECT_EQ(known_[name].has_value(), step.kind == Step::Kind::make) << name;
        }
        return;
      }
      EXPECT_NE(result.error().code, Code::corrupt) << result.error().what;
      if (power != nullptr) {
        test_.set_files(test_.files().crash(*power));
        const auto opened = start();
        ASSERT_TRUE(opened) << opened.error().what;
      }
      check(&step);
    }
    ADD_FAILURE() << "one fault stopped it twice";
  }

  void reopen() {
    const auto opened = start();
    ASSERT_TRUE(opened) << opened.error().what;
    check(nullptr);
  }

  void lose_power(std::mt19937_64& power) {
    test_.set_files(test_.files().crash(power));
    reopen();
  }

  [[nodiscard]] VaultForTest& test() { return test_; }

 private:
  void check_kek_file() {
    auto text = read_whole(test_.files(), "state/vault.kek", kKekFileBytesMax);
    if (!text) text = read_whole(test_.files(), "state/vault.kek", kKekFileBytesMax);
    const auto file = parse_kek_file(std::as_bytes(std::span(*text)));
    ASSERT_TRUE(file);
    EXPECT_LE(file->keks.size(), 2U);
  }

  VaultForTest test_{kCrypto};
  Present known_;
};

// Whether the fault came to pass.
bool live_through(Lived& lived, std::mt19937_64* power) {
  const auto started = lived.start();
  EXPECT_TRUE(started) << started.error().what;
  if (!started) return true;
  for (const Step& step : life()) lived.run(step, power);
  lived.check(nullptr);
  lived.reopen();
  const bool came_to_pass = !lived.test().files().has_fault();
  if (power != nullptr) lived.lose_power(*power);
  return came_to_pass;
}

class FaultOnce : public testing::TestWithParam<FileFault> {};

TEST_P(FaultOnce, leaves_the_vault_before_or_after_and_it_goes_on) {
  for (FileFault fault = GetParam();; ++fault.nth) {
    SCOPED_TRACE(fault.nth);
    Lived lived;
    lived.test().files().fail(fault);
    const bool came_to_pass = live_through(lived, nullptr);
    if (testing::Test::HasFailure() || !came_to_pass) {
      EXPECT_GT(fault.nth, 2U);
      return;
    }
  }
}

TEST_P(FaultOnce, leaves_the_vault_before_or_after_when_the_power_fails_with_it) {
  std::mt19937_64 power(11);
  for (FileFault fault = GetParam();; ++fault.nth) {
    SCOPED_TRACE(fault.nth);
    bool came_to_pass = false;
    for (int crashes = 0; crashes < 4; ++crashes) {
      Lived lived;
      lived.test().files().fail(fault);
      came_to_pass = live_through(lived, &power);
      if (testing::Test::HasFailure()) return;
    }
    if (!came_to_pass) return;
  }
}

std::vector<FileFault> faults() {
  std::vector<FileFault> kinds;
  for (const FileOperation operation : kFileOperations) {
    for (const Code code : {Code::exhausted, Code::unavailable}) {
      kinds.push_back({.operation = operation, .code = code});
    }
  }
  kinds.push_back({.operation = FileOperation::write, .is_short = true});
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(every_operation, FaultOnce, testing::ValuesIn(faults()));

class ProviderFaultOnce : public testing::TestWithParam<KeyOperation> {};

TEST_P(ProviderFaultOnce, leaves_the_vault_before_or_after_and_it_goes_on) {
  for (KeyFault fault{.operation = GetParam()};; ++fault.nth) {
    SCOPED_TRACE(fault.nth);
    Lived lived;
    lived.test().device().fail(fault);
    static_cast<void>(live_through(lived, nullptr));
    if (testing::Test::HasFailure()) return;
    if (!lived.test().device().has_fault()) continue;
    EXPECT_GT(fault.nth, 1U);
    return;
  }
}

INSTANTIATE_TEST_SUITE_P(every_operation, ProviderFaultOnce,
                         testing::Values(KeyOperation::protect, KeyOperation::recover,
                                         KeyOperation::forget_before));

TEST(PowerLoss, between_two_steps_loses_nothing) {
  std::mt19937_64 power(7);
  for (int round = 0; round < 60; ++round) {
    Lived lived;
    ASSERT_TRUE(lived.start());
    for (const Step& step : life()) {
      lived.run(step, nullptr);
      lived.lose_power(power);
      if (testing::Test::HasFailure()) return;
    }
  }
}

// The name of the newer table is not durable, and the vault is opened with it.
TEST(PowerLoss, after_two_folders_that_could_not_be_synced_loses_nothing) {
  std::mt19937_64 power(5);
  const auto fail_to_sync = [](VaultForTest& test, unsigned nth) {
    test.files().fail(
        {.operation = FileOperation::sync_folder, .nth = nth, .code = Code::unavailable});
  };
  for (unsigned round = 0; round < 24; ++round) {
    SCOPED_TRACE(round);
    VaultForTest test(kCrypto);
    ASSERT_TRUE(test.open());
    const Digest key = test.vault().key_for("backup").value();
    fail_to_sync(test, 1 + round % 3);  // vault.kek; vault.keys; vault.kek, settled
    EXPECT_FALSE(test.vault().rotate());
    test.close();
    fail_to_sync(test, 1);
    EXPECT_FALSE(test.open());
    test.set_files(test.files().crash(power));
    const auto opened = test.open();
    ASSERT_TRUE(opened) << opened.error().what;
    EXPECT_EQ(test.vault().key_for("backup").value(), key);
  }
}

}  // namespace
}  // namespace menshen::vault
