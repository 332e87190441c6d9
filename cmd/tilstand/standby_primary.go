package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tilstand/internal/standby"
)

// followed is what answers a standby, by the settings; nil where they have none.
func (a *app) followed(dir string, log *slog.Logger) (*standby.Primary, error) {
	if !a.settings.Standby.On() {
		return nil, nil
	}
	secret, err := a.settings.Standby.Secret.Read(dir)
	if err == nil {
		a.primary, err = standby.NewPrimary(standby.Source{Folder: a.folder, Surveys: a.surveys, Now: time.Now, Log: log}, secret)
	}
	if err != nil {
		return nil, fmt.Errorf("[standby] in settings.toml: %w", err)
	}
	return a.primary, nil
}

// answerStandby listens for a standby where the settings say, until the returned function is called.
func (a *app) answerStandby(p *standby.Primary, dir string, log *slog.Logger) (stop func(), err error) {
	if p == nil {
		return func() {}, nil
	}
	ln, err := net.Listen("tcp", a.settings.Standby.Listen)
	if err != nil {
		return nil, fmt.Errorf("[standby]: %w", err)
	}
	address := ln.Addr().String()
	if a.settings.Standby.TLS.On() {
		c, err := openCertificate(a.settings.Standby.TLS, dir, log)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("[standby]: %w", err), ln.Close())
		}
		ln = c.listen(ln)
	}
	server := &http.Server{
		Handler: p, ReadTimeout: 30 * time.Second, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 8 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	go server.Serve(ln)
	log.Info("a standby can follow", "address", address)
	return func() {
		wait, cancel := context.WithTimeout(context.Background(), 2*time.Second) // a notice that is being answered is answered
		defer cancel()
		if server.Shutdown(wait) != nil {
			server.Close()
		}
	}, nil
}

// replacedBy gives the notice that a standby has taken over; never where nobody can.
func replacedBy(p *standby.Primary) <-chan standby.Notice {
	if p == nil {
		return nil
	}
	return p.Replaced()
}

// seenStandby tells the doctor when the standby last asked.
func seenStandby(_ context.Context, a *app, _ url.Values, out io.Writer) error {
	if a.primary == nil {
		return errors.New("the running service has no [standby]: start it again")
	}
	s := a.primary.Standing()
	if s.Late(now()) {
		if s.Seen.IsZero() {
			return errors.New("no standby has asked since the service was started")
		}
		if s.Behind < 0 {
			return fmt.Errorf("the standby asked at %s, and has no whole copy yet", s.Seen.UTC().Format("15:04:05 UTC"))
		}
		return fmt.Errorf("the standby asked last at %s, and was %s behind", s.Seen.UTC().Format("2006-01-02 15:04:05 UTC"), s.Behind.Round(time.Second))
	}
	_, err := fmt.Fprintf(out, "the standby asked %s ago, and was %s behind", now().Sub(s.Seen).Round(100*time.Millisecond), s.Behind.Round(100*time.Millisecond))
	return err
}

// standby looks at the second machine, as the first one sees it.
func (d *doctor) standby(ctx context.Context) []finding {
	if !d.settings.Standby.On() || !serverRuns(d.data) {
		return nil
	}
	said := &strings.Builder{}
	if err := askServer(ctx, d.data, "standby/seen", nil, said); err != nil {
		return []finding{{fails, "standby", err.Error(), "on the other machine: tilstand standby status, and its log"}}
	}
	return []finding{good("standby", "%s", said)}
}
