package backup

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"filippo.io/age"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

var autumn = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

var silent = slog.New(slog.DiscardHandler)

// ground is a data folder with one owner, open as in the service.
type ground struct {
	*house
	dir   string
	owner programme.Owner
}

func newGround(t testing.TB) *ground {
	t.Helper()
	g := &ground{dir: filepath.Join(t.TempDir(), "data")}
	g.open(t)
	t.Cleanup(func() { g.close(t) })
	var err error
	g.owner, err = g.Programme.RegisterOwner(t.Context(), audit.Console.At(autumn), programme.Owner{Orgnr: "964338531", Name: "Fjordvik kommune", Kind: programme.Municipality})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *ground) open(t testing.TB) {
	t.Helper()
	var err error
	if g.house, err = openHouse(t.Context(), g.dir, silent); err != nil {
		t.Fatal(err)
	}
}

func (g *ground) close(t testing.TB) {
	t.Helper()
	if err := g.Folder.Close(context.Background()); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func (g *ground) source() Source {
	return Source{Surveys: g.Surveys, Data: g.dir, Program: "test", Now: func() time.Time { return autumn }, Log: silent}
}

// wave opens a state survey for many teachers of a new school.
func (g *ground) wave(t testing.TB, byCode bool) surveys.Wave {
	t.Helper()
	orgnr := 974600951
	for known := len(g.Programme.Schools()); known >= 0; orgnr++ {
		if programme.CheckOrgnr(strconv.Itoa(orgnr)) == nil {
			known--
		}
	}
	school, err := g.Programme.RegisterSchool(t.Context(), audit.Console.At(autumn), programme.School{
		Orgnr: strconv.Itoa(orgnr - 1), Owner: g.owner.ID, Municipality: "0301", WrittenForm: "nn", Name: "Bø skule",
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := g.Surveys.OpenWave(t.Context(), audit.Console.At(autumn), surveys.WaveSpec{
		School: school.ID, Phase: "a", Instrument: surveys.StateSurvey, OpensAt: autumn, ClosesAt: autumn.AddDate(0, 0, 14), ByCode: byCode,
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: 1000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// slips are the codes of a wave.
func (g *ground) slips(t testing.TB, w surveys.Wave, n int) []surveys.Slip {
	t.Helper()
	key, counts := surveys.NewCodeKey(), []surveys.CodeCount{{Group: w.FirstCodes()[0].Group, Codes: n}}
	if err := g.Surveys.MakeSlips(t.Context(), audit.Console.At(autumn), w.ID, key, counts); err != nil {
		t.Fatal(err)
	}
	slips, err := g.Surveys.Slips(w.ID, key)
	if err != nil {
		t.Fatal(err)
	}
	return slips
}

// numbered is an answer that says which it is: the first digits of the number to base four are the answers to the first items.
func (g *ground) numbered(w surveys.Wave, n int) surveys.Submission {
	sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
	if len(w.Groups) > 0 {
		sub.Group = "1"
	}
	for _, item := range g.Surveys.InstrumentOf(w).Items() {
		if item.Type != surveys.MultipleChoice {
			sub.Answers[string(item.ID)] = strconv.Itoa(1 + n%4)
			n /= 4
		}
	}
	return sub
}

// found counts the answers of a folder by their numbers, wherever they are: the last revision of each in the intake file, and those that are sealed.
func (h *house) found(t testing.TB) map[surveys.WaveID]map[int]int {
	t.Helper()
	all := map[surveys.WaveID]map[int]int{}
	count := func(wave string, n int) {
		if all[surveys.WaveID(wave)] == nil {
			all[surveys.WaveID(wave)] = map[int]int{}
		}
		all[surveys.WaveID(wave)][n]++
	}
	read(t, h.Folder.Intake, func(row *sql.Rows) error {
		var wave string
		var codes []byte
		if err := row.Scan(&wave, &codes); err != nil {
			return err
		}
		n := 0
		for i := min(len(codes), 8) - 1; i >= 0; i-- {
			n = 4*n + int(codes[i]) - 1
		}
		count(wave, n)
		return nil
	}, "select wave_id, codes from submission")
	read(t, h.Folder.Record, func(row *sql.Rows) error {
		var wave string
		var n int
		if err := row.Scan(&wave, &n); err != nil {
			return err
		}
		count(wave, n)
		return nil
	}, `select any_value(wave_id), sum((code - 1) * power(4, item))::integer from answer join sealed_wave on ordinal = seal where item < 8 group by seal, respondent`)
	return all
}

func read(t testing.TB, db *duckdb.DB, take func(*sql.Rows) error, query string) {
	t.Helper()
	err := db.Read(t.Context(), func(r *duckdb.Reader) error {
		_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) { return struct{}{}, take(row) }, query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// key is somebody who can read backups.
func key(t testing.TB) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (g *ground) make(t testing.TB, to Recipients) ([]byte, Manifest) {
	t.Helper()
	var out bytes.Buffer
	m, err := Make(t.Context(), g.source(), to, &out)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), m
}

// restored opens what an archive gives.
func restored(t testing.TB, archive []byte, identities ...age.Identity) *house {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "restored")
	if _, err := Restore(t.Context(), bytes.NewReader(archive), identities, Restorer{Data: dir, By: audit.Console.At(autumn), Log: silent}); err != nil {
		t.Fatal(err)
	}
	h, err := openHouse(t.Context(), dir, silent)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Folder.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return h
}

func (g *ground) submit(t testing.TB, sub surveys.Submission) {
	t.Helper()
	if _, err := g.Surveys.Submit(t.Context(), autumn, sub); err != nil {
		t.Fatal(fmt.Errorf("submit: %w", err))
	}
}
