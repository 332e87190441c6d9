package torture

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"tilstand/analytics"
	"tilstand/internal/backup"
	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/tabular"
	"tilstand/surveys"
)

// What a victim is busy with, besides taking in answers.
const (
	taking    = "answers"
	storm     = "checkpoints"
	releasing = "releases"
	importing = "imports"
	backingUp = "backups"
	together  = "everything"
)

var trades = []string{taking, storm, storm, releasing, releasing, importing, backingUp}

const (
	linkWaves  = 3
	workers    = 8
	perWorker  = 1 << 10 // numbers of a worker in one life
	codesALife = 12
)

// A victim takes answers in on all cores and does its trade beside it. What is acknowledged to it, it reports:
//
//	a NUMBER WAVE      an answer, by open link or by code
//	r WAVE             a release; the parent reads what it says
//	i WAVE             an import
//	b FILE             a backup
//	s WORDS            what it is about to do
type victim struct {
	*house
	report *killtest.Reporter
	life   int

	mu    sync.Mutex
	waves []surveys.Wave // open, by link
	count map[surveys.WaveID]int
	left  int           // answers until it has done enough; never, where it is negative
	stop  chan struct{} // closed then
	some  chan struct{} // an answer was acknowledged; nobody need listen
}

// live is the life of a victim: folder, trade, number of the life and the key of the wave with codes are its arguments. It returns when so many answers are in.
func live(ctx context.Context, r *killtest.Reporter, enough int) error {
	checkpoint := int64(128 << 10)
	if r.Args[1] == storm {
		checkpoint = 8 << 10
	}
	h, err := open(ctx, r.Args[0], checkpoint, slog.DiscardHandler)
	if err != nil {
		return err
	}
	v := &victim{house: h, report: r, life: number(r.Args[2]), count: map[surveys.WaveID]int{}, left: enough, stop: make(chan struct{}), some: make(chan struct{})}
	found, _, err := h.found(ctx)
	if err != nil {
		return err
	}
	for _, waves := range found {
		v.count[waves[0]]++
	}
	for _, w := range h.surv.Waves() {
		if w.State == surveys.WaveOpen && !w.ByCode {
			v.waves = append(v.waves, w)
		}
	}
	for len(v.waves) < linkWaves {
		w, err := h.wave(ctx, false)
		if err != nil {
			return err
		}
		v.waves = append(v.waves, w)
	}
	v.say("s open")
	r.Ready()
	failed := make(chan error, workers+2)
	var all sync.WaitGroup
	work := func(do func(context.Context) error) {
		all.Go(func() {
			if err := do(ctx); err != nil {
				failed <- err
			}
		})
	}
	for worker := range workers {
		work(func(ctx context.Context) error { return v.answer(ctx, worker) })
	}
	work(v.answerByCode)
	switch r.Args[1] {
	case storm:
		work(v.storm)
	case releasing:
		work(v.release)
	case importing:
		work(v.imports)
	case backingUp:
		work(v.backups)
	case together:
		work(v.release)
		work(v.imports)
		work(v.backups)
	}
	go func() { all.Wait(); close(failed) }()
	return <-failed
}

func (v *victim) say(line string) { v.report.Line(line) }

func (v *victim) stopped() bool {
	select {
	case <-v.stop:
		return true
	default:
		return false
	}
}

// answer submits one number after the other, each until it is acknowledged, some of them twice.
func (v *victim) answer(ctx context.Context, worker int) error {
	first := (v.life*workers + worker) * perWorker
	for n := first; n < first+perWorker && !v.stopped(); n++ {
		for {
			w, err := v.pick(ctx)
			if err != nil {
				return err
			}
			sub := v.numbered(w, w.Code, n)
			_, err = v.surv.Submit(ctx, autumn, sub)
			if errors.Is(err, surveys.ErrClosed) {
				continue
			}
			if err == nil && n%5 == 0 {
				_, err = v.surv.Submit(ctx, autumn, sub)
				if errors.Is(err, surveys.ErrClosed) {
					err = nil
				}
			}
			if err != nil {
				return fmt.Errorf("submit: %w", err)
			}
			v.say(fmt.Sprintf("a %d %s", n, w.ID))
			break
		}
		select {
		case v.some <- struct{}{}:
		default:
		}
	}
	return nil
}

// pick chooses an open wave, and opens another in the place of one that everybody has answered.
func (v *victim) pick(ctx context.Context) (surveys.Wave, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	i := rand.IntN(len(v.waves))
	if v.count[v.waves[i].ID] >= headCount-workers {
		w, err := v.wave(ctx, false)
		if err != nil {
			return w, err
		}
		v.waves[i] = w
	}
	v.count[v.waves[i].ID]++
	if v.left--; v.left == 0 {
		close(v.stop)
	}
	return v.waves[i], nil
}

// answerByCode uses the slips of this life.
func (v *victim) answerByCode(ctx context.Context) error {
	for _, w := range v.surv.Waves() {
		if !w.ByCode || w.State != surveys.WaveOpen {
			continue
		}
		slips, err := v.surv.Slips(w.ID, surveys.CodeKey(v.report.Args[3]))
		if err != nil {
			return err
		}
		for i := v.life * codesALife; i < (v.life+1)*codesALife && !v.stopped(); i++ {
			sub := v.numbered(w, slips[i].Code, codeNumber(i))
			if _, err := v.surv.Submit(ctx, autumn, sub); err != nil {
				return fmt.Errorf("submit by code: %w", err)
			}
			v.say(fmt.Sprintf("a %d %s", codeNumber(i), w.ID))
		}
	}
	return nil
}

// codeNumber is what is answered with the i-th slip.
func codeNumber(i int) int { return 1<<19 + i }

// storm checkpoints as fast as it can.
func (v *victim) storm(ctx context.Context) error {
	for !v.stopped() {
		if err := v.folder.Intake.Checkpoint(ctx); err != nil {
			return err
		}
		if rand.IntN(4) == 0 {
			if err := v.folder.Record.Checkpoint(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// release closes one wave after the other, with some answers between.
func (v *victim) release(ctx context.Context) error {
	for !v.stopped() {
		for range rand.IntN(40) {
			select {
			case <-v.some:
			case <-v.stop:
				return nil
			}
		}
		next, err := v.wave(ctx, false)
		if err != nil {
			return err
		}
		v.mu.Lock()
		w := v.waves[0]
		v.waves = append(v.waves[1:], next)
		v.mu.Unlock()
		v.say("s closing")
		switch _, err := v.ana.Close(ctx, console, w.ID); {
		case err == nil:
			v.say("r " + string(w.ID))
		case !errors.Is(err, analytics.ErrHeadCount):
			return fmt.Errorf("close: %w", err)
		}
	}
	return v.ana.Settle(ctx)
}

const importedRows = 40

// imports brings in one earlier survey after the other, each at a school of its own.
func (v *victim) imports(ctx context.Context) error {
	in, _ := surveys.Builtin(surveys.StateSurvey)
	sheet, err := sheetOf(in)
	if err != nil {
		return err
	}
	for !v.stopped() {
		school, err := v.school(ctx)
		if err != nil {
			return err
		}
		v.say("s importing")
		w, err := v.surv.Import(ctx, console, surveys.ImportSpec{
			School: school.ID, Phase: "a", Instrument: surveys.StateSurvey, Closed: autumn.AddDate(-3, 0, 0),
			Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 2 * importedRows}}, Sheet: sheet,
		})
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		v.say("i " + string(w.ID))
	}
	return nil
}

// sheetOf is a file of answers.
func sheetOf(in *surveys.Instrument) (*surveys.Sheet, error) {
	var rows [][]string
	for n := range importedRows + 1 {
		var cells []string
		for i, item := range in.Items() {
			if codes := in.Scale(item).Codes(); n == 0 {
				cells = append(cells, string(item.ID))
			} else {
				cells = append(cells, strconv.Itoa(int(codes[(n+i)%len(codes)])))
			}
		}
		rows = append(rows, cells)
	}
	var text strings.Builder
	if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
		return nil, err
	}
	table, err := tabular.Read(strings.NewReader(text.String()), tabular.Options{})
	if err != nil {
		return nil, err
	}
	var faults tabular.Faults
	sheet, err := surveys.ReadSheet(table, &faults)
	return sheet, errors.Join(err, faults.Err(), table.Close())
}

// backups makes one archive after the other.
func (v *victim) backups(ctx context.Context) error {
	for n := 0; !v.stopped(); n++ {
		path := filepath.Join(filepath.Dir(v.dir), fmt.Sprintf("%d-%d.backup", v.life, n))
		v.say("s backing up " + filepath.Base(path))
		source := backup.Source{Surveys: v.surv, Data: v.dir, Program: "test", Now: nowAutumn, Log: slog.New(slog.DiscardHandler)}
		err := backup.WriteNew(path, func(to io.Writer) error {
			_, err := backup.Make(ctx, source, backup.Plain, to)
			return err
		})
		if err != nil {
			return fmt.Errorf("back up: %w", err)
		}
		v.say("b " + filepath.Base(path))
	}
	return nil
}
