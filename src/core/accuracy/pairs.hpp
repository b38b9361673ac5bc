// The list of pairs of an accuracy test, in the format of Labeled Faces in the Wild
// (pairs.txt). Text to value: no file is opened here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace menshen::accuracy {

inline constexpr std::size_t kPairsBytesMax = 16U << 20U;

struct Photograph {
  std::string person;
  int number = 0;  // from 1

  bool operator==(const Photograph&) const = default;

  // Below the folder of the photographs: `Ana_Li/Ana_Li_0001.jpg`. Stays below it.
  [[nodiscard]] std::string path() const;
};

struct Pair {
  Photograph first;
  Photograph second;
  int fold = 0;  // from 0
  bool mated = false;

  bool operator==(const Pair&) const = default;
};

struct Pairs {
  int folds = 0;
  int per_fold = 0;  // mated pairs of a fold, and as many non-mated ones
  std::vector<Pair> pairs;
};

// Fields stand between tabs, lines end in LF or CRLF. The first line is `folds<TAB>n`, or `n`
// alone for one fold; each fold is n rows `person number number` (mated) and then n rows
// `person number person number` (non-mated). A person's name is 1 to 128 bytes without path
// separators or control characters and does not begin with a dot; a number is 1 to 9999.
//
// Errors, with line and field but never a name: invalid_input; exhausted for more than
// kPairsBytesMax bytes.
//
// Source: http://vis-www.cs.umass.edu/lfw/README.txt (pairs.txt).
[[nodiscard]] Result<Pairs> read_pairs(std::string_view text);

}  // namespace menshen::accuracy
