package surveys

import (
	"errors"
	"math"
	"testing"

	"tilstand/internal/audit"
)

// While the disk is nearly full no answer is taken in, and what is asked of a wave otherwise goes on. When there is room again, the same answer is taken in as if it had
// never come before.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.wave(t)
	g.submit(t, g.answer(w, 1))
	floor := g.folder.Floor
	late := g.answer(w, 2)
	g.folder.Floor = math.MaxInt64
	if _, err := g.Submit(t.Context(), now, late); !errors.Is(err, ErrNoRoom) {
		t.Errorf("error %v, want ErrNoRoom", err)
	}
	g.folder.Floor = floor
	if r, err := g.Submit(t.Context(), now, late); err != nil || r.Repeated {
		t.Errorf("with room again: %+v, %v", r, err)
	}
	g.folder.Floor = math.MaxInt64
	if err := g.BeginClosing(t.Context(), audit.Console.At(now), w.ID); err != nil {
		t.Fatal(err)
	}
	if info, err := g.Seal(t.Context(), w.ID); err != nil || info.Responses != 2 {
		t.Errorf("a wave is closed without room for more answers: %+v, %v", info, err)
	}
}
