// One JSON object in, one answer out: line after line with --jsonl, else the whole of standard input as one.
#pragma once

#include <functional>
#include <string_view>

#include "json_read.hpp"
#include "json_write.hpp"
#include "stream.hpp"

namespace cli {

/// Writes the answer to one input object; throws `Fault` where there is none.
using Answer = std::function<void(const json::Value& input, json::Writer& out)>;

/// Answers each line of standard input with a line; one that has no answer with its fault. Gives the exit
/// status: `kNo` when there was such a line.
int answer_lines(const Answer& answer);

/// Answers the whole of standard input as one object by `answer`, which gives the exit status. A fault goes
/// to standard error.
int answer_once(std::string_view command,
                const std::function<int(const json::Value& input, Output& output)>& answer);

}  // namespace cli
