package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tilstand/internal/metrics"
	"tilstand/internal/settings"
	"tilstand/internal/web"
)

// monitored is a monitor of a real folder.
func monitored(t *testing.T) *monitor {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	a, err := openApp(t.Context(), t.TempDir(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	server, err := web.New(webConfig(a, serveOptions{baseURL: "http://127.0.0.1"}, false, quiet))
	if err != nil {
		t.Fatal(err)
	}
	return &monitor{app: a, server: server, started: now()}
}

// A write into the intake shows nowhere, one into the record does at once, and no label names anything but parts of the program.
func TestMetricsTellNothingOfAnswers(t *testing.T) {
	t.Parallel()
	m := monitored(t)
	moving := regexp.MustCompile(`(?m)^(process_resident_memory_bytes|tilstand_disk_free_bytes) .*\n`) // what the machine does besides
	text := func(at time.Time) string { return moving.ReplaceAllString(string(m.page(at).Bytes()), "") }
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	before := text(noon)
	for range metrics.Step / 2 {
		if err := m.app.folder.Intake.Healthy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if after := text(noon.Add(time.Hour)); after != before {
		t.Errorf("fifty writes into the intake show:\n%s", after)
	}
	if err := m.app.folder.Record.Healthy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := text(noon.Add(time.Hour)); after == before {
		t.Error("a write into the record does not show, so this test proves nothing")
	}
	for _, label := range regexp.MustCompile(`[{,]([a-z]+)=`).FindAllStringSubmatch(before, -1) {
		if !strings.Contains(" version file area status le ", " "+label[1]+" ") {
			t.Errorf("there is a label %s", label[1])
		}
	}
}

// Metrics are off until the settings say where, and shown to who has the token.
func TestMetricsArePublished(t *testing.T) {
	t.Parallel()
	m, log := monitored(t), slog.New(slog.DiscardHandler)
	dir := m.app.folder.Dir
	stop, err := m.publish(dir, log)
	if err != nil {
		t.Fatal(err)
	}
	stop()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	m.app.settings.Metrics = settings.Metrics{Listen: address, Token: settings.Secret{File: "token"}}
	if _, err := m.publish(dir, log); err == nil {
		t.Fatal("published without the token's file")
	}
	if err := os.WriteFile(filepath.Join(dir, "token"), []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if stop, err = m.publish(dir, log); err != nil {
		t.Fatal(err)
	}
	defer stop()
	for header, want := range map[string]int{"": 401, "Bearer wrong": 401, "Bearer secret": 200} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+address+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", header)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != want || (want == 200) != strings.Contains(string(body), "tilstand_ready 1\n") {
			t.Errorf("%q: %d %v\n%s", header, answer.StatusCode, err, body)
		}
	}
}
