#include "infer_onnx/onnx_runtime.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <dlfcn.h>

#include <fmt/core.h>
#include <onnxruntime_c_api.h>

#include "base/error.hpp"
#include "face/network.hpp"
#include "infer_onnx/detail/engine_memory.hpp"
#include "infer_onnx/detail/flush_denormals.hpp"
#include "infer_onnx/detail/rewrite.hpp"

namespace menshen::infer_onnx {
namespace {

// The oldest table of functions that has all that is called here; newer libraries serve it.
constexpr std::uint32_t kApiVersion = 17;

// The engine's objects are released by functions of its table.
template <typename T>
using Owned = std::unique_ptr<T, void(ORT_API_CALL*)(T*)>;

// A status to a Result; `api` releases it.
Result<> check(const OrtApi& api, OrtStatus* status) {
  if (status == nullptr) return {};
  const Owned<OrtStatus> owned(status, api.ReleaseStatus);
  return fail(Code::unavailable,
              fmt::format("the inference engine says: {}", api.GetErrorMessage(status)));
}

Result<Owned<OrtEnv>> make_environment(const OrtApi& api) {
  // ONNX Runtime 1.30 keeps 14 bytes of every process's first environment for ever.
  OrtEnv* env = nullptr;
  if (auto done = check(api, api.CreateEnv(ORT_LOGGING_LEVEL_FATAL, "menshen", &env)); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return Owned<OrtEnv>(env, api.ReleaseEnv);
}

std::string last_loader_error() {
  const char* text = dlerror();  // NOLINT(concurrency-mt-unsafe): per thread in glibc
  return text == nullptr ? "unknown cause" : text;
}

}  // namespace

// The library's table of functions and its environment.
class OnnxRuntime::Engine {
 public:
  Engine(const OrtApi& table, Owned<OrtEnv> env, Owned<OrtMemoryInfo> info,
         std::pmr::memory_resource& memory)
      : api(table), info_(std::move(info)), memory_(memory, *info_), env_(std::move(env)) {}

  // From now on sessions that ask for the environment's memory compute in ours.
  [[nodiscard]] Result<> lend_memory() {
    return check(api, api.RegisterAllocator(env_.get(), &memory_));
  }

  const OrtApi& api;  // NOLINT(cppcoreguidelines-*): the library's own, read by all

  [[nodiscard]] OrtEnv* env() const { return env_.get(); }
  [[nodiscard]] OrtMemoryInfo* info() const { return info_.get(); }

 private:
  Owned<OrtMemoryInfo> info_;
  detail::EngineMemory memory_;
  Owned<OrtEnv> env_;  // gives back what it has of the memory when it is released
};

class OnnxRuntime::Session final : public face::Network {
 public:
  static Result<std::unique_ptr<face::Network>> make(const Engine& engine,
                                                     const std::string& model,
                                                     const face::NetworkSpec& spec) {
    const OrtApi& api = engine.api;
    OrtSessionOptions* raw_options = nullptr;
    if (auto done = check(api, api.CreateSessionOptions(&raw_options)); !done) {
      return tl::unexpected<Error>(done.error());
    }
    const Owned<OrtSessionOptions> options(raw_options, api.ReleaseSessionOptions);
    for (OrtStatus* status :
         {api.SetIntraOpNumThreads(raw_options, 1), api.SetInterOpNumThreads(raw_options, 1),
          api.SetSessionExecutionMode(raw_options, ORT_SEQUENTIAL),
          api.SetSessionGraphOptimizationLevel(raw_options, ORT_ENABLE_ALL),
          // Instead of an arena of the session's own, which keeps what was computed last.
          api.AddSessionConfigEntry(raw_options, "session.use_env_allocators", "1"),
          // Below fatal, messages go to stderr; what matters comes back as a status.
          api.SetSessionLogSeverityLevel(raw_options, ORT_LOGGING_LEVEL_FATAL)}) {
      if (auto done = check(api, status); !done) return tl::unexpected<Error>(done.error());
    }
    OrtSession* raw_session = nullptr;
    if (auto done =
            check(api, api.CreateSessionFromArray(engine.env(), model.data(), model.size(),
                                                  raw_options, &raw_session));
        !done) {
      return tl::unexpected<Error>(done.error());
    }
    std::unique_ptr<Session> session(new Session(engine, raw_session, spec));
    MENSHEN_TRY(session->output_shapes_, session->measure_outputs());
    return session;
  }

  [[nodiscard]] const std::vector<face::Shape>& output_shapes() const noexcept override {
    return output_shapes_;
  }

  [[nodiscard]] Result<> run(std::span<const float> input,
                             std::span<const std::span<float>> outputs) override {
    MENSHEN_ASSERT(outputs.size() == output_shapes_.size());
    std::vector<Owned<OrtValue>> owned;
    std::vector<OrtValue*> values;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      MENSHEN_TRY(auto value, wrap(outputs[i], output_shapes_[i]));
      values.push_back(value.get());
      owned.push_back(std::move(value));
    }
    return run(input, values);
  }

 private:
  Session(const Engine& engine, OrtSession* session, const face::NetworkSpec& spec)
      : engine_(engine),
        session_(session, engine.api.ReleaseSession),
        input_name_(spec.input),
        output_names_(spec.outputs),
        input_shape_(spec.input_shape) {
    for (const std::string& name : output_names_) name_pointers_.push_back(name.c_str());
  }

  // The caller's memory as a tensor; the engine does not write to inputs.
  [[nodiscard]] Result<Owned<OrtValue>> wrap(std::span<const float> values,
                                             const face::Shape& shape) const {
    MENSHEN_ASSERT(values.size() == face::element_count(shape));
    OrtValue* raw = nullptr;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): one function makes both kinds
    auto* data = const_cast<float*>(values.data());
    if (auto done =
            check(engine_.api, engine_.api.CreateTensorWithDataAsOrtValue(
                                   engine_.info(), data, values.size_bytes(), shape.data(),
                                   shape.size(), ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &raw));
        !done) {
      return tl::unexpected<Error>(done.error());
    }
    return Owned<OrtValue>(raw, engine_.api.ReleaseValue);
  }

  // Null pointers in `outputs` are replaced by tensors of the engine.
  Result<> run(std::span<const float> input, std::vector<OrtValue*>& outputs) const {
    MENSHEN_TRY(const auto input_value, wrap(input, input_shape_));
    const OrtValue* const inputs = input_value.get();
    const char* const input_name = input_name_.c_str();
    const detail::FlushDenormals flush;
    return check(engine_.api,
                 engine_.api.Run(session_.get(), nullptr, &input_name, &inputs, 1,
                                 name_pointers_.data(), name_pointers_.size(), outputs.data()));
  }

  // Shapes may depend on the input's, so they are taken from a first run, which also proves
  // that the network runs and fetches its weights.
  [[nodiscard]] Result<std::vector<face::Shape>> measure_outputs() const {
    const std::vector<float> zeros(face::element_count(input_shape_));
    std::vector<OrtValue*> values(output_names_.size(), nullptr);
    if (auto done = run(zeros, values); !done) return tl::unexpected<Error>(done.error());
    std::vector<Owned<OrtValue>> owned;
    for (OrtValue* value : values) owned.emplace_back(value, engine_.api.ReleaseValue);
    std::vector<face::Shape> shapes;
    for (const auto& value : owned) {
      MENSHEN_TRY(auto shape, shape_of(*value));
      shapes.push_back(std::move(shape));
    }
    return shapes;
  }

  [[nodiscard]] Result<face::Shape> shape_of(const OrtValue& value) const {
    const OrtApi& api = engine_.api;
    OrtTensorTypeAndShapeInfo* raw = nullptr;
    if (auto done = check(api, api.GetTensorTypeAndShape(&value, &raw)); !done) {
      return tl::unexpected<Error>(done.error());
    }
    const Owned<OrtTensorTypeAndShapeInfo> info(raw, api.ReleaseTensorTypeAndShapeInfo);
    ONNXTensorElementDataType type{};
    std::size_t sides = 0;
    for (OrtStatus* status :
         {api.GetTensorElementType(raw, &type), api.GetDimensionsCount(raw, &sides)}) {
      if (auto done = check(api, status); !done) return tl::unexpected<Error>(done.error());
    }
    if (type != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
      return fail(Code::invalid_input, "an output is not of 32-bit floating-point numbers");
    }
    face::Shape shape(sides);
    if (auto done = check(api, api.GetDimensions(raw, shape.data(), sides)); !done) {
      return tl::unexpected<Error>(done.error());
    }
    return shape;
  }

  const Engine& engine_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): lent
  Owned<OrtSession> session_;
  std::string input_name_;
  std::vector<std::string> output_names_;
  std::vector<const char*> name_pointers_;  // into output_names_
  face::Shape input_shape_;
  std::vector<face::Shape> output_shapes_;
};

Result<std::unique_ptr<OnnxRuntime>> OnnxRuntime::open(const std::filesystem::path& library,
                                                       std::pmr::memory_resource& memory) {
  constexpr const char* kRemedy = "run `./dev setup`, or install ONNX Runtime";
  if (!std::filesystem::exists(library)) {
    return fail(Code::unavailable, fmt::format("the inference engine `{}` is not there: {}",
                                               library.filename().string(), kRemedy));
  }
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return fail(Code::unavailable, fmt::format("the inference engine cannot be opened ({}): {}",
                                               last_loader_error(), kRemedy));
  }
  const auto get_base =
      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): what dlsym is for
      reinterpret_cast<const OrtApiBase*(ORT_API_CALL*)()>(dlsym(handle, "OrtGetApiBase"));
  const OrtApi* api = get_base == nullptr ? nullptr : get_base()->GetApi(kApiVersion);
  if (api == nullptr) {
    return fail(Code::unavailable,
                fmt::format("`{}` is not ONNX Runtime 1.{} or later: {}",
                            library.filename().string(), kApiVersion, kRemedy));
  }
  MENSHEN_TRY(auto env, make_environment(*api));
  OrtMemoryInfo* raw_info = nullptr;
  if (auto done = check(
          *api, api->CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &raw_info));
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  Owned<OrtMemoryInfo> info(raw_info, api->ReleaseMemoryInfo);
  auto engine = std::make_unique<Engine>(*api, std::move(env), std::move(info), memory);
  if (const auto lent = engine->lend_memory(); !lent) {
    return tl::unexpected<Error>(lent.error());
  }
  return std::unique_ptr<OnnxRuntime>(new OnnxRuntime(std::move(engine)));
}

OnnxRuntime::OnnxRuntime(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
OnnxRuntime::~OnnxRuntime() = default;

Result<std::unique_ptr<face::Network>> OnnxRuntime::load(std::span<const std::byte> model,
                                                         const face::NetworkSpec& spec) {
  MENSHEN_TRY(const auto rewritten, detail::rewrite(model, spec));
  return Session::make(*engine_, rewritten.model, spec);
}

}  // namespace menshen::infer_onnx
