#include "contract/router.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
#include "caller/watch.hpp"
#include "contract/call.hpp"
#include "contract/detail/answer_form.hpp"
#include "contract/detail/arguments.hpp"
#include "contract/detail/body.hpp"
#include "contract/detail/operations.hpp"
#include "contract/detail/paths.hpp"
#include "contract/detail/promises.hpp"
#include "contract/detail/schema.hpp"
#include "contract/detail/shapes.hpp"
#include "contract/detail/words.hpp"
#include "contract/problem.hpp"
#include "http/message.hpp"
#include "replay/replays.hpp"

namespace menshen::contract {
namespace {

using detail::Described;
using detail::Words;

http::Response say(std::string_view type, std::string detail, Language language) {
  return to_response({.type = type, .detail = std::move(detail), .errors = {}, .more = nullptr},
                     language);
}

http::Response say(std::string_view type, std::vector<Mistake> mistakes, Language language) {
  return to_response(
      {.type = type, .detail = {}, .errors = std::move(mistakes), .more = nullptr}, language);
}

http::Response not_allowed(const detail::Methods& methods, Language language) {
  std::vector<std::string_view> allowed;
  for (const auto& [method, operation] : methods) {
    allowed.emplace_back(method);
    if (method == "GET") allowed.emplace_back("HEAD");
  }
  const std::string list = fmt::format("{}", fmt::join(allowed, ", "));
  auto response = say("method-not-allowed", list, language);
  response.headers.emplace_back("Allow", list);
  return response;
}

// `challenge` as RFC 6750, section 3, has it.
http::Response unauthenticated(std::string_view challenge, Language language) {
  auto response = say("unauthenticated",
                      Words{"请出示 API 密钥、会话或客户端证书",
                            "show an API key, a session or a client certificate"}
                          .in(language),
                      language);
  response.headers.emplace_back("WWW-Authenticate",
                                fmt::format("Bearer realm=\"menshen\"{}", challenge));
  return response;
}

constexpr std::string_view kSoon = "1";  // second

http::Response retry_later(std::string_view type, std::string_view seconds, Language language) {
  auto response = say(type, std::string(), language);
  response.headers.emplace_back("Retry-After", seconds);
  return response;
}

http::Response role_missing(caller::Roles roles, Language language) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < caller::kRoles; ++i) {
    const auto role = static_cast<caller::Role>(i);
    if (roles.has(role)) names.push_back(caller::name(role));
  }
  return say(
      "role-missing",
      fmt::format(
          fmt::runtime(
              Words{"须具有以下角色之一：{}", "one of these roles is needed: {}"}.in(language)),
          fmt::join(names, ", ")),
      language);
}

http::Response refuse(const Error& error, Language language) {
  constexpr std::string_view kInAMinute = "60";
  switch (error.code) {
    case Code::exhausted: return retry_later("too-many-attempts", kInAMinute, language);
    case Code::unavailable:
    case Code::corrupt: return retry_later("unavailable", kSoon, language);
    default: return unauthenticated(", error=\"invalid_token\"", language);
  }
}

// A request that is being answered; forgotten unless its answer is kept, also when the
// operation throws.
class InHand {
 public:
  InHand(replay::Replays& replays, const std::string& request, const Digest& asked)
      : replays_(replays), request_(request), asked_(asked) {}
  InHand(const InHand&) = delete;
  InHand& operator=(const InHand&) = delete;
  InHand(InHand&&) = delete;
  InHand& operator=(InHand&&) = delete;
  // What cannot be forgotten counts as cut short from now on, and is not begun again.
  ~InHand() {
    if (!is_kept_) static_cast<void>(replays_.forget(request_));
  }

  // What cannot be kept is given this once, and counts as cut short, too.
  void keep(const http::Response& answer) {
    static_cast<void>(replays_.keep(request_, asked_, detail::write_answer(answer)));
    is_kept_ = true;
  }

 private:
  replay::Replays& replays_;
  const std::string& request_;
  const Digest& asked_;
  bool is_kept_ = false;
};

http::Response not_again(const Words& why, Language language) {
  return say("idempotency-conflict", why.in(language), language);
}

}  // namespace

class Router::Impl {
 public:
  explicit Impl(Ports ports) : ports_(std::move(ports)) {}

  Result<> read(std::string_view openapi, Operations operations) {
    boost::json::error_code failure;
    document_ = boost::json::parse(openapi, failure);
    if (failure) return fail(Code::invalid_input, "the contract is no JSON");
    schemas_.emplace(document_);
    if (auto done = shapes_.read(document_, ports_); !done) return done;
    MENSHEN_TRY(described_, detail::read_operations(document_, *schemas_));
    return bind(std::move(operations));
  }

  [[nodiscard]] http::Response answer(const http::Request& request) const {
    auto response = route(request);
    if (!response.later) return shapes_.told(request.path, std::move(response));
    return http::then(std::move(response), [this, path = request.path](http::Response answer) {
      return shapes_.told(path, std::move(answer));
    });
  }

  [[nodiscard]] http::Response route(const http::Request& request) const {
    const Language language = detail::language_of(request.header("accept-language"));
    const auto found = paths_.find(request.path);
    if (found.methods == nullptr) return say("not-found", std::string(), language);
    const auto method = found.methods->find(request.method);
    if (method == found.methods->end()) return not_allowed(*found.methods, language);
    const std::size_t index = method->second;
    auto response =
        answer(described_[index], performed_[index], found.captured, request, language);
    response.operation = described_[index].id;
    return response;
  }

  [[nodiscard]] http::Expected expect(std::string_view method, std::string_view path) const {
    http::Expected expected{.body_bytes = detail::kBodyBytesMax};
    const auto found = paths_.find(path);
    if (found.methods == nullptr) return expected;
    const auto at = found.methods->find(method);
    if (at == found.methods->end()) return expected;
    expected.body_bytes =
        std::max(described_[at->second].body_bytes_max, detail::kBodyBytesMax);
    expected.is_quick = performed_[at->second].is_quick;
    return expected;
  }

 private:
  // Each described operation gets the function of its name.
  Result<> bind(Operations operations) {
    for (std::size_t i = 0; i < described_.size(); ++i) {
      const Described& each = described_[i];
      const auto found = operations.find(each.id);
      if (found == operations.end()) {
        return fail(Code::invalid_input,
                    fmt::format("nothing performs `{}` of the contract", each.id));
      }
      performed_.push_back(std::move(found->second));
      operations.erase(found);
      const bool takes_rest =
          std::ranges::any_of(each.arguments, &detail::Argument::takes_rest);
      auto done = paths_.add(each.path, each.method, i, takes_rest);
      if (done && each.takes_slash_behind) {
        done = paths_.add(each.path + "/", each.method, i, false);
      }
      if (!done) return tl::unexpected<Error>(in_context(done.error(), each.id));
    }
    if (operations.empty()) return {};
    return fail(Code::invalid_input,
                fmt::format("the contract has no `{}`", operations.begin()->first));
  }

  [[nodiscard]] http::Response answer(const Described& described, const Operation& perform,
                                      const std::vector<std::string_view>& captured,
                                      const http::Request& request, Language language) const {
    auto caller = ports_.authenticate(request, described.credential_in_query);
    if (!caller) tell(caller::Sight::credential_refused, described, "anybody", request);
    if (!caller && !described.is_open) return refuse(caller.error(), language);
    // To what is open to everybody, old credentials are none.
    const caller::Caller who = caller ? std::move(*caller) : caller::Caller::nobody();
    if (!described.is_open && !who.roles().any_of(described.roles)) {
      if (who.means() == caller::Means::nothing) return unauthenticated("", language);
      tell(caller::Sight::role_missing, described, who.actor(), request);
      return role_missing(described.roles, language);
    }
    auto chosen = detail::choose_content(described, request, language);
    if (chosen.problem) return to_response(*chosen.problem, language);
    auto read = detail::read_arguments(described, captured, request, language);
    if (read.is_malformed) return say("malformed-request", std::string(), language);
    if (!read.mistakes.empty()) {
      return say("invalid-argument", std::move(read.mistakes), language);
    }
    detail::BodyRead body;
    auto mistakes = detail::read_body(chosen, request, language, body);
    if (!mistakes.empty()) return say("invalid-body", std::move(mistakes), language);
    const Call call{.request = request,
                    .caller = who,
                    .arguments = read.arguments,
                    .json = body.is_json ? &body.json : nullptr,
                    .parts = body.parts,
                    .language = language};
    const bool may_be_again = described.is_idempotent && !described.is_open &&
                              read.arguments.contains(detail::kIdempotencyKey);
    return may_be_again ? answer_once(described, perform, call)
                        : do_it(described, perform, call);
  }

  void tell(caller::Sight seen, const Described& described, std::string_view actor,
            const http::Request& request) const {
    if (!ports_.watch) return;
    ports_.watch(
        {.seen = seen, .operation = described.id, .actor = actor, .peer = request.peer});
  }

  [[nodiscard]] http::Response do_it(const Described& described, const Operation& perform,
                                     const Call& call) const {
    auto response = shapes_.told(call.request.path, perform(call));
    if (!ports_.checks_answers) return response;
    return http::then(std::move(response),
                      [&described, language = call.language](const http::Response& answer) {
                        const auto broken = detail::broken_promise(described, answer);
                        return broken.empty() ? answer
                                              : say("internal-error", broken, language);
                      });
  }

  [[nodiscard]] http::Response answer_once(const Described& described, const Operation& perform,
                                           const Call& call) const {
    const std::string key = fmt::format("{}\n{}\n{}", call.caller.actor(), described.id,
                                        call.argument(detail::kIdempotencyKey));
    const Digest asked = digest_of(call.request);
    std::vector<std::byte> kept;
    const auto again = ports_.replays.begin(key, asked, kept);
    if (!again) return retry_later("unavailable", kSoon, call.language);
    if (*again != replay::Again::first) return answer_again(*again, kept, call.language);
    InHand in_hand(ports_.replays, key, asked);
    auto answer = http::wait_for(do_it(described, perform, call));
    constexpr unsigned kServerFault = 500;
    constexpr unsigned kTooMany = 429;
    if (answer.status < kServerFault && answer.status != kTooMany) {
      in_hand.keep(answer);
    }
    return answer;
  }

  [[nodiscard]] static http::Response answer_again(replay::Again again,
                                                   std::span<const std::byte> kept,
                                                   Language language) {
    constexpr Words kInHand{"该请求正在处理，请稍后再试",
                            "that request is being answered; try again"};
    constexpr Words kCutShort{
        "该请求已经开始，但没有可以再次给出的答复；请先查看是否已完成，再使用新的键",
        "that request was begun and there is no answer to give again; look whether it was "
        "done, and use a new key"};
    if (again == replay::Again::cut_short) return not_again(kCutShort, language);
    if (again == replay::Again::in_hand) {
      auto later = not_again(kInHand, language);
      later.headers.emplace_back("Retry-After", "1");
      return later;
    }
    if (again == replay::Again::another) {
      return not_again({"请使用新的键", "use a new key"}, language);
    }
    auto answer = detail::read_answer(kept);
    if (!answer) return not_again(kCutShort, language);  // as another version wrote it
    answer->headers.emplace_back("Idempotent-Replayed", "true");
    return std::move(*answer);
  }

  // Of all that is asked, each part with its length in front; of the body, in which a
  // photograph may be, no copy is made.
  [[nodiscard]] Digest digest_of(const http::Request& request) const {
    const auto* const type = request.header("content-type");
    const std::string text =
        fmt::format("{}:{}\n{}:{}\n{}:{}\n{}", request.path.size(), request.path,
                    request.query.size(), request.query, type == nullptr ? 0 : type->size(),
                    type == nullptr ? std::string() : *type,
                    to_hex(ports_.crypto.sha256(bytes_of(request.body))));
    return ports_.crypto.sha256(bytes_of(text));
  }

  Ports ports_;
  boost::json::value document_;
  std::optional<detail::Schemas> schemas_;
  std::vector<Described> described_;
  std::vector<Operation> performed_;  // in the same order
  detail::Paths paths_;
  detail::Shapes shapes_;
};

Router::Router(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Router::~Router() = default;

Result<std::unique_ptr<Router>> Router::make(std::string_view openapi, Operations operations,
                                             Ports ports) {
  auto impl = std::make_unique<Impl>(std::move(ports));
  if (auto done = impl->read(openapi, std::move(operations)); !done) {
    return tl::unexpected<Error>(in_context(done.error(), "read the contract"));
  }
  return std::unique_ptr<Router>(new Router(std::move(impl)));
}

http::Response Router::answer(const http::Request& request) const {
  return impl_->answer(request);
}

http::Expected Router::expect(std::string_view method, std::string_view path) const {
  return impl_->expect(method, path);
}

}  // namespace menshen::contract
