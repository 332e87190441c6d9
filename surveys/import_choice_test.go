package surveys

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/programme"
	"tilstand/internal/tabular"
)

// TestImportChoices reads answers to questions of every kind: a column per option of a multiple choice, single choices by code or
// label, and answers to questions that were not to be asked, which are dropped.
func TestImportChoices(t *testing.T) {
	t.Parallel()
	const file = `known,used,shared,renewed,work,channels/meeting,channels/minutes,channels/leader,channels/none,meetings,time,breaks
4,4,4,4,1,1,0,0,0,5,2,
5,4,,4,Mostly outside the classroom,1,,1,,,0,3
3,3,3,3,1,0,1,0,0,5,2,2
,,,,,,,,,,1,
`
	table, err := tabular.Read(strings.NewReader(file), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := ReadSheet(table, &tabular.Faults{})
	if err != nil {
		t.Fatal(err)
	}
	in := mixedInstrument(t)
	r := &reading{in: in, t: programme.Builtin(), sheet: sheet, m: obviousItems(in, sheet)}
	rows, empty := r.read()
	if len(r.faults) > 0 || empty > 0 {
		t.Fatalf("faults %v, %d empty rows", r.faults, empty)
	}
	var got [][]int8
	for _, row := range rows {
		got = append(got, row.codes)
	}
	const b, n = Blank, NotShown
	want := [][]int8{
		{4, 4, 4, 4, 1, 1, 0, 0, 0, 5, 2, n},
		{5, 4, b, 4, 2, 1, 0, 1, 0, b, 0, 3},
		{3, 3, 3, 3, 1, 0, 1, 0, 0, n, 2, n},
		{b, b, b, b, b, b, b, b, b, n, 1, n},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("codes (- want, + got):\n%s", diff)
	}
}
