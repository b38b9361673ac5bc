#include "menshen_verify/verify_record.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "menshen_verify/detail/bundle.hpp"
#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/report.hpp"
#include "menshen_verify/tests/test_keys.hpp"

namespace menshen::menshen_verify {
namespace {

namespace fs = std::filesystem;

// RFC 6962, section 2.1, as it is written there.
Digest tree_hash(std::span<const Digest> leaves) {
  if (leaves.empty()) return sha256({});
  if (leaves.size() == 1) return leaves.front();
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return node_hash(tree_hash(leaves.first(k)), tree_hash(leaves.subspan(k)));
}

class VerifyRecord : public testing::Test {
 protected:
  VerifyRecord() {
    std::string path = (fs::temp_directory_path() / "menshen-verify-XXXXXX").string();
    folder_ = mkdtemp(path.data());
    policy_ = make_policy(record_.text(), std::vector{witness_.text()}, {}).value();
  }
  ~VerifyRecord() override { fs::remove_all(folder_); }

  void write(const fs::path& path, std::string_view bytes) const {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path, std::ios::binary) << bytes;
  }

  void write_tiles(std::string_view of, const std::vector<std::string>& items) const {
    for (std::size_t first = 0; first < items.size(); first += kTileWidth) {
      const std::size_t width = std::min(kTileWidth, items.size() - first);
      std::string bytes;
      for (std::size_t i = 0; i < width; ++i) bytes += items[first + i];
      write(tile_path(of, first / kTileWidth, width), bytes);
    }
  }

  void write_checkpoint(std::size_t size, const Digest& root) const {
    const std::string text = "record\n" + std::to_string(size) + "\n" + to_base64(root) + "\n";
    write("checkpoint", text + "\n" + record_.line(text) + witness_.line(text));
  }

  void export_record(std::size_t size) {
    std::vector<std::string> bundled;
    std::vector<Digest> leaves;
    for (std::size_t i = 0; i < size; ++i) {
      const std::string entry = "entry " + std::to_string(i);
      bundled.push_back(std::string{'\0', static_cast<char>(entry.size())} + entry);
      leaves.push_back(leaf_hash(as_bytes(entry)));
    }
    write_tiles("entries", bundled);
    std::vector<Digest> nodes = leaves;
    for (unsigned level = 0; !nodes.empty(); ++level) {
      std::vector<std::string> hashes;
      for (const Digest& node : nodes) hashes.emplace_back(as_text(node));
      write_tiles(std::to_string(level), hashes);
      std::vector<Digest> above;
      for (std::size_t end = kTileWidth; end <= nodes.size(); end += kTileWidth) {
        above.push_back(tree_hash(std::span(nodes).subspan(end - kTileWidth, kTileWidth)));
      }
      nodes = std::move(above);
    }
    write_checkpoint(size, tree_hash(leaves));
  }

  void change(const fs::path& path, std::size_t at) const {
    std::fstream file(folder_ / path, std::ios::binary | std::ios::in | std::ios::out);
    ASSERT_TRUE(file) << path;
    file.seekg(static_cast<std::streamoff>(at));
    const auto byte = static_cast<char>(file.get() ^ 1);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
  }

  void remove(const fs::path& path) const {
    ASSERT_TRUE(fs::remove_all(folder_ / path)) << path;
  }

  [[nodiscard]] Verdict verdict() const { return verify_record(folder_, policy_).verdict; }

  TestKey record_{"record", VerifierKey::Kind::record};
  TestKey witness_{"witness", VerifierKey::Kind::witness};
  Policy policy_;
  fs::path folder_;
};

TEST_F(VerifyRecord, is_valid_at_every_shape_of_the_tree) {
  for (const std::size_t size :
       {0U, 1U, 2U, 3U, 7U, 255U, 256U, 257U, 511U, 512U, 1000U, 65'536U, 65'793U, 70'000U}) {
    fs::remove_all(folder_);
    export_record(size);
    const Finding found = verify_record(folder_, policy_);
    EXPECT_EQ(found.verdict, Verdict::valid) << size << ' ' << found.why;
    EXPECT_EQ(found.entries_checked, size);
    EXPECT_EQ(found.signers.size(), 2U);
  }
}

TEST_F(VerifyRecord, is_undetermined_without_a_key) {
  export_record(3);
  EXPECT_EQ(verify_record(folder_, {}).verdict, Verdict::no_key);
}

TEST_F(VerifyRecord, finds_every_change) {
  struct Row {
    std::string_view name;
    std::function<void()> change;
    Verdict verdict;
  };
  const std::vector<Row> table{
      {"an entry", [&] { change("tile/entries/001", 5); }, Verdict::wrong_entry},
      {"an entry's length", [&] { change("tile/entries/001", 1); }, Verdict::malformed},
      {"a leaf's hash", [&] { change("tile/0/001", 100); }, Verdict::wrong_entry},
      {"a hash above", [&] { change("tile/1/000.p/2", 40); }, Verdict::wrong_path},
      {"the last entry", [&] { change("tile/entries/002.p/88", 900); }, Verdict::wrong_entry},
      {"the root", [&] { change("checkpoint", 20); }, Verdict::wrong_path},
      {"a bundle gone", [&] { remove("tile/entries/001"); }, Verdict::incomplete},
      {"a tile gone", [&] { remove("tile/0/000"); }, Verdict::incomplete},
      {"the highest tile gone", [&] { remove("tile/1"); }, Verdict::incomplete},
      {"a bundle cut", [&] { fs::resize_file(folder_ / "tile/entries/000", 90); },
       Verdict::malformed},
      {"a tile cut", [&] { fs::resize_file(folder_ / "tile/0/000", 8160); },
       Verdict::malformed},
      {"two bundles changed over",
       [&] {
         fs::rename(folder_ / "tile/entries/000", folder_ / "keep");
         fs::rename(folder_ / "tile/entries/001", folder_ / "tile/entries/000");
         fs::rename(folder_ / "keep", folder_ / "tile/entries/001");
       },
       Verdict::wrong_entry},
      {"a smaller record, signed by nobody",
       [&] { write("checkpoint", "record\n0\n" + to_base64(sha256({})) + "\n\n"); },
       Verdict::malformed},
      {"no checkpoint", [&] { remove("checkpoint"); }, Verdict::unreadable},
      {"all pruned, says nobody", [&] { write("retention", "minimum index 601\n"); },
       Verdict::malformed},
  };
  for (const Row& row : table) {
    fs::remove_all(folder_);
    export_record(600);
    row.change();
    EXPECT_EQ(verdict(), row.verdict) << row.name;
  }
}

TEST_F(VerifyRecord, finds_a_tree_that_nobody_signed) {
  export_record(3);
  const TestKey other("other", VerifierKey::Kind::record);
  policy_ = make_policy(other.text(), {}, {}).value();
  EXPECT_EQ(verdict(), Verdict::wrong_key);
  const TestKey stranger("stranger", VerifierKey::Kind::witness);
  policy_ = make_policy(record_.text(), std::vector{stranger.text()}, {}).value();
  EXPECT_EQ(verdict(), Verdict::too_few_witnesses);
}

TEST_F(VerifyRecord, does_without_what_was_pruned) {
  export_record(66'000);
  write("retention", "Kept for three years.\nminimum index 65792\n");
  for (int i = 0; i < 256; ++i) {
    remove(tile_path("entries", static_cast<std::uint64_t>(i), kTileWidth));
    remove(tile_path("0", static_cast<std::uint64_t>(i), kTileWidth));
  }
  remove("tile/entries/256");
  remove("tile/1/000");
  const Finding found = verify_record(folder_, policy_);
  EXPECT_EQ(found.verdict, Verdict::valid) << found.why;
  EXPECT_EQ(found.entries_checked, 208U);
  EXPECT_NE(record_in_words(found).find("65792 entries before"), std::string::npos);
  change("tile/0/256", 5);
  EXPECT_EQ(verdict(), Verdict::wrong_path);
  change("tile/0/256", 5);
  remove("tile/0/257.p/208");
  EXPECT_EQ(verdict(), Verdict::incomplete);
}

// Entries that were kept below a pruned tile are held to the root all the same.
TEST_F(VerifyRecord, ties_what_was_kept_to_the_root) {
  export_record(66'000);
  write("retention", "minimum index 65536\n");
  remove("tile/1/000");
  EXPECT_EQ(verdict(), Verdict::valid);
  remove("tile/0/007");
  change("tile/entries/007", 9);
  EXPECT_EQ(verdict(), Verdict::wrong_path);
  remove("tile/entries/007");
  EXPECT_EQ(verdict(), Verdict::incomplete);
}

TEST(TilePath, is_that_of_the_specification) {
  EXPECT_EQ(tile_path("0", 1'234'067, kTileWidth), "tile/0/x001/x234/067");
  EXPECT_EQ(tile_path("entries", 0, 12), "tile/entries/000.p/12");
}

}  // namespace
}  // namespace menshen::menshen_verify
