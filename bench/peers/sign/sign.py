"""What a signature costs in Python: the standard library's hashes around the published algorithm.

sign.py [ROUNDS]
"""
import hashlib
import hmac
import sys
import time
import urllib.parse

SECRET = "FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8"
DATE = "20210224T100000Z"


def canonical_request(method, path, query, headers, body):
    uri = urllib.parse.quote(urllib.parse.unquote_to_bytes(path), safe="/-_.~")
    pairs = sorted(urllib.parse.parse_qsl(query, keep_blank_values=True))
    quote = lambda text: urllib.parse.quote(text, safe="-_.~")
    lines = sorted((name.lower(), value.strip(" \t")) for name, value in headers)
    return "\n".join([
        method, uri if uri.endswith("/") else uri + "/",
        "&".join(quote(name) + "=" + quote(value) for name, value in pairs),
        "".join(f"{name}:{value}\n" for name, value in lines),
        ";".join(sorted({name for name, _ in lines})),
        hashlib.sha256(body).hexdigest()])


def sign(method, path, query, headers, body):
    canonical = canonical_request(method, path, query, headers, body)
    text = f"SDK-HMAC-SHA256\n{DATE}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()


def request(count):
    """The request of bench/sign_bench.cpp: `count` headers, Host and X-Sdk-Date among them."""
    headers = [(f"X-Header-{i}", f"value of header {i}") for i in range(3, count)]
    headers += [("Content-Type", "application/json"), ("Host", "api.example.com"), ("X-Sdk-Date", DATE)]
    return "POST", "/v1/projects/0123456789abcdef/orders", "limit=20&marker=77&sort=asc", headers


rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
for count in (3, 12):
    for body in (b"", b"b" * 1024):
        arguments = (*request(count), body)
        begin = time.perf_counter_ns()
        for _ in range(rounds):
            signature = sign(*arguments)
        spent = (time.perf_counter_ns() - begin) / rounds
        print(f"python/sign headers:{count} body:{len(body)} {spent:.0f} ns {signature[:8]}")
