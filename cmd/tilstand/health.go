package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// writeAndRead tries both files: each gets a row of its own, on the disk, and gives it back.
func (a *app) writeAndRead(ctx context.Context) error {
	return errors.Join(a.folder.Intake.Healthy(ctx), a.folder.Record.Healthy(ctx))
}

// ready says why nothing can be answered now, from what is known without trying: an engine that broke down is being reopened, or is out of use. While the
// files are opened and recovered at the start nobody listens yet.
func (a *app) ready() error {
	return errors.Join(a.folder.Intake.Ready(), a.folder.Record.Ready())
}

// A probe tries something now and then, however often it is asked: an answer stands for some seconds, one try at a time is under way, and nobody waits for it
// longer than a supervisor does. So a flood of questions costs one try in some seconds.
type probe struct {
	try func(context.Context) error

	mu     sync.Mutex
	tried  time.Time     // when the last try ended
	answer error         // and what came of it
	trying chan struct{} // closed when the try that is under way has ended; nil where none is
}

const (
	healthStands = 5 * time.Second
	healthTries  = 20 * time.Second // a try that takes longer has failed
	healthWaits  = 3 * time.Second  // who asks is told then that there is no answer yet
)

var errNoAnswer = errors.New("the files have not answered yet")

// ask returns what came of the last try, after a new one where that is old.
func (p *probe) ask(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, healthWaits)
	defer cancel()
	ended, answer := p.begin(context.WithoutCancel(ctx))
	if ended == nil {
		return answer
	}
	select {
	case <-ended:
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.answer
	case <-wait.Done():
		return errNoAnswer
	}
}

// begin returns an answer that stands, or the end of a try.
func (p *probe) begin(ctx context.Context) (ended <-chan struct{}, answer error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.trying != nil:
	case !p.tried.IsZero() && time.Since(p.tried) < healthStands:
		return nil, p.answer
	default:
		p.trying = make(chan struct{})
		go p.run(ctx, p.trying)
	}
	return p.trying, nil
}

func (p *probe) run(ctx context.Context, ended chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, healthTries)
	defer cancel()
	answer := p.try(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer, p.tried, p.trying = answer, time.Now(), nil
	close(ended)
}
