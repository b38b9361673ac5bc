// Verifies a person at a door: menshen-door SUBJECT PHOTOGRAPH. See ../README.md.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include <curl/curl.h>
#include <boost/json.hpp>

namespace {

namespace json = boost::json;

constexpr int kOpen = 0;
constexpr int kClosed = 1;
constexpr int kNotLawful = 2;
constexpr int kTries = 3;

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Form = std::unique_ptr<curl_mime, decltype(&curl_mime_free)>;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set");
  return value;
}

std::size_t append(const char* bytes, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(bytes, size * count);
  return size * count;
}

void must(CURLcode code) {
  if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
}

struct Answer {
  long status = 0;
  std::chrono::seconds retry_after{0};
  json::object body;
};

class Door {
 public:
  Door()
      : handle_(curl_easy_init(), curl_easy_cleanup), headers_(nullptr, curl_slist_free_all) {
    if (handle_ == nullptr) throw std::runtime_error("libcurl cannot be used");
    add("X-API-Key: " + variable("MENSHEN_KEY"));
    add("Accept-Language: en");
    add("Expect:");  // the form is small: ask nothing before it is sent
    const std::string url = variable("MENSHEN_URL") + "/api/v1/faces:verify";
    must(curl_easy_setopt(handle_.get(), CURLOPT_URL, url.c_str()));
    must(curl_easy_setopt(handle_.get(), CURLOPT_CAINFO, variable("MENSHEN_CA").c_str()));
    must(curl_easy_setopt(handle_.get(), CURLOPT_HTTPHEADER, headers_.get()));
    must(curl_easy_setopt(handle_.get(), CURLOPT_WRITEFUNCTION, append));
  }

  // Purpose and device are those that the key is bound to.
  Answer verify(const std::string& subject, const std::string& photograph) {
    const Form form(curl_mime_init(handle_.get()), curl_mime_free);
    curl_mimepart* part = curl_mime_addpart(form.get());
    must(curl_mime_name(part, "subject"));
    must(curl_mime_data(part, subject.data(), subject.size()));
    part = curl_mime_addpart(form.get());
    must(curl_mime_name(part, "image"));
    must(curl_mime_filedata(part, photograph.c_str()));
    must(curl_easy_setopt(handle_.get(), CURLOPT_MIMEPOST, form.get()));
    for (int tries = 1;; ++tries) {
      Answer answer = send();
      const bool is_busy = answer.status == 503 || answer.status == 429;
      if (!is_busy || tries == kTries) return answer;
      std::this_thread::sleep_for(answer.retry_after);
    }
  }

 private:
  void add(const std::string& line) {
    curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    headers_.release();
    headers_.reset(longer);
  }

  Answer send() {
    std::string text;
    must(curl_easy_setopt(handle_.get(), CURLOPT_WRITEDATA, &text));
    must(curl_easy_perform(handle_.get()));
    Answer answer;
    curl_off_t wait = 0;
    must(curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &answer.status));
    must(curl_easy_getinfo(handle_.get(), CURLINFO_RETRY_AFTER, &wait));
    answer.retry_after = std::chrono::seconds(wait);
    answer.body = json::parse(text).as_object();
    return answer;
  }

  Handle handle_;
  Headers headers_;
};

std::string_view text(const json::object& of, std::string_view name) {
  const auto* const value = of.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

int say(const Answer& answer) {
  if (answer.status == 200) {
    const bool is_match = answer.body.at("comparison").at("is_match").as_bool();
    std::cout << (is_match ? "open\n" : "another person\n");
    return is_match ? kOpen : kClosed;
  }
  const bool is_refusal_by_law = answer.status == 403 && answer.body.contains("decision_id");
  if (!is_refusal_by_law) {
    std::cout << text(answer.body, "type") << ": " << text(answer.body, "detail") << '\n';
    return kClosed;
  }
  const auto* const article = answer.body.if_contains("article");
  std::cout << "not lawful ("
            << (article != nullptr ? text(article->as_object(), "title_en")
                                   : "facts are missing")
            << "): " << text(answer.body, "detail") << '\n';
  return kNotLawful;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count != 3) throw std::runtime_error("usage: menshen-door SUBJECT PHOTOGRAPH");
    return say(Door().verify(arguments[1], arguments[2]));
  } catch (const std::exception& error) {
    std::cerr << "menshen-door: " << error.what() << '\n';
    return kClosed;
  }
}
