#include "gallery/gallery.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "face/embedding.hpp"
#include "gallery/index.hpp"
#include "gallery/template_store.hpp"
#include "permit/permit.hpp"

namespace menshen::gallery {
namespace {

// How many more than asked for are compared again: the int8 scores of those who stand at the
// end of the list are less than a hundredth apart from each other's.
constexpr std::size_t kMore = 16;
constexpr std::size_t kTimes = 2;

Standing standing_of(const TemplateRecord& record) {
  return {.keep_until = record.keep_until, .is_frozen = record.is_frozen};
}

bool is_usable(const TemplateRecord& record, CivilDate today) {
  return !record.is_frozen && today <= record.keep_until;
}

std::string gallery_of(const PurposeId& purpose, const std::string& model) {
  return fmt::format("gallery of purpose `{}`, model `{}`", purpose.text(), model);
}

bool is_better(const Candidate& a, const Candidate& b) {
  return a.score != b.score ? a.score > b.score : a.subject < b.subject;
}

}  // namespace

struct Galleries::Gallery {
  Gallery(Name its_name, std::unique_ptr<Index> its_index)
      : name(std::move(its_name)), index(std::move(its_index)) {}

  Name name;
  std::unique_ptr<Index> index;
  std::atomic<bool> is_current = false;  // holds what the store holds
};

Result<IdentificationThreshold> threshold_for(
    std::span<const IdentificationThreshold> thresholds, std::size_t gallery_size) {
  const IdentificationThreshold* best = nullptr;
  for (const auto& threshold : thresholds) {
    if (threshold.gallery_size_max < gallery_size) continue;
    if (best == nullptr || threshold.gallery_size_max < best->gallery_size_max) {
      best = &threshold;
    }
  }
  if (best != nullptr) return *best;
  return fail(Code::conflict,
              fmt::format("the model has no threshold for a gallery of {} references; "
                          "calibrate with `menshen calibrate` for at least as many",
                          gallery_size));
}

Galleries::Galleries(TemplateStore& store, const Crypto& crypto,
                     std::pmr::memory_resource& memory)
    : store_(store), crypto_(crypto), memory_(memory) {}

Galleries::~Galleries() = default;

Galleries::Gallery* Galleries::find(const Name& name) const {
  const std::scoped_lock lock(galleries_mutex_);
  const auto found = galleries_.find(name);
  return found == galleries_.end() ? nullptr : found->second.get();
}

std::vector<Galleries::Gallery*> Galleries::of(const std::optional<PurposeId>& purpose) const {
  const std::scoped_lock lock(galleries_mutex_);
  std::vector<Gallery*> galleries;
  for (const auto& [name, gallery] : galleries_) {
    if (!purpose || name.first == *purpose) galleries.push_back(gallery.get());
  }
  return galleries;
}

// For whoever holds `changes_`.
Result<> Galleries::load(Gallery& gallery) {
  const auto& [purpose, model] = gallery.name;
  auto loaded = gallery.index->load([&](const Index::Add& add) {
    return store_.visit(purpose, model, [&add](TemplateRecord record) {
      return add(record.key.subject, std::move(record.reference), standing_of(record));
    });
  });
  if (!loaded) return loaded;
  gallery.is_current = true;
  return {};
}

// The key of its rotation is drawn anew each time and kept by nobody: nothing that the index
// holds outlives the program.
Result<Galleries::Gallery*> Galleries::open(const Name& name, std::size_t dimension) {
  Gallery* gallery = find(name);
  if (gallery != nullptr && gallery->is_current) return gallery;
  const std::scoped_lock lock(changes_);
  gallery = find(name);
  if (gallery == nullptr) {
    Digest key{};
    crypto_.random(key);
    auto index = Index::make(dimension, key, crypto_, memory_);
    wipe(key);
    if (!index) return tl::unexpected<Error>(index.error());
    (*index)->freeze(frozen_.contains(name.first));
    auto made = std::make_unique<Gallery>(name, std::move(*index));
    gallery = made.get();
    const std::scoped_lock adding(galleries_mutex_);
    galleries_.emplace(name, std::move(made));
  }
  if (!gallery->is_current) {
    if (const auto loaded = load(*gallery); !loaded) {
      return tl::unexpected<Error>(loaded.error());
    }
  }
  return gallery;
}

Result<> Galleries::put(const TemplateRecord& record) {
  const std::scoped_lock lock(changes_);
  if (auto done = store_.put(record); !done) return done;
  Gallery* const gallery = find({record.key.purpose, record.key.model});
  if (gallery != nullptr && gallery->is_current) {
    gallery->is_current =
        gallery->index->put(record.key.subject, record.reference, standing_of(record))
            .has_value();
  }
  return {};
}

Result<std::optional<TemplateRecord>> Galleries::get(const TemplateKey& key) const {
  return store_.get(key);
}

Result<> Galleries::visit(const PurposeId& purpose, const std::string& model,
                          const Visit& visit) const {
  return store_.visit(purpose, model, visit);
}

Result<std::size_t> Galleries::count(const SubjectId& subject) const {
  return store_.count(subject);
}

Result<std::size_t> Galleries::set_frozen(const SubjectId& subject,
                                          const std::optional<PurposeId>& purpose,
                                          bool is_frozen) {
  const std::scoped_lock lock(changes_);
  MENSHEN_TRY(const std::size_t count, store_.set_frozen(subject, purpose, is_frozen));
  for (Gallery* const gallery : of(purpose)) {
    if (!gallery->index->set_frozen(subject, is_frozen)) gallery->is_current = false;
  }
  return count;
}

// What was enrolled later stays, so the store is asked. What cannot be taken out alone goes
// with all the others, which takes no memory.
void Galleries::forget_if_erased(Gallery& gallery, const SubjectId& subject) {
  const auto& [purpose, model] = gallery.name;
  const auto left = store_.get({.subject = subject, .purpose = purpose, .model = model});
  if (left && *left) return;
  if (left && gallery.index->erase(subject)) return;
  gallery.is_current = false;
  gallery.index->clear();
}

Result<std::size_t> Galleries::erase_all(std::span<const Erasure> erasures) {
  const std::scoped_lock lock(changes_);
  const auto erased = store_.erase_all(erasures);
  for (const Erasure& erasure : erasures) {
    for (Gallery* const gallery : of(erasure.purpose)) {
      forget_if_erased(*gallery, erasure.subject);
    }
  }
  return erased;
}

void Galleries::freeze(const PurposeId& purpose, bool is_frozen) {
  const std::scoped_lock lock(changes_);
  if (is_frozen) {
    frozen_.insert(purpose);
  } else {
    frozen_.erase(purpose);
  }
  for (Gallery* const gallery : of(purpose)) gallery->index->freeze(is_frozen);
}

// Counts only here, where nobody waits for an answer: the store opens every reference for it.
Result<> Galleries::prepare(const PurposeId& purpose, const std::string& model,
                            std::size_t dimension) {
  const auto opened = open({purpose, model}, dimension);
  if (opened) return {};
  std::string about = gallery_of(purpose, model);
  if (opened.error().code == Code::exhausted) {
    std::size_t references = 0;
    const auto counted = store_.visit(purpose, model, [&](const TemplateRecord&) -> Result<> {
      ++references;
      return {};
    });
    if (counted) about += fmt::format(", {} references", references);
  }
  return tl::unexpected<Error>(in_context(opened.error(), about));
}

Result<CandidateList> Galleries::identify(const face::Embedding& probe, const Search& search,
                                          CivilDate today, const PermitInUse& permit,
                                          Instant now) {
  if (const auto live = permit.check(Act::identify, now); !live) {
    return tl::unexpected<Error>(live.error());
  }
  const PurposeId& purpose = permit.grant()->purpose;
  const auto opened = open({purpose, search.model}, probe.dimension());
  if (!opened) {
    return tl::unexpected<Error>(in_context(opened.error(), gallery_of(purpose, search.model)));
  }
  const Gallery* const gallery = *opened;
  CandidateList list{.gallery_size = gallery->index->size()};
  MENSHEN_TRY(list.threshold, threshold_for(search.thresholds, list.gallery_size));
  MENSHEN_TRY(const auto hits,
              gallery->index->search(probe, (kTimes * search.count) + kMore, today));
  for (const Hit& hit : hits) {
    MENSHEN_TRY(
        const auto record,
        store_.get({.subject = hit.subject, .purpose = purpose, .model = search.model}));
    if (!record || !is_usable(*record, today)) continue;
    MENSHEN_TRY(const double score, search.compare(probe, record->reference));
    if (score < list.threshold.threshold) continue;
    list.candidates.push_back({.subject = hit.subject, .score = score});
  }
  if (!gallery->is_current) {
    return fail(Code::unavailable, "the gallery is being made anew from the store; ask again");
  }
  std::ranges::sort(list.candidates, is_better);
  if (list.candidates.size() > search.count) {
    list.candidates.erase(list.candidates.begin() + static_cast<std::ptrdiff_t>(search.count),
                          list.candidates.end());
  }
  return list;
}

}  // namespace menshen::gallery
