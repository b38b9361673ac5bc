#include "plain_yaml/plain_yaml.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <yaml.h>

#include "base/error.hpp"

namespace menshen::plain_yaml {
namespace {

class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  Event(Event&& other) noexcept : raw_(std::exchange(other.raw_, {})) {}
  Event& operator=(Event&& other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }
  ~Event() { yaml_event_delete(&raw_); }

  [[nodiscard]] yaml_event_type_t type() const noexcept { return raw_.type; }
  [[nodiscard]] std::size_t line() const noexcept { return raw_.start_mark.line + 1; }
  [[nodiscard]] std::string text() const {
    const auto& scalar = raw_.data.scalar;
    return {reinterpret_cast<const char*>(scalar.value), scalar.length};  // NOLINT: C API
  }
  [[nodiscard]] bool decorated() const noexcept {
    switch (raw_.type) {
      case YAML_SCALAR_EVENT:
        return raw_.data.scalar.anchor != nullptr || raw_.data.scalar.tag != nullptr;
      case YAML_SEQUENCE_START_EVENT:
        return raw_.data.sequence_start.anchor != nullptr ||
               raw_.data.sequence_start.tag != nullptr;
      case YAML_MAPPING_START_EVENT:
        return raw_.data.mapping_start.anchor != nullptr ||
               raw_.data.mapping_start.tag != nullptr;
      default: return false;
    }
  }
  [[nodiscard]] yaml_event_t* raw() noexcept { return &raw_; }

 private:
  yaml_event_t raw_{};
};

class Reader {
 public:
  explicit Reader(std::string_view text) {
    MENSHEN_ASSERT(yaml_parser_initialize(&parser_) == 1);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());  // NOLINT: C API
    yaml_parser_set_input_string(&parser_, bytes, text.size());
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  Reader(Reader&&) = delete;
  Reader& operator=(Reader&&) = delete;
  ~Reader() { yaml_parser_delete(&parser_); }

  Result<Node> document() {
    MENSHEN_TRY(const Event stream, next());
    MENSHEN_TRY(const Event start, next());
    if (start.type() != YAML_DOCUMENT_START_EVENT) return refuse(start, "an empty file");
    MENSHEN_TRY(const Event first, next());
    MENSHEN_TRY(Node root, node(first, 1));
    MENSHEN_TRY(const Event end, next());
    MENSHEN_TRY(const Event after, next());
    if (after.type() != YAML_STREAM_END_EVENT) return refuse(after, "a second document");
    return root;
  }

 private:
  static tl::unexpected<Error> refuse(const Event& event, std::string_view what) {
    return fail(Code::invalid_input, fmt::format("line {}: {}", event.line(), what));
  }

  Result<Event> next() {
    Event event;
    if (yaml_parser_parse(&parser_, event.raw()) == 1) return event;
    return fail(Code::invalid_input, fmt::format("line {}: {}", parser_.problem_mark.line + 1,
                                                 parser_.problem ? parser_.problem : "broken"));
  }

  Result<Node> node(const Event& event, int depth) {
    if (depth > kDepthMax) return refuse(event, "nested too deep");
    if (event.decorated()) return refuse(event, "an anchor or a tag");
    Node here{.line = event.line()};
    switch (event.type()) {
      case YAML_SCALAR_EVENT: here.text = event.text(); return here;
      case YAML_SEQUENCE_START_EVENT: here.kind = Node::Kind::list; break;
      case YAML_MAPPING_START_EVENT: here.kind = Node::Kind::map; break;
      default: return refuse(event, "an alias");
    }
    MENSHEN_TRY(here, with_children(std::move(here), depth));
    return here;
  }

  // Recurses through node() at most kDepthMax deep.
  Result<Node> with_children(Node parent, int depth) {
    for (;;) {
      MENSHEN_TRY(Event event, next());
      if (event.type() == YAML_SEQUENCE_END_EVENT) return parent;
      if (event.type() == YAML_MAPPING_END_EVENT) return parent;
      if (parent.kind == Node::Kind::map) {
        MENSHEN_TRY(auto key, key_of(event, parent));
        parent.keys.push_back(std::move(key));
        parent.key_lines.push_back(event.line());
        MENSHEN_TRY(event, next());
      }
      MENSHEN_TRY(Node child, node(event, depth + 1));
      parent.children.push_back(std::move(child));
    }
  }

  static Result<std::string> key_of(const Event& event, const Node& parent) {
    if (event.type() != YAML_SCALAR_EVENT || event.decorated()) {
      return refuse(event, "an odd key");
    }
    if (parent.keys.size() == kKeysMax) return refuse(event, "too many keys");
    std::string key = event.text();
    if (parent.find(key) != nullptr) {
      return refuse(event, fmt::format("`{}` is given twice", key));
    }
    return key;
  }

  yaml_parser_t parser_{};
};

}  // namespace

const Node* Node::find(std::string_view key) const noexcept {
  const auto found = std::ranges::find(keys, key);
  return found == keys.end() ? nullptr
                             : &children[static_cast<std::size_t>(found - keys.begin())];
}

Result<Node> read_plain_yaml(std::string_view text) {
  if (text.size() > kBytesMax) return fail(Code::exhausted, "more than 1 MiB");
  return Reader(text).document();
}

}  // namespace menshen::plain_yaml
