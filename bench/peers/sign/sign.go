// What a signature costs in Go: the standard library's hashes around the published algorithm, written as the
// vendor's signer is, with the query decoded and sorted by its values.
//
// go run sign.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
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

func main() {
	for _, count := range []int{3, 12} {
		var headers [][2]string
		for i := 3; i < count; i++ {
			headers = append(headers, [2]string{fmt.Sprintf("X-Header-%d", i), fmt.Sprintf("value of header %d", i)})
		}
		headers = append(headers, [][2]string{{"Content-Type", "application/json"}, {"Host", "api.example.com"},
			{"X-Sdk-Date", date}}...)
		for _, size := range []int{0, 1024} {
			body := []byte(strings.Repeat("b", size))
			result := testing.Benchmark(func(b *testing.B) {
				for i := 0; i < b.N; i++ {
					sign(headers, body)
				}
			})
			fmt.Printf("go/sign headers:%d body:%d %d ns %s\n", count, size, result.NsPerOp(), sign(headers, body)[:8])
		}
	}
}
