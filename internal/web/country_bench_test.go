package web

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/demo"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/datafolder"
)

// BenchmarkCountry reads the results of a whole country over loopback, client and server on the same cores, from the folder that
// TILSTAND_COUNTRY names; make it with tilstand demo -size country. Without one it fills a fortieth of a country, of which only ratios mean something. Each page by itself has its median, its 95th percentile and its size on
// the wire; "open" asks for 20 pages a second, nine in ten of schools, nearly all others of the owner with most schools, the rest of the
// programme, and counts from when a page was due, so that a slow one is not hidden by those that wait for it.
//
// Measured on two cores with 729 schools, 3,607 waves and an owner of about fifty: the pages of a school 7 to 13 ms (95th percentile 14 to 19), of the
// owner 11 to 29 ms (21 to 52), of the programme 18 ms (36), a school's workbook 124 ms (196); open, 17, 31 and 32 ms at the 95th percentile. A page is
// 3 to 13 kB.
//
//	TILSTAND_COUNTRY=DIR go test ./internal/web -run '^$' -bench Country -benchtime 600x
func BenchmarkCountry(b *testing.B) {
	c := serveCountry(b, cmp.Or(os.Getenv("TILSTAND_COUNTRY"), b.TempDir()))
	for _, class := range c.classes {
		for _, page := range class.pages {
			b.Run(class.name+"/"+page.name, func(b *testing.B) {
				var took []time.Duration
				bytes := 0
				for b.Loop() {
					began := time.Now()
					n, err := c.get(class.browser(c.random), page)
					if err != nil {
						b.Fatal(err)
					}
					took, bytes = append(took, time.Since(began)), max(bytes, n)
				}
				reportTimes(b, "", took)
				b.ReportMetric(float64(bytes)/1000, "kB")
			})
		}
	}
	b.Run("open", func(b *testing.B) { c.openLoop(b, 20, b.N) })
}

// country is the service on a folder, and those who read there.
type country struct {
	address string
	client  *http.Client
	classes []pageClass
	random  *rand.Rand
}

// pageClass is pages of one kind of place, and who may read them.
type pageClass struct {
	name   string
	share  float64 // of all views
	pages  []benchPage
	people []browser
}

type benchPage struct{ name, path string } // %s is where the organisation number stands

type browser struct{ cookie, orgnr string }

func (p pageClass) browser(r *rand.Rand) browser { return p.people[r.IntN(len(p.people))] }

// countryLeaders is how many leaders read: no page is read often enough to be remembered for them all.
const countryLeaders = 300

func serveCountry(b *testing.B, dir string) *country {
	b.Helper()
	f := datafolder.OpenAt(b, dir)
	fillCountry(b, f)
	people, err := accounts.Open(b.Context(), f.Record)
	if err != nil {
		b.Fatal(err)
	}
	config := Config{BaseURL: "http://127.0.0.1", Words: words(), Log: discard, Accounts: people}
	stores(b, f)(&config)
	s, err := New(config)
	if err != nil {
		b.Fatal(err)
	}
	ln := listenLoopback(b)
	go s.Serve(ln)
	b.Cleanup(func() { s.Shutdown(context.Background()) })

	c := &country{
		address: "http://" + ln.Addr().String(), random: rand.New(rand.NewPCG(1, 1)),
		client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64}},
	}
	schools := s.programme.Schools()
	c.random.Shuffle(len(schools), func(i, j int) { schools[i], schools[j] = schools[j], schools[i] })
	var leaders []browser
	for _, sc := range schools[:min(countryLeaders, len(schools))] {
		_, cookie := cookieOf(b, s, "leader-"+sc.Orgnr, accounts.Grant{Role: accounts.Leader, At: string(sc.ID)})
		leaders = append(leaders, browser{cookie, sc.Orgnr})
	}
	owner := ownerOfFifty(s, schools)
	_, ownerCookie := cookieOf(b, s, "owner-"+owner.Orgnr, accounts.Grant{Role: accounts.Owner, At: string(owner.ID)})
	_, courseCookie := cookieOf(b, s, "course", accounts.Grant{Role: accounts.Programme, At: programme.Builtin().Key})
	c.classes = []pageClass{
		{"school", 0.90, schoolBenchPages, leaders},
		{"owner", 0.09, ownerBenchPages, []browser{{ownerCookie, owner.Orgnr}}},
		{"programme", 0.01, programmeBenchPages, []browser{{courseCookie, ""}}},
		{"file", 0, fileBenchPages, leaders},
	}
	return c
}

var (
	schoolBenchPages = []benchPage{
		{"overview", "/schools/%s"}, {"component", "/schools/%s/components/promote"}, {"development", "/schools/%s/development"}, {"groups", "/schools/%s/groups"},
		{"mapping", "/schools/%s/mapping"}, {"items", "/schools/%s/items"}, {"json", "/schools/%s/results.json"},
	}
	ownerBenchPages = []benchPage{
		{"overview", "/owners/%s"}, {"component", "/owners/%s/components/promote"}, {"development", "/owners/%s/development"}, {"funnel", "/owners/%s/funnel"},
		{"runs", "/owners/%s/runs"}, {"yearly", "/owners/%s/yearly"},
	}
	programmeBenchPages = []benchPage{{"results", "/programme/results"}, {"quality", "/programme/quality"}}
	fileBenchPages      = []benchPage{{"workbook", "/schools/%s/report.xlsx"}}
)

// fillCountry fills an empty folder with a part of a country.
func fillCountry(b *testing.B, f *duckdb.Folder) {
	b.Helper()
	var c Config
	stores(b, f)(&c)
	if len(c.Programme.Schools()) > 0 {
		return
	}
	_, err := demo.Fill(b.Context(), demo.Stores{Programme: c.Programme, Surveys: c.Surveys, Analytics: c.Analytics, Closings: c.Closings}, demo.World{Effects: demo.Default(), Country: 1.0 / 40}, time.Now().UTC())
	if err != nil {
		b.Fatal(err)
	}
}

// ownerOfFifty is the owner with the number of schools nearest to fifty.
func ownerOfFifty(s *Server, schools []programme.School) programme.Owner {
	count := map[programme.OwnerID]int{}
	for _, sc := range schools {
		count[sc.Owner]++
	}
	far := func(o programme.Owner) int { return max(count[o.ID]-50, 50-count[o.ID]) }
	return slices.MinFunc(s.programme.Owners(), func(x, y programme.Owner) int { return far(x) - far(y) })
}

// get reads a page, compressed as browsers ask for it, and returns how many bytes came.
func (c *country) get(who browser, page benchPage) (int, error) {
	path := page.path
	if strings.Contains(path, "%s") {
		path = fmt.Sprintf(path, who.orgnr)
	}
	request, err := http.NewRequest("GET", c.address+path, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Cookie", who.cookie)
	request.Header.Set("Accept-Encoding", "gzip, br")
	response, err := c.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d", path, response.StatusCode)
	}
	return int(n), err
}

// openLoop asks for so many views a second, whatever becomes of them, and reports the times of each class.
func (c *country) openLoop(b *testing.B, perSecond, all int) {
	b.Helper()
	type view struct {
		class int
		took  time.Duration
		err   error
	}
	views := make(chan view)
	var asked sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	go func() {
		defer close(views)
		for range all {
			<-tick.C
			class := c.drawn()
			who := c.classes[class].browser(c.random)
			page := c.classes[class].pages[c.random.IntN(len(c.classes[class].pages))]
			due := time.Now()
			asked.Go(func() {
				_, err := c.get(who, page)
				views <- view{class, time.Since(due), err}
			})
		}
		asked.Wait()
	}()
	took := make([][]time.Duration, len(c.classes))
	for v := range views {
		if v.err != nil {
			b.Error(v.err)
		}
		took[v.class] = append(took[v.class], v.took)
	}
	for i, class := range c.classes {
		if class.share > 0 {
			reportTimes(b, class.name+"-", took[i])
		}
	}
}

// drawn is a class of pages, as often as its share says.
func (c *country) drawn() int {
	at := c.random.Float64()
	for i, class := range c.classes {
		if at -= class.share; at < 0 {
			return i
		}
	}
	return 0
}

// reportTimes reports the median and the 95th percentile in milliseconds.
func reportTimes(b *testing.B, of string, took []time.Duration) {
	if len(took) == 0 {
		return
	}
	slices.Sort(took)
	at := func(q float64) float64 { return float64(took[int(q*float64(len(took)-1))].Microseconds()) / 1000 }
	b.ReportMetric(at(0.5), of+"p50-ms")
	b.ReportMetric(at(0.95), of+"p95-ms")
}
