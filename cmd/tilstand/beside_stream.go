package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// A stream is a task whose output is too long to be held back: it is passed on as it comes. What it has to say besides goes to said.
type stream func(ctx context.Context, a *app, args url.Values, out, said io.Writer) error

var streams = map[string]stream{
	"backup/make": makeBackup,
	"data/export": exportData,
}

// What comes behind a stream over the socket.
const (
	trailerError = "Tilstand-Error"
	trailerSaid  = "Tilstand-Said"
)

// besideTo is beside for a stream. Where it returns an error, what has been written to out is of no use.
func besideTo(ctx context.Context, dir, name string, args url.Values, out, said io.Writer, log *slog.Logger) (err error) {
	if serverRuns(dir) {
		return askStream(ctx, dir, name, args, out, said)
	}
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("there is no data folder %s: %w", dir, err)
	}
	a, err := openApp(ctx, dir, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(context.WithoutCancel(ctx))) }()
	return streams[name](ctx, a, args, out, said)
}

func askStream(ctx context.Context, dir, name string, args url.Values, out, said io.Writer) error {
	reply, err := askSocket(ctx, dir, name, args)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	if _, err := io.Copy(out, reply.Body); err != nil {
		return err
	}
	if text := reply.Trailer.Get(trailerError); text != "" {
		if words, err := url.QueryUnescape(text); err == nil {
			text = words
		}
		return errors.New(text)
	}
	words, err := url.QueryUnescape(reply.Trailer.Get(trailerSaid))
	if err == nil {
		_, err = io.WriteString(said, words)
	}
	return err
}

// answerStream runs one. An error before the first byte is an answer like that of any task; one after it comes behind the stream.
func answerStream(w http.ResponseWriter, r *http.Request, a *app, do stream) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	out := &passing{w: w}
	said := &strings.Builder{}
	err := do(r.Context(), a, r.PostForm, out, said)
	switch {
	case err != nil && !out.begun:
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
	case err != nil:
		w.Header().Set(http.TrailerPrefix+trailerError, url.QueryEscape(err.Error()))
	default:
		w.Header().Set(http.TrailerPrefix+trailerSaid, url.QueryEscape(said.String()))
	}
}

// passing passes on what is written and remembers that something was.
type passing struct {
	w     io.Writer
	begun bool
}

func (p *passing) Write(b []byte) (int, error) {
	p.begun = true
	return p.w.Write(b)
}
