package surveys

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
)

// keyOf is where the intake journal's key of a wave lies.
func (g *ground) keyOf(w Wave) string {
	return filepath.Join(g.dir, duckdb.IntakeFile+".keys", string(w.ID)+".key")
}

// The journal of the intake file holds answers in order of arrival, so its key of a wave ends with the wave: after sealing and after voiding no file holds a byte of it,
// also when a kill came between the two. The keys of other waves stay, and a crash finds their answers.
func TestKeysEndWithTheirWaves(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, g *ground, w Wave){
		"sealed": func(t *testing.T, g *ground, w Wave) { g.finish(t, w) },
		"void": func(t *testing.T, g *ground, w Wave) {
			if err := g.Void(t.Context(), audit.Console.At(now), w.ID); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			w := g.wave(t)
			spec := g.spec()
			spec.School = g.newSchool(t, "Borgen skole").ID
			other, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(g.keyOf(w)); err == nil {
				t.Error("there is a key before there is an answer")
			}
			for i := range 5 {
				g.submit(t, g.answer(w, i))
				g.submit(t, g.answer(other, i))
			}
			key, err := os.ReadFile(g.keyOf(w))
			if err != nil {
				t.Fatal(err)
			}
			if found := grep(t, g.dir, string(key[8:])); len(found) != 1 {
				t.Fatalf("the key is in %v: this test sees nothing", found)
			}
			if found := grep(t, g.dir, string(w.ID)); len(found) == 0 || slices.Contains(found, duckdb.IntakeFile+".journal") {
				t.Errorf("the wave is named in %v", found)
			}
			end(t, g, w)
			gone := func(when string) {
				t.Helper()
				for _, part := range [][]byte{key[8:24], key[24:40], key[40:56]} { // the id and both halves of the key
					if found := grep(t, g.dir, string(part)); found != nil {
						t.Errorf("%s: part of the key is in %v", when, found)
					}
				}
			}
			gone("at once")
			g.reopen(t)
			gone("after a restart")
			if err := os.WriteFile(g.keyOf(w), key, 0o600); err != nil { // as if a kill had come before it was destroyed
				t.Fatal(err)
			}
			g.reopen(t)
			gone("after a kill")
			if before, err := os.ReadFile(g.keyOf(other)); err != nil || bytes.Equal(before, key) {
				t.Errorf("the key of the other wave: %v", err)
			}
			if n := g.intakeRows(t); n != 5 {
				t.Errorf("%d answers to the other wave, want 5", n)
			}
		})
	}
}
