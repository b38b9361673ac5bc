#include "beside_read.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <memory_resource>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "gallery_under_test.hpp"
#include "noting_memory.hpp"
#include "report.hpp"
#include "timing.hpp"

namespace menshen::bench {
namespace {

// As many bytes of ordinary memory, in as many pieces.
class OrdinaryBytes {
 public:
  explicit OrdinaryBytes(const NotingMemory& like) {
    for (const auto& [address, size] : like.pieces()) {
      auto piece = Secret::make(size, memory_);
      MENSHEN_ASSERT(piece);
      pieces_.push_back(std::move(*piece));
    }
  }
  void plain_read_all() const { memory_.plain_read_all(); }

 private:
  NotingMemory memory_{*std::pmr::new_delete_resource()};
  std::vector<Secret> pieces_;
};

}  // namespace

void time_beside_read(std::string_view name, const GalleryUnderTest& ours,
                      const std::function<void()>& search, std::size_t repeats) {
  const OrdinaryBytes ordinary(ours.memory());
  const std::array<std::function<void()>, 3> works = {
      search, [&] { ours.memory().plain_read_all(); }, [&] { ordinary.plain_read_all(); }};
  const auto times = median_times(works, repeats);
  report("gallery", name, times[0], "ms",
         fmt::format("plain read of the same bytes, {} memory", ours.memory_kind()), times[1]);
  if (ours.is_guarded()) {
    report("gallery", name, times[0], "ms", "plain read of as many bytes, ordinary memory",
           times[2]);
  }
  report("gallery", fmt::format("{}_bandwidth", name),
         1e-6 * static_cast<double>(ours.memory().size()) / times[0], "GB/s");
}

}  // namespace menshen::bench
