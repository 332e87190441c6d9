package main

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"tilstand/internal/backup"
	"tilstand/internal/duckdb"
	"tilstand/internal/metrics"
	"tilstand/internal/web"
)

// monitor collects what can be told about a running service. What is left out, and what is held back, is in the comment of package metrics.
type monitor struct {
	app     *app
	server  *web.Server
	shelf   *backup.Shelf // nil where there are no backups
	started time.Time
}

const (
	waitingStep = 16       // waiting writes; a single answer never shows
	diskStep    = 64 << 20 // bytes of room on the disk; some ten thousand answers
)

func (m *monitor) page(now time.Time) *metrics.Page {
	p := &metrics.Page{}
	p.Gauge("tilstand_build_info", "Which program this is.", 1, "version", version)
	p.Gauge("process_start_time_seconds", "When the program was started, in Unix time.", float64(m.started.Unix()))
	p.Gauge("process_resident_memory_bytes", "Memory in use, in whole megabytes.", float64(resident()))
	ready := 0.0
	if m.app.ready() == nil {
		ready = 1
	}
	p.Gauge("tilstand_ready", "1 where both files are open, 0 while one is being reopened or is out of use.", ready)
	m.files(p, now)
	m.server.Measure(p, now)
	m.disk(p)
	m.backups(p, now)
	waiting, failed := m.app.jobs.Standing()
	p.Gauge("tilstand_jobs_waiting", "Long works that wait or are under way.", float64(waiting))
	p.Gauge("tilstand_jobs_failed", "Long works that failed and are still listed.", float64(failed))
	return p
}

func (m *monitor) files(p *metrics.Page, now time.Time) {
	intake, record := m.app.folder.Intake, m.app.folder.Record
	const commits = "tilstand_commit_seconds"
	p.Histogram(commits, "Batches of writes, until they are on the disk. Those of the intake are held back: whole hundreds, as of a quarter of an hour.",
		intake.Stats().Commits.Now(now), "file", "intake")
	p.Histogram(commits, "", record.Stats().Commits.Histogram.Now(), "file", "record")
	each := func(write func(db *duckdb.DB, name string)) { write(intake, "intake"); write(record, "record") }
	each(func(db *duckdb.DB, name string) {
		p.Histogram("tilstand_checkpoint_seconds", "Checkpoints. Writes wait meanwhile.", db.Stats().Checkpoints.Now(), "file", name)
	})
	each(func(db *duckdb.DB, name string) {
		p.Count("tilstand_reopenings_total", "Breakdowns of the engine after which the file was opened anew.", db.Stats().Reopenings.Value(), "file", name)
	})
	p.Count("tilstand_journal_repeated_total", "Commits that the intake file lacked at a start and that its journal brought back.", intake.Stats().Repeated.Value())
	each(func(db *duckdb.DB, name string) {
		p.Gauge("tilstand_writes_waiting", "Writes that wait for the writer, in whole sixteens.", float64(db.Waiting()/waitingStep*waitingStep), "file", name)
	})
}

func (m *monitor) disk(p *metrics.Page) {
	if free, err := duckdb.FreeSpace(m.app.folder.Dir); err == nil {
		p.Gauge("tilstand_disk_free_bytes", "Room on the disk of the data folder, in whole 64 MiB.", float64(free/diskStep*diskStep))
	}
}

func (m *monitor) backups(p *metrics.Page, now time.Time) {
	if m.shelf == nil {
		return
	}
	standing := m.shelf.Standing(now)
	if len(standing.Kept) > 0 {
		p.Gauge("tilstand_backup_age_seconds", "How old the newest backup is.", now.Sub(standing.Kept[0].Made).Round(time.Second).Seconds())
	}
	late := 0.0
	if standing.Late || standing.Failed != nil {
		late = 1
	}
	p.Gauge("tilstand_backup_missing", "1 where the last backup is missing, or not in order.", late)
}

// resident is the memory in use, bytes; 0 where the system does not tell.
func resident() int64 {
	text, _ := os.ReadFile("/proc/self/statm")
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()) >> 20 << 20
}

// publish answers GET /metrics where the settings say, until the returned function is called.
func (m *monitor) publish(dir string, log *slog.Logger) (stop func(), err error) {
	at := m.app.settings.Metrics
	if at.Listen == "" {
		return func() {}, nil
	}
	token, err := at.Token.Read(dir)
	if err == nil && token == "" && at.Token.File+at.Token.Env != "" {
		err = errors.New("it is empty")
	}
	if err != nil {
		return nil, fmt.Errorf("the token of [metrics]: %w", err)
	}
	ln, err := net.Listen("tcp", at.Listen)
	if err != nil {
		return nil, fmt.Errorf("[metrics]: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		if token != "" && !same(r.Header.Get("Authorization"), "Bearer "+token) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "a token is needed", http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", metrics.ContentType)
		w.Header().Set("Cache-Control", "no-store")
		w.Write(m.page(now()).Bytes())
	})
	server := &http.Server{
		Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 8 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	go server.Serve(ln)
	log.Info("metrics can be read", "address", ln.Addr().String())
	return func() {
		wait, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(wait) != nil {
			server.Close()
		}
	}, nil
}

// same compares secrets in a time that tells nothing about them.
func same(a, b string) bool {
	first, second := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(first[:], second[:]) == 1
}
