package torture

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/backup"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

var autumn = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

func nowAutumn() time.Time { return autumn }

var console = audit.Console.At(autumn)

// A house is a data folder that is open, with the stores of the service.
type house struct {
	dir    string
	folder *duckdb.Folder
	prog   *programme.Store
	surv   *surveys.Store
	ana    *analytics.Store

	registering sync.Mutex // schools are numbered
}

// open does what a start of the service does.
func open(ctx context.Context, dir string, checkpoint int64, log slog.Handler) (h *house, err error) {
	if err := backup.Tidy(dir); err != nil {
		return nil, err
	}
	h = &house{dir: dir}
	if h.folder, err = duckdb.OpenFolder(ctx, dir, duckdb.FolderOptions{CheckpointBytes: checkpoint, Log: slog.New(log)}); err != nil {
		return nil, err
	}
	if err := h.stores(ctx); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func (h *house) stores(ctx context.Context) (err error) {
	if h.prog, err = programme.Open(ctx, h.folder.Record); err != nil {
		return err
	}
	if h.surv, err = surveys.Open(ctx, h.folder, h.prog); err != nil {
		return err
	}
	if _, err = accounts.Open(ctx, h.folder.Record); err != nil {
		return err
	}
	if h.ana, err = analytics.Open(ctx, h.folder, h.prog, h.surv); err != nil {
		return err
	}
	return h.ana.CloseDue(ctx, autumn)
}

func (h *house) close() error { return h.folder.Close(context.Background()) }

// owner finds the one owner, or registers it.
func (h *house) owner(ctx context.Context) (programme.Owner, error) {
	if all := h.prog.Owners(); len(all) > 0 {
		return all[0], nil
	}
	return h.prog.RegisterOwner(ctx, console, programme.Owner{Orgnr: "964338531", Name: "Fjordvik kommune", Kind: programme.Municipality})
}

// orgnr is the n-th number that an organisation can have.
func orgnr(n int) string {
	for all := 974600951; ; all++ {
		if number := strconv.Itoa(all); programme.CheckOrgnr(number) == nil {
			if n == 0 {
				return number
			}
			n--
		}
	}
}

// school registers one more.
func (h *house) school(ctx context.Context) (programme.School, error) {
	h.registering.Lock()
	defer h.registering.Unlock()
	owner, err := h.owner(ctx)
	if err != nil {
		return programme.School{}, err
	}
	return h.prog.RegisterSchool(ctx, console, programme.School{
		Orgnr: orgnr(len(h.prog.Schools())), Owner: owner.ID, Municipality: "0301", WrittenForm: "nn", Name: "Bø skule",
	})
}

const headCount = 1000

// wave opens a state survey at a new school, so that its release is the only one there.
func (h *house) wave(ctx context.Context, byCode bool) (surveys.Wave, error) {
	school, err := h.school(ctx)
	if err != nil {
		return surveys.Wave{}, err
	}
	return h.surv.OpenWave(ctx, console, surveys.WaveSpec{
		School: school.ID, Phase: "a", Instrument: surveys.StateSurvey, OpensAt: autumn, ClosesAt: autumn.AddDate(0, 0, 14), ByCode: byCode,
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: headCount}},
	})
}

// A number is written into an answer: base 4 in the first ten items. So a response can be told after its id has been destroyed.
const numberItems = 10

func (h *house) numbered(w surveys.Wave, code surveys.LinkCode, n int) surveys.Submission {
	sub := surveys.Submission{Code: code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
	if len(w.Groups) > 0 {
		sub.Group = "1"
	}
	for _, item := range h.surv.InstrumentOf(w).Items()[:numberItems] {
		sub.Answers[string(item.ID)] = strconv.Itoa(1 + n%4)
		n /= 4
	}
	return sub
}

// log counts what recoveries say, and drops the rest.
type log struct{ restored, cut atomic.Int64 }

func (l *log) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }
func (l *log) WithAttrs([]slog.Attr) slog.Handler               { return l }
func (l *log) WithGroup(string) slog.Handler                    { return l }

func (l *log) Handle(_ context.Context, r slog.Record) error {
	switch {
	case strings.Contains(r.Message, "the copy from before it was put back"):
		l.restored.Add(1)
	case strings.Contains(r.Message, "has been cut"):
		l.cut.Add(1)
	}
	return nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(fmt.Sprintf("%q is no number", text))
	}
	return n
}
