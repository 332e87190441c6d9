package i18n

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDates(t *testing.T) {
	t.Parallel()
	nb, nn, en := printer(t, "nb"), printer(t, "nn"), printer(t, "en")
	winter := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	summer := time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC) // the next day in Norway
	for _, test := range []struct{ got, want string }{
		{nb.Date(winter), "23. november 2026"},
		{nn.Date(winter), "23. november 2026"},
		{en.Date(winter), "23 November 2026"},
		{nb.DateTime(winter), "23. november 2026 kl. 15.05"},
		{nn.DateTime(winter), "23. november 2026 kl. 15.05"},
		{en.DateTime(winter), "23 November 2026, 15:05"},
		{nb.DateTime(summer), "1. juli 2026 kl. 00.30"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// Month names from the Unicode CLDR, nb and nn alike; Norwegian writes them small.
func TestMonths(t *testing.T) {
	t.Parallel()
	nb := printer(t, "nb")
	want := []string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}
	var got []string
	for month := time.January; month <= time.December; month++ {
		got = append(got, nb.Date(time.Date(2026, month, 15, 12, 0, 0, 0, time.UTC))[len("15. "):len(nb.Date(time.Date(2026, month, 15, 12, 0, 0, 0, time.UTC)))-len(" 2026")])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSortByName(t *testing.T) {
	t.Parallel()
	names := []string{"Ås", "Zeus", "Ørsta", "Aas", "Ænes", "Bø", "bø", "Årdal", "Aasen", "Bø 10", "Bø 2"}
	SortByName(names, func(s string) string { return s })
	// The Norwegian alphabet: Æ, Ø, Å at the end, and Aa beside Å; numbers by size.
	want := []string{"bø", "Bø", "Bø 2", "Bø 10", "Zeus", "Ænes", "Ørsta", "Årdal", "Ås", "Aas", "Aasen"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	p := printer(t, "nn")
	for _, test := range []struct {
		parts []string
		want  string
	}{
		{nil, ""},
		{[]string{"A"}, "A"},
		{[]string{"A", "B"}, "A og B"},
		{[]string{"A", "B", "C", "D"}, "A, B, C og D"},
	} {
		if got := p.List(test.parts); got != test.want {
			t.Errorf("List(%v): got %q, want %q", test.parts, got, test.want)
		}
	}
}
