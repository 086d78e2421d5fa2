// Times cidranger, a path-compressed trie of prefixes, on the address sets of this bench; answers are checked first.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run cidranger.go FOLDER SIZE
//
// One line of JSON a family: {"peer":"cidranger","row":"v4","version":"1.0.2-2","ns":4200.0}
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/yl2chen/cidranger"
)

func lines(file string) []string {
	in, err := os.Open(file)
	if err != nil {
		panic(err)
	}
	defer in.Close()
	var all []string
	for scanner := bufio.NewScanner(in); scanner.Scan(); {
		all = append(all, scanner.Text())
	}
	return all
}

type question struct {
	address net.IP
	isIn    bool
}

func median(ranger cidranger.Ranger, questions []question) float64 {
	const slice = 100
	var passes []float64
	for begin := time.Now(); time.Since(begin) < time.Second; {
		for i := 0; i+slice <= len(questions); i += slice {
			start := time.Now()
			for _, q := range questions[i : i+slice] {
				if isIn, _ := ranger.Contains(q.address); isIn != q.isIn {
					panic(q.address.String())
				}
			}
			passes = append(passes, float64(time.Since(start).Nanoseconds())/slice)
		}
	}
	sort.Float64s(passes)
	return passes[len(passes)/2]
}

func main() {
	base := os.Args[1] + "/cidr_" + os.Args[2]
	ranger := cidranger.NewPCTrieRanger()
	for _, line := range lines(base + ".prefixes.txt") {
		_, network, err := net.ParseCIDR(line)
		if err != nil {
			panic(err)
		}
		ranger.Insert(cidranger.NewBasicRangerEntry(*network))
	}
	families := map[string][]question{}
	for _, line := range lines(base + ".queries.tsv") {
		cells := strings.Split(line, "\t")
		address, family := net.ParseIP(cells[1]), "v6"
		if v4 := address.To4(); v4 != nil {
			address, family = v4, "v4"
		}
		families[family] = append(families[family], question{address, cells[2] == "1"})
	}
	for family, questions := range families {
		fmt.Printf("{\"peer\":\"cidranger\",\"row\":%q,\"version\":%q,\"ns\":%.1f}\n",
			family, os.Getenv("PEER_VERSION"), median(ranger, questions))
	}
}
