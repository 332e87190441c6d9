package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A flood of questions costs one try; what it finds stands for some seconds, and no longer.
func TestAFloodOfProbesTriesOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries, broken := 0, errors.New("the disk is full")
		p := probe{try: func(context.Context) error { tries++; time.Sleep(time.Second); return broken }}
		flood := func() {
			var all sync.WaitGroup
			for range 1000 {
				all.Go(func() {
					if err := p.ask(t.Context()); !errors.Is(err, broken) {
						t.Errorf("got %v", err)
					}
				})
			}
			all.Wait()
		}
		flood()
		flood()
		if tries != 1 {
			t.Errorf("%d tries in the first seconds, want 1", tries)
		}
		time.Sleep(healthStands)
		flood()
		if tries != 2 {
			t.Errorf("%d tries after the answer was old, want 2", tries)
		}
	})
}

// Nobody waits for a try that hangs, and it is not begun anew for everybody who asks.
func TestAProbeThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		p := probe{try: func(ctx context.Context) error { tries++; <-ctx.Done(); return ctx.Err() }}
		began := time.Now()
		for range 3 {
			if err := p.ask(t.Context()); !errors.Is(err, errNoAnswer) {
				t.Errorf("got %v", err)
			}
		}
		if took := time.Since(began); tries != 1 || took != 3*healthWaits {
			t.Errorf("%d tries, %v", tries, took)
		}
		time.Sleep(healthTries - 3*healthWaits)
		synctest.Wait()
		if err := p.ask(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after the try: %v", err)
		}
	})
}

// The health of a real folder, and of one that is closed.
func TestHealthOfAFolder(t *testing.T) {
	t.Parallel()
	a, err := openApp(t.Context(), t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.health.ask(t.Context()), a.ready()); err != nil {
		t.Error(err)
	}
	if err := a.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a.ready() == nil || a.writeAndRead(t.Context()) == nil {
		t.Error("a closed folder is ready or healthy")
	}
}
