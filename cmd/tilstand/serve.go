package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/demo"
	"tilstand/internal/duckdb"
	"tilstand/internal/settings"
	"tilstand/internal/standby"
	"tilstand/internal/web"
)

const serveHelp = `
Runs the service on one data folder, which is made if it is not there. When ready it prints the addresses to open.
At the first start it prints a one-time link for whoever operates it; people are invited from there.

  tilstand serve -data ./data -demo
  tilstand serve -data /var/lib/tilstand -listen 127.0.0.1:8080 -base-url https://tilstand.example.no

Settings are read from settings.toml in the data folder (tilstand settings example prints one to begin with), from the environment, and from the flags below, which go first:
tilstand help lists them all.`

type serveOptions struct {
	data  string
	demo  bool
	given settings.Given // by flags and the environment

	listen, baseURL string // as the settings say, and then as they turned out
	local           bool   // the base URL leads to this machine only, though others can reach it
}

func runServe(ctx context.Context, args []string, out, errs io.Writer) error {
	var o serveOptions
	fs := flags("serve", serveHelp, errs)
	fs.StringVar(&o.data, "data", "data", "the data folder")
	fs.BoolVar(&o.demo, "demo", false, "fill an empty data folder with synthetic schools, marked as such")
	flagged := settingFlags(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	if err := checkBaseURL(strings.TrimRight(flagged["base_url"], "/")); err != nil {
		fmt.Fprintln(errs, "tilstand serve:", err)
		return errUsage
	}
	o.given = flagged.Or(settings.Environment())
	return serve(ctx, o, out, slog.New(slog.NewTextHandler(errs, nil)))
}

// serve opens the folder, answers until ctx ends, and closes in the order that loses nothing: no new requests, those
// under way finished, commands and jobs finished, the files checkpointed.
func serve(ctx context.Context, o serveOptions, out io.Writer, log *slog.Logger) (err error) {
	// The stores outlive ctx: what was accepted before the signal is finished after it.
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()

	a, err := openAppWith(life, o.data, o.given, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(life)) }()

	show, err := fillDemo(life, a, o)
	if err != nil {
		return err
	}
	if err := a.analytics.CloseDue(life, now()); err != nil {
		log.Error("closing due waves", "err", err)
	}
	o.listen, o.baseURL = a.settings.Listen, a.settings.BaseURL
	ln, err := listen(a, o, log)
	if err != nil {
		return err
	}
	o = o.withAddress(ln.Addr(), a.settings.TLS.On())
	config := webConfig(a, o, show.Alone, log)
	if config.Mail, err = a.mailSender(o.data); err != nil {
		return errors.Join(err, ln.Close())
	}
	if config.Houses, err = a.houses(o.data); err != nil {
		return errors.Join(err, ln.Close())
	}
	if config.Backups, err = a.shelf(); err != nil {
		return errors.Join(err, ln.Close())
	}
	if config.Standby, err = a.followed(o.data, log); err != nil {
		return errors.Join(err, ln.Close())
	}
	server, err := web.New(config)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	if err := a.noteSettings(life, log); err != nil {
		return errors.Join(err, ln.Close())
	}
	// Only now, when nothing is left that usually goes wrong: a link that was never printed would be lost.
	people, err := demo.People(life, a.accounts, show, now())
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	first, err := a.accounts.EnsureOperator(life, now()) // nobody where the demo's people are
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	head, err := audit.Open(a.folder.Record).Head(life)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	log.Info("who did what", "head", head.String()) // kept elsewhere, it finds a log that was cut off
	figures := &monitor{app: a, server: server, shelf: config.Backups, started: now()}
	stopMetrics, err := figures.publish(o.data, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	stopStandby, err := a.answerStandby(config.Standby, o.data, log)
	if err != nil {
		stopMetrics()
		return errors.Join(err, ln.Close())
	}
	stopCommands, err := listenBeside(life, a, o.data, log)
	if err != nil {
		log.Error("commands beside the server are not possible", "err", err)
		stopCommands = func() {}
	}

	until, stopJobs := context.WithCancel(ctx)
	defer stopJobs()
	var jobs sync.WaitGroup
	jobs.Go(func() { closeDueWaves(until, life, a, log) })
	jobs.Go(func() { eraseDueAnswers(until, life, a, log) })
	jobs.Go(func() { a.jobs.Run(until, now, log) })
	jobs.Go(func() { backUp(until, life, a, config.Backups, log) })
	jobs.Go(func() { standby.Tell(until, o.data, log) })
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	announce(out, o, first, show, people)
	notify("READY=1")

	stop := func(patience time.Duration) error {
		wait, cancel := context.WithTimeout(life, patience)
		defer cancel()
		return errors.Join(server.Shutdown(wait), <-served)
	}
	select {
	case err = <-served:
	case <-replacedBy(config.Standby):
		log.Error("a standby has taken over: stopping")
		err = errors.Join(standby.Refusal(o.data), stop(2*time.Second))
	case <-ctx.Done():
		notify("STOPPING=1")
		log.Info("stopping: finishing what was accepted")
		err = stop(30 * time.Second)
	}
	stopStandby()
	stopCommands()
	stopMetrics()
	stopJobs()
	jobs.Wait()
	return err
}

// withAddress fills in the base URL from the address that is listened on. One that means every interface is no address to
// send people to: links and QR codes then only work on this machine, and announce says so.
func (o serveOptions) withAddress(addr net.Addr, secure bool) serveOptions {
	if o.baseURL != "" {
		return o
	}
	host, port, _ := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host, o.local = "127.0.0.1", true
	}
	if name, _, _ := net.SplitHostPort(o.listen); name == "localhost" { // where browsers have passkeys, as they have not at a number
		host = name
	}
	o.baseURL = "http://" + net.JoinHostPort(host, port)
	if secure {
		o.baseURL = "https://" + net.JoinHostPort(host, port)
	}
	return o
}

// listen takes the address of the settings, with their certificate if they name one.
func listen(a *app, o serveOptions, log *slog.Logger) (net.Listener, error) {
	if !a.settings.TLS.On() {
		return net.Listen("tcp", o.listen)
	}
	c, err := openCertificate(a.settings.TLS, o.data, log)
	if err != nil {
		return nil, err
	}
	ln, err := net.Listen("tcp", o.listen)
	if err != nil {
		return nil, err
	}
	return c.listen(ln), nil
}

// fillDemo fills an empty folder when that is asked for.
func fillDemo(ctx context.Context, a *app, o serveOptions) (demo.Shown, error) {
	if !o.demo {
		return demo.Shown{}, nil
	}
	return demo.Fill(ctx, demo.Stores{Programme: a.programme, Surveys: a.surveys, Analytics: a.analytics, Closings: a.closings}, demo.World{Effects: demo.Default()}, now())
}

// webConfig hands the web what it needs of the folder.
func webConfig(a *app, o serveOptions, synthetic bool, log *slog.Logger) web.Config {
	return web.Config{
		BaseURL: o.baseURL, Words: a.words, Log: log,
		Accounts: a.accounts, Audit: audit.Open(a.folder.Record), Programme: a.programme, Surveys: a.surveys, Analytics: a.analytics, Closings: a.closings,
		Links: a.links, Brands: a.brands, Jobs: a.jobs,
		Unavailable: []error{duckdb.ErrBusy, duckdb.ErrClosed, duckdb.ErrUncertain},
		Synthetic:   synthetic, Healthy: a.health.ask, Ready: a.ready, Capacity: a.capacity.ask, Settings: a.settings, Retention: a.retention, Scratch: a.scratch,
	}
}

// closeDueWaves closes every wave whose time has come, each minute until ctx ends, and notes which tokens have ended. The closing itself runs on life,
// so that a signal never leaves one half done.
func closeDueWaves(ctx, life context.Context, a *app, log *slog.Logger) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := a.analytics.CloseDue(life, now()); err != nil {
				log.Error("closing due waves", "err", err)
			}
			if err := a.accounts.ExpireTokens(life, now()); err != nil {
				log.Error("noting tokens that have ended", "err", err)
			}
		}
	}
}

// announce prints what someone who has just started the program needs next.
func announce(out io.Writer, o serveOptions, first accounts.Link, show demo.Shown, people []demo.Actor) {
	fmt.Fprintf(out, "Tilstand is ready.\n\n  start page    %s/\n", o.baseURL)
	if show.Code != "" {
		fmt.Fprintf(out, "  answer form   %s/s/%s\n", o.baseURL, show.Code)
		fmt.Fprintf(out, "                (synthetic data: %s, wave %s)\n", show.School, show.Wave)
		fmt.Fprintf(out, "  school page   %s/schools/%s\n", o.baseURL, show.Orgnr)
	}
	for i, p := range people {
		head := ""
		if i == 0 {
			head = "sign in as"
		}
		fmt.Fprintf(out, "  %-12s  %s/demo/%s  (%s)\n", head, o.baseURL, p.Door, p.Role)
	}
	if o.local {
		fmt.Fprint(out, "\n  links and QR codes lead to this machine only: give -base-url the address that people use\n")
	}
	if first != "" {
		fmt.Fprintf(out, "\n  first sign-in %s/link/%s\n                (for whoever operates the service; works once. A new one: tilstand user link -data %s -email %s)\n", o.baseURL, first, o.data, accounts.FirstEmail)
	}
	fmt.Fprintln(out)
}

// now is the present in the resolution that DuckDB keeps.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
