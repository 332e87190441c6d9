package analytics

import (
	"strings"
	"testing"

	"tilstand/internal/audit"
	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

// change runs a statement behind the back of everybody.
func (g *ground) change(t *testing.T, statement string, args ...any) {
	t.Helper()
	if err := g.folder.Record.Write(t.Context(), func(tx *duckdb.Tx) error { _, err := tx.Exec(statement, args...); return err }); err != nil {
		t.Fatal(err)
	}
}

// Releases hold while nobody has touched them or their answers, whatever was corrected and erased since; each way to touch them is found.
func TestCheckReleases(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	w := g.ask(t, g.newSchool(t, "Bø skole"), "a", 0, surveys.StateSurvey, countsOf(30, 12)...)
	g.answer(t, w, 1, 20, around(4))
	g.answer(t, w, 2, 10, around(3))
	g.closed(t, w)
	check := func(when, want string) {
		t.Helper()
		faults := g.CheckReleases(t.Context(), nil)
		if want == "" && len(faults) > 0 || want != "" && (len(faults) != 1 || !strings.Contains(faults[0].Error(), want) || !strings.Contains(faults[0].Error(), string(w.ID))) {
			t.Errorf("%s: %v, want %q", when, faults, want)
		}
	}
	check("just released", "")
	if _, err := g.Correct(t.Context(), audit.Console.At(w.ClosesAt), w.ID, countsOf(25, 11)); err != nil {
		t.Fatal(err)
	}
	check("corrected", "")
	g.reopen(t)
	check("after a restart", "")

	g.change(t, "update answer set code = 5 - code where seal = 1 and item = 3 and code between 1 and 4")
	check("answers changed", "do not give its figures")
	g.change(t, "update answer set code = 5 - code where seal = 1 and item = 3 and code between 1 and 4")
	check("and put back", "")

	documents, err := g.Documents(t.Context(), w.School)
	if err != nil {
		t.Fatal(err)
	}
	lower := strings.Replace(string(documents[0]), `"head_count":30`, `"head_count":31`, 1)
	if lower == string(documents[0]) {
		t.Fatal("the document has no such head count: this test does not bite")
	}
	g.change(t, "update release set document = $1 where revision = 1", pack([]byte(lower)))
	check("an earlier document changed", "revision 1 is not the document that was released")
	g.change(t, "update release set document = $1 where revision = 1", pack(documents[0]))
	check("and put back", "")
	g.change(t, "delete from release where revision = 1")
	check("a release gone", "the log tells of 2, and 1 are stored")
}
