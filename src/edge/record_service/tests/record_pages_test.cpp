#include "record_service/record_pages.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "http/fetch.hpp"
#include "http/server.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/entry.hpp"
#include "ledger/note.hpp"
#include "ledger/testing/memory_archive.hpp"
#include "ledger/tiles.hpp"
#include "ledger/tlog_proof.hpp"
#include "ledger/tree.hpp"
#include "ledger/witnessing.hpp"

namespace menshen::record_service {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

class RecordPagesTest : public testing::Test {
 protected:
  void grow(std::uint64_t size) {
    for (std::uint64_t index = archive_.head().size; index < size; ++index) {
      archive_.append(
          {.leaf = ledger::canonical({.decision = DecisionId("d" + std::to_string(index)),
                                      .purpose = PurposeId("door"),
                                      .place = PlaceId("lobby")}),
           .side = {std::byte{0x5e}, std::byte{0xc3}}});
    }
  }
  [[nodiscard]] std::string checkpoint() const {
    return ledger::to_text(
        ledger::sign_checkpoint(archive_.head(), "example.com/record", signer_, crypto_).note);
  }
  [[nodiscard]] http::Response get(const std::string& path) const { return pages_.page(path); }

  // NOLINTBEGIN: read by the tests
  crypto_openssl::OpensslCrypto crypto_;
  crypto_openssl::OpensslSigner signer_{std::array<std::byte, 32>{}};
  ledger::MemoryArchive archive_{crypto_};
  RecordPages pages_{{.archive = archive_,
                      .checkpoint = [this] { return checkpoint(); },
                      .key = "example.com/record+0+0",
                      .policy = R"({"kept_years":3})"}};
  // NOLINTEND
};

TEST_F(RecordPagesTest, give_the_newest_checkpoint_which_nobody_keeps) {
  for (const std::uint64_t size : {0U, 1U, 300U}) {
    grow(size);
    const auto response = get("checkpoint");
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
    EXPECT_EQ(response.body, checkpoint());
    EXPECT_TRUE(response.headers.empty());  // the server's own: no-store
  }
}

TEST_F(RecordPagesTest, let_full_tiles_be_kept_for_years_and_partial_ones_not) {
  grow(300);
  for (const char* path : {"tile/0/000", "tile/entries/000"}) {
    const auto full = get(path);
    EXPECT_EQ(full.content_type, "application/octet-stream");
    EXPECT_THAT(full.headers, Contains(Pair("Cache-Control", HasSubstr("immutable"))));
  }
  for (const char* path : {"tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1"}) {
    const auto partial = get(path);
    EXPECT_EQ(partial.status, 200U) << path;
    EXPECT_THAT(partial.headers, Contains(Pair("Cache-Control", HasSubstr("max-age=60"))));
  }
}

TEST_F(RecordPagesTest, have_nothing_beyond_the_tree_below_the_minimum_or_elsewhere) {
  grow(600);
  archive_.forget(256);
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/0",
                           "tile/0/000",
                           "tile/entries/000",
                           "tile/0/002",
                           "tile/0/002.p/89",
                           "tile/0/002.p/0",
                           "tile/00/001",
                           "tile/0/001.p/256",
                           "tile/64/000",
                           "tile/0/x000/001",
                           "tile/0/../0/001",
                           "tile/-1/001",
                           "checkpoint/",
                           "proofs/",
                           "proofs/255",
                           "proofs/600",
                           "proofs/0256",
                           "proofs/d300",
                           "proofs/99999999999999999999",
                           "entries",
                           "key/",
                           "side/300"}) {
    const auto response = get(path);
    EXPECT_EQ(response.status, 404U) << path;
    EXPECT_EQ(response.content_type, "application/problem+json");
  }
}

TEST_F(RecordPagesTest, prove_an_entry) {
  grow(300);
  const auto proof = ledger::parse_tlog_proof(get("proofs/7").body).value();
  const auto root = ledger::root_from_inclusion(
      crypto_, ledger::leaf_hash(crypto_, proof.entry), 7, 300, proof.path);
  EXPECT_EQ(root, archive_.head().root);
}

TEST_F(RecordPagesTest, say_under_which_key_and_policy_it_is_kept) {
  grow(600);
  archive_.forget(512);
  EXPECT_EQ(get("key").body, "example.com/record+0+0\n");
  EXPECT_EQ(get("retention").body, "{\"policy\":{\"kept_years\":3},\"minimum_index\":512}\n");
}

// Reads the record as somebody else would, knowing only where it is served.
class Monitor {
 public:
  explicit Monitor(http::Endpoint endpoint, const Crypto& crypto)
      : endpoint_(std::move(endpoint)), crypto_(crypto) {}

  // The root that the entries lead to, having held every tile to them.
  Digest rebuild(std::uint64_t size) {
    std::vector<Digest> below;
    const auto levels = ledger::tile_levels(size);
    for (unsigned level = 0; level < levels.size(); ++level) {
      const auto served = hashes(level, levels[level]);
      if (level == 0) {
        below = leaves(levels[0]);
      } else {
        below = roots_of_full_tiles(below);
      }
      EXPECT_EQ(served, below) << "level " << level;
      if (level == 0) leaves_ = below;
    }
    const ledger::ReadNode read = [this](ledger::NodeId id) { return node(id); };
    return ledger::root_at(crypto_, size, read).value();
  }

 private:
  std::string get(const std::string& path) {
    const auto response = http::fetch({.endpoint = endpoint_, .path = "/" + path}, {},
                                      {.body_bytes = std::size_t{1} << 24U});
    EXPECT_TRUE(response && response->status == 200) << path;
    return response ? response->body : "";
  }

  template <typename Take>
  void each(const ledger::TileLevel& level, const Take& take) {
    for (std::uint64_t index = 0; index < level.full; ++index) take(index, ledger::kTileWidth);
    if (level.partial > 0) take(level.full, level.partial);
  }

  std::vector<Digest> hashes(unsigned level, const ledger::TileLevel& tiles) {
    std::vector<Digest> all;
    each(tiles, [&](std::uint64_t index, std::size_t width) {
      const std::string body = get(ledger::tile_path(level, index, width));
      const auto tile = ledger::read_tile(std::as_bytes(std::span(body))).value();
      all.insert(all.end(), tile.begin(), tile.end());
    });
    return all;
  }

  std::vector<Digest> leaves(const ledger::TileLevel& tiles) {
    std::vector<Digest> all;
    each(tiles, [&](std::uint64_t index, std::size_t width) {
      const std::string body = get(ledger::bundle_path(index, width));
      const auto entries = ledger::read_bundle(std::as_bytes(std::span(body))).value();
      for (const auto& entry : entries) all.push_back(ledger::leaf_hash(crypto_, entry));
    });
    return all;
  }

  std::vector<Digest> roots_of_full_tiles(const std::vector<Digest>& below) const {
    std::vector<Digest> roots;
    for (std::size_t at = 0; at + ledger::kTileWidth <= below.size();
         at += ledger::kTileWidth) {
      std::vector<Digest> row(below.begin() + static_cast<std::ptrdiff_t>(at),
                              below.begin() + static_cast<std::ptrdiff_t>(at + 256));
      for (; row.size() > 1; row.resize(row.size() / 2)) {
        for (std::size_t i = 0; i < row.size() / 2; ++i) {
          row[i] = ledger::node_hash(crypto_, row[2 * i], row[2 * i + 1]);
        }
      }
      roots.push_back(row.front());
    }
    return roots;
  }

  [[nodiscard]] Result<Digest> node(ledger::NodeId id) const {
    if (id.level == 0) return leaves_.at(id.index);
    MENSHEN_TRY(const Digest left, node({id.level - 1, 2 * id.index}));
    MENSHEN_TRY(const Digest right, node({id.level - 1, 2 * id.index + 1}));
    return ledger::node_hash(crypto_, left, right);
  }

  http::Endpoint endpoint_;
  const Crypto& crypto_;
  std::vector<Digest> leaves_;
};

TEST_F(RecordPagesTest, let_anyone_rebuild_the_tree_over_http) {
  const auto server =
      http::Server::listen({.address = "127.0.0.1"}, {}, [this](const http::Request& request) {
        return pages_.page(request.path.substr(1));
      }).value();
  std::thread serving([&server] { EXPECT_TRUE(server->run()); });
  for (const std::uint64_t size : {1U, 256U, 300U, 1000U}) {
    grow(size);
    Monitor monitor({.address = "127.0.0.1", .port = server->port()}, crypto_);
    EXPECT_EQ(monitor.rebuild(size), archive_.head().root) << size;
  }
  server->stop();
  serving.join();
}

}  // namespace
}  // namespace menshen::record_service
