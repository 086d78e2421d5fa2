// A gateway process: reads the configuration, starts the workers, and obeys signals. See --help.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "counters_page.hpp"
#include "options.hpp"
#include "worker.hpp"

namespace gateway {
namespace {

std::uint64_t random_word() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) ^ device();
}

PlanPointer read_plan(const Options& options) {
  std::ifstream file(options.configuration, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open()) std::fprintf(stderr, "gateway: cannot read %s\n", options.configuration.c_str());
  if (!file.is_open()) return nullptr;
  auto compiled =
      sluice::compile(text, options.is_lenient ? sluice::Strictness::Lenient : sluice::Strictness::Strict);
  for (const sluice::Diagnostic& d : compiled.diagnostics)
    std::fprintf(stderr, "%s: %s: %s: %s\n", options.configuration.c_str(),
                 d.severity == sluice::Severity::Error ? "error" : "warning", d.pointer.c_str(),
                 d.message.c_str());
  return PlanPointer(std::move(compiled.plan));
}

// A socket of its own for each worker: the kernel deals the connections out.
int bound_socket(const std::string& address, int port, int& taken_port, std::string& fault) {
  sockaddr_storage at{};
  if (uv_ip4_addr(address.c_str(), port, reinterpret_cast<sockaddr_in*>(&at)) != 0 &&
      uv_ip6_addr(address.c_str(), port, reinterpret_cast<sockaddr_in6*>(&at)) != 0)
    return fault = "not an address: " + address, -1;
  const int fd = ::socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  const socklen_t size = at.ss_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  socklen_t taken_size = sizeof at;
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&at), &taken_size) != 0) {
    fault = "cannot bind " + address + ":" + std::to_string(port);
    if (fd >= 0) ::close(fd);
    return -1;
  }
  taken_port = ntohs(reinterpret_cast<sockaddr_in*>(&at)->sin_port);  // at the same place in both families
  return fd;
}

class Process {
 public:
  explicit Process(const Options& options) : options_(options) {}
  int run();

 private:
  bool start(const PlanPointer& plan, std::string& fault);
  bool listen(Worker& worker, int& port, bool is_secure, std::string& fault);
  void watch(uv_signal_t& signal, int number, uv_signal_cb called);
  void reload();
  void stop();

  const Options& options_;
  std::unique_ptr<sluice::State> state_;
  std::unique_ptr<Shared> shared_;
  std::vector<std::unique_ptr<Worker>> workers_;
  uv_loop_t loop_;
  uv_signal_t hangup_, terminate_, interrupt_;
  CountersPage page_;
  std::uint64_t reloads_ = 0, refused_reloads_ = 0;
};

bool Process::listen(Worker& worker, int& port, bool is_secure, std::string& fault) {
  const int socket = bound_socket(options_.address, port, port, fault);
  return socket >= 0 && worker.listen(socket, is_secure, fault);
}

bool Process::start(const PlanPointer& plan, std::string& fault) {
  const unsigned count =
      options_.workers != 0 ? options_.workers : std::max(1u, std::thread::hardware_concurrency());
  int port = options_.port, tls_port = options_.tls_port;
  for (unsigned i = 0; i < count; ++i) {
    workers_.push_back(std::make_unique<Worker>(*shared_, random_word()));
    Worker& worker = *workers_.back();
    if (!worker.prepare(fault) || !listen(worker, port, false, fault)) return false;
    if (options_.tls_port >= 0 && !listen(worker, tls_port, true, fault)) return false;
  }
  if (options_.counters_port >= 0) {
    const auto text = [this] {
      std::vector<const Counters*> all;
      for (const auto& worker : workers_) all.push_back(&worker->counters());
      return gateway::page(all, shared_->held_bodies.load(), reloads_, refused_reloads_);
    };
    if (!page_.listen(&loop_, options_.counters_port, text, fault)) return false;
    std::printf("counters on %d\n", page_.port());
  }
  for (const auto& worker : workers_) shared_->workers.push_back(worker.get());
  for (const auto& worker : workers_) worker->start(plan, worker == workers_.front());
  if (options_.tls_port >= 0) std::printf("listening for TLS on %d\n", tls_port);
  std::printf("listening on %d\n", port);
  std::fflush(stdout);
  return true;
}

void Process::watch(uv_signal_t& signal, int number, uv_signal_cb called) {
  uv_signal_init(&loop_, &signal);
  signal.data = this;
  uv_signal_start(&signal, called, number);
}

int Process::run() {
  std::signal(SIGPIPE, SIG_IGN);
  uv_loop_init(&loop_);
  PlanPointer plan = read_plan(options_);
  if (plan == nullptr) return 1;
  state_ = std::make_unique<sluice::State>(random_word());
  shared_.reset(new Shared{options_, *state_});
  std::string fault;
  if (!start(plan, fault)) {
    std::fprintf(stderr, "gateway: %s\n", fault.c_str());
    std::_Exit(1);  // nothing is under way yet
  }
  plan.reset();
  watch(hangup_, SIGHUP, [](uv_signal_t* s, int) { static_cast<Process*>(s->data)->reload(); });
  watch(terminate_, SIGTERM, [](uv_signal_t* s, int) { static_cast<Process*>(s->data)->stop(); });
  watch(interrupt_, SIGINT, [](uv_signal_t* s, int) { static_cast<Process*>(s->data)->stop(); });
  uv_run(&loop_, UV_RUN_DEFAULT);
  for (const auto& worker : workers_) worker->join();
  workers_.clear();
  uv_loop_close(&loop_);
  return 0;
}

void Process::reload() {
  const PlanPointer plan = read_plan(options_);
  ++(plan ? reloads_ : refused_reloads_);
  std::fprintf(stderr, "gateway: %s\n", plan ? "reloaded" : "the configuration stays as it was");
  if (!plan) return;
  for (const auto& worker : workers_) worker->replace(plan);
}

void Process::stop() {
  for (const auto& worker : workers_) worker->stop();
  page_.close();
  for (uv_signal_t* signal : {&hangup_, &terminate_, &interrupt_})
    uv_close(reinterpret_cast<uv_handle_t*>(signal), nullptr);
}

}  // namespace
}  // namespace gateway

int main(int argc, char** argv) {
  const gateway::Read read = gateway::read_options(argc, argv);
  if (read.exit >= 0) return read.exit;
  return gateway::Process(read.options).run();
}
