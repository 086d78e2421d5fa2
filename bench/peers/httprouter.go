// Times httprouter on the workloads of this bench: one router a host, one tree a method, values read.
// Routers for hosts are in a map, as httprouter's own documentation does it ("multi-domain").
//
//	GOPATH=/usr/share/gocode GO111MODULE=off go run httprouter.go FOLDER NAME...
//
// One line of JSON a list: {"peer":"httprouter","row":"github/hits","version":"1.3.0-2","ns":104.1,...}; ns is the median pass.
package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/julienschmidt/httprouter"
)

type row struct{ id, host, method, path string }

func rows(file string) []row {
	in, err := os.Open(file)
	if err != nil {
		panic(err)
	}
	defer in.Close()
	var all []row
	for lines := bufio.NewScanner(in); lines.Scan(); {
		c := strings.Split(lines.Text(), "\t")
		all = append(all, row{c[0], c[1], c[2], c[3]})
	}
	return all
}

// pattern writes {p} as :p and {*rest} as *rest.
func pattern(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if strings.HasPrefix(s, "{*") {
			segments[i] = "*" + s[2:len(s)-1]
		} else if strings.HasPrefix(s, "{") {
			segments[i] = ":" + s[1:len(s)-1]
		}
	}
	return strings.Join(segments, "/")
}

// add reports false where the router refuses a route: it cannot hold a literal beside a variable.
func add(r *httprouter.Router, one row) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	id, _ := strconv.Atoi(one.id)
	r.Handle(one.method, pattern(one.path), func(_ http.ResponseWriter, _ *http.Request, _ httprouter.Params) { last = id })
	return true
}

var last int
var sum int

func find(routers map[string]*httprouter.Router, q row) bool {
	router := routers[q.host]
	if router == nil {
		return false
	}
	handle, params, _ := router.Lookup(q.method, q.path)
	for _, p := range params {
		sum += len(p.Value)
	}
	if handle == nil {
		return false
	}
	handle(nil, nil, nil)
	return true
}

func timed(routers map[string]*httprouter.Router, list []row) (median, least float64) {
	var passes []float64
	for begin := time.Now(); len(passes) < 7 || time.Since(begin) < time.Second; {
		start := time.Now()
		for i := range list {
			find(routers, list[i])
		}
		passes = append(passes, float64(time.Since(start).Nanoseconds())/float64(len(list)))
	}
	sort.Float64s(passes)
	return passes[len(passes)/2], passes[0]
}

func main() {
	folder := os.Args[1]
	for _, set := range os.Args[2:] {
		routers := map[string]*httprouter.Router{}
		refused := map[string]bool{}
		for _, one := range rows(folder + "/" + set + ".routes.tsv") {
			if routers[one.host] == nil {
				routers[one.host] = httprouter.New()
			}
			if !add(routers[one.host], one) {
				refused[one.id] = true
			}
		}
		wrong := 0
		var hits []row
		for _, q := range rows(folder + "/" + set + ".hits.tsv") {
			if refused[q.id] {
				continue
			}
			if !find(routers, q) || strconv.Itoa(last) != q.id {
				wrong++
			}
			hits = append(hits, q)
		}
		for list, questions := range map[string][]row{"hits": hits, "misses": rows(folder + "/" + set + ".misses.tsv")} {
			median, least := timed(routers, questions)
			fmt.Printf("{\"peer\":\"httprouter\",\"row\":\"%s/%s\",\"version\":%q,\"ns\":%.1f,\"min_ns\":%.1f,\"refused_routes\":%d,\"wrong\":%d}\n",
				set, list, os.Getenv("PEER_VERSION"), median, least, len(refused), wrong)
		}
	}
}
