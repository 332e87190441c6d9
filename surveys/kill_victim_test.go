package surveys

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"strconv"
	"sync"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/programme"
)

const (
	victimWorkers = 16
	victimSchools = 3
)

// victim takes submissions in on all cores while waves are closed, sealed, swept, voided and opened beside it. What is acknowledged to
// it, it reports: the parent holds it against what a later start finds.
//
//	a NUMBER CONTENT WAVE    acknowledged: the submission with the number, in its first content (1) or its replacement (2)
//	s STEP                   about to do a step of a wave's end
type victim struct {
	*Store
	report *killtest.Reporter
	round  int
	until  string        // the step after which the time to the kill begins
	ready  sync.Once     // it begins once
	taken  chan struct{} // a submission was acknowledged; nobody need listen

	mu    sync.Mutex
	waves [victimSchools]Wave // open, one per school
}

// suffer is the life of a victim: the folder, the round and the step are its arguments.
func suffer(ctx context.Context, r *killtest.Reporter) error {
	round, err := strconv.Atoi(r.Args[1])
	if err != nil {
		return err
	}
	// A checkpoint every hundred submissions or so: that is when an engine is easiest to hurt.
	folder, err := duckdb.OpenFolder(ctx, r.Args[0], duckdb.FolderOptions{CheckpointBytes: 16 << 10, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	prog, err := programme.Open(ctx, folder.Record)
	if err != nil {
		return err
	}
	v := &victim{report: r, round: round, until: r.Args[2], taken: make(chan struct{})}
	if v.Store, err = Open(ctx, folder, prog); err != nil {
		return err
	}
	for i, school := range prog.Schools() {
		if err := v.renew(ctx, i, school.ID); err != nil {
			return err
		}
	}
	v.step("opened")
	failed := make(chan error)
	for worker := range victimWorkers {
		go func() { failed <- v.answer(ctx, worker) }()
	}
	go func() { failed <- v.end(ctx, prog.Schools()) }()
	return <-failed
}

// step reports a step that is about to be done.
func (v *victim) step(name string) {
	v.report.Line("s " + name)
	if name == v.until {
		v.ready.Do(v.report.Ready)
	}
}

// acknowledged reports a submission.
func (v *victim) acknowledged(n, content int, w Wave) {
	v.report.Line(fmt.Sprintf("a %d %d %s", n, content, w.ID))
}

// renew finds the school's open wave, or finishes the one that is closing and opens another.
func (v *victim) renew(ctx context.Context, i int, school programme.SchoolID) error {
	for _, w := range v.WavesOf(school) {
		if w.State == WaveOpen {
			v.set(i, w)
			return nil
		}
		if w.State == WaveClosing {
			if err := v.finish(ctx, w); err != nil {
				return err
			}
		}
	}
	local := v.Supplement(SupplementKey{programme.ScopeSchool, string(school), StateSurvey})
	local.Items = []LocalItem{onScale(fmt.Sprintf("Spørsmål %d?", local.Revision))}
	if _, err := v.SaveSupplement(ctx, leader.At(now), local); err != nil {
		return err
	}
	w, err := v.OpenWave(ctx, audit.Console.At(now), victimSpec(school))
	v.set(i, w)
	return err
}

func victimSpec(school programme.SchoolID) WaveSpec {
	return WaveSpec{School: school, Phase: "a", Instrument: StateSurvey, ClosesAt: now.AddDate(0, 0, 14), Counts: []GroupCount{{"teachers", 30}}}
}

func (v *victim) set(i int, w Wave) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.waves[i] = w
}

func (v *victim) pick() Wave {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.waves[mathrand.IntN(victimSchools)]
}

// answer submits one number after the other, each until it is acknowledged, some of them twice at once, some with a replacement.
func (v *victim) answer(ctx context.Context, worker int) error {
	for n := numberOf(v.round, worker); ; n++ {
		w, sub, err := v.first(ctx, n)
		if err != nil {
			return err
		}
		v.acknowledged(n, 1, w)
		select {
		case v.taken <- struct{}{}:
		default:
		}
		if n%5 != 0 {
			continue
		}
		sub.Answers, sub.Confirm = numbered(v.InstrumentOf(w), n, 2), true
		switch _, err := v.Submit(ctx, now, sub); {
		case err == nil:
			v.acknowledged(n, 2, w)
		case !errors.Is(err, ErrClosed):
			return fmt.Errorf("replace: %w", err)
		}
	}
}

// first submits a number to waves that are open until one takes it.
func (v *victim) first(ctx context.Context, n int) (Wave, Submission, error) {
	for {
		w := v.pick()
		sub := Submission{Code: w.Code, ID: SubmissionID(rand.Text()), Answers: numbered(v.InstrumentOf(w), n, 1)}
		err := v.submitTwice(ctx, sub, n%7 == 0)
		if !errors.Is(err, ErrClosed) {
			return w, sub, err
		}
	}
}

// submitTwice sends a submission, and if asked for once more at the same time. That one of the two came too late for a wave that was just
// being closed is as it should be.
func (v *victim) submitTwice(ctx context.Context, sub Submission, twice bool) error {
	submit := func() error {
		_, err := v.Submit(ctx, now, sub)
		return err
	}
	if !twice {
		return submit()
	}
	other := make(chan error)
	go func() { other <- submit() }()
	a, b := submit(), <-other
	if errors.Is(a, ErrClosed) {
		return b
	}
	if errors.Is(b, ErrClosed) {
		return a
	}
	return errors.Join(a, b)
}

// end closes waves for ever, with some submissions between: most are sealed, some voided.
func (v *victim) end(ctx context.Context, schools []programme.School) error {
	for i := 0; ; i++ {
		for range mathrand.IntN(200) {
			<-v.taken
		}
		place := i % victimSchools
		v.mu.Lock()
		w := v.waves[place]
		v.mu.Unlock()
		if err := v.finish(ctx, w); err != nil {
			return err
		}
		if err := v.renew(ctx, place, schools[place].ID); err != nil {
			return err
		}
	}
}

func (v *victim) finish(ctx context.Context, w Wave) error {
	if v.until == "voiding" || mathrand.IntN(6) == 0 {
		v.step("voiding")
		return v.Void(ctx, audit.Console.At(now), w.ID)
	}
	v.step("closing")
	if err := v.BeginClosing(ctx, audit.Console.At(now), w.ID); err != nil {
		return err
	}
	v.step("sealing")
	if _, err := v.Seal(ctx, w.ID); err != nil {
		return err
	}
	v.step("sweeping")
	return v.Sweep(ctx)
}

// Numbers are written into answers: base 5 in the first twelve items, and whether it is the first content or the replacement in the
// thirteenth. So a response can be told after its id has been destroyed.
const (
	numberItems = 12
	perWorker   = 1 << 18
)

// numberOf is the first number of a worker in a round.
func numberOf(round, worker int) int { return (round*victimWorkers + worker) * perWorker }

func numbered(in *Instrument, n, content int) map[string]string {
	answers := map[string]string{}
	items := in.Items()
	for _, item := range items[:numberItems] {
		answers[string(item.ID)] = strconv.Itoa(1 + n%5)
		n /= 5
	}
	answers[string(items[numberItems].ID)] = strconv.Itoa(content)
	return answers
}
