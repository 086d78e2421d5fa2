// Runs a fuzz target's property over its seeds and a few mutations of each, without libFuzzer.
//   <name>_replay SEEDS...               run
//   <name>_replay --write DIR SEEDS...   write the seeds as files, libFuzzer's first corpus
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "corpus.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr unsigned kMutations = 16;

std::vector<std::string> seeds_of(const std::string& name) {
  std::vector<std::string> seeds;
  if (name.ends_with(".tsv")) {
    for (const corpus::Row& row : corpus::rows(name)) seeds.insert(seeds.end(), row.begin(), row.end());
  } else if (std::filesystem::is_directory(corpus::path(name))) {
    for (const auto& entry : std::filesystem::directory_iterator(corpus::path(name)))
      if (entry.is_regular_file())
        seeds.push_back(corpus::read_file(name + "/" + entry.path().filename().string()));
  } else {
    seeds = corpus::lines(name);
  }
  return seeds;
}

// A copy without spare room, so that the address sanitizer sees a byte read past the end.
void run(const std::string& input) {
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

// A byte changed, doubled or removed, or the end cut off; the same ones on every run.
std::string mutate(std::string text, std::uint32_t& state) {
  const auto next = [&state] { return (state = state * 1664525 + 1013904223) >> 8; };
  if (text.empty()) return std::string(1, static_cast<char>(next()));
  const std::size_t at = next() % text.size();
  switch (next() % 4) {
    case 0:
      text[at] = static_cast<char>(next());
      break;
    case 1:
      text.insert(at, 1, text[at]);
      break;
    case 2:
      text.erase(at, 1);
      break;
    default:
      text.resize(at);
  }
  return text;
}

void write(const std::string& folder, const std::vector<std::string>& seeds) {
  std::filesystem::create_directories(folder);
  for (std::size_t i = 0; i < seeds.size(); ++i)
    std::ofstream(folder + "/seed-" + std::to_string(i), std::ios::binary) << seeds[i];
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> names(argv + 1, argv + argc);
  const bool writes = names.size() > 1 && names[0] == "--write";
  std::vector<std::string> seeds;
  for (std::size_t i = writes ? 2 : 0; i < names.size(); ++i)
    for (std::string& seed : seeds_of(names[i])) seeds.push_back(std::move(seed));
  if (writes) {
    write(names[1], seeds);
    return 0;
  }
  std::uint32_t state = 20190115;
  for (const std::string& seed : seeds) {
    run(seed);
    for (unsigned i = 0; i < kMutations; ++i) run(mutate(seed, state));
  }
  std::printf("%zu seeds, %u mutations of each\n", seeds.size(), kMutations);
  return seeds.empty() ? 1 : 0;
}
