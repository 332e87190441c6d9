package torture

import (
	"os"
	"path/filepath"
	"testing"

	"tilstand/internal/duckdb/killtest"
	"tilstand/internal/duckdb/powertest"
	"tilstand/internal/testkit"
)

// The power fails while answers come in by link and by code, waves are released, earlier surveys imported and backups made, all at once. Every state that the disk may be
// in opens, has every answer, import and release that was acknowledged, once, and proves whole.
func TestPowerLossService(t *testing.T) {
	if r := killtest.Running(); r != nil {
		powertest.Begin(t)
		must(t, live(t.Context(), r, 300))
		powertest.Off(r)
	}
	t.Parallel()
	s := newSite(t)
	rec := powertest.Record(t, s.dir, nil, s.dir, together, "0", string(s.key))
	rec.Verify(t)
	t.Log(rec)
	var table killtest.Table
	n := powertest.Number(testkit.Rounds(1, 3))
	for _, mode := range powertest.Modes {
		t.Run(mode.String(), func(t *testing.T) {
			var c count
			log, states := &log{}, 0
			rec.States(mode, n, func(state powertest.State) {
				states++
				table.State("service: " + mode.String())
				lookAt(t, state, &c, log, states == n)
			})
			t.Logf("%d states, %d releases read", states, c.releases)
			table.Found(c.acked, c.present, c.lost, c.doubled)
			table.Repairs(int(log.restored.Load()), int(log.cut.Load()))
		})
	}
	table.Report(t)
}

// lookAt opens a state and compares.
func lookAt(t *testing.T, state powertest.State, all *count, log *log, thorough bool) {
	t.Helper()
	base, err := os.MkdirTemp("", "torture")
	must(t, err)
	defer os.RemoveAll(base)
	dir := filepath.Join(base, "data")
	must(t, os.Mkdir(dir, 0o700))
	must(t, state.Put(dir))
	h, err := open(t.Context(), dir, 0, log)
	if err != nil {
		t.Errorf("%v: %v", state, err)
		return
	}
	book := newLedger()
	book.hear(state.Reports)
	if err := book.compare(t.Context(), h, all); err != nil {
		t.Errorf("%v: %v", state, err)
	}
	if thorough {
		if err := h.prove(t.Context()); err != nil {
			t.Errorf("%v: %v", state, err)
		}
	}
	must(t, h.close())
}
