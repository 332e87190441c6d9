package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/datafolder"
	"tilstand/surveys"
)

// BenchmarkAnswerOverHTTP sends whole answer forms over loopback, client and server on the same cores: to the service by the open link and by
// one-time codes, where each is on disk before it is acknowledged, and to a bare Fiber handler that parses the same form and says yes. The
// ratios are what durability, checks and idempotency cost. With readers, four leaders load a school's page over and over meanwhile.
//
// Codes are sent by people who have opened the form before, which hashes the code; BenchmarkOpenByCode is that.
//
// Measured on 2 cores, 256 connections: see the README.
func BenchmarkAnswerOverHTTP(b *testing.B) {
	for _, connections := range []int{1, 16, 256} {
		b.Run(fmt.Sprintf("durable/%d", connections), func(b *testing.B) { benchAnswers(b, serveHouse(b).byLink(b), connections) })
		b.Run(fmt.Sprintf("code/%d", connections), func(b *testing.B) { benchAnswers(b, serveHouse(b).byCode(b), connections) })
		b.Run(fmt.Sprintf("bare/%d", connections), func(b *testing.B) { benchAnswers(b, serveBare(b), connections) })
	}
	b.Run("durable with readers/256", func(b *testing.B) { h := serveHouse(b); h.read(b); benchAnswers(b, h.byLink(b), 256) })
	b.Run("code with readers/256", func(b *testing.B) { h := serveHouse(b); h.read(b); benchAnswers(b, h.byCode(b), 256) })
}

// BenchmarkOpenByCode finds the wave of a code that has not been met before, which costs a slow hash.
func BenchmarkOpenByCode(b *testing.B) {
	h := serveHouse(b)
	h.byCode(b)
	now := time.Now()
	for n := 0; b.Loop(); n++ {
		h.surveys.EntryByCode(now.Add(time.Duration(n)*time.Second), codeLike(n)) // a second each, so that nobody is held back
	}
}

// benchHouse is the service on a listener, with its stores.
type benchHouse struct {
	*Server
	address string
	school  programme.School
}

// target is where forms are sent: one path, or one for each.
type target struct {
	address string
	paths   []string
	form    []byte // filled in but for its id
	sent    *atomic.Int64
}

func serveHouse(b *testing.B) *benchHouse {
	b.Helper()
	ctx := context.Background()
	f := datafolder.Open(b)
	config := Config{BaseURL: "http://127.0.0.1", Words: words(), Log: discard, Accounts: sharedAccounts()}
	stores(b, f)(&config)
	s, err := New(config)
	if err != nil {
		b.Fatal(err)
	}
	sc, err := config.Programme.RegisterWithOwner(ctx, audit.Console.At(time.Now()), programme.Owner{Name: "Fjordvik kommune", Orgnr: "964338531", Kind: programme.Municipality},
		programme.School{Name: "Bø skole", Orgnr: "974600951", Municipality: "0301", WrittenForm: "nb"})
	if err != nil {
		b.Fatal(err)
	}
	ln := listenLoopback(b)
	go s.Serve(ln)
	b.Cleanup(func() { s.Shutdown(context.Background()) })
	return &benchHouse{s, ln.Addr().String(), sc}
}

func (h *benchHouse) open(b *testing.B, instrument string, byCode bool) surveys.Wave {
	b.Helper()
	counts := []surveys.GroupCount{{Key: "teachers", HeadCount: 900}}
	if byCode {
		counts = []surveys.GroupCount{{Key: "teachers", HeadCount: 1000}, {Key: "assistants", HeadCount: 1000}, {Key: "sfo", HeadCount: 1000}, {Key: "other", HeadCount: 1000}}
	}
	w, err := h.surveys.OpenWave(context.Background(), audit.Console.At(time.Now()), surveys.WaveSpec{School: h.school.ID, Phase: "a", Instrument: instrument,
		Counts: counts, ClosesAt: time.Now().AddDate(0, 0, 7), ByCode: byCode})
	if err != nil {
		b.Fatal(err)
	}
	return w
}

func (h *benchHouse) byLink(b *testing.B) target {
	w := h.open(b, surveys.MappingSurvey, false)
	return target{h.address, []string{"/s/" + string(w.Code)}, filledForm(surveys.MappingSurvey), new(atomic.Int64)}
}

// codedSchools is how many schools are asked by code: 4,000 codes each.
const codedSchools = 8

// byCode has made 32,000 slips, and their forms have been opened.
func (h *benchHouse) byCode(b *testing.B) target {
	ctx := context.Background()
	to := target{h.address, nil, filledForm(surveys.MappingSurvey), new(atomic.Int64)}
	for n := range codedSchools {
		house := h
		if n > 0 {
			house = h.sister(b, n)
		}
		w, key := house.open(b, surveys.MappingSurvey, true), surveys.NewCodeKey()
		if err := h.surveys.MakeSlips(ctx, audit.Console.At(time.Now()), w.ID, key, w.FirstCodes()); err != nil {
			b.Fatal(err)
		}
		slips, err := h.surveys.Slips(w.ID, key)
		if err != nil {
			b.Fatal(err)
		}
		for _, slip := range slips {
			if _, err := h.surveys.EntryByCode(time.Now(), slip.Code); err != nil {
				b.Fatal(err)
			}
			to.paths = append(to.paths, at(slip))
		}
	}
	return to
}

// sister is the house with another school of the same owner.
func (h *benchHouse) sister(b *testing.B, n int) *benchHouse {
	b.Helper()
	orgnr := 974600951 + 100*n
	for programme.CheckOrgnr(fmt.Sprint(orgnr)) != nil {
		orgnr++
	}
	sc, err := h.programme.RegisterSchool(context.Background(), audit.Console.At(time.Now()),
		programme.School{Name: fmt.Sprintf("Skole %d", n), Orgnr: fmt.Sprint(orgnr), Owner: h.school.Owner, Municipality: "0301", WrittenForm: "nb"})
	if err != nil {
		b.Fatal(err)
	}
	return &benchHouse{h.Server, h.address, sc}
}

// measured closes a wave of the school that 60 have answered.
func (h *benchHouse) measured(b *testing.B) {
	b.Helper()
	ctx := context.Background()
	w := h.open(b, surveys.StateSurvey, false)
	for n := range 60 {
		sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
		for i, item := range h.surveys.InstrumentOf(w).Items() {
			sub.Answers[string(item.ID)] = fmt.Sprint(1 + (n+i)%5)
		}
		if _, err := h.surveys.Submit(ctx, time.Now(), sub); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := h.analytics.Close(ctx, audit.Console.At(time.Now()), w.ID); err != nil {
		b.Fatal(err)
	}
}

// read has four leaders load the school's page, with the results of a closed wave, until the benchmark ends.
func (h *benchHouse) read(b *testing.B) {
	b.Helper()
	h.measured(b)
	_, cookie := cookieOf(b, h.Server, "everybody", everyRole(h.Server)...)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			client := fasthttp.HostClient{Addr: h.address}
			req, resp := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
			req.SetRequestURI("http://" + h.address + "/schools/974600951")
			req.Header.Set("Cookie", cookie)
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := client.Do(req, resp); err != nil || resp.StatusCode() != 200 {
					b.Errorf("a reader gets %d, %v", resp.StatusCode(), err)
					return
				}
			}
		})
	}
	b.Cleanup(func() { close(stop); readers.Wait() })
}

func serveBare(b *testing.B) target {
	b.Helper()
	app := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true})
	app.Post("/s/:code", func(c *fiber.Ctx) error {
		form, err := url.ParseQuery(string(c.Body()))
		if err != nil {
			return err
		}
		return c.Status(fiber.StatusCreated).JSON(map[string]string{"id": form.Get("sid")})
	})
	ln := listenLoopback(b)
	go app.Listener(ln)
	b.Cleanup(func() { app.Shutdown() })
	return target{ln.Addr().String(), []string{"/s/abc"}, filledForm(surveys.MappingSurvey), new(atomic.Int64)}
}

func listenLoopback(b *testing.B) net.Listener {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	return ln
}

// filledForm answers every item of a survey; the id is put in front.
func filledForm(instrument string) []byte {
	in, _ := surveys.Builtin(instrument)
	form := url.Values{}
	for i, item := range in.Items() {
		form.Set(string(item.ID), fmt.Sprint(1+i%5))
	}
	return []byte("&" + form.Encode())
}

func benchAnswers(b *testing.B, to target, connections int) {
	client := fasthttp.HostClient{Addr: to.address, MaxConns: connections, ReadTimeout: 10 * time.Second}
	work := make(chan struct{})
	failed := make(chan error, connections)
	var mu sync.Mutex
	var all []time.Duration
	for range connections {
		go func() {
			var took []time.Duration
			for range work {
				begun := time.Now()
				if err := to.answer(&client); err != nil {
					failed <- err
					return
				}
				took = append(took, time.Since(begun))
			}
			mu.Lock()
			all = append(all, took...)
			mu.Unlock()
			failed <- nil
		}()
	}
	start := time.Now()
	for b.Loop() {
		select {
		case work <- struct{}{}:
		case err := <-failed:
			b.Fatal(err)
		}
	}
	close(work)
	for range connections {
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "answers/s")
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
}

// answer sends one. A target with codes has as many answers as codes: more than that is for -benchtime to say.
func (to target) answer(client *fasthttp.HostClient) error {
	n := int(to.sent.Add(1)) - 1
	if len(to.paths) > 1 && n >= len(to.paths) {
		return fmt.Errorf("all %d codes are used: give -benchtime=%dx", len(to.paths), len(to.paths))
	}
	req, resp := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(resp)
	req.Header.SetMethod(fasthttp.MethodPost)
	req.SetRequestURI("http://" + to.address + to.paths[n%len(to.paths)])
	req.Header.SetContentType("application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	req.SetBody(bytes.Join([][]byte{[]byte("sid=" + rand.Text()), to.form}, nil))
	if err := client.Do(req, resp); err != nil {
		return err
	}
	if resp.StatusCode() != fasthttp.StatusCreated {
		return fmt.Errorf("status %d: %s", resp.StatusCode(), resp.Body())
	}
	return nil
}
