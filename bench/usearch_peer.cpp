#include "usearch_peer.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>
#include <boost/json.hpp>

#include "gallery/quantize.hpp"
#include "search_peers.hpp"

namespace menshen::bench {
namespace {

namespace fs = std::filesystem;

template <typename Vector>
void write_int8(const fs::path& path, std::size_t count, const Vector& vector) {
  std::ofstream file(path, std::ios::binary);
  std::vector<std::int8_t> values(vector(0).size());
  for (std::size_t i = 0; i < count; ++i) {
    gallery::quantize(vector(i), values);
    file.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size()));
  }
}

// What it printed; none when it failed.
std::optional<std::string> run(const std::string& command) {
  std::FILE* const child = popen(command.c_str(), "r");  // NOLINT(cert-env33-c): our own script
  if (child == nullptr) return std::nullopt;
  std::string line;
  for (int c = std::fgetc(child); c != EOF; c = std::fgetc(child)) {
    line.push_back(static_cast<char>(c));
  }
  if (pclose(child) != 0) return std::nullopt;
  return line;
}

}  // namespace

std::optional<UsearchTimes> usearch_exact(const FlatPeer& vectors, std::size_t size,
                                          std::span<const float> probes,
                                          std::span<const std::size_t> nearest) {
  const std::size_t dimension = probes.size() / nearest.size();
  const fs::path folder =
      fs::temp_directory_path() / fmt::format("menshen_gallery_bench.{}", getpid());
  fs::create_directory(folder);
  write_int8(folder / "references.i8", size, [&](std::size_t i) { return vectors.vector(i); });
  write_int8(folder / "probes.i8", nearest.size(),
             [&](std::size_t i) { return probes.subspan(i * dimension, dimension); });
  std::ofstream truth(folder / "nearest.u32", std::ios::binary);
  for (const std::size_t person : nearest) {
    const auto number = static_cast<std::uint32_t>(person);
    truth.write(reinterpret_cast<const char*>(&number), sizeof number);
  }
  truth.close();
  const auto line = run(fmt::format("'{}/run.sh' usearch_exact.mjs '{}' {}", MENSHEN_PEERS_DIR,
                                    folder.string(), dimension));
  fs::remove_all(folder);
  if (!line) {
    fmt::print(stderr, "gallery_bench: usearch does not run here; left out\n");
    return std::nullopt;
  }
  const boost::json::value answer = boost::json::parse(*line);
  return UsearchTimes{
      .name = fmt::format("{}, recall@1 {:.3f}", answer.at("peer").as_string().c_str(),
                          answer.at("recall").to_number<double>()),
      .one = answer.at("one").to_number<double>(),
      .sixteen = answer.at("sixteen").to_number<double>()};
}

}  // namespace menshen::bench
