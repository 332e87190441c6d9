package reports

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/dataprotection"
	"tilstand/internal/i18n"
	"tilstand/internal/settings"
	"tilstand/internal/testkit/workbook"
)

// Every word of the documents is in the workbook, in every language, and the names of its sheets fit.
func TestProtection(t *testing.T) {
	t.Parallel()
	s, err := settings.Parse(settings.Example)
	if err != nil {
		t.Fatal(err)
	}
	b, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	f, made := dataprotection.FactsOf(s, 8, dataprotection.Password), time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for _, lang := range i18n.Languages {
		p := b.Printer(lang)
		docs := []dataprotection.Document{dataprotection.Record(f, p, made), dataprotection.Assessment(f, p, made)}
		book := Protection(docs, p)
		var first, again bytes.Buffer
		if err := Write(&first, book); err != nil {
			t.Fatal(err)
		}
		if err := Write(&again, Protection(docs, p)); err != nil {
			t.Fatal(err)
		}
		dump := workbook.Dump(t, first.Bytes())
		if diff := cmp.Diff(dump, workbook.Dump(t, again.Bytes())); diff != "" {
			t.Error(diff)
		}
		if len(book.Sheets) != 3 {
			t.Errorf("%d sheets, want the record, the assessment and its risks", len(book.Sheets))
		}
		var cells []string
		for _, sheet := range book.Sheets {
			if len([]rune(sheet.Name)) > 31 || !strings.Contains(dump, sheet.Name) {
				t.Errorf("%s: sheet %q", lang, sheet.Name)
			}
			for _, row := range sheet.Rows {
				for _, cell := range row {
					cells = append(cells, cell.Text)
				}
			}
		}
		all := strings.Join(cells, "\n")
		for _, d := range docs {
			for _, part := range d.Parts {
				for _, want := range wordsOf(part) {
					if !strings.Contains(all, want) {
						t.Errorf("%s: %q is not in the workbook", lang, want)
					}
				}
			}
		}
	}
}

func wordsOf(part dataprotection.Part) []string {
	words := append([]string{part.Title}, part.Text...)
	for _, row := range part.Rows {
		for _, cell := range row {
			words = append(words, cell...)
		}
	}
	return words
}
