#include "answers.hpp"

#include <unistd.h>

#include "command.hpp"
#include "fault.hpp"

namespace cli {

int answer_lines(const Answer& answer) {
  int status = kYes;
  Output output(STDOUT_FILENO);
  Lines lines(STDIN_FILENO, output);
  json::Document document;
  json::Writer out;
  while (const auto line = lines.next()) {
    out.clear();
    try {
      answer(document.read(*line), out);
    } catch (const Fault& fault) {
      out.clear();
      write(fault, out);
      status = kNo;
    }
    output.text().append(out.view());
    output.end_line();
  }
  return status;
}

int answer_once(std::string_view command,
                const std::function<int(const json::Value& input, Output& output)>& answer) {
  const std::string text = read_all(STDIN_FILENO);
  Output output(STDOUT_FILENO);
  try {
    json::Document document;
    return answer(document.read(text), output);
  } catch (const Fault& fault) {
    const std::string place = fault.position ? " at byte " + std::to_string(*fault.position) : "";
    complain(command, fault.message + place + " (" + fault.code + ")");
    return kNo;
  }
}

}  // namespace cli
