#include <string>
#include <utility>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "erasure_desk/absence.hpp"

namespace menshen::erasure_desk {
namespace {

namespace json = boost::json;

constexpr Words kAbsent{.zh = "未找到该当事人", .en = "nothing of the person was found"};
constexpr Words kFound{.zh = "找到该当事人的痕迹", .en = "traces of the person were found"};
constexpr Words kCounted{.zh = "  {} {}：{}\n", .en = "  {} {}: {}\n"};
constexpr Words kSearched{.zh = "  {}：逐字节检查 {} 个文件，{} 字节\n",
                          .en = "  {}: {} files, {} bytes read byte by byte\n"};
constexpr Words kInFile{.zh = "  ✗ 含有假名：{}\n", .en = "  ✗ holds the pseudonym: {}\n"};

}  // namespace

std::string absence_as_text(const Absence& absence, Language language) {
  const auto in = [language](const Words& words) { return fmt::runtime(words.in(language)); };
  std::string text = fmt::format("{}\n", (absence.is_absent() ? kAbsent : kFound).in(language));
  for (const auto& store : absence.stores) {
    text += fmt::format(in(kCounted), store.name, store.what, store.found);
  }
  for (const auto& folder : absence.folders) {
    text += fmt::format(in(kSearched), folder.folder.string(), folder.files, folder.bytes);
    for (const auto& file : folder.found) text += fmt::format(in(kInFile), file);
  }
  return text;
}

std::string absence_as_json(const Absence& absence) {
  json::array stores;
  for (const auto& store : absence.stores) {
    stores.push_back({{"store", store.name}, {"what", store.what}, {"found", store.found}});
  }
  json::array folders;
  for (const auto& folder : absence.folders) {
    folders.push_back({{"folder", folder.folder.string()},
                       {"files", folder.files},
                       {"bytes", folder.bytes},
                       {"found", json::value_from(folder.found)}});
  }
  return json::serialize(json::object{{"is_absent", absence.is_absent()},
                                      {"stores", std::move(stores)},
                                      {"folders", std::move(folders)}}) +
         "\n";
}

}  // namespace menshen::erasure_desk
