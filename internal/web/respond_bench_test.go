package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"tilstand/internal/programme"
	"tilstand/internal/testkit/datafolder"
	"tilstand/surveys"
)

// BenchmarkAnswerOverHTTP sends whole answer forms over loopback, client and server on the same cores: to the service, where each is on
// disk before it is acknowledged, and to a bare Fiber handler that parses the same form and says yes. The ratio of the two is what
// durability, checks and idempotency cost.
//
// Measured on 2 cores, 256 connections: see the README.
func BenchmarkAnswerOverHTTP(b *testing.B) {
	for _, connections := range []int{1, 16, 256} {
		b.Run(fmt.Sprintf("durable/%d", connections), func(b *testing.B) { benchAnswers(b, serveHouse(b), connections) })
		b.Run(fmt.Sprintf("bare/%d", connections), func(b *testing.B) { benchAnswers(b, serveBare(b), connections) })
	}
}

// target is where forms are sent, and one filled in but for its id.
type target struct {
	address, path string
	form          []byte
}

func serveHouse(b *testing.B) target {
	b.Helper()
	ctx := context.Background()
	f := datafolder.Open(b)
	config := Config{BaseURL: "http://127.0.0.1", Words: words(), Log: discard}
	stores(b, f)(&config)
	s, err := New(config)
	if err != nil {
		b.Fatal(err)
	}
	sc, err := config.Programme.RegisterWithOwner(ctx, time.Now(), programme.Owner{Name: "Fjordvik kommune", Orgnr: "964338531", Kind: programme.Municipality},
		programme.School{Name: "Bø skole", Orgnr: "974600951", Municipality: "0301", WrittenForm: "nb"})
	if err != nil {
		b.Fatal(err)
	}
	w, err := config.Surveys.OpenWave(ctx, time.Now(), surveys.WaveSpec{School: sc.ID, Phase: "prep", Instrument: surveys.StateSurvey,
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 900}}, ClosesAt: time.Now().AddDate(0, 0, 7)})
	if err != nil {
		b.Fatal(err)
	}
	ln := listenLoopback(b)
	go s.Serve(ln)
	b.Cleanup(func() { s.Shutdown(context.Background()) })
	return target{ln.Addr().String(), "/s/" + string(w.Code), filledForm()}
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
	return target{ln.Addr().String(), "/s/abc", filledForm()}
}

func listenLoopback(b *testing.B) net.Listener {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	return ln
}

// filledForm answers every item of the state survey; the id is put in front.
func filledForm() []byte {
	in, _ := surveys.Builtin(surveys.StateSurvey)
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
	for range connections {
		go func() {
			for range work {
				if err := to.answer(&client); err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
	}
	start := time.Now()
	for b.Loop() {
		work <- struct{}{}
	}
	close(work)
	for range connections {
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "answers/s")
}

func (to target) answer(client *fasthttp.HostClient) error {
	req, resp := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(resp)
	req.Header.SetMethod(fasthttp.MethodPost)
	req.SetRequestURI("http://" + to.address + to.path)
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
