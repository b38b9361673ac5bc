// The whole server over TLS, in a process of its own on this machine, beside what bounds it.
//
//   server_bench [PART ...]    decisions, verify, crowd, peers; all unless told
//   server_bench soak MINUTES  under load that long; its memory every minute
//
// Client and server share the machine, so both say what they took of it.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "certificates/certificates.hpp"
#include "face/model_manifest.hpp"
#include "face_work.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "image_codec/decode_image.hpp"
#include "infer_opencv/opencv_runtime.hpp"
#include "load_client.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/system_clock.hpp"
#include "must.hpp"
#include "opencv_faces.hpp"
#include "permit/permit.hpp"
#include "permit/testing/permit_for_test.hpp"
#include "photograph.hpp"
#include "report.hpp"
#include "served.hpp"

namespace menshen::bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr double kMilli = 1e3;
constexpr double kMicro = 1e6;
constexpr std::size_t kPersons = 1000;
constexpr std::size_t kPicturedPersons = 20;
constexpr std::size_t kConnections = 64;
constexpr std::size_t kRounds = 5;
constexpr milliseconds kRound{2000};
constexpr milliseconds kWarmUp{500};

// Where the record lies: on the disk of the working folder, as its waits are measured too.
class WorkFolder {
 public:
  WorkFolder() : path_(fs::current_path() / "menshen-bench-server") {
    fs::remove_all(path_);
    fs::create_directory(path_);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  WorkFolder(WorkFolder&&) = delete;
  WorkFolder& operator=(WorkFolder&&) = delete;
  ~WorkFolder() { fs::remove_all(path_); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

fs::path own_program() { return fs::read_symlink("/proc/self/exe"); }
fs::path menshen() { return own_program().parent_path().parent_path() / "bin" / "menshen"; }

// The HTTP room alone: an operation that does nothing, and says as much as a decision does.
void serve_echo(std::size_t answer_bytes) {
  const auto memory = must(machine::GuardedMemory::make());
  const auto issued = must(certificates::make_server(
      {"127.0.0.1"}, {.from = machine::SystemClock().now()}, *memory));
  http::Limits limits;
  limits.workers = kConnections;  // as `menshen serve` has
  const std::string answer(answer_bytes, 'x');
  const auto server = must(http::Server::listen(
      {.address = "127.0.0.1", .port = 0}, limits,
      [&answer](const http::Request&) { return http::Response{.body = answer}; },
      {.tls = http::Tls{.certificates = issued.certificate,
                        .private_key = issued.private_key.reveal(),
                        .client_authorities = {}},
       .expects = {},
       .after = {}}));
  fmt::print(stderr, "https://127.0.0.1:{}, record in none\n", server->port());
  must(server->run());
}

// One figure of each round; the middle one counts.
class Rounds {
 public:
  void add(Load& load, Seconds server_cpu) {
    const auto count = static_cast<double>(load.seconds.size());
    figures_["rate"].push_back(load.rate());
    figures_["p50"].push_back(kMilli * percentile(load.seconds, 0.5));
    figures_["p99"].push_back(kMilli * percentile(load.seconds, 0.99));
    figures_["server_cpu"].push_back(kMicro * server_cpu.count() / count);
    figures_["client_cpu"].push_back(kMicro * load.own_cpu.count() / count);
    figures_["server_cores"].push_back(server_cpu.count() / load.time.count());
    figures_["client_cores"].push_back(load.own_cpu.count() / load.time.count());
  }
  double operator[](const std::string& name) { return percentile(figures_[name], 0.5); }

 private:
  std::map<std::string, std::vector<double>> figures_;
};

Load measure(Served& server, LoadClient& client, const std::vector<Request>& requests,
             milliseconds time, Rounds* rounds) {
  const Seconds before = server.cpu();
  auto load = client.run_for(time, requests);
  const Seconds used = server.cpu() - before;
  if (load.refused > 0) give_up("refused: " + load.last_refused);
  // Who was turned away got no answer that could be timed.
  if (rounds != nullptr && load.turned_away > 0) give_up("overloaded: use a quieter machine");
  if (rounds != nullptr) rounds->add(load, used);
  return load;
}

// Decisions, and an answer of the same size that nothing is done for, in turn.
void measure_decisions(Site& site) {
  LoadClient client(site.server().port(), kConnections);
  const auto first = measure(site.server(), client, site.questions(), kWarmUp, nullptr);
  Served echo(fmt::format("'{}' echo {}", own_program().string(), first.last.size()));
  LoadClient echo_client(echo.port(), kConnections);
  Rounds decisions;
  Rounds echoes;
  for (std::size_t i = 0; i < kRounds; ++i) {
    measure(echo, echo_client, site.questions(), kRound, &echoes);
    measure(site.server(), client, site.questions(), kRound, &decisions);
  }
  const auto beside = [&](std::string_view name, const char* figure, std::string_view unit,
                          Better better = Better::lower) {
    report("server", name, decisions[figure], unit, "the same answer, nothing done",
           echoes[figure], better);
  };
  report("server", "decision_bytes", static_cast<double>(first.last.size()), "bytes");
  beside("decisions", "rate", "requests/s", Better::higher);
  beside("decision_p50", "p50", "ms");
  beside("decision_p99", "p99", "ms");
  beside("decision_server_cpu", "server_cpu", "us");
  beside("decision_client_cpu", "client_cpu", "us");
  beside("decision_server_cores", "server_cores", "cores");
  beside("decision_client_cores", "client_cores", "cores");
}

Seconds processor_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return Seconds(std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec));
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The same photograph through the server and in this process, in turn.
void measure_verifications(Site& site) {
  const auto permit = PermitForTest::in_use(Act::evaluate);
  const Bytes jpeg = photograph(640, 480, permit);
  const auto memory = must(machine::GuardedMemory::make());
  const auto runtime = open_onnx(*memory);
  const auto set = models();
  FaceWorkers workers;
  for (std::size_t i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    workers.push_back(std::make_unique<FaceWork>(set, *runtime, *memory));
    workers.back()->verify(jpeg);
  }
  const auto requests = site.verifications(jpeg, kPicturedPersons);
  LoadClient one(site.server().port(), 1);
  LoadClient many(site.server().port(), 4 * workers.size());
  measure(site.server(), one, requests, kWarmUp, nullptr);
  Rounds alone;
  Rounds together;
  std::vector<double> in_process;
  std::vector<double> in_process_rate;
  std::vector<double> in_process_cpu;
  for (std::size_t i = 0; i < kRounds; ++i) {
    constexpr std::size_t kRepeats = 61;
    const Seconds before = processor_time();
    std::size_t count = 0;
    const auto verify = [&] {
      workers.front()->verify(jpeg);
      ++count;
    };
    in_process.push_back(kMilli * median_time(verify, kRepeats).count());
    in_process_cpu.push_back(kMicro * (processor_time() - before).count() /
                             static_cast<double>(count));
    measure(site.server(), one, requests, kRound, &alone);
    in_process_rate.push_back(verifications_per_second(workers, jpeg, kRound));
    measure(site.server(), many, requests, kRound, &together);
  }
  constexpr std::string_view kPeer = "decode, capture and compare in this process";
  report("server", "verification_p50", alone["p50"], "ms", kPeer, percentile(in_process, 0.5));
  report("server", "verification_p99", alone["p99"], "ms");
  report("server", "verification_cpu", alone["server_cpu"], "us", kPeer,
         percentile(in_process_cpu, 0.5));
  report("server", "verifications", together["rate"], "requests/s", kPeer,
         percentile(in_process_rate, 0.5), Better::higher);
  report("server", "verifications_together_p99", together["p99"], "ms");
  report("server", "verifications_together_cpu", together["server_cpu"], "us", "one at a time",
         alone["server_cpu"]);
  report("server", "verifications_together_cores", together["server_cores"], "cores");
}

// Others who hold connections and do nothing with them, or nearly nothing.
void measure_crowd(Site& site) {
  constexpr std::size_t kCrowd = 1000;
  constexpr std::size_t kHealthy = 4;
  constexpr milliseconds kTime{6000};  // shorter than the server's patience with a head
  const auto healthy = [&] {
    LoadClient client(site.server().port(), kHealthy);
    Rounds rounds;
    measure(site.server(), client, site.questions(), kTime, &rounds);
    return rounds;
  };
  Rounds before = healthy();
  const double memory = site.server().memory_kilobytes();
  LoadClient idle(site.server().port(), kCrowd);
  const double with_idle = site.server().memory_kilobytes();
  report("server", "memory_of_an_idle_connection", (with_idle - memory) / kCrowd, "kB");
  LoadClient slow(site.server().port(), kCrowd);
  std::jthread dripping([&slow](const std::stop_token& stop) {
    constexpr milliseconds kPause{500};
    for (const char each : std::string_view("GET /healthz HTTP/1.1\r\nX: slowly")) {
      if (stop.stop_requested()) return;
      slow.send_each(each);
      std::this_thread::sleep_for(kPause);
    }
  });
  Rounds beside = healthy();
  dripping = {};
  report("server", "p50_beside_1000_idle_1000_slow", beside["p50"], "ms",
         "the same without them", before["p50"]);
  report("server", "p99_beside_1000_idle_1000_slow", beside["p99"], "ms",
         "the same without them", before["p99"]);
  report("server", "memory_of_a_slow_connection",
         (site.server().memory_kilobytes() - with_idle) / kCrowd, "kB");
}

// The processor's time of two pictures to embeddings, and those compared, by each of `verify`
// in turn.
std::vector<double> pair_milliseconds(const std::vector<std::function<void()>>& verify) {
  constexpr std::size_t kPairs = 25;
  std::vector<std::vector<double>> times(verify.size());
  for (const auto& each : verify) each();
  for (std::size_t i = 0; i < kPairs; ++i) {
    for (std::size_t who = 0; who < verify.size(); ++who) {
      const Seconds before = processor_time();
      verify[who]();
      verify[who]();
      times[who].push_back(kMilli * (processor_time() - before).count());
    }
  }
  std::vector<double> medians;
  for (auto& each : times) medians.push_back(percentile(each, 0.5));
  return medians;
}

// The same task by others, on the same photograph.
void measure_peers(const fs::path& folder) {
  const auto permit = PermitForTest::in_use(Act::evaluate);
  const Bytes jpeg = photograph(640, 480, permit);
  const auto memory = must(machine::GuardedMemory::make());
  const auto onnx = open_onnx(*memory);
  auto set = models();
  set.attack_detector.reset();  // which they have none of
  infer_opencv::OpencvRuntime opencv;
  FaceWork own(set, *onnx, *memory);
  FaceWork other_engine(for_opencv(set), opencv, *memory);
  OpencvFaces others(set);
  const auto times =
      pair_milliseconds({[&] { own.verify(jpeg); }, [&] { other_engine.verify(jpeg); },
                         [&] { others.verify(jpeg); }});
  const double ours = times.at(0);
  report("server", "two_pictures_compared", ours, "ms of processor time",
         "our pipeline with OpenCV 4.6 DNN for engine, models as published", times.at(1));
  report("server", "two_pictures_compared", ours, "ms of processor time",
         "OpenCV 4.6 alone: DNN, warpAffine and libjpeg, models as published", times.at(2));
  const fs::path pixels = folder / "pixels";
  const auto image = must(image_codec::decode_image(jpeg, permit, kNow));
  std::ofstream(pixels, std::ios::binary)
      .write(reinterpret_cast<const char*>(image.reveal().data()),  // NOLINT: bytes
             static_cast<std::streamsize>(image.reveal().size()));
  for (const std::string_view name : {"face-api", "human"}) {
    constexpr int kSeconds = 10;
    const auto said =
        output_of(fmt::format("'{}/run.sh' face_pairs.mjs {} '{}' {} {} {}", MENSHEN_PEERS_DIR,
                              name, pixels.string(), image.width(), image.height(), kSeconds));
    const auto answer = boost::json::parse(said).as_object();
    report("server", "two_pictures_compared", ours, "ms of processor time",
           std::string_view(answer.at("peer").as_string()),
           answer.at("milliseconds").to_number<double>());
  }
}

// Decisions and verifications for long, and people who come and go.
void soak(int minutes) {
  const WorkFolder folder;
  Site site(menshen(), folder.path(), kPersons);
  const auto permit = PermitForTest::in_use(Act::evaluate);
  const auto pictured = site.verifications(photograph(640, 480, permit), kPicturedPersons);
  for (int minute = 0; minute < minutes; ++minute) {
    constexpr std::chrono::seconds kPart{30};
    std::size_t answered = 0;
    std::size_t turned_away = 0;
    const auto load = [&](const std::vector<Request>& requests, std::size_t connections) {
      LoadClient client(site.server().port(), connections);
      const auto part = measure(site.server(), client, requests, kPart, nullptr);
      answered += part.seconds.size() - part.turned_away;
      turned_away += part.turned_away;
    };
    load(site.questions(), kConnections);
    constexpr std::size_t kCameras = 4;  // more of them would wait for an engine in vain
    load(pictured, kCameras);
    report("server", fmt::format("soak_minute_{}_answers", minute + 1),
           static_cast<double>(answered), "requests");
    report("server", fmt::format("soak_minute_{}_turned_away", minute + 1),
           static_cast<double>(turned_away), "requests");
    report("server", fmt::format("soak_minute_{}_memory", minute + 1),
           site.server().memory_kilobytes(), "kB");
  }
}

void raise_file_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void run(std::span<const std::string> parts) {
  const auto asked = [parts](std::string_view part) {
    return parts.empty() || std::ranges::find(parts, part) != parts.end();
  };
  const WorkFolder folder;
  Site site(menshen(), folder.path(), kPersons);
  if (asked("decisions")) measure_decisions(site);
  if (asked("verify")) measure_verifications(site);
  if (asked("crowd")) measure_crowd(site);
  if (asked("peers")) measure_peers(folder.path());
}

}  // namespace
}  // namespace menshen::bench

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  menshen::bench::raise_file_limit();
  if (arguments.size() == 2 && arguments.front() == "echo") {
    menshen::bench::serve_echo(std::stoul(arguments.back()));
  } else if (arguments.size() == 2 && arguments.front() == "soak") {
    menshen::bench::soak(std::stoi(arguments.back()));
  } else {
    menshen::bench::run(arguments);
  }
  return 0;
}
