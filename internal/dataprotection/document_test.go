package dataprotection

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/retention"
	"tilstand/internal/settings"
	"tilstand/surveys"
)

var made = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func bundle(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// named are facts of an installation that runs for its own schools; every number in them is found nowhere else in a text.
func named(t *testing.T) Facts {
	t.Helper()
	s, err := settings.Parse(settings.Example)
	if err != nil {
		t.Fatal(err)
	}
	s.Standby = settings.Standby{Listen: "10.0.0.1:8444"}
	s.Backup = settings.Backup{Folder: "/var/backups/tilstand", At: "02:30", Days: 37}
	return Facts{
		Settings: s, Owner: s.Controller.Name, MinGroup: 83, LeastGroup: 61, OwnerSchools: 71, ProgrammeSchools: 73, Months: 97, Notice: 67, LongestRun: 59, SessionHours: 47,
		RequestDays: 43, Methods: []Method{Password, Passkey, OIDC},
	}
}

// asked is a survey.
func asked() Asked {
	return Asked{
		Wave: surveys.Wave{MinGroup: 89, OpensAt: made, ClosesAt: made.AddDate(0, 0, 14)}, What: "Tilstandsmåling", School: "Bø skule", Minutes: 8, Owner: "Skulen bestemmer.",
		Erased: time.Date(2031, 3, 4, 0, 0, 0, 0, time.UTC), Privacy: "https://tilstand.example.no/privacy",
	}
}

// words are all words of a document.
func words(d Document) string {
	all := []string{d.Title, d.Draft, d.Lead}
	for _, part := range d.Parts {
		all = append(append(append(all, part.Title), part.Text...), part.Heads...)
		for _, row := range part.Rows {
			for _, cell := range row {
				all = append(all, cell...)
			}
		}
	}
	return strings.Join(all, "\n")
}

// Every fact is in the documents, in every language, and a change of it changes them: they cannot disagree with what the software does.
func TestDocumentsFollowTheFacts(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	changes := map[string]func(f *Facts){
		"83":                     func(f *Facts) { f.MinGroup = 10 },
		"61":                     func(f *Facts) { f.LeastGroup = 6 },
		"71":                     func(f *Facts) { f.OwnerSchools = 4 },
		"73":                     func(f *Facts) { f.ProgrammeSchools = 6 },
		"97":                     func(f *Facts) { f.Months = 24 },
		"67":                     func(f *Facts) { f.Notice = 31 },
		"59":                     func(f *Facts) { f.LongestRun = 36 },
		"47":                     func(f *Facts) { f.SessionHours = 12 },
		"Eksempel kommune, post": func(f *Facts) { f.Settings.Controller.Contact = "" },
		"personvernombud@":       func(f *Facts) { f.Settings.Officer = settings.Party{} },
		"drift@eksempel-ikt.no":  func(f *Facts) { f.Settings.Operator = settings.Party{} },
		"Eksempel IKT IKS: ":     func(f *Facts) { f.Settings.Processors = nil },
		"Eksempel, Nor":          func(f *Facts) { f.Settings.Hosting = nil },
		"method passkey":         func(f *Facts) { f.Methods = []Method{Password} },
		"method password":        func(f *Facts) { f.Methods = []Method{OIDC, TOTP} },
		"Feide":                  func(f *Facts) { f.Settings.OIDC = f.Settings.OIDC[1:] },
		"43":                     func(f *Facts) { f.RequestDays = 30 },
		"37 da":                  func(f *Facts) { f.Settings.Backup.Days = 14 },
		"37":                     func(f *Facts) { f.Settings.Backup = settings.Backup{} },
		"43 da":                  func(f *Facts) { f.Settings.OIDC[0].Groups = "" },
		"said standby":           func(f *Facts) { f.Settings.Standby = settings.Standby{} },
	}
	for _, lang := range i18n.Languages {
		p := b.Printer(lang)
		of := func(f Facts) string { return words(Record(f, p, made)) + words(Assessment(f, p, made)) }
		before := of(named(t))
		for fact, change := range changes {
			fact = inLanguage(b, fact, lang)
			f := named(t)
			change(&f)
			after := of(f)
			if !strings.Contains(before, fact) || strings.Contains(after, fact) {
				t.Errorf("%s: %q before %v, after %v", lang, fact, strings.Contains(before, fact), strings.Contains(after, fact))
			}
		}
	}
}

// inLanguage puts the words of a way to sign in in the place of its mark.
func inLanguage(b *i18n.Bundle, fact, lang string) string {
	if fact == "said standby" {
		return b.Printer(lang).T("pack.record.standby")
	}
	if m, ok := strings.CutPrefix(fact, "method "); ok {
		return b.Printer(lang).T("pack.method." + m)
	}
	return fact
}

// The facts are those that the packages work by.
func TestFactsOf(t *testing.T) {
	t.Parallel()
	s := settings.Default()
	s.Months = 24
	f := FactsOf(s, 8, Password)
	want := fmt.Sprint(surveys.DefaultMinGroup, surveys.LeastMinGroup, analytics.MinOwnerSchools, analytics.MinProgrammeSchools, 24, retention.Notice, retention.LongestRun, 8)
	if got := fmt.Sprint(f.MinGroup, f.LeastGroup, f.OwnerSchools, f.ProgrammeSchools, f.Months, f.Notice, f.LongestRun, f.SessionHours); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// No number is written into a text: only articles of law are, and what they are about.
func TestNoNumberInTheTexts(t *testing.T) {
	t.Parallel()
	law := regexp.MustCompile(`art\. \d+( nr\. \d)?|article \d+(\(\d\))*(\([a-z]\))?|§ \d+-\d+|section \d+-\d+|kapittel \d+|chapter \d+`)
	for _, lang := range i18n.Languages {
		text, err := os.ReadFile("../i18n/locales/" + lang + "/pack.toml")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if rest := law.ReplaceAllString(line, ""); strings.ContainsAny(rest, "0123456789") {
				t.Errorf("%s: %s", lang, line)
			}
		}
	}
}

// No cell is empty, no table has a row of another width, and every record and assessment says that it is a draft.
func TestDocumentsAreWhole(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	for _, lang := range i18n.Languages {
		p := b.Printer(lang)
		for _, f := range []Facts{{}, named(t), named(t).For("Fjordvik kommune")} {
			for _, d := range []Document{Record(f, p, made), Assessment(f, p, made), Letter(f, asked(), p, made)} {
				if d.Title == "" || d.Lang != lang || len(d.Parts) < 5 {
					t.Errorf("%s: %+v", lang, d)
				}
				for _, part := range d.Parts {
					if part.Title == "" || len(part.Text)+len(part.Rows) == 0 {
						t.Errorf("%s, %s: an empty part %q", lang, d.Title, part.Title)
					}
					for _, row := range part.Rows {
						if len(row) != len(part.Heads) {
							t.Errorf("%s, %s: %d cells under %d heads", lang, part.Title, len(row), len(part.Heads))
						}
						for _, cell := range row {
							if len(cell) == 0 || cell[0] == "" {
								t.Errorf("%s, %s: an empty cell in %v", lang, part.Title, row)
							}
						}
					}
				}
			}
			if Record(f, p, made).Draft == "" || Assessment(f, p, made).Draft == "" {
				t.Errorf("%s: a document does not say that it is a draft", lang)
			}
		}
	}
}

// In an installation for several owners each of them is the controller, and who runs it is a processor; then the letter leaves something to
// fill in, and says so.
func TestAnotherOwnersDocuments(t *testing.T) {
	t.Parallel()
	p := bundle(t).Printer("nb")
	f := named(t).For("Fjordvik kommune")
	record := words(Record(f, p, made))
	for _, want := range []string{"Fjordvik kommune, [fylles ut]", "Eksempel kommune: driver tjenesten for Fjordvik kommune"} {
		if !strings.Contains(record, want) {
			t.Errorf("%q is not in the record", want)
		}
	}
	if strings.Contains(record, "personvernombud@eksempel") {
		t.Error("another owner's data protection officer is named")
	}
	if Letter(f, asked(), p, made).Draft == "" {
		t.Error("a letter with something to fill in does not say so")
	}
	if own := Letter(named(t), asked(), p, made); own.Draft != "" || strings.Contains(words(own), "[") {
		t.Error("a letter that is complete says that it is a draft")
	}
}

// The letter tells how this survey is held.
func TestLetter(t *testing.T) {
	t.Parallel()
	p := bundle(t).Printer("nn")
	link, code := asked(), asked()
	code.Wave.ByCode, code.Owner, code.Audience = true, "Skulen deler.", surveys.Parents
	code.Wave.Erasure.Done = code.Erased
	one, other := words(Letter(named(t), link, p, made)), words(Letter(named(t), code, p, made))
	for _, tt := range []struct{ text, with, without string }{
		{"minst 89 svar", one + other, ""},
		{"om lag 8 minutt", one, ""},
		{"dei tilsette", one, other},
		{"dei føresette", other, one},
		{"blir etter planen sletta 4. mars 2031", one, other},
		{"vart sletta 4. mars 2031", other, one},
		{"eingongskode på ein lapp", other, one},
		{"og som har lappane", other, one},
		{"Skulen bestemmer.", one, other},
		{"Skulen deler.", other, one},
		{"Eksempel kommune, postmottak@eksempel.kommune.no", one, ""},
		{"https://tilstand.example.no/privacy", one, ""},
	} {
		if !strings.Contains(tt.with, tt.text) || tt.without != "" && strings.Contains(tt.without, tt.text) {
			t.Errorf("%q is missing, or where it should not be", tt.text)
		}
	}
}
