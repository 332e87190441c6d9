package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/backup"
	"tilstand/internal/brand"
	"tilstand/internal/closing"
	"tilstand/internal/federation"
	"tilstand/internal/i18n"
	"tilstand/internal/jobs"
	"tilstand/internal/mail"
	"tilstand/internal/programme"
	"tilstand/internal/readlink"
	"tilstand/internal/retention"
	"tilstand/internal/settings"
	"tilstand/internal/standby"
	"tilstand/surveys"
)

// Limits of one request. They are what keeps a slow or hostile client from holding on to the server; reliability is
// measured with them.
const (
	defaultBody  = 64 << 10 // bytes; the longest answer form is a tenth of it
	readTimeout  = 10 * time.Second
	workTimeout  = 20 * time.Second // what a handler may take; shorter than writeTimeout, so that its error still gets out
	writeTimeout = 30 * time.Second
	idleTimeout  = 30 * time.Second
	headerBuffer = 8 << 10 // bytes of request line and headers
)

// Config is what a Server is made of.
type Config struct {
	// BaseURL is the address that people use, such as https://tilstand.example.no; links and QR codes are made from it,
	// never from what a request says about its host. An https address makes cookies secure.
	BaseURL string

	Words *i18n.Bundle
	Log   *slog.Logger

	// The stores that pages read and change.
	Accounts  *accounts.Store
	Audit     *audit.Log
	Programme *programme.Store
	Surveys   *surveys.Store
	Analytics *analytics.Store
	Closings  *closing.Store
	Links     *readlink.Store
	Brands    *brand.Store
	Jobs      *jobs.Store

	// Unavailable are the stores' errors that mean "not now, try again": they become the busy page and Retry-After.
	Unavailable []error

	// Healthy tries whether the service can write and read; nil means nothing can keep it from that. It is asked by anybody, as often as they like.
	Healthy func(context.Context) error

	// Ready says at once, without trying, what keeps the service from answering now; nil means nothing can.
	Ready func() error

	// Capacity measures the machine; nil where nobody does.
	Capacity func(context.Context) (Capacity, error)

	// Synthetic says that the data are made up, and marks every page so.
	Synthetic bool

	// Retention says when answers go.
	Retention *retention.Keeper

	// Settings are what the installation says about itself.
	Settings settings.Settings

	// Backups are those that the service makes by itself; nil where it makes none.
	Backups *backup.Shelf

	// Standby answers a second machine that follows; nil where none may.
	Standby *standby.Primary

	// Houses are those by whose sign-in people come in.
	Houses []federation.Config

	// Mail hands letters over; nil where the installation sends none.
	Mail *mail.Sender

	// Scratch is the folder in which files are made that are too large for the memory. They have no names there, and go with the answer.
	Scratch string

	// Now is the clock; time.Now when nil.
	Now func() time.Time

	pages *pages // parsed already; for tests, which make hundreds of servers and note which templates run
}

// Server answers requests.
type Server struct {
	accounts  *accounts.Store
	audit     *audit.Log
	programme *programme.Store
	surveys   *surveys.Store
	analytics *analytics.Store
	closings  *closing.Store
	links     *readlink.Store
	brands    *brand.Store
	jobs      *jobs.Store
	looks     looks
	traffic   *traffic
	turns     *turns

	app      *fiber.App
	table    []route
	byShape  map[shape][]shaped
	base     *url.URL
	words    *i18n.Bundle
	sessions *accounts.Sessions
	assets   *assets
	pages    *pages
	log      *slog.Logger
	now      func() time.Time
	healthy  func(context.Context) error
	ready    func() error
	capacity func(context.Context) (Capacity, error)
	origins  *http.CrossOriginProtection

	unavailable []error
	synthetic   bool
	settings    settings.Settings
	retention   *retention.Keeper
	backups     *backup.Shelf
	standby     *standby.Primary

	scratch string

	mail        *mail.Sender
	passkeys    *accounts.Passkeys // nil where browsers have none
	houses      *federation.Providers
	errands     chan struct{} // see [Server.later]
	errandsDone sync.WaitGroup

	work     context.Context // parent of every request's context
	stopWork context.CancelFunc
	stopping atomic.Bool
}

// New makes a server. It fails on a base URL that is not one; a fault in what the program itself brings along
// (templates, assets, the table of routes) panics, since no configuration can mend it.
func New(config Config) (*Server, error) {
	base, err := parseBaseURL(config.BaseURL)
	if err != nil {
		return nil, err
	}
	s := &Server{
		base:        base,
		words:       config.Words,
		accounts:    config.Accounts,
		audit:       config.Audit,
		programme:   config.Programme,
		surveys:     config.Surveys,
		analytics:   config.Analytics,
		closings:    config.Closings,
		links:       config.Links,
		brands:      config.Brands,
		jobs:        config.Jobs,
		unavailable: config.Unavailable,
		sessions:    config.Accounts.Sessions,
		assets:      embeddedAssets(),
		pages:       config.pages,
		log:         config.Log,
		now:         config.Now,
		healthy:     config.Healthy,
		ready:       config.Ready,
		capacity:    config.Capacity,
		origins:     http.NewCrossOriginProtection(),
		synthetic:   config.Synthetic,
		settings:    config.Settings,
		retention:   config.Retention,
		backups:     config.Backups,
		turns:       newTurns(config.Settings.Limits.Analyses),
		scratch:     config.Scratch,
		standby:     config.Standby,
		mail:        config.Mail,
		errands:     make(chan struct{}, mostErrands),
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.healthy == nil {
		s.healthy = func(context.Context) error { return nil }
	}
	if s.ready == nil {
		s.ready = func() error { return nil }
	}
	// Behind a proxy that renames the host, our own forms still come from the base URL.
	if err := s.origins.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
		return nil, fmt.Errorf("trust the base URL: %w", err)
	}
	if s.passkeys, err = s.accounts.PasskeysAt(base); err != nil {
		return nil, err
	}
	s.houses = federation.New(func(key string) string { return s.link("/login/with/" + key + "/back") }, config.Houses...)
	s.work, s.stopWork = context.WithCancel(context.Background())
	if s.pages == nil {
		s.pages = parsePages(s.words, s.assets, nil)
	}
	s.install(s.routes())
	return s, nil
}

func parseBaseURL(raw string) (*url.URL, error) {
	base, err := url.Parse(raw)
	if err != nil || (base.Scheme != "http" && base.Scheme != "https") || base.Host == "" || strings.Trim(base.Path, "/") != "" || base.RawQuery != "" {
		return nil, fmt.Errorf("base URL %q: give scheme and host only, such as https://tilstand.example.no", raw)
	}
	base.Path = ""
	return base, nil
}

// install makes the Fiber application of a table of routes.
func (s *Server) install(table []route) {
	mustBeSound(table)
	s.table, s.byShape, s.traffic = table, byShape(table), newTraffic(table)
	s.app = fiber.New(fiber.Config{
		AppName:                      "Tilstand",
		BodyLimit:                    defaultBody,
		Concurrency:                  cmp.Or(s.settings.Limits.Connections, settings.DefaultConnections),
		ReadTimeout:                  readTimeout,
		WriteTimeout:                 writeTimeout,
		IdleTimeout:                  idleTimeout,
		ReadBufferSize:               headerBuffer,
		DisablePreParseMultipartForm: true, // files stay in the body, and in memory; request.go reads them
		Immutable:                    true, // request.go copies; this guards the day somebody forgets
		StrictRouting:                true,
		CaseSensitive:                true,
		EnableTrustedProxyCheck:      true, // and no trusted proxy: what a client says about itself is not believed
		DisableStartupMessage:        true,
		ErrorHandler:                 s.answerUnrouted,
	})
	s.app.Server().HeaderReceived = s.bodyLimits()
	closeSilently(s.app.Server())
	s.app.Use(s.observe)
	for _, rt := range table {
		s.app.Add(rt.method, rt.pattern, s.answer(rt))
		if rt.method == GET {
			s.app.Add(fiber.MethodHead, rt.pattern, s.answer(rt))
		}
	}
}

// bodyLimits raises the limit for the few routes that take large bodies, before their body is read. On routes for signed-in people it does
// so for them alone: a thousand strangers could fill the memory before anybody asks who they are.
func (s *Server) bodyLimits() func(*fasthttp.RequestHeader) fasthttp.RequestConfig {
	var large []route
	for _, rt := range s.table {
		if rt.access.body > 0 {
			large = append(large, rt)
		}
	}
	return func(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
		if !header.IsPost() || bytes.HasPrefix(header.RequestURI(), []byte(respondentPath)) { // looking costs a twentieth of an answer
			return fasthttp.RequestConfig{}
		}
		for _, rt := range large {
			path, _, _ := strings.Cut(string(header.RequestURI()), "?")
			asked := string(header.Method()) == rt.method && fiber.RoutePatternMatch(path, rt.pattern, fiber.Config{StrictRouting: true, CaseSensitive: true})
			if asked && (rt.access.who != anyAccount.who || s.knows(header)) {
				return fasthttp.RequestConfig{MaxRequestBodySize: rt.access.body}
			}
		}
		return fasthttp.RequestConfig{}
	}
}

// secure reports whether people reach us by https.
func (s *Server) secure() bool { return s.base.Scheme == "https" }

// link returns the full address of a path, for QR codes, posters and messages.
func (s *Server) link(path string) string { return s.base.JoinPath(path).String() }

// Serve answers requests on a listener until Shutdown; it closes the listener. It returns nil after an orderly
// shutdown, and may return before the last request is finished: wait for Shutdown.
func (s *Server) Serve(ln net.Listener) error {
	if err := s.app.Listener(ln); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// Shutdown stops listening, finishes the requests that were accepted, and then ends the work they left behind. When ctx
// ends first, the remaining connections are left to themselves and its error is returned. Close the stores after it,
// never before.
func (s *Server) Shutdown(ctx context.Context) error {
	s.stopping.Store(true)
	defer s.stopWork()
	if err := s.app.ShutdownWithContext(ctx); err != nil {
		return fmt.Errorf("finish accepted requests: %w", err)
	}
	s.errandsDone.Wait() // each ends by itself within errandTime
	return nil
}
