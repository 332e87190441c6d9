package surveys

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// A sequence of submissions, resends, replacements, restarts and a closing, against a model that is three lines long: an id holds the content
// that was first sent under it, until other content is confirmed; a closed wave takes nothing.
func TestSubmitModel(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	school := programme.School{}
	rapid.Check(t, func(rt *rapid.T) {
		school = g.newSchool(t, "Skole") // each sequence has a school of its own, and so a wave of its own
		spec := g.spec()
		spec.School = school.ID
		w, err := g.OpenWave(t.Context(), audit.Console.At(now), spec)
		if err != nil {
			rt.Fatal(err)
		}
		ids := make([]SubmissionID, 4)
		for i := range ids {
			ids[i] = g.answer(w, 0).ID
		}
		model := map[SubmissionID]string{}
		closed := false
		submit := func(rt *rapid.T) {
			sub := g.answer(w, rapid.IntRange(0, 2).Draw(rt, "content"))
			sub.ID, sub.Confirm = ids[rapid.IntRange(0, len(ids)-1).Draw(rt, "id")], rapid.Bool().Draw(rt, "confirm")
			sent := content(g.accepted(t, w, sub))
			before, known := model[sub.ID]
			receipt, err := g.Submit(t.Context(), now, sub)
			switch {
			case known && before == sent:
				if err != nil || receipt != (Receipt{sub.ID, true}) {
					rt.Fatalf("resend: %+v, %v", receipt, err)
				}
			case closed:
				if !errors.Is(err, ErrClosed) {
					rt.Fatalf("closed: %v", err)
				}
			case known && !sub.Confirm:
				if !errors.Is(err, ErrConflict) {
					rt.Fatalf("conflict: %v", err)
				}
			default:
				if err != nil || receipt != (Receipt{sub.ID, false}) {
					rt.Fatalf("new: %+v, %v", receipt, err)
				}
				model[sub.ID] = sent
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"submit":       submit,
			"submit again": submit,
			"restart": func(rt *rapid.T) {
				if rapid.IntRange(0, 5).Draw(rt, "really") != 0 {
					return
				}
				g.Store = newStore(g.folder, g.prog) // without the sweep, which would take all the time
				if err := g.load(t.Context()); err != nil {
					rt.Fatal(err)
				}
			},
			"begin closing": func(rt *rapid.T) {
				if rapid.IntRange(0, 5).Draw(rt, "really") == 0 {
					closed = true
					if err := g.BeginClosing(t.Context(), audit.Console.At(now), w.ID); err != nil {
						rt.Fatal(err)
					}
				}
			},
		})
		if err := g.BeginClosing(t.Context(), audit.Console.At(now), w.ID); err != nil {
			rt.Fatal(err)
		}
		info, err := g.Seal(t.Context(), w.ID)
		if err != nil || info.Responses != len(model) {
			rt.Fatalf("%+v, %v; want %d responses", info, err, len(model))
		}
		var want []string
		for _, sent := range model {
			want = append(want, sent)
		}
		slices.Sort(want)
		if got := sortedContent(g.sealed(t, w)); !slices.Equal(got, want) {
			rt.Fatalf("sealed %v, want %v", got, want)
		}
	})
}
