package duckdb

import (
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

// A torn write of a mark costs that mark at most: what is read back is the one before it or, if it got through, itself.
func TestTornMark(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "x.acked")
	rapid.Check(t, func(r *rapid.T) {
		marks := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) mark {
			return mark{number: rapid.Uint64().Draw(r, "number"), wal: rapid.Int64Min(0).Draw(r, "wal")}
		}), 2, 8).Draw(r, "marks")
		f, err := createMark(name, marks[0])
		if err != nil {
			r.Fatal(err)
		}
		defer f.close()
		last := marks[len(marks)-1]
		for _, m := range marks[1 : len(marks)-1] {
			if err := f.write(m); err != nil {
				r.Fatal(err)
			}
		}
		before, err := os.ReadFile(name)
		if err != nil {
			r.Fatal(err)
		}
		if err := f.write(last); err != nil {
			r.Fatal(err)
		}
		after, err := os.ReadFile(name)
		if err != nil {
			r.Fatal(err)
		}
		previous := marks[len(marks)-2]
		from, to := rapid.IntRange(0, markLength).Draw(r, "from"), rapid.IntRange(0, markLength).Draw(r, "to")
		slot := int(1-f.slot) * markSlot
		torn := before
		if from < to { // some bytes of the new mark, anywhere in it
			copy(torn[slot+from:slot+to], after[slot+from:slot+to])
		}
		if err := os.WriteFile(name, torn, 0o600); err != nil {
			r.Fatal(err)
		}
		got, ok, err := readMark(name)
		if err != nil || !ok || got != previous && got != last {
			r.Fatalf("read %v %v (%v), want %v or %v", got, ok, err, previous, last)
		}
		if from == 0 && to == markLength && got != last {
			r.Fatalf("read %v, but %v was written whole", got, last)
		}
		if from >= to && got != previous {
			r.Fatalf("read %v, but nothing of %v was written", got, last)
		}
	})
}

func FuzzDecodeMark(f *testing.F) {
	f.Add(encodeMark(3, mark{number: 7, wal: 100}))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		turn, m, ok := decodeMark(b)
		if ok && string(encodeMark(turn, m)) != string(b[:markLength]) {
			t.Errorf("%x is read as %d %v, which is written differently", b, turn, m)
		}
	})
}
