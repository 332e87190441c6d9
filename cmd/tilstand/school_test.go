package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// register is a data folder on which commands are run.
type register struct {
	t   *testing.T
	dir string
}

func newRegister(t *testing.T) register {
	t.Helper()
	r := register{t, filepath.Join(t.TempDir(), "data")}
	a, err := openApp(t.Context(), r.dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.close(context.Background()); err != nil {
		t.Fatal(err)
	}
	return r
}

// does runs a command, given as it is typed but for the data folder.
func (r register) does(words string, args ...string) (string, error) {
	r.t.Helper()
	var out strings.Builder
	err := run(r.t.Context(), append(append(strings.Fields(words), "-data", r.dir), args...), &out, &out)
	return out.String(), err
}

// says runs a command that succeeds and says something.
func (r register) says(want, words string, args ...string) string {
	r.t.Helper()
	out, err := r.does(words, args...)
	if err != nil || !strings.Contains(out, want) {
		r.t.Errorf("%s %v: %v, and not %q in:\n%s", words, args, err, want, out)
	}
	return out
}

// refuses runs a command that must not succeed.
func (r register) refuses(want, words string, args ...string) {
	r.t.Helper()
	out, err := r.does(words, args...)
	if err == nil || !strings.Contains(out+err.Error(), want) {
		r.t.Errorf("%s %v: %v, want %q\n%s", words, args, err, want, out)
	}
}

// A register is kept by commands alone: owners, schools, cohorts, a merger.
func TestRegisterByCommands(t *testing.T) {
	t.Parallel()
	r := newRegister(t)
	r.says("Registered 964338531, Fjordvik kommune", "owner add", "-orgnr", "964338531", "-name", "Fjordvik kommune", "-kind", "municipality")
	r.says("Changed 964338531, Nye Fjordvik kommune", "owner change", "-owner", "964338531", "-name", "Nye Fjordvik kommune")
	r.refuses("-kind is none of those that there are", "owner add", "-orgnr", "974760673", "-name", "Staten", "-kind", "state")
	r.says("Registered 974600951, Bø skole", "school add", "-orgnr", "974600951", "-name", "Bø skole", "-municipality", "4611", "-form", "nb", "-owner", "964338531", "-staff", "41")
	r.says("Registered 974760673", "school add", "-orgnr", "974760673", "-name", "Ås skole", "-municipality", "4611", "-form", "nn", "-owner", "964338531")
	r.refuses("-name is missing", "school add", "-orgnr", "974760673")
	r.refuses("no owner with the organisation number \"1\"", "school add", "-orgnr", "974760673", "-name", "x", "-municipality", "4611", "-form", "nn", "-owner", "1")
	r.says("Changed 974600951, Bø skule", "school change", "-school", "974600951", "-name", "Bø skule", "-form", "nn", "-from", "2026-08-01")
	r.refuses("-on is ahead", "school change", "-school", "974600951", "-name", "Bø", "-from", "2126-08-01")
	r.refuses("write it as 2026-08-01", "school change", "-school", "974600951", "-from", "i går")
	r.refuses("no school with the organisation number", "school close", "-school", "1")
	r.says("Merged into Bø skule: 974760673, Ås skole", "school merge", "-school", "974760673", "-into", "974600951", "-on", "2026-08-01")
	r.refuses("-into has been merged already", "school merge", "-school", "974760673", "-into", "974600951")
	r.says("2026-08-01  974600951", "school list", "-owner", "964338531")
	r.says("Reopened 974760673", "school reopen", "-school", "974760673")
	r.says("Closed 974760673", "school close", "-school", "974760673")
	r.says("Nye Fjordvik kommune  municipality  2", "owner list")

	r.says("Added Pulje 1, which starts on 2026-08-15 and has 1 schools", "cohort add", "-name", "Pulje 1", "-starts", "2026-08-15", "-schools", "974600951")
	r.says("Changed Pulje høst, which starts on 2026-08-15 and has 2 schools", "cohort change", "-cohort", "Pulje 1", "-name", "Pulje høst", "-schools", "974 760 673")
	r.refuses("there are 0 cohorts", "cohort change", "-cohort", "Pulje 1", "-name", "x")
	r.says("Pulje høst  2026-08-15  2", "cohort list")
	r.says("school_merged", "log list")
}

// Schools come from a file: looked at, refused with every faulty row, imported without them, and the second time there is nothing to do.
func TestImportSchoolsByCommand(t *testing.T) {
	t.Parallel()
	r := newRegister(t)
	file := filepath.Join(t.TempDir(), "schools.csv")
	const table = "Organisasjonsnummer;Navn;Kommunenummer;Målform;Ansatte;Eierens organisasjonsnummer;Eier;Eiertype;Telefon\n" +
		"974600951;Bø skole;4611;nb;41;964338531;Fjordvik kommune;kommune;\n" +
		"974760673;Ås skole;4612;samisk;;964338531;;;\n"
	if err := os.WriteFile(file, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	out := r.says("Nothing has been stored", "school import", "-dry-run", file)
	for _, want := range []string{"new owner", "Fjordvik kommune", "new     ", "row 3", "written_form is neither nb nor nn (samisk)", "columns that say nothing here: Telefon", "1 faulty, 1 new"} {
		if !strings.Contains(out, want) {
			t.Errorf("not %q in:\n%s", want, out)
		}
	}
	r.refuses("nothing has been stored: put the faulty rows right", "school import", file)
	r.says("Stored.", "school import", "-leave-faulty", file)
	r.says("There is nothing to do", "school import", "-municipality", "4611", file)
	if out := r.says("Bø skole", "school list"); strings.Contains(out, "Ås") {
		t.Errorf("a faulty row was imported:\n%s", out)
	}
	r.refuses("name one file", "school import")
	r.refuses("lists no schools", "school import", writeFile(t, "no.json", `{"x": 1}`))
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
