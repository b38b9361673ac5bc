#include "gallery/detail/top.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "gallery/detail/chunk.hpp"
#include "gallery/index.hpp"

namespace menshen::gallery {

void Top::offer(const Chunk& chunk, std::span<const std::int32_t> scores) {
  if (count_ == 0 || chunk.size() == 0) return;
  scores = scores.first(chunk.size());
  if (best_.size() == count_ && std::ranges::max(scores) < best_.front().score) return;
  for (std::size_t place = 0; place < scores.size(); ++place) {
    const bool is_full = best_.size() == count_;
    if (is_full && scores[place] < best_.front().score) continue;
    if (!chunk.is_usable(place, today_)) continue;
    const Entry entry{.score = scores[place], .subject = chunk.subject(place)};
    if (is_full) {
      if (!is_better(entry, best_.front())) continue;
      std::ranges::pop_heap(best_, is_better);
      best_.back() = entry;
    } else {
      best_.push_back(entry);
    }
    std::ranges::push_heap(best_, is_better);
  }
}

std::vector<Hit> Top::take() && {
  std::ranges::sort_heap(best_, is_better);
  std::vector<Hit> hits;
  hits.reserve(best_.size());
  for (const Entry& entry : best_) {
    hits.push_back({.subject = SubjectId(std::string(entry.subject)), .score = entry.score});
  }
  return hits;
}

}  // namespace menshen::gallery
