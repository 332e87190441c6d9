package xlsform_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/testkit"
	"tilstand/surveys"
	"tilstand/surveys/xlsform"
)

// TestForms reads testdata/forms: a form of each kind that guides, samples and servers of XLSForm know, in our own words. Every file says at
// its top what it is and what comes of it; verdicts.txt has the content of those that are imported, and every reason of those that are not.
//
// A file is a workbook as text: the name of a sheet, then its rows, cells parted by "|". A heading with a star stands for the three languages
// that every questionnaire has, and its cells hold the three texts parted by "/". "usual" stands for settings in which nothing is wrong.
func TestForms(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/forms/*.form")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d forms, %v", len(files), err)
	}
	words := english(t)
	var verdicts strings.Builder
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".form")
		f := readForm(t, file)
		in, ignored, err := xlsform.Read(f.book.file(t))
		faults, refused := errors.AsType[*xlsform.Faults](err)
		if err != nil && !refused {
			t.Fatalf("%s: %v", name, err)
		}
		fmt.Fprintf(&verdicts, "# %s: %s\n", name, f.what)
		if refused {
			fmt.Fprintf(&verdicts, "refused\n%s", faults.In(words))
		} else {
			fmt.Fprintf(&verdicts, "imported\n%s", contentOf(in))
			if back, _, err := xlsform.Read(written(t, in)); err != nil || back.Hash() != in.Hash() {
				t.Errorf("%s does not come back: %v", name, err)
			}
		}
		for _, i := range ignored {
			fmt.Fprintln(&verdicts, "ignored:", i.In(words))
		}
		fmt.Fprintln(&verdicts)
		if got := map[bool]string{true: "refused", false: "imported"}[refused]; got != f.verdict {
			t.Errorf("%s was %s, want %s", name, got, f.verdict)
		}
	}
	testkit.Golden(t, "verdicts.txt", verdicts.String())
}

// A form is one file of testdata/forms.
type form struct {
	what, verdict string
	book          book
}

func readForm(t *testing.T, file string) form {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	f := form{what: strings.TrimPrefix(lines[0], "# "), verdict: strings.TrimPrefix(lines[1], "# "), book: book{}}
	sheet := ""
	for _, line := range lines[2:] {
		switch {
		case line == "":
			sheet = ""
		case sheet == "":
			sheet = line
		case line == "usual":
			line = "form_id | version | x::title* | x::minutes | x::author | x::licence | x::year | x::basis"
			f.book[sheet] = append(f.book[sheet], cellsOf(line), cellsOf("meetings | 1 | Møtene / Møta / The meetings | 2 | Bø skole | CC BY 4.0 | 2026 | own"))
		default:
			f.book[sheet] = append(f.book[sheet], cellsOf(line))
		}
	}
	for sheet, rows := range f.book {
		f.book[sheet] = inAllLanguages(rows)
	}
	return f
}

func cellsOf(line string) []string {
	var cells []string
	for cell := range strings.SplitSeq(line, "|") {
		cells = append(cells, strings.TrimSpace(cell))
	}
	return cells
}

// inAllLanguages puts three columns in the place of every one whose heading has a star.
func inAllLanguages(rows [][]string) [][]string {
	starred := map[int]bool{}
	for _, row := range rows {
		for i, cell := range row {
			starred[i] = starred[i] || strings.HasSuffix(cell, "*")
		}
	}
	var all [][]string
	for _, row := range rows {
		var cells []string
		for i, cell := range row {
			base, heading := strings.CutSuffix(cell, "*")
			switch texts := strings.Split(cell, " / "); {
			case heading:
				cells = append(cells, base+"::bokmål (nb)", base+"::nynorsk (nn)", base+"::English (en)")
			case !starred[i]:
				cells = append(cells, cell)
			case len(texts) == 3:
				cells = append(cells, texts...)
			default:
				cells = append(cells, cell, "", "")
			}
		}
		all = append(all, cells)
	}
	return all
}

// contentOf is what an instrument asks, in English.
func contentOf(in *surveys.Instrument) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	only := func(condition string) string {
		if condition == "" {
			return ""
		}
		return " if " + condition
	}
	line("%s v%d, %s, %d min, %s: %s; %s", in.Key, in.Version, in.Kind, in.Minutes, strings.Join(in.Languages, " "), in.Title["en"], in.Intro["en"])
	for _, section := range in.Sections {
		line("  %s: %s%s", section.Key, section.Title["en"], only(section.ShowIf))
		for _, item := range section.Items {
			for _, p := range section.Passages {
				if p.Before == item.ID {
					line("    note %s: %s%s", p.Key, p.Text["en"], only(p.ShowIf))
				}
			}
			line("    %s: %s [%s]%s%s", item.ID, item.Text["en"], answersTo(in, item), only(item.ShowIf), map[bool]string{true: " (" + item.Hint["en"] + ")"}[item.Hint != nil])
		}
		for _, p := range section.Passages {
			if p.Before == "" {
				line("    note %s: %s%s", p.Key, p.Text["en"], only(p.ShowIf))
			}
		}
	}
	return b.String()
}

func answersTo(in *surveys.Instrument, item surveys.Item) string {
	var answers []string
	for _, o := range in.ChoiceList(item).Options {
		answers = append(answers, o.Key+" "+o.Label["en"]+map[bool]string{true: " alone"}[o.Exclusive])
	}
	scale := in.Scale(item)
	for _, step := range slices.Concat(scale.Steps, scale.Outside) {
		answers = append(answers, fmt.Sprint(step.Code, " ", step.Label["en"]))
	}
	kind := string(item.Type)
	if item.Scale != "" {
		kind = "scale " + item.Scale
	}
	return kind + ": " + strings.Join(answers, ", ")
}
