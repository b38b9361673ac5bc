#include "menshen/evaluate.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <ratio>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "accuracy/comparison.hpp"
#include "accuracy/pairs.hpp"
#include "accuracy/performance.hpp"
#include "accuracy/score_distribution.hpp"
#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "face/embedding.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/pipeline.hpp"
#include "gate/ask.hpp"
#include "gate/law_of_the_day.hpp"
#include "image_codec/decode_image.hpp"
#include "machine/files.hpp"
#include "menshen/detail/distribution_of.hpp"
#include "menshen/wire.hpp"
#include "permit/permit.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"
#include "registry/starting_site.hpp"
#include "state/state.hpp"

namespace menshen::app {
namespace {

using std::chrono::nanoseconds;

// The first of the month exists in every year, and has passed in this one.
CivilDate born_before(CivilDate today, int years) {
  const std::chrono::year_month_day date{today};
  return CivilDate{(date.year() - std::chrono::years(years)) / date.month() / 1};
}

// Of no city with rules of its own: whoever measures in one names it in the records.
Result<> furnish_organization(state::State& state, const state::Author& author) {
  MENSHEN_TRY(const auto* const records, state.registry());
  MENSHEN_TRY(const auto standing, records->organization());
  if (standing) return {};
  MENSHEN_TRY([[maybe_unused]] const auto put,
              state.put(registry::Organization{.id = registry::OrganizationId("organization"),
                                               .city = "other",
                                               .is_cn_mainland = true},
                        author));
  return {};
}

registry::Purpose accuracy_testing(const gate::Ask& ask, const Statement& statement) {
  return {.id = ask.purpose,
          .kind = "accuracy_testing",
          .mode = "one_to_one",
          .basis = statement.basis,
          .basis_documented = true,
          .basis_within_reason = true,
          .is_specific = true,
          .necessity_assessed = true,
          .least_impact_chosen = true,
          .has_live_effect = false,
          .storage_place = "device",
          .transmits_over_internet = false,
          .retention_days = 0};
}

// The world in which an accuracy test takes place, as the operator who starts it states it.
Result<> furnish_laboratory(Parts& parts, const gate::Ask& ask, const Statement& statement,
                            CivilDate today) {
  const state::Author author{.actor = ask.actor};
  if (auto done = furnish_organization(*parts.state, author); !done) return done;
  const registry::Purpose purpose = accuracy_testing(ask, statement);
  const registry::Place laboratory{.id = PlaceId("laboratory"), .place_class = "laboratory"};
  const registry::Device device{.id = ask.device, .place = laboratory.id};
  std::vector<registry::Record> records{
      purpose,
      laboratory,
      device,
      registry::Assignment{.id = registry::AssignmentId(
                               fmt::format("{}_at_{}", purpose.id.text(), device.id.text())),
                           .purpose = purpose.id,
                           .device = device.id},
      registry::assessment_of(purpose, {device}, {laboratory}, today, *parts.crypto),
      registry::Subject{.id = ask.subject,
                        .birth_date = born_before(today, statement.youngest_years)}};
  for (const char* fact : {"security.encryption_in_transit", "security.access_control",
                           "security.authorisation", "security.intrusion_protection"}) {
    records.emplace_back(registry::Declaration{
        .id = registry::DeclarationId(fmt::format("{}_of_{}", fact, purpose.id.text())),
        .fact = fact,
        .value = "true",
        .purpose = purpose.id,
        .declared_on = today,
        .declared_by = ask.actor});
  }
  MENSHEN_TRY([[maybe_unused]] const auto put, parts.state->put_all(records, author));
  return {};
}

// The face whose centre is nearest the photograph's.
const face::Detection& central(const std::vector<face::Detection>& faces,
                               const face::Image& image) {
  const auto distance = [&](const face::Detection& detection) {
    const face::Point centre = detection.box.centre();
    return std::hypot(centre.x - static_cast<float>(image.width()) / 2,
                      centre.y - static_cast<float>(image.height()) / 2);
  };
  return *std::ranges::min_element(faces, {}, distance);
}

class Run {
 public:
  Run(Parts& parts, const EvaluateOptions& options, const PermitInUse& permit)
      : parts_(parts), options_(options), permit_(permit) {}

  // Embeds every photograph of the pairs, once. One that cannot be captured is counted.
  Result<> capture_all(const accuracy::Pairs& pairs, const Progress& progress) {
    for (const auto& pair : pairs.pairs) {
      embeddings_.try_emplace(pair.first.path());
      embeddings_.try_emplace(pair.second.path());
    }
    std::size_t done = 0;
    for (auto& [path, embedding] : embeddings_) {
      auto captured = capture(path);
      if (captured) {
        embedding.emplace(std::move(*captured));
      } else if (captured.error().code == Code::invalid_input) {
        ++failed_;
      } else {
        return tl::unexpected<Error>(captured.error());
      }
      progress(++done, embeddings_.size());
    }
    return {};
  }

  [[nodiscard]] Result<std::vector<accuracy::Comparison>> compare(
      const accuracy::Pairs& pairs) const {
    std::vector<accuracy::Comparison> comparisons;
    for (const auto& pair : pairs.pairs) {
      accuracy::Comparison comparison{.mated = pair.mated, .fold = pair.fold};
      const auto& probe = embeddings_.at(pair.first.path());
      const auto& reference = embeddings_.at(pair.second.path());
      if (probe && reference) {
        MENSHEN_TRY(comparison.score, parts_.pipeline().compare(*probe, *reference, permit_));
      }
      comparisons.push_back(comparison);
    }
    return comparisons;
  }

  [[nodiscard]] accuracy::Captures captures() const {
    return {.tried = embeddings_.size(), .failed = failed_};
  }

  [[nodiscard]] Result<accuracy::ScoreDistribution> scores(
      std::span<const accuracy::Comparison> comparisons) const {
    std::vector<CapturedFace> faces;
    for (const auto& [path, embedding] : embeddings_) {
      if (!embedding) continue;
      faces.push_back({.person = std::string_view(path).substr(0, path.find('/')),
                       .embedding = &*embedding});
    }
    return distribution_of(parts_.pipeline(), parts_.models, faces, comparisons, permit_);
  }

  [[nodiscard]] StageMilliseconds medians() const {
    return {.decode = median(&Stages::decode),
            .detect = median(&Stages::detect),
            .locate = median(&Stages::locate),
            .align = median(&Stages::align),
            .embed = median(&Stages::embed),
            .all = median(&Stages::all)};
  }

  [[nodiscard]] std::size_t photographs() const { return embeddings_.size(); }
  [[nodiscard]] std::size_t with_several_faces() const { return several_; }

 private:
  struct Stages {
    nanoseconds decode;
    nanoseconds detect;
    nanoseconds locate;
    nanoseconds align;
    nanoseconds embed;
    nanoseconds all;
  };

  Result<face::Embedding> capture(const std::string& path) {
    const Clock& clock = *parts_.clock;
    MENSHEN_TRY(const auto file,
                machine::read_secret_file(options_.folder / path, image_codec::kFileBytesMax,
                                          *parts_.memory));
    Stages stages{};
    const nanoseconds begun = clock.monotonic();
    nanoseconds last = begun;
    const auto lap = [&](nanoseconds& stage) {
      const nanoseconds now = clock.monotonic();
      stage = now - std::exchange(last, now);
    };
    face::Pipeline& pipeline = parts_.pipeline();
    MENSHEN_TRY(const auto image, parts_.decoder->decode(file.reveal(), permit_, clock.now()));
    lap(stages.decode);
    MENSHEN_TRY(const auto faces, pipeline.detect(image, permit_));
    lap(stages.detect);
    if (faces.empty()) return fail(Code::invalid_input, "no face was found");
    if (faces.size() > 1) ++several_;
    MENSHEN_TRY(const auto points, pipeline.locate(image, central(faces, image), permit_));
    lap(stages.locate);
    MENSHEN_TRY(const auto aligned, pipeline.align(image, points, permit_));
    lap(stages.align);
    MENSHEN_TRY(auto embedding, pipeline.embed(aligned, permit_));
    lap(stages.embed);
    stages.all = last - begun;
    stages_.push_back(stages);
    return embedding;
  }

  [[nodiscard]] double median(nanoseconds Stages::* stage) const {
    if (stages_.empty()) return 0;
    std::vector<nanoseconds> all;
    all.reserve(stages_.size());
    for (const auto& stages : stages_) all.push_back(stages.*stage);
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::ranges::nth_element(all, middle);
    return std::chrono::duration<double, std::milli>(*middle).count();
  }

  Parts& parts_;
  const EvaluateOptions& options_;
  const PermitInUse& permit_;
  std::map<std::string, std::optional<face::Embedding>> embeddings_;
  std::vector<Stages> stages_;
  std::size_t failed_ = 0;
  std::size_t several_ = 0;
};

// A basis that the law does not know is a slip of the operator's, best told before anything
// else is done.
Result<> check_basis(gate::LawOfTheDay& law, CivilDate today, const std::string& basis) {
  const auto program = law.on(today);
  policy::Facts facts(program->law().vocabulary());
  const auto stated = facts.try_state("basis.kind", basis, "the operator");
  if (!stated) return tl::unexpected<Error>(in_context(stated.error(), "--basis"));
  return {};
}

}  // namespace

Result<Evaluation> evaluate(Parts& parts, const EvaluateOptions& options,
                            const Progress& progress) {
  const CivilDate today = parts.law->day(parts.clock->now());
  if (auto known = check_basis(*parts.law, today, options.statement.basis); !known) {
    return tl::unexpected<Error>(known.error());
  }
  MENSHEN_TRY(const auto text,
              machine::read_file(options.folder / "pairs.txt", accuracy::kPairsBytesMax));
  auto pairs = accuracy::read_pairs(
      {reinterpret_cast<const char*>(text.data()), text.size()});  // NOLINT: bytes to text
  if (!pairs) return tl::unexpected<Error>(in_context(pairs.error(), "pairs.txt"));

  const gate::Ask ask{.actor = "operator",
                      .purpose = PurposeId("accuracy_testing"),
                      .device = DeviceId("command_line"),
                      .subject = SubjectId("set_of_photographs")};
  if (const auto put = furnish_laboratory(parts, ask, options.statement, today); !put) {
    return tl::unexpected<Error>(put.error());
  }
  std::optional<Measurement> measurement;
  const auto run = [&](const PermitInUse& permit) -> Result<> {
    Run work(parts, options, permit);
    if (const auto done = work.capture_all(*pairs, progress); !done) return done;
    MENSHEN_TRY(const auto comparisons, work.compare(*pairs));
    MENSHEN_TRY(auto performance, accuracy::measure(comparisons, work.captures()));
    measurement = {.statement = options.statement,
                   .performance = std::move(performance),
                   .stages = work.medians(),
                   .photographs = work.photographs(),
                   .with_several_faces = work.with_several_faces(),
                   .scores = std::nullopt};
    if (!options.with_scores) return {};
    MENSHEN_TRY(measurement->scores, work.scores(comparisons));
    return {};
  };
  MENSHEN_TRY(auto reply, parts.gate().evaluate(ask, run));
  return Evaluation{.reply = std::move(reply), .measurement = std::move(measurement)};
}

}  // namespace menshen::app
