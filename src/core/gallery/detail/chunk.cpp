#include "gallery/detail/chunk.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "gallery/detail/kernel.hpp"
#include "gallery/detail/view_as.hpp"
#include "gallery/index.hpp"

namespace menshen::gallery {
namespace {

constexpr int kZero = 128;

}  // namespace

Result<std::shared_ptr<Chunk>> Chunk::make(std::size_t dimension,
                                           std::pmr::memory_resource& memory) {
  MENSHEN_TRY(auto blocks, Secret::make(kPlaces * dimension, memory));
  MENSHEN_TRY(auto names, Secret::make(0, memory));
  std::ranges::fill(blocks.reveal(), std::byte{kZero});
  return std::shared_ptr<Chunk>(
      new Chunk(dimension, memory, std::move(blocks), std::move(names)));
}

Result<std::shared_ptr<Chunk>> Chunk::copy() const {
  MENSHEN_TRY(auto blocks, Secret::make(blocks_.reveal().size(), *memory_));
  MENSHEN_TRY(auto names, Secret::make(names_.reveal().size(), *memory_));
  std::ranges::copy(blocks_.reveal(), blocks.reveal().begin());
  std::ranges::copy(names_.reveal(), names.reveal().begin());
  std::shared_ptr<Chunk> copied(
      new Chunk(dimension_, *memory_, std::move(blocks), std::move(names)));
  copied->size_ = size_;
  copied->ends_ = ends_;
  copied->last_days_ = last_days_;
  copied->frozen_ = frozen_;
  return copied;
}

const std::uint8_t* Chunk::blocks() const noexcept {
  return view_as<std::uint8_t>(blocks_.reveal()).data();
}

std::string_view Chunk::subject(std::size_t place) const noexcept {
  const auto names = view_as<char>(names_.reveal());
  const std::size_t from = place == 0 ? 0 : ends_[place - 1];
  return {names.data() + from, ends_[place] - from};
}

std::vector<std::string_view> Chunk::subjects() const {
  std::vector<std::string_view> subjects(size_);
  for (std::size_t place = 0; place < size_; ++place) subjects[place] = subject(place);
  return subjects;
}

Standing Chunk::standing(std::size_t place) const noexcept {
  return {.keep_until = CivilDate(CivilDate::duration(last_days_[place])),
          .is_frozen = frozen_[place]};
}

bool Chunk::is_usable(std::size_t place, CivilDate today) const noexcept {
  return !frozen_[place] && last_days_[place] >= today.time_since_epoch().count();
}

Result<> Chunk::name(std::span<const std::string_view> subjects) {
  MENSHEN_ASSERT(subjects.size() <= kPlaces);
  std::size_t length = 0;
  for (const auto subject : subjects) length += subject.size();
  MENSHEN_TRY(auto names, Secret::make(length, *memory_));
  std::size_t end = 0;
  for (std::size_t place = 0; place < subjects.size(); ++place) {
    const auto bytes = std::as_bytes(std::span(subjects[place]));
    std::ranges::copy(bytes, names.reveal().subspan(end).begin());
    end += bytes.size();
    ends_[place] = static_cast<std::uint32_t>(end);
  }
  names_ = std::move(names);
  size_ = subjects.size();
  return {};
}

std::uint8_t* Chunk::group(std::size_t place, std::size_t number) noexcept {
  std::uint8_t* const first = view_as<std::uint8_t>(blocks_.reveal()).data();
  return first + (place / kLanes * kLanes * dimension_) +
         (((number * kLanes) + (place % kLanes)) * kGroup);
}

const std::uint8_t* Chunk::group(std::size_t place, std::size_t number) const noexcept {
  return blocks() + (place / kLanes * kLanes * dimension_) +
         (((number * kLanes) + (place % kLanes)) * kGroup);
}

void Chunk::write(std::size_t place, std::span<const std::int8_t> values, Standing standing) {
  MENSHEN_ASSERT(place < kPlaces && values.size() == dimension_);
  for (std::size_t i = 0; i < dimension_ / kGroup; ++i) {
    std::ranges::transform(values.subspan(i * kGroup, kGroup), group(place, i),
                           [](int value) { return static_cast<std::uint8_t>(value + kZero); });
  }
  set_standing(place, standing);
}

void Chunk::write(std::size_t place, const Chunk& from, std::size_t its_place) {
  for (std::size_t i = 0; i < dimension_ / kGroup; ++i) {
    std::memcpy(group(place, i), from.group(its_place, i), kGroup);
  }
  set_standing(place, from.standing(its_place));
}

void Chunk::set_standing(std::size_t place, Standing standing) noexcept {
  last_days_[place] = static_cast<std::int32_t>(standing.keep_until.time_since_epoch().count());
  frozen_[place] = standing.is_frozen;
}

void Chunk::clear(std::size_t place) {
  for (std::size_t i = 0; i < dimension_ / kGroup; ++i) {
    std::memset(group(place, i), kZero, kGroup);
  }
  set_standing(place, {});
}

}  // namespace menshen::gallery
