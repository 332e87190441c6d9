package e2e

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"regexp"
	"sync"
	"testing"
	"time"

	"tilstand/internal/testkit/server"
)

// BenchmarkServe starts the program on the folder that TILSTAND_COUNTRY names, or on the demo's, and reports how long it takes until it answers, its
// memory then, and at its highest while four people read 4,000 pages of results without a pause.
//
// Measured on two cores: see the README.
func BenchmarkServe(b *testing.B) {
	folder := cmp.Or(os.Getenv("TILSTAND_COUNTRY"), b.TempDir())
	demo := server.Options{Data: folder, Args: []string{"-demo"}}
	server.Start(b, demo).Stop() // fills an empty folder
	var start time.Duration
	var rest, peak int
	for b.Loop() {
		began := time.Now()
		s := server.Start(b, demo)
		start += time.Since(began)
		rest = s.Memory("VmRSS")
		readMany(b, s, 1000)
		peak = s.Memory("VmHWM")
		s.Stop()
	}
	b.ReportMetric(0, "ns/op") // of all together: says nothing
	b.ReportMetric(float64(start.Milliseconds())/float64(b.N), "start-ms")
	b.ReportMetric(float64(rest)/1000, "rest-MB")
	b.ReportMetric(float64(peak)/1000, "peak-MB")
}

var doors = regexp.MustCompile(`(/demo/\S+)\s+\((leader|owner|programme)\)`)

// readMany has a leader, an owner, and somebody from the programme load what they land on and what it links to.
func readMany(b *testing.B, s *server.Server, times int) {
	b.Helper()
	found := doors.FindAllStringSubmatch(s.Said(), -1)
	if len(found) != 3 {
		b.Fatalf("doors of %d roles in\n%s", len(found), s.Said())
	}
	var all sync.WaitGroup
	for i := range 4 {
		jar, err := cookiejar.New(nil)
		if err != nil {
			b.Fatal(err)
		}
		r := &reader{client: &http.Client{Jar: jar}, at: s.URL}
		home, page, err := r.get(found[i%3][1])
		if err != nil {
			b.Fatal(err)
		}
		paths := links(home, page)
		all.Go(func() {
			for n := range times {
				if _, _, err := r.get(paths[n%len(paths)]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

type reader struct {
	client *http.Client
	at     string
}

// get reads a page and says where it was in the end.
func (r *reader) get(path string) (final string, page []byte, err error) {
	response, err := r.client.Get(r.at + path)
	if err != nil {
		return "", nil, err
	}
	defer response.Body.Close()
	page, err = io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s", path, response.Status)
	}
	return response.Request.URL.Path, page, err
}

var linked = regexp.MustCompile(`href="(/(?:schools|owners|programme)/[\w/-]+)"`)

// links are the pages of results that a page leads to, and the page itself.
func links(home string, page []byte) []string {
	paths := []string{home}
	for _, found := range linked.FindAllSubmatch(page, -1) {
		paths = append(paths, string(found[1]))
	}
	return paths
}
