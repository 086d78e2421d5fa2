// Just inside and just outside of a route: methods, segments, slashes, hosts, environments, protocols. What a
// near miss has to do is told by the routes as they are configured, compared one by one.
#include <algorithm>
#include <array>

#include "gencases_list.hpp"

namespace cli::gencases {
namespace {

using sluice::Reason;
using sluice::route::Explanation;

constexpr std::array<const char*, 7> kMethods{"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"};

/// What is wanted of a call by its route alone.
Expect wanted(const World& world, const Explanation& why) {
  if (!why.chosen) return {.verdict = "reject", .reason = why.reason};
  const sluice::Publication& publication = world.publications.all()[*why.chosen];
  return {.api = std::string(id_of(*publication.api)),
          .group = std::string(id_of(*publication.group)),
          .environment = std::string(publication.environment)};
}

class Routes {
 public:
  Routes(const World& world, const Subject& subject, List& list)
      : world_(world), subject_(subject), list_(list), base_(*subject.call()) {}

  void add_methods() {
    for (const char* method : kMethods) {
      Call call = base_;
      call.method = method;
      const bool is_own = subject_.api().req_method == method || subject_.api().req_method == "ANY";
      if (!is_own) continue;
      if (!subject_.is_reached(call)) {
        list_.miss(subject_, std::string("method ") + method, "another API comes first");
        continue;
      }
      Expect expect = subject_.usual();
      expect.path_params = subject_.path_params(subject_.values());
      list_.add(subject_, std::string(method) + ", the path just matches", std::move(call),
                std::move(expect));
    }
    for (const char* method : kMethods) {
      if (subject_.api().req_method == method || subject_.api().req_method == "ANY") continue;
      Call call = base_;
      call.method = method;
      add(std::string("another method, ") + method, std::move(call));
      break;
    }
  }

  void add_paths() {
    const std::string& path = base_.path;
    const bool ends_with_slash = path.ends_with('/');
    add_path("one segment more", path + (ends_with_slash ? "x" : "/x"));
    if (ends_with_slash && path.size() > 1)
      add_path("without the trailing slash", path.substr(0, path.size() - 1));
    if (!ends_with_slash) add_path("a trailing slash", path + "/");
    const std::size_t last = path.find_last_of('/', path.size() - 2);
    if (path.size() > 1 && last != std::string::npos)
      add_path("one segment less", last == 0 ? "/" : path.substr(0, last));
    if (!ends_with_slash) add_path("the last segment is longer", path + "x");
  }

  void add_places() {
    Call call = base_;
    call.host = "not-" + (call.host == "192.0.2.1" ? "an-address.example" : call.host);
    add("another host", call);
    call = base_;
    call.environment = "NOWHERE00";
    add("an unknown environment", call);
    std::vector<std::string> names{"RELEASE"};
    for (const auto& spec : world_.configuration.environments) names.push_back(spec.name);
    for (const std::string& name : names) {
      if (name == subject_.publication().environment) continue;
      call = base_;
      call.environment = name;
      add("environment " + name, call);
    }
  }

  void add_protocols() {
    for (const char* scheme : {"http", "https"}) {
      Call call = base_;
      call.scheme = scheme;
      const bool is_taken = subject_.api().req_protocol == "BOTH" ||
                            (subject_.api().req_protocol == "HTTP") == (call.scheme == "http");
      // Its own code is of use over https only.
      list_.add(subject_, std::string("by ") + scheme, std::move(call),
                is_taken ? subject_.usual() : subject_.refused(Reason::ProtocolRefused));
    }
  }

 private:
  void add_path(const std::string& what, std::string path) {
    Call call = base_;
    call.path = std::move(path);
    add(what, std::move(call));
  }

  void add(const std::string& what, Call call) {
    const Explanation why = subject_.explain(call);
    Expect expect = wanted(world_, why);
    list_.add(subject_, what, std::move(call), std::move(expect));
  }

  const World& world_;
  const Subject& subject_;
  List& list_;
  const Call& base_;
};

}  // namespace

void add_routes(const World& world, const Subject& subject, List& list) {
  Routes routes(world, subject, list);
  routes.add_methods();
  routes.add_paths();
  routes.add_places();
  routes.add_protocols();
}

}  // namespace cli::gencases
