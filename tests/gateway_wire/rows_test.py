"""Each of the 43 rows that answer a call: the running gateway is driven until it has answered it, with its code, status and
message. Rows that nobody can cause from outside are listed with the reason; the library's own table gives those.

rows_test.py GATEWAY COMMAND TESTS
"""
import json
import os
import resource
import subprocess

import rig
from rig import HOST, Backend, answers, call, exchange, raw, request

report = rig.Report()

UNREACHED = {
    ("APIG.0104", 500, 0): "plug-ins are out of scope",
    ("APIG.0306", 403, 0): "a veto is the embedder's, and this gateway has none",
    ("APIG.0311", 401, 0): "debugging has no credentials of its own here",
    ("APIG.0606", 500, 0): "this gateway does not start without a configuration",
}


def table():
    """(code, status, n-th of these) -> message, of the call rows."""
    rows = {}
    for row in json.loads(subprocess.run([rig.COMMAND, "errors", "--json"], capture_output=True, text=True,
                                         check=True).stdout):
        if row.get("table", "call") != "call":
            continue
        key = (row["code"], row["http_status"])
        n = sum(1 for known in rows if known[:2] == key)
        rows[(*key, n)] = row["message"]
    return rows


def services(backend):
    def iam(connection, r):
        token = json.loads(r["body"]).get("token", "none")
        text = json.dumps({"result": token, "user_id": "u1", "user_name": "me", "domain_id": "d9",
                           "domain_name": "stranger", "project_id": "p1"}).encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(text) + text)

    def function(connection, r):
        token = json.loads(r["body"])["headers"].get("token", "")
        said = {"allow": {"statusCode": 200, "body": json.dumps({"status": "allow"})},
                "deny": {"statusCode": 200, "body": json.dumps({"status": "deny"})}}.get(token, {"statusCode": 500})
        text = json.dumps(said).encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(text) + text)

    backend.acts = {"/services/iam": iam, "/services/function": function, "/slow": raw(b"", wait=1.2)}


def document(port):
    def api(name, **more):
        more.setdefault("backend_api", {})
        return rig.http_api(name, port, **more)

    def at(name, domain, **more):
        return api(name, backend_api={"url_domain": domain}, **more)

    def over(name, channel):
        made = api(name)
        del made["backend_api"]["url_domain"]
        made["backend_api"].update(vpc_channel_status=1, vpc_channel_info={"vpc_channel_id": channel})
        return made

    apis = [api("open"), api("get", req_method="GET"), api("signed", auth_type="APP"), api("iam", auth_type="IAM"),
            api("iamlist", auth_type="IAM"), api("frozen", auth_type="APP"), api("listed"),
            api("param", req_params=[{"name": "n", "location": "QUERY", "type": "NUMBER", "required": 1}]),
            api("https", req_protocol="HTTPS"), api("limited"), api("custom", auth_type="AUTHORIZER", authorizer_id="z1"),
            at("down", "127.0.0.1:1"), api("slow", backend_api={"timeout": 300}), at("noname", "nothing.invalid"),
            over("nomember", "c1"), at("variable", "#bad#"),
            {"id": "mock", "name": "mock", "req_protocol": "BOTH", "req_method": "GET", "req_uri": "/mock", "auth_type": "NONE",
             "backend_type": "MOCK", "mock_info": {"result_content": "hi"}, "published": ["RELEASE"]}]
    apps = [{"id": "app%d" % i, "name": "app%d" % i, "app_key": "appkey%03d" % i, "app_secret": "appsecret%03d" % i}
            for i in range(4)]
    apps[1]["frozen"] = True
    apps[2]["quota_used_up"] = True
    grants = [{"app": "app%d" % i, "api": "signed", "env": "RELEASE"} for i in range(3)]
    bind = lambda name: [{"api": name, "env": "RELEASE"}]
    made = rig.configuration(
        apis, apps=apps, authorizations=grants,
        gateway={"real_ip_from_xff": {"enable": True, "xff_index": -1}, "auth": {"app_secret": True}},
        acls=[{"id": "l1", "acl_name": "office", "entity_type": "IP", "acl_type": "PERMIT", "acl_value": "203.0.113.7",
               "bindings": bind("listed")},
              {"id": "l2", "acl_name": "accounts", "entity_type": "DOMAIN", "acl_type": "PERMIT", "acl_value": "friend",
               "bindings": bind("iamlist")}],
        throttles=[{"id": "t1", "name": "once", "type": 1, "time_interval": 1, "time_unit": "HOUR", "api_call_limits": 1,
                    "bindings": bind("limited")}],
        authorizers=[{"id": "z1", "name": "tokens", "type": "FRONTEND", "authorizer_uri": "urn:f",
                      "identities": [{"name": "token", "location": "HEADER"}], "ttl": 0}],
        vpc_channels=[{"id": "c1", "name": "pool", "port": 80, "member_type": "ip",
                       "members": [{"host": "127.0.0.1", "port": 1, "status": 2}]}])
    made["groups"][0]["variables"] = [{"env": "RELEASE", "name": "bad", "value": "no-host:0"}]
    return made


def signed(target, i, secret=None):
    return rig.sign("GET", target, key="appkey%03d" % i, secret=secret or "appsecret%03d" % i)


def calls(port):
    """(row, what the gateway answered) for each row that a client can cause."""
    def get(target, *fields):
        return call(port, "GET", target, fields)

    def bytes_of(data):
        found = answers(exchange(port, data, shut=True))
        return found[-1] if found else (0, {}, b"")

    token = lambda value: ("X-Auth-Token", value)
    yield ("APIG.0101", 404, 0), get("/nix")
    yield ("APIG.0101", 404, 1), call(port, "DELETE", "/get")
    yield ("APIG.0105", 500, 0), get("/variable")
    yield ("APIG.0106", 400, 0), get("/param")
    yield ("APIG.0201", 400, 0), bytes_of(b"GET /open HTTP/1.1\r\n\r\n")
    yield ("APIG.0201", 413, 0), bytes_of(request("POST", "/open", [("Content-Length", "12582913")]))
    yield ("APIG.0201", 414, 0), bytes_of(request("GET", "/open/" + "a" * 32800))
    yield ("APIG.0201", 494, 0), bytes_of(request("GET", "/open", [("A", "a" * 32800)]))
    yield ("APIG.0201", 502, 0), get("/down")
    yield ("APIG.0201", 504, 0), get("/slow")
    yield ("APIG.0301", 401, 0), get("/iam", token("invalid"))
    yield ("APIG.0302", 403, 0), get("/iamlist", token("ok"))
    yield ("APIG.0303", 401, 0), get("/signed")
    yield ("APIG.0304", 403, 0), get("/signed", *signed("/signed", 3))
    yield ("APIG.0305", 401, 0), get("/custom", ("token", "deny"))
    yield ("APIG.0307", 401, 0), get("/iam", token("must_update"))
    get("/limited")
    yield ("APIG.0308", 429, 0), get("/limited")
    yield ("APIG.0310", 403, 0), get("/iam", token("project_unusable"))
    yield ("APIG.0401", 403, 0), get("/listed")
    yield ("APIG.0402", 403, 0), get("/listed", ("X-Forwarded-For", "203.0.113.8"))
    yield ("APIG.0501", 405, 0), get("/signed", *signed("/signed", 2))
    yield ("APIG.0502", 405, 0), get("/signed", *signed("/signed", 1))
    yield ("APIG.0601", 500, 0), get("/custom", ("token", "what"))
    yield ("APIG.0602", 400, 0), answers(exchange(port, request("GET", "/mock", [
        ("Upgrade", "websocket"), ("Connection", "Upgrade")]), shut=True))[-1]
    yield ("APIG.0605", 500, 0), get("/noname")
    yield ("APIG.0607", 400, 0), get("/https")
    yield ("APIG.0608", 500, 0), get("/iam", token("admin_token_unavailable"))
    yield ("APIG.0610", 502, 0), get("/nomember")
    yield ("APIG.0612", 500, 0), get("/open", ("X-Apig-Depth", "11"))
    yield ("APIG.0613", 503, 0), get("/iam", token("down"))
    yield ("APIG.0802", 403, 0), get("/iam", token("user_disabled"))
    yield ("APIG.1009", 400, 0), get("/signed", ("X-HW-ID", "appkey000"), ("X-HW-AppKey", "wrongsecret"))


def forbidden_address():
    """With private backends forbidden, a name that resolves to a private address."""
    made = rig.http_api("local", 1, backend_api={"url_domain": "localhost"})
    gateway = rig.Gateway(rig.configuration([made], gateway={"allow_private_backends": False}))
    answer = call(gateway.port, "GET", "/local")
    gateway.stop()
    return answer


def what_is_gone(port):
    """Read leniently, a configuration may name what is not there any more: each call finds out."""
    def over(name, channel):
        made = rig.http_api(name, port, backend_api={"vpc_channel_status": 1, "vpc_channel_info": {"vpc_channel_id": channel}})
        del made["backend_api"]["url_domain"]
        return made

    nothing = rig.http_api("nothing", port)
    del nothing["backend_api"]
    made = rig.configuration(
        [nothing, over("nochannel", "gone"), over("noport", "c1"), rig.http_api("unsigned", port)],
        vpc_channels=[{"id": "c1", "name": "pool", "member_type": "ip", "members": [{"host": "127.0.0.1"}]}],
        signature_keys=[{"id": "k1", "name": "cipher", "sign_type": "aes", "sign_key": "aeskey0123456789",
                         "sign_secret": "aessecret0123456", "bindings": [{"api": "unsigned", "env": "RELEASE"}]}])
    gateway = rig.Gateway(made, "--lenient")
    rows = {"APIG.0103": "/nothing", "APIG.0609": "/nochannel", "APIG.0611": "/noport", "APIG.0705": "/unsigned"}
    found = {(code, 500, 0): call(gateway.port, "GET", target) for code, target in rows.items()}
    gateway.stop()
    return found


def no_descriptor_left(port):
    """A gateway that may open no further file cannot call: that is neither down nor late."""
    gateway = rig.Gateway(rig.configuration([rig.http_api("open", port)]))
    with rig.connect(gateway.port) as c:
        c.sendall(request("GET", "/nix"))
        c.recv(1000)
        used = len(os.listdir("/proc/%d/fd" % gateway.process.pid))
        resource.prlimit(gateway.process.pid, resource.RLIMIT_NOFILE, (used, used))
        c.sendall(request("GET", "/open", [("Connection", "close")]))
        got = b""
        while more := c.recv(1000):
            got += more
    gateway.stop()
    return answers(got)[-1]


def old_tls():
    """TLS 1.1 where only 1.2 is allowed for the domain."""
    folder = rig.tempfile.TemporaryDirectory()
    chain, key = folder.name + "/c.pem", folder.name + "/k.pem"
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", chain, "-days",
                           "2", "-subj", "/CN=" + HOST], capture_output=True)
    if made.returncode != 0:
        return None
    asked = rig.configuration([rig.http_api("open", 1)], gateway={"tls_versions": ["TLSv1.1", "TLSv1.2"]})
    asked["groups"][0]["url_domains"][0]["min_ssl_version"] = "TLSv1.2"
    gateway = rig.Gateway(asked, "--tls", "0", "--certificate", chain + "," + key, "--tls-1.1")
    out = subprocess.run(["openssl", "s_client", "-connect", "127.0.0.1:%d" % gateway.tls_port, "-tls1_1", "-quiet",
                          "-cipher", "ALL:@SECLEVEL=0"], input=request("GET", "/open", [("Connection", "close")]),
                         capture_output=True, timeout=20).stdout
    gateway.stop()
    found = answers(out) if out.startswith(b"HTTP/") else []
    return found[-1] if found else (0, {}, out)


def expected_message(key, message):
    return message.replace("{xxx}", "HTTPS")


def judge(key, message, answer):
    status, fields, body = answer
    try:
        said = json.loads(body)
    except ValueError:
        said = {}
    message = expected_message(key, message)
    told = said.get("error_msg", "")
    holds = (status == key[1] and said.get("error_code") == key[0] and
             (told == message or key[0] == "APIG.0106" and told.startswith(message[:-1] + ": ")) and
             list(said) == ["error_code", "error_msg", "request_id"] and
             fields.get("x-request-id") == said.get("request_id") and fields.get("content-type") == "application/json")
    report.check(holds, "%s: %s %s %r" % (key, status, body, fields))


def main():
    rows = table()
    report.check(len(rows) == 43, "the table has %d call rows" % len(rows))
    backend = Backend()
    services(backend)
    gateway = rig.Gateway(document(backend.port) | {}, "--iam", "http://127.0.0.1:%d/services/iam" % backend.port, "--authorizer",
                          "*=http://127.0.0.1:%d/services/function" % backend.port)
    reached = dict(calls(gateway.port))
    report.check(call(gateway.port, "GET", "/custom", [("token", "allow")])[0] == 200, "an authorizer that allows")
    user = call(gateway.port, "GET", "/iam", [("X-Auth-Token", "ok")])
    report.check(user[0] == 200, "an IAM user: %s" % (user,))
    gateway.stop()
    reached.update(what_is_gone(backend.port))
    reached[("APIG.0404", 403, 0)] = forbidden_address()
    reached[("APIG.0201", 500, 0)] = no_descriptor_left(backend.port)
    reached[("APIG.0204", 400, 0)] = old_tls()
    for key, message in rows.items():
        if key in reached:
            judge(key, message, reached[key])
        else:
            report.check(key in UNREACHED, "%s %s is neither reached nor explained" % (key, message))
            one = json.loads(subprocess.run([rig.COMMAND, "errors", key[0], "--json"], capture_output=True, text=True,
                                            check=True).stdout)
            report.check(any(r["http_status"] == key[1] and r["message"] == message for r in one), "the library has %s" % (key,))
    report.check(not set(UNREACHED) & set(reached), "what is reached needs no reason")
    report.finish()


main()
