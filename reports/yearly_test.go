package reports

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tilstand/analytics"
	"tilstand/internal/programme"
)

// meanOf is an edition's figure with the same interval for this staff and for more than normal fluctuation.
func meanOf(mean, half float64) analytics.Cell {
	around := &analytics.Interval{Low: mean - half, High: mean + half}
	return cell("value", analytics.Estimate{N: 120, Limit: analytics.Exact, Mean: mean, Interval: around, Claim: around, SD: 0.7, SDSource: "own"})
}

func TestMoveOf(t *testing.T) {
	t.Parallel()
	row := func(mean, half float64) analytics.OwnerRow {
		return analytics.OwnerRow{Steps: 5, Now: meanOf(mean, half)}
	}
	six := row(3.9, 0.1)
	six.Steps = 6
	for name, of := range map[string]struct {
		before, now analytics.OwnerRow
		want        Move
	}{
		"apart, and by more than 0.2 of 4 steps": {row(3.2, 0.1), row(3.5, 0.1), MovedUp},
		"the same the other way":                 {row(3.5, 0.1), row(3.2, 0.1), MovedDown},
		"the intervals meet":                     {row(3.2, 0.1), row(3.4, 0.1), NotSure},
		"apart, and too little to matter":        {row(3.2, 0.04), row(3.3, 0.04), NotSure},
		"another scale":                          {row(3.2, 0.1), six, NoMove},
		"hidden":                                 {row(3.2, 0.1), analytics.OwnerRow{Steps: 5}, NoMove},
	} {
		if got := MoveOf(of.before, of.now); got != of.want {
			t.Errorf("%s: %s, want %s", name, got, of.want)
		}
	}
}

// yearlyFixture is an owner of twelve schools, nine of which shared when the edition was made: by stage nine, eight, six and four, and two springs.
func yearlyFixture() Yearly {
	template := programme.Builtin()
	v := &analytics.EditionView{Edition: analytics.EditionHead{Number: 3, Issued: "2027-01-12", Sharing: 9, Schools: 9}}
	for _, c := range template.Components {
		v.Components = append(v.Components, analytics.ComponentHead{Key: c.Key, Name: c.Name})
	}
	add := func(key string, kind analytics.EditionGroupKind, phase programme.PhaseKey, semester string, schools int, mean float64) {
		row := analytics.EditionRow{Key: key, Kind: kind, Semester: semester, Schools: schools, HeadCount: 40 * schools, Answered: meanOf(3, 0.1), Readers: analytics.ReadersLeaders}
		for i, c := range template.Components {
			cell := analytics.OwnerRow{Component: c.Key, Steps: 5, Now: meanOf(mean+float64(i)/10, 0.1), HeadCount: 40 * schools}
			if level, ok := c.Levels[phase]; ok {
				cell.Target = &level
			}
			if i == 1 {
				cell.Now = analytics.Cell{}
			}
			row.Cells = append(row.Cells, cell)
		}
		if phase != "" {
			head := phaseOf(template, phase)
			row.Phase = &head
		}
		v.Rows = append(v.Rows, row)
	}
	for i, phase := range []programme.PhaseKey{"prep", "a", "b", "c"} {
		add(analytics.StageGroup(phase), analytics.ByStage, phase, "", []int{9, 8, 6, 4}[i], 3)
	}
	for i, semester := range []string{"2026-1", "2025-2", "2025-1"} {
		add("semester."+semester, analytics.BySemester, "", semester, 6-i, 3.6-0.3*float64(i))
	}
	add(analytics.LatestGroup, analytics.ByLatest, "", "", 9, 3.4)
	return Yearly{
		Owner: programme.Owner{ID: "owner", Orgnr: "974600951", Name: "Fjordvik kommune", Kind: programme.Municipality}, On: analytics.Date("2027-02-01").Time(),
		Schools: 12, Sharing: 9, Stops: []Stop{{"a", 1}, {"finished", 11}}, Edition: v,
	}
}

// The stage is the furthest that half of the schools have come to, never one without targets where there is one with, and the years are a year apart.
func TestWhatAYearlySummaryIsOf(t *testing.T) {
	t.Parallel()
	y := yearlyFixture()
	if got := y.Stage().Key; got != "stage.b" {
		t.Errorf("the stage is %s", got)
	}
	y.Edition.Rows = slices.DeleteFunc(y.Edition.Rows, func(row analytics.EditionRow) bool { return row.Key == "stage.b" || row.Key == "stage.c" })
	if got := y.Stage().Key; got != "stage.a" {
		t.Errorf("of the preparation with nine and A with eight schools it is %s", got)
	}
	before, now := y.Years()
	if before.Semester != "2025-1" || now.Semester != "2026-1" {
		t.Errorf("from %s to %s", before.Semester, now.Semester)
	}
	y.Edition.Rows = slices.DeleteFunc(y.Edition.Rows, func(row analytics.EditionRow) bool { return row.Semester == "2025-1" })
	if before, _ = y.Years(); before.Semester != "2025-2" {
		t.Errorf("without the same half it is from %s", before.Semester)
	}
	y.Edition = nil
	if before, now = y.Years(); before != nil || now != nil || y.Stage() != nil || y.Latest() != nil {
		t.Error("there are figures without an edition")
	}
}

func TestChosenComponents(t *testing.T) {
	t.Parallel()
	chosen := map[programme.ComponentKey]int{"uncover": 2, "notify": 3, "promote": 2}
	few, enough := Work{Schools: 2}, Work{Schools: 3}
	few.rank(chosen)
	enough.rank(chosen)
	if few.Chosen != nil {
		t.Errorf("two schools: %v", few.Chosen)
	}
	if diff := cmp.Diff([]Chosen{{"notify", 3}, {"promote", 2}, {"uncover", 2}}, enough.Chosen); diff != "" {
		t.Error(diff)
	}
}

// The workbook has the sentences of the paper, and its figures as numbers; what is hidden is a word.
func TestYearlyWorkbook(t *testing.T) {
	t.Parallel()
	y := yearlyFixture()
	for lang, want := range map[string][]string{
		"nb": {"Oppsummering", "Tilstand", "Siden i fjor", "Deltakelse", "Metode"},
		"nn": {"Oppsummering", "Tilstand", "Sidan i fjor", "Deltaking", "Metode"},
		"en": {"Summary", "Condition", "Since last year", "Participation", "Method"},
	} {
		p := bundle().Printer(lang)
		var out bytes.Buffer
		if err := Write(&out, BuildYearly(y, p)); err != nil {
			t.Fatal(err)
		}
		f := open(t, out.Bytes())
		if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
			t.Fatalf("%s: %s", lang, diff)
		}
		said := sheetText(t, f, want[0])
		paper := y.Paper(p)
		for _, sentence := range slices.Concat(paper.Why, paper.Participation, paper.Hidden, paper.Work, []string{paper.Title, paper.Condition, paper.Movement, paper.Careful}) {
			if !strings.Contains(said, sentence) {
				t.Errorf("%s: the summary lacks %q", lang, sentence)
			}
		}
		rows := must(f.GetRows(want[1], excelize.Options{RawCellValue: true}))
		first, second := rows[len(rows)-8], rows[len(rows)-7]
		if first[2] != "3" || first[5] != "4" || second[2] != p.Say(analytics.Hidden.Label()) {
			t.Errorf("%s: the first components are %q and %q", lang, first, second)
		}
		moved := must(f.GetRows(want[2], excelize.Options{RawCellValue: true}))
		if first := moved[len(moved)-8]; first[1] != "3" || first[4] != "3.6" || first[7] != p.T("yearly.moved.up") {
			t.Errorf("%s: the first movement is %q", lang, first)
		}
	}
}

func sheetText(t testing.TB, f *excelize.File, sheet string) string {
	t.Helper()
	var all []string
	for _, row := range must(f.GetRows(sheet)) {
		all = append(all, row...)
	}
	return strings.Join(all, "\n")
}
