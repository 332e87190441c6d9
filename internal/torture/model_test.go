package torture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

// A ledger is what the victims of one folder have been promised.
type ledger struct {
	answers  map[int]surveys.WaveID
	releases map[surveys.WaveID][]byte // hash of the document, nil until it has been read
	imports  map[surveys.WaveID]bool
	next     map[int]int // block of numbers → the one after its last acknowledged
}

func newLedger() *ledger {
	return &ledger{answers: map[int]surveys.WaveID{}, releases: map[surveys.WaveID][]byte{}, imports: map[surveys.WaveID]bool{}, next: map[int]int{}}
}

// hear takes the reports of a victim, and returns its last words: what it was about to do.
func (l *ledger) hear(lines []string) (last string) {
	last = "start"
	for _, line := range lines {
		kind, rest, _ := strings.Cut(line, " ")
		switch kind {
		case "a":
			n, wave, _ := strings.Cut(rest, " ")
			l.answers[number(n)] = surveys.WaveID(wave)
			l.next[number(n)/perWorker] = number(n) + 1
		case "r":
			if _, known := l.releases[surveys.WaveID(rest)]; !known {
				l.releases[surveys.WaveID(rest)] = nil
			}
		case "i":
			l.imports[surveys.WaveID(rest)] = true
		case "s":
			last, _, _ = strings.Cut(rest, " ")
		}
	}
	return last
}

// A count is how it went.
type count struct{ acked, present, lost, doubled, unheard, releases int }

// compare holds a folder against the ledger. Faults are in the error, one on each line.
func (l *ledger) compare(ctx context.Context, h *house, c *count) error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	found, imported, err := h.found(ctx)
	if err != nil {
		return err
	}
	c.acked += len(l.answers)
	for n, wave := range l.answers {
		if len(found[n]) == 0 {
			c.lost++
			fault("answer %d to wave %s was acknowledged and is lost", n, wave)
		}
	}
	for n, waves := range found {
		c.present++
		wave, acked := l.answers[n]
		switch {
		case len(waves) > 1:
			c.doubled++
			fault("answer %d is there %d times", n, len(waves))
		case acked && waves[0] != wave:
			fault("answer %d is in wave %s and was acknowledged for %s", n, waves[0], wave)
		case !acked && n != max(l.next[n/perWorker], n/perWorker*perWorker) && n < codeNumber(0):
			fault("answer %d is there, although it was neither acknowledged nor on its way", n)
		case !acked:
			c.unheard++
		}
	}
	for wave := range l.imports {
		if imported[wave] != importedRows {
			fault("the import %s was acknowledged and has %d rows", wave, imported[wave])
		}
	}
	for wave, n := range imported {
		if n != importedRows {
			fault("the import %s has %d rows", wave, n)
		}
	}
	return errors.Join(errors.Join(faults...), l.compareReleases(ctx, h, c))
}

// compareReleases holds releases against what they were when they were first read.
func (l *ledger) compareReleases(ctx context.Context, h *house, c *count) error {
	var faults []error
	for id, was := range l.releases {
		w, err := h.surv.Wave(id)
		if err != nil {
			return err
		}
		documents, err := h.ana.Documents(ctx, w.School)
		if err != nil {
			return err
		}
		if len(documents) != 1 {
			faults = append(faults, fmt.Errorf("wave %s was released and has %d releases", id, len(documents)))
			continue
		}
		sum := sha256.Sum256(documents[0])
		if was == nil {
			l.releases[id] = sum[:]
			c.releases++
		} else if !bytes.Equal(was, sum[:]) {
			faults = append(faults, fmt.Errorf("the release of wave %s has changed", id))
		}
	}
	return errors.Join(faults...)
}

// prove reads everything, walks the log, and makes every figure again.
func (h *house) prove(ctx context.Context) error {
	_, err := audit.Open(h.folder.Record).Verify(ctx, audit.Head{})
	faults := append([]error{err, h.folder.Intake.Scan(ctx), h.folder.Record.Scan(ctx)}, h.surv.CheckSeals(ctx, silent)...)
	return errors.Join(append(faults, h.ana.CheckReleases(ctx, silent)...)...)
}

func silent(int, int) {}

// found reads the numbers of all answers from both files, and how many rows imported waves have.
func (h *house) found(ctx context.Context) (found map[int][]surveys.WaveID, imported map[surveys.WaveID]int, err error) {
	found, imported = map[int][]surveys.WaveID{}, map[surveys.WaveID]int{}
	intake := func(row *sql.Rows) error {
		var wave surveys.WaveID
		var codes []byte
		if err := row.Scan(&wave, &codes); err != nil {
			return err
		}
		n := 0
		for i := numberItems - 1; i >= 0; i-- {
			n = 4*n + int(codes[i]) - 1
		}
		found[n] = append(found[n], wave)
		return nil
	}
	record := func(row *sql.Rows) error {
		var wave surveys.WaveID
		var n int
		if err := row.Scan(&wave, &n); err != nil {
			return err
		}
		if w, err := h.surv.Wave(wave); err != nil {
			return err
		} else if w.FromFile() {
			imported[wave]++
		} else {
			found[n] = append(found[n], wave)
		}
		return nil
	}
	return found, imported, errors.Join(
		read(ctx, h.folder.Intake, intake, "select wave_id, codes from submission"),
		read(ctx, h.folder.Record, record, fmt.Sprintf(
			"select any_value(wave_id), (sum((code::integer - 1) * power(4, item)) filter (item < %d))::integer from answer join sealed_wave on ordinal = seal group by seal, respondent", numberItems)),
	)
}

func read(ctx context.Context, db *duckdb.DB, take func(*sql.Rows) error, query string) error {
	return db.Read(ctx, func(r *duckdb.Reader) error {
		_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) { return struct{}{}, take(row) }, query)
		return err
	})
}
