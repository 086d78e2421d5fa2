// The peer of throttle_bench: golang.org/x/time/rate 0.3.0 of Debian (golang-golang-x-time-dev), one limiter and a
// million of them by string key, as the package's users do it: in a sync.Map, and in a map behind 256 locks.
//
// Two threads work in "two threads". One line of JSON a row: {"peer","row","version","ns"}; ns is CPU time of a call on
// its thread, as in the bench that it stands beside.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run bench/peers/ratelimit.go
package main

import (
	"fmt"
	"hash/maphash"
	"os"
	"runtime"
	"sort"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

const (
	keys   = 1_000_000
	shards = 256
)

func cpuTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func report(name string, threads int64, run func(b *testing.B)) {
	var rounds []float64
	for len(rounds) < 3 {
		var spent int64
		result := testing.Benchmark(func(b *testing.B) {
			begin := cpuTime()
			run(b)
			spent = cpuTime() - begin
		})
		rounds = append(rounds, float64(spent)/float64(threads)/float64(result.N))
	}
	sort.Float64s(rounds)
	fmt.Printf("{\"peer\":\"ratelimit\",\"row\":%q,\"version\":%q,\"ns\":%.1f}\n", name, os.Getenv("PEER_VERSION"), rounds[1])
}

func limiter() *rate.Limiter { return rate.NewLimiter(1e9, 1e9) }

// Both threads work b.N times, so ns/op is the time of a call on its thread.
func onTwoThreads(b *testing.B, work func(n int)) {
	var group sync.WaitGroup
	for t := 0; t < 2; t++ {
		group.Add(1)
		go func() {
			defer group.Done()
			runtime.LockOSThread()
			work(b.N)
		}()
	}
	group.Wait()
}

type shard struct {
	lock     sync.Mutex
	limiters map[string]*rate.Limiter
}

func main() {
	start := time.Now()
	report("hot key, time passed in", 1, func(b *testing.B) {
		l, now := limiter(), start
		for i := 0; i < b.N; i++ {
			now = now.Add(100)
			l.AllowN(now, 1)
		}
	})
	report("hot key, own clock", 1, func(b *testing.B) {
		l := limiter()
		for i := 0; i < b.N; i++ {
			l.Allow()
		}
	})
	report("hot key, two threads", 2, func(b *testing.B) {
		l := limiter()
		onTwoThreads(b, func(n int) {
			now := start
			for i := 0; i < n; i++ {
				now = now.Add(100)
				l.AllowN(now, 1)
			}
		})
	})

	ids := make([]string, keys)
	for i := range ids {
		ids[i] = fmt.Sprintf("client-%d", i*7919%keys)
	}
	var table sync.Map
	for _, id := range ids {
		table.Store(id, rate.NewLimiter(5, 5))
	}
	report("million keys, sync.Map", 1, func(b *testing.B) {
		now := start
		for i := 0; i < b.N; i++ {
			now = now.Add(1000)
			l, _ := table.Load(ids[i%keys])
			l.(*rate.Limiter).AllowN(now, 1)
		}
	})

	seed := maphash.MakeSeed()
	sharded := make([]shard, shards)
	for i := range sharded {
		sharded[i].limiters = make(map[string]*rate.Limiter)
	}
	at := func(id string) *shard { return &sharded[maphash.String(seed, id)%shards] }
	for _, id := range ids {
		at(id).limiters[id] = rate.NewLimiter(5, 5)
	}
	report("million keys, 256 locked maps", 1, func(b *testing.B) {
		now := start
		for i := 0; i < b.N; i++ {
			now = now.Add(1000)
			s := at(ids[i%keys])
			s.lock.Lock()
			s.limiters[ids[i%keys]].AllowN(now, 1)
			s.lock.Unlock()
		}
	})
}
