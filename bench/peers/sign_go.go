// Times a signer in Go: the standard library's hashes around the published algorithm, written as the vendor's signer is,
// on the messages of sign_bench. The signature of the smallest message is checked first.
//
//	go run sign_go.go
//
// One line of JSON a message: {"peer":"sign_go","row":"headers:12/body:0","version":"2:1.19~1","ns":9000.0}
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"sort"
	"strings"
	"testing"
)

const (
	secret = "FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8"
	date   = "20210224T100000Z"
	path   = "/v1/projects/0123456789abcdef/orders"
	query  = "limit=20&marker=77&sort=asc"
)

func escape(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(text), "+", "%20"), "%7E", "~")
}

func canonicalQuery() string {
	values, _ := url.ParseQuery(query)
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	pairs := make([]string, 0, len(names))
	for _, name := range names {
		sort.Strings(values[name])
		for _, value := range values[name] {
			pairs = append(pairs, escape(name)+"="+escape(value))
		}
	}
	return strings.Join(pairs, "&")
}

func sign(headers [][2]string, body []byte) string {
	segments := strings.Split(path, "/")
	for i := range segments {
		segments[i] = escape(segments[i])
	}
	lines := make([]string, 0, len(headers))
	names := make([]string, 0, len(headers))
	for _, header := range headers {
		name := strings.ToLower(header[0])
		names = append(names, name)
		lines = append(lines, name+":"+strings.Trim(header[1], " \t")+"\n")
	}
	sort.Strings(names)
	sort.Strings(lines)
	hash := sha256.Sum256(body)
	canonical := sha256.Sum256([]byte("POST\n" + strings.Join(segments, "/") + "/\n" + canonicalQuery() + "\n" +
		strings.Join(lines, "") + "\n" + strings.Join(names, ";") + "\n" + hex.EncodeToString(hash[:])))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("SDK-HMAC-SHA256\n" + date + "\n" + hex.EncodeToString(canonical[:])))
	return hex.EncodeToString(mac.Sum(nil))
}

func headersOf(count int) [][2]string {
	var headers [][2]string
	for i := 3; i < count; i++ {
		headers = append(headers, [2]string{fmt.Sprintf("X-Header-%d", i), fmt.Sprintf("value of header %d", i)})
	}
	return append(headers, [][2]string{{"Content-Type", "application/json"}, {"Host", "api.example.com"},
		{"X-Sdk-Date", date}}...)
}

func main() {
	if got := sign(headersOf(3), nil); got != "64912e069aa664a98f1a16468a9d16b7c0c02b141f9a8e07dcfc91e00f860d03" {
		panic("another signature: " + got)
	}
	for _, count := range []int{3, 12} {
		for _, size := range []int{0, 1024, 65536, 12582912} {
			headers, body := headersOf(count), []byte(strings.Repeat("b", size))
			result := testing.Benchmark(func(b *testing.B) {
				for i := 0; i < b.N; i++ {
					sign(headers, body)
				}
			})
			fmt.Printf("{\"peer\":\"sign_go\",\"row\":\"headers:%d/body:%d\",\"version\":\"%s\",\"ns\":%d}\n",
				count, size, os.Getenv("PEER_VERSION"), result.NsPerOp())
		}
	}
}
