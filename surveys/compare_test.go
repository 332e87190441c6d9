package surveys

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCompareWords(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		before, after string
		want          []Piece
	}{
		{"", "", nil},
		{"likt", "likt", []Piece{{Kept, "likt"}}},
		{"Vi arbeider sammen.", "Vi arbeider ofte sammen.", []Piece{{Kept, "Vi arbeider "}, {Added, "ofte "}, {Kept, "sammen."}}},
		{"på skolen vår", "på skulen vår", []Piece{{Kept, "på "}, {Removed, "skolen"}, {Added, "skulen"}, {Kept, " vår"}}},
		{"Hva nå?", "Hva nå!", []Piece{{Kept, "Hva nå"}, {Removed, "?"}, {Added, "!"}}},
		{"", "ny", []Piece{{Added, "ny"}}},
		{"gammel", "", []Piece{{Removed, "gammel"}}},
	} {
		if diff := cmp.Diff(test.want, CompareWords(test.before, test.after)); diff != "" {
			t.Errorf("%q to %q (-want +got):\n%s", test.before, test.after, diff)
		}
	}
}

// Both texts can be read out of the pieces, whatever they are.
func TestComparedWordsHoldBothTexts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", "skole", " ", "  ", ".", "é", "\xff"})
		text := func(name string) string { return strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, name), "") }
		before, after := text("before"), text("after")
		var x, y string
		for i, p := range CompareWords(before, after) {
			if p.Text == "" {
				t.Fatalf("piece %d is empty", i)
			}
			if p.Edit != Added {
				x += p.Text
			}
			if p.Edit != Removed {
				y += p.Text
			}
		}
		if x != before || y != after {
			t.Fatalf("%q to %q is read as %q to %q", before, after, x, y)
		}
	})
}

// What a comparison says will become of an item is what becomes of it once the version is published so.
func TestBreakOfForetells(t *testing.T) {
	t.Parallel()
	for _, meaning := range []Meaning{SameMeaning, NewMeaning} {
		g := newGround(t)
		before, _ := g.InstrumentInUse(StateSurvey)
		in := revised(t, 2, func(in *Instrument) {
			reword(0, 0, "Ny ordlyd?")(in)
			in.Sections[0].Items[1].Reverse = true
			last := &in.Sections[3]
			last.Items[0], last.Items[1] = last.Items[1], last.Items[0]
			last.Items[2].ID = "capacity_new"
		})
		c := Compare(before, in)
		if _, decided := c.BreakOf(in.Sections[0].Items[0].ID, nil); decided {
			t.Error("a reworded item is decided without a declaration")
		}
		declared := []Declaration{{in.Sections[0].Items[0].ID, meaning}}
		after := g.publish(t, in, declared...).Instrument
		for _, i := range c.Items {
			want := BreakBetween(before, after, i.ID)
			if got, decided := c.BreakOf(i.ID, declared); got != want || !decided {
				t.Errorf("%s, declared %s: foretold %q (decided %t), came %q", i.ID, meaning, got, decided, want)
			}
		}
		if why, decided := c.BreakOf("nothing", declared); why != BreakMissing || !decided {
			t.Errorf("an item that neither has: %q", why)
		}
	}
}
