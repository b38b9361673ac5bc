// Answers that are given again when the same request comes again with its key, for a day, also
// after a crash: what a client is not sure of is not done twice.
//
// A request is put down before it is begun, and its answer before it leaves. One that was begun
// and has no answer was cut short, and is not begun again: whether it was done, what is on file
// says.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "replay/answer_rows.hpp"

namespace menshen::replay {

struct Limits {
  std::chrono::hours age{24};
  // A terminal asks once a second, and answers are some kilobytes.
  std::uint64_t count = 20'000;
  std::uint64_t bytes = std::uint64_t{64} * 1'024 * 1'024;
  std::size_t answer_bytes = std::size_t{256} * 1'024;  // of a larger one nothing is kept
};

enum class Again {
  first,      // nobody asked before; `keep` or `forget` has to follow
  same,       // `answer` is the one that was given
  another,    // the key was used for another request
  in_hand,    // that request is being answered
  cut_short,  // it was begun, and there is no answer to give
};

// Safe to call from several threads at once.
class Replays {
 public:
  struct Ports {
    AnswerRows& rows;
    const Crypto& crypto;
    const Clock& clock;
  };

  // `key` is for this use alone. Everything in `ports` must outlive it.
  Replays(const Ports& ports, const Digest& key, const Limits& limits = {});
  Replays(const Replays&) = delete;
  Replays& operator=(const Replays&) = delete;
  Replays(Replays&&) = delete;
  Replays& operator=(Replays&&) = delete;
  ~Replays();

  // A request by whoever asks, the operation, and the client's key, in one text; `asked` is all
  // that is asked. Errors: those of the rows, and corrupt when what was kept is not what was
  // put; nothing was begun then.
  [[nodiscard]] Result<Again> begin(std::string_view request, const Digest& asked,
                                    std::vector<std::byte>& answer);

  // From now on this is the answer. Errors: those of the rows; the request is cut short then.
  [[nodiscard]] Result<> keep(std::string_view request, const Digest& asked,
                              std::span<const std::byte> answer);

  // It may be asked again as if for the first time. Errors: as `keep`.
  [[nodiscard]] Result<> forget(std::string_view request);

  // How many answers hold the person's pseudonym. Errors: those of the rows.
  [[nodiscard]] Result<std::size_t> count(const SubjectId& subject) const;

  // Removes them, of each person. Errors: those of the rows.
  [[nodiscard]] Result<> forget(std::span<const SubjectId> subjects);

  // Removes what is too old or too much; for whoever has the time. Errors: those of the rows.
  [[nodiscard]] Result<> trim();

 private:
  [[nodiscard]] Digest key_of(std::string_view request) const;
  [[nodiscard]] Digest hidden(const Digest& asked) const;
  [[nodiscard]] Result<std::vector<std::byte>> open(const Digest& key,
                                                    const AnswerRow& row) const;
  [[nodiscard]] Result<std::vector<Digest>> about(std::span<const SubjectId> subjects) const;
  void let_go(const Digest& key);

  Ports ports_;
  Limits limits_;
  Digest name_key_{};
  Digest seal_key_{};
  std::mutex mutex_;
  std::map<Digest, Digest> in_hand_;  // of each key, what was asked
  std::size_t kept_ = 0;              // since the last trim
};

}  // namespace menshen::replay
