#!/usr/bin/env python3
"""The C interface from a language with nothing but its own foreign-function module: match, sign, verify, limit, decide."""
import ctypes as c
import json
import sys

lib = c.CDLL(sys.argv[1])
passed = failed = 0


def check(holds, what):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print("not so:", what)


class Text(c.Structure):
    _fields_ = [("data", c.c_char_p), ("size", c.c_size_t)]


class RawText(c.Structure):
    _fields_ = [("data", c.POINTER(c.c_char)), ("size", c.c_size_t)]

    def __str__(self):
        return c.string_at(self.data, self.size).decode() if self.size else ""


class Header(c.Structure):
    _fields_ = [("name", RawText), ("value", RawText)]


class Now(c.Structure):
    _fields_ = [("seconds", c.c_int64), ("nanoseconds", c.c_uint32), ("steady_ns", c.c_uint64)]


class Request(c.Structure):
    _fields_ = [("size", c.c_size_t), ("method", Text), ("target", Text), ("host", Text), ("headers", c.POINTER(Header)),
                ("header_count", c.c_size_t), ("scheme", c.c_uint32), ("tls", c.c_uint32), ("peer", Text),
                ("request_id", Text), ("server_name", Text), ("body_bytes", c.c_uint64)]


class Signer(c.Structure):
    _fields_ = [("size", c.c_size_t), ("access", Text), ("secret", Text), ("signed_headers", Text),
                ("sign_underscored", c.c_int32), ("add_content_hash", c.c_int32), ("unsigned_payload", c.c_int32),
                ("algorithm", c.c_uint32), ("body_hash", c.c_void_p), ("keys", c.c_void_p), ("header", Text),
                ("region", Text), ("service", Text)]


class Signed(c.Structure):
    _fields_ = [("authorization", RawText), ("signed_headers", RawText), ("signature", RawText), ("date", RawText),
                ("added_count", c.c_size_t), ("opaque", c.c_void_p), ("removed_count", c.c_size_t),
                ("opaque_removed", c.c_void_p)]


class Claim(c.Structure):
    _fields_ = [("access", RawText), ("signed_headers", RawText), ("date", RawText), ("opaque", c.c_uint64 * 20)]


class Decision(c.Structure):
    _fields_ = [("size", c.c_size_t), ("verdict", c.c_uint32), ("reason", c.c_uint32), ("row", c.c_uint32),
                ("status", c.c_uint32), ("body", RawText), ("detail", RawText), ("request_id", RawText),
                ("group", RawText), ("environment", RawText), ("api", RawText), ("app", RawText), ("access", RawText),
                ("client_address", RawText), ("backend_scheme", c.c_uint32), ("backend_port", c.c_uint32),
                ("backend_host", RawText), ("backend_address", RawText), ("backend_method", RawText),
                ("backend_target", RawText), ("backend_timeout_ms", c.c_uint32), ("backend_retries", c.c_uint32),
                ("allowed_methods", c.c_uint32)]


class IamQuery(c.Structure):
    _fields_ = [("size", c.c_size_t), ("token", RawText), ("access", RawText), ("project_id", RawText), ("domain_id", RawText),
                ("security_token", RawText)]


class IamIdentity(c.Structure):
    _fields_ = [("size", c.c_size_t), ("result", c.c_uint32), ("user_id", Text), ("user_name", Text), ("account_id", Text),
                ("account_name", Text), ("project_id", Text)]


class AuthorizerCall(c.Structure):
    _fields_ = [("size", c.c_size_t), ("id", RawText), ("urn", RawText), ("event", RawText)]


def text(value):
    data = value.encode()
    return Text(data, len(data))


def raw(value):
    data = value.encode()
    return RawText(c.cast(c.create_string_buffer(data), c.POINTER(c.c_char)), len(data))


def request(method, target):
    made = Request()
    lib.sluice_request_init(c.byref(made))
    made.method, made.target, made.host, made.peer = text(method), text(target), text("api.example.com"), text("192.0.2.1")
    return made


now = Now(1614160800, 0, 1)
room = c.create_string_buffer(2048)
lib.sluice_version.restype = c.c_char_p
check(lib.sluice_version().count(b".") == 2, "a version")

# Sign, then verify what was signed.
order = request("POST", "/orders?b=2&a=1")
signer = Signer()
lib.sluice_signer_init(c.byref(signer))
signer.access, signer.secret = text("shopkey001"), text("shopsecret001")
signed = Signed()
check(lib.sluice_sign(c.byref(signed), None, c.byref(order), text("{}"), c.byref(signer), c.byref(now), room, c.c_size_t(2048)) == 0,
      "signing")
fields = (Header * signed.added_count)()
for i in range(signed.added_count):
    lib.sluice_signed_header(c.byref(fields[i]), c.byref(signed), c.c_size_t(i))
check(any(str(f.name) == "Authorization" for f in fields), "an Authorization field")
order.headers, order.header_count = fields, len(fields)
claim, reason = Claim(), c.c_uint32()
check(lib.sluice_claim_read(c.byref(claim), c.byref(reason), c.byref(order)) == 0 and str(claim.access) == "shopkey001", "a claim")
secret = text("shopsecret001")
verify = lambda body: lib.sluice_verify(c.byref(reason), c.byref(claim), c.byref(order), text(body), c.byref(secret), c.c_size_t(1), c.byref(now))
check(verify("{}") == 0, "the signature holds")
check(verify("{ }") == 5 and reason.value == 412, "another body does not")

# A plan, and decisions with it.
document = json.dumps({"groups": [{"id": "g1", "name": "shop", "url_domains": [{"url_domain": "api.example.com"}], "apis": [
    {"id": "a1", "name": "makeOrder", "req_method": "POST", "req_uri": "/orders", "auth_type": "APP", "backend_type": "HOST",
     "published": ["RELEASE"]},
    {"id": "a2", "name": "readOrder", "req_method": "GET", "req_uri": "/orders", "auth_type": "IAM", "authorizer_id": "z1",
     "backend_type": "HOST", "published": ["RELEASE"]}]}],
    "authorizers": [{"id": "z1", "name": "jwt", "authorizer_uri": "urn:fss:jwt", "user_data": "u"}],
    "apps": [{"id": "app1", "name": "shop", "app_key": "shopkey001", "app_secret": "shopsecret001"}],
    "authorizations": [{"app": "app1", "api": "a1"}]})
plan, state, transaction = c.c_void_p(), c.c_void_p(), c.c_void_p()
check(lib.sluice_plan_compile(c.byref(plan), None, text(document), 0) == 0, "a plan")
check(lib.sluice_state_create(c.byref(state), c.c_uint64(7), c.c_size_t(0)) == 0, "a state")
check(lib.sluice_transaction_create(c.byref(transaction)) == 0, "a transaction")


def decide(asked, body):
    read = Decision(size=c.sizeof(Decision))
    check(lib.sluice_decide(transaction, plan, state, c.byref(asked), text(body), c.byref(now)) == 0, "deciding")
    check(lib.sluice_decision_read(c.byref(read), transaction) == 0, "reading the decision")
    return read


right = decide(order, "{}")
check(right.verdict == 0 and str(right.app) == "app1" and str(right.api) == "a1", "the signed order passes")
wrong = decide(order, "{ }")
check(wrong.verdict == 3 and wrong.status == 401, "the changed one is refused")
check(json.loads(str(wrong.body))["error_code"] == "APIG.0303", "with the envelope")
check(decide(request("GET", "/nowhere"), "").status == 404, "an unknown path is not found")

# The needs of a stepping host: IAM, then the function of an authorizer.
asked = request("GET", "/orders")
token = Header(raw("X-Auth-Token"), raw("tok"))
asked.headers, asked.header_count = c.pointer(token), 1
need, query, call = c.c_uint32(), IamQuery(size=c.sizeof(IamQuery)), AuthorizerCall(size=c.sizeof(AuthorizerCall))
check(lib.sluice_transaction_start(c.byref(need), transaction, plan, state, c.byref(asked), c.byref(now)) == 0 and need.value == 3,
      "IAM is asked")
check(lib.sluice_transaction_wanted_identity(c.byref(query), transaction) == 0 and str(query.token) == "tok", "for the token")
identity = IamIdentity(size=c.sizeof(IamIdentity), user_id=text("u1"))
check(lib.sluice_transaction_identity(c.byref(need), transaction, c.byref(identity)) == 0 and need.value == 4, "then the authorizer")
check(lib.sluice_transaction_wanted_authorizer(c.byref(call), transaction) == 0 and str(call.urn) == "urn:fss:jwt" and
      json.loads(str(call.event))["headers"] == {"X-Auth-Token": "tok"}, "with its event")
check(lib.sluice_transaction_authorizer(c.byref(need), transaction, c.c_int64(200), text('{"status": "allow"}')) == 0 and
      need.value == 0, "which allows")
read = Decision(size=c.sizeof(Decision))
check(lib.sluice_decision_read(c.byref(read), transaction) == 0 and read.verdict == 0 and str(read.api) == "a2", "and it passes")
lib.sluice_transaction_free(transaction)
lib.sluice_state_free(state)
lib.sluice_plan_free(plan)

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
