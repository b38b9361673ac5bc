// The best of many scores, the same ones in whatever order they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "gallery/detail/chunk.hpp"
#include "gallery/index.hpp"

namespace menshen::gallery {

class Top {
 public:
  Top(std::size_t count, CivilDate today) : count_(count), today_(today) {}

  // Takes in the references of a chunk that may be used today. `scores` are theirs, int32
  // [at least chunk.size()]. The chunk must outlive it.
  void offer(const Chunk& chunk, std::span<const std::int32_t> scores);

  // The best first.
  [[nodiscard]] std::vector<Hit> take() &&;

 private:
  struct Entry {
    std::int32_t score;
    std::string_view subject;
  };

  static bool is_better(const Entry& a, const Entry& b) {
    return a.score != b.score ? a.score > b.score : a.subject < b.subject;
  }

  std::size_t count_;
  CivilDate today_;
  std::vector<Entry> best_;  // a heap with the worst in front
};

}  // namespace menshen::gallery
