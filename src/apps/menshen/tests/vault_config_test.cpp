#include "menshen/vault_config.hpp"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "base/whole_file.hpp"
#include "menshen/state_folder.hpp"

namespace menshen::app {
namespace {

const StateFolder kFolder{"/state"};

struct Accepted {
  std::string_view text;
  VaultConfig config;
};

TEST(VaultConfig, says_what_the_file_says_and_the_standard_for_the_rest) {
  const Accepted cases[] = {
      {"profile: sm\n",
       {.profile = Profile::sm, .provider = PassphraseOptions{"/state/vault.passphrase"}}},
      {"provider: passphrase\npassphrase_file: keys/phrase\n",
       {.provider = PassphraseOptions{"/state/keys/phrase"}}},
      {"profile: standard\npassphrase_file: /run/secrets/phrase\n",
       {.provider = PassphraseOptions{"/run/secrets/phrase"}}},
      {"provider: pkcs11\nmodule: /usr/lib/hsm.so\ntoken: 门神\npin_file: pin\n",
       {.provider = Pkcs11Options{"/usr/lib/hsm.so", "门神", "/state/pin"}}},
      {"provider: tpm2\n", {.provider = Tpm2Options{}}},
      {"provider: tpm2\ntcti: 'swtpm:port=2321'\nnv_index: 0x01800001\nprofile: sm\n",
       {.profile = Profile::sm, .provider = Tpm2Options{"swtpm:port=2321", 0x0180'0001}}},
  };
  for (const auto& [text, config] : cases) EXPECT_EQ(parse_vault_config(text, kFolder), config);
}

struct Refused {
  std::string_view text;
  std::string_view why;
};

TEST(VaultConfig, refuses_what_it_does_not_know_and_names_the_line) {
  constexpr Refused kCases[] = {
      {"provider: passphrase\nprofil: sm\n", "line 2: unknown field `profil`; did you mean"},
      {"profile: SM\n", "line 1: `profile` is `SM`; expected standard or sm"},
      {"profile: [sm]\n", "line 1: `profile` must be text"},
      {"profile: sm\nprofile: standard\n", "line 2"},
      {"\nprovider: hsm\n", "line 2: `provider` is `hsm`; expected"},
      {"provider: passphrase\npassphrase_file: ''\n", "line 2: `passphrase_file` is empty"},
      {"provider: passphrase\npin_file: pin\n", "line 2: unknown field `pin_file`"},
      {"provider: tpm2\npassphrase_file: phrase\n", "line 2: unknown field `passphrase_file`"},
      {"provider: pkcs11\nmodule: m\npin_file: pin\n", "needs `token`"},
      {"provider: tpm2\nnv_index: 25165825\n", "line 2: `nv_index` is `25165825`; expected"},
      {"provider: tpm2\nnv_index: 0x81000000\n", "line 2: `nv_index` is `0x81000000`"},
      {"provider: tpm2\nnv_index: 0x0180000g\n", "line 2: `nv_index` is `0x0180000g`"},
      {"- profile\n", "line 1: expected"},
      {"profile: &sm sm\n", "line 1"},
      {"", ""},
  };
  for (const auto& [text, why] : kCases) {
    const auto config = parse_vault_config(text, kFolder);
    ASSERT_FALSE(config) << text;
    EXPECT_EQ(config.error().code, Code::invalid_input) << text;
    EXPECT_THAT(config.error().what, testing::HasSubstr(why)) << text;
  }
}

TEST(VaultConfig, is_the_standard_when_there_is_no_file) {
  MemoryFiles files;
  EXPECT_EQ(read_vault_config(files, kFolder),
            VaultConfig{.provider = PassphraseOptions{"/state/vault.passphrase"}});
}

TEST(VaultConfig, is_read_from_the_folder_and_refused_under_its_name) {
  MemoryFiles files;
  ASSERT_TRUE(files.make_folder(kFolder.folder));
  ASSERT_TRUE(replace_whole(files, kFolder.vault_config(), "profile: sm\n"));
  EXPECT_EQ(read_vault_config(files, kFolder)->profile, Profile::sm);
  ASSERT_TRUE(replace_whole(files, kFolder.vault_config(), "profile: gm\n"));
  EXPECT_THAT(read_vault_config(files, kFolder).error().what,
              testing::HasSubstr("`/state/vault.yaml`: line 1"));
  ASSERT_TRUE(
      replace_whole(files, kFolder.vault_config(), std::string(kVaultConfigBytesMax + 1, '#')));
  EXPECT_EQ(read_vault_config(files, kFolder).error().code, Code::corrupt);
}

}  // namespace
}  // namespace menshen::app
