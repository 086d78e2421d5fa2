#include "json_write.hpp"

#include <string>

#include "utf8.hpp"

namespace cli {

std::string utf8::repaired(std::string_view text) {
  std::string good;
  while (!text.empty()) {
    const std::size_t size = good_prefix(text);
    good.append(text.substr(0, size));
    text.remove_prefix(size);
    if (text.empty()) break;
    good += "\xef\xbf\xbd";
    text.remove_prefix(1);
  }
  return good;
}

namespace json {

void Writer::text(std::string_view bytes) {
  if (utf8::good_prefix(bytes) == bytes.size()) {
    writer_.String(bytes.data() == nullptr ? "" : bytes.data(),
                   static_cast<rapidjson::SizeType>(bytes.size()));
    return;
  }
  const std::string good = utf8::repaired(bytes);
  writer_.String(good.data(), static_cast<rapidjson::SizeType>(good.size()));
}

Writer& Writer::name(std::string_view member) {
  writer_.Key(member.data(), static_cast<rapidjson::SizeType>(member.size()));
  return *this;
}

void Writer::pairs(sluice::Headers headers) {
  begin_array();
  for (const auto& [name_of_field, value] : headers) {
    begin_array();
    text(name_of_field);
    text(value);
    end_array();
  }
  end_array();
}

}  // namespace json
}  // namespace cli
