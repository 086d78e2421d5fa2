#include "counters.hpp"

#include "sluice/error.hpp"

namespace gateway {
namespace {

using Workers = std::vector<const Counters*>;

class Page {
 public:
  explicit Page(const Workers& workers) : workers_(workers) {}

  void begin(const char* name, const char* kind, const char* help) {
    name_ = name;
    text_ += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + kind + "\n";
  }

  template <class Of>
  std::uint64_t sum(Of of) const {
    std::uint64_t total = 0;
    for (const Counters* counters : workers_) total += of(*counters).value();
    return total;
  }

  void line(const std::string& labels, std::uint64_t value) {
    text_ += name_ + (labels.empty() ? "" : "{" + labels + "}") + " " + std::to_string(value) + "\n";
  }

  template <class Of>
  void one(const char* name, const char* kind, const char* help, Of of) {
    begin(name, kind, help);
    line("", sum(of));
  }

  std::string take() { return std::move(text_); }

 private:
  const Workers& workers_;
  std::string name_, text_;
};

void add_calls(Page& page) {
  page.begin("sluice_decisions_total", "counter", "Decisions by verdict.");
  const char* const verdicts[] = {"pass", "forward", "respond", "reject"};
  for (std::size_t i = 0; i < 4; ++i)
    page.line(std::string("verdict=\"") + verdicts[i] + "\"",
              page.sum([i](const Counters& c) -> const Counter& { return c.verdicts[i]; }));
  page.begin("sluice_answers_total", "counter", "Answers by class of status.");
  for (std::size_t i = 1; i < 6; ++i)
    page.line("class=\"" + std::to_string(i) + "xx\"",
              page.sum([i](const Counters& c) -> const Counter& { return c.statuses[i]; }));
  page.begin("sluice_refused_total", "counter", "Answers of the error table, by code and status.");
  for (const sluice::error::Entry& row : sluice::error::rows()) {
    const auto i = static_cast<std::size_t>(row.row);
    if (row.table != sluice::error::Table::Call || i >= kRows) continue;
    page.line("code=\"" + std::string(row.code) + "\",status=\"" + std::to_string(row.status) + "\",row=\"" +
                  std::to_string(i) + "\"",
              page.sum([i](const Counters& c) -> const Counter& { return c.refused[i]; }));
  }
}

void add_links(Page& page) {
  page.begin("sluice_backend_failures_total", "counter", "Exchanges with a backend that failed, by how.");
  const char* const failures[] = {"connect", "lost", "illegal", "late", "own"};
  for (std::size_t i = 0; i < 5; ++i)
    page.line(std::string("how=\"") + failures[i] + "\"",
              page.sum([i](const Counters& c) -> const Counter& { return c.links_failed[i]; }));
  page.one("sluice_backend_connections_opened_total", "counter", "Connections to backends.",
           [](const Counters& c) -> const Counter& { return c.links_opened; });
  page.one("sluice_backend_connections_reused_total", "counter", "Calls over a connection that was open.",
           [](const Counters& c) -> const Counter& { return c.links_reused; });
  page.one("sluice_backend_retries_total", "counter", "Further attempts.",
           [](const Counters& c) -> const Counter& { return c.retries; });
  page.one("sluice_tunnels_total", "counter", "WebSocket tunnels.",
           [](const Counters& c) -> const Counter& { return c.tunnels; });
}

void add_limits(Page& page) {
  page.one("sluice_degraded_total", "counter", "Decisions that a shared limit took without its store.",
           [](const Counters& c) -> const Counter& { return c.degraded; });
  page.one("sluice_store_calls_total", "counter", "Calls of the store of shared limits.",
           [](const Counters& c) -> const Counter& { return c.store_calls; });
  page.one("sluice_store_failures_total", "counter", "Times that the store was given up.",
           [](const Counters& c) -> const Counter& { return c.store_failures; });
}

void add_clients(Page& page) {
  page.one("sluice_connections_total", "counter", "Connections accepted.",
           [](const Counters& c) -> const Counter& { return c.connections; });
  page.one("sluice_connections_open", "gauge", "Connections open.",
           [](const Counters& c) -> const Counter& { return c.open_connections; });
  page.one("sluice_accept_failures_total", "counter", "Connections that could not be accepted.",
           [](const Counters& c) -> const Counter& { return c.accept_failed; });
  page.one("sluice_unreadable_total", "counter", "Requests that are no legal HTTP.",
           [](const Counters& c) -> const Counter& { return c.unreadable; });
  page.one("sluice_timed_out_total", "counter", "Connections that a time limit ended.",
           [](const Counters& c) -> const Counter& { return c.timed_out; });
  page.one("sluice_cut_off_total", "counter", "Answers that could not be sent to their end.",
           [](const Counters& c) -> const Counter& { return c.cut_off; });
  page.one("sluice_received_bytes_total", "counter", "Bytes of requests.",
           [](const Counters& c) -> const Counter& { return c.bytes_in; });
  page.one("sluice_sent_bytes_total", "counter", "Bytes of answers.",
           [](const Counters& c) -> const Counter& { return c.bytes_out; });
  page.one("sluice_decision_nanoseconds_total", "counter", "Time spent deciding.",
           [](const Counters& c) -> const Counter& { return c.decision_ns; });
  page.one("sluice_request_nanoseconds_total", "counter", "Time from heads to the ends of their answers.",
           [](const Counters& c) -> const Counter& { return c.total_ns; });
  page.one("sluice_log_lines_lost_total", "counter", "Lines that could not be written.",
           [](const Counters& c) -> const Counter& { return c.log_lost; });
}

}  // namespace

std::string page(const Workers& workers, std::uint64_t held_bodies, std::uint64_t reloads,
                 std::uint64_t refused_reloads) {
  Page page(workers);
  add_calls(page);
  add_links(page);
  add_limits(page);
  add_clients(page);
  page.begin("sluice_held_body_bytes", "gauge", "Bodies that wait for their hash.");
  page.line("", held_bodies);
  page.begin("sluice_reloads_total", "counter", "Configurations put in force, or refused.");
  page.line("result=\"ok\"", reloads);
  page.line("result=\"refused\"", refused_reloads);
  return page.take();
}

}  // namespace gateway
