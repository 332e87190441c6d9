package jobs

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"tilstand/analytics"
	"tilstand/internal/brand"
	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/reports"
)

// SchoolReports is the name of the work that [Reports] does.
const SchoolReports = "school_reports"

// Reports makes the workbook of every school that shares with an owner, as far as each shares, and the owner's own, in one ZIP. A school's has the measures of the
// closings that it lets its owner see, and of no others.
//
// The workbooks of 24 schools with four waves each, and their owner's, take 2.8 seconds of a processor: 0.11 for one, so 11 for a hundred schools, which are
// made one after another, so that those who answer meanwhile have the other processor.
type Reports struct {
	Programme *programme.Store
	Analytics *analytics.Store
	Closings  *closing.Store
	Brands    *brand.Store
	Words     *i18n.Bundle

	made func(part) // for tests: a part is in the folder
}

// part is what a workbook in the ZIP was made of. It stands beside the workbook in the job's folder, and in the manifest of the result.
type part struct {
	School programme.SchoolID      `json:"school"` // empty for the owner's own workbook
	Name   string                  `json:"name"`   // in the ZIP
	Shared []analytics.VisibleWave `json:"shared"`
	Closed []seenClosing           `json:"closed,omitempty"`
}

// seenClosing is a closing that the owner sees, as it was signed.
type seenClosing struct {
	Phase  programme.PhaseKey `json:"phase"`
	Signed int                `json:"signed"` // number of the signature
}

// manifest is what a result was made of.
type manifest struct {
	Owner programme.OwnerID `json:"owner"`
	Parts []part            `json:"parts"`
}

const manifestFile = "manifest.json"

// Ready reports whether a school of the owner shares something.
func (r *Reports) Ready(owner string) error {
	if len(r.sharing(programme.OwnerID(owner))) == 0 {
		return ErrNothing
	}
	return nil
}

// sharing are the owner's open schools that share something now.
func (r *Reports) sharing(owner programme.OwnerID) []programme.School {
	return slices.DeleteFunc(r.Programme.SchoolsOf(owner), func(s programme.School) bool {
		return !s.Open() || len(r.Analytics.SharedNow(s.ID)) == 0
	})
}

// Do makes the workbooks that are not there yet, then the ZIP. A school that withdraws meanwhile is left out, and one that shares more or less than when
// its workbook was made gets another.
func (r *Reports) Do(ctx context.Context, t *Task) error {
	if t.HasResult() && r.Holds(t.Folder) { // the service was stopped after it was made, before that was noted
		return nil
	}
	owner := programme.OwnerID(t.Place)
	schools := r.sharing(owner)
	m := manifest{Owner: owner}
	for i, school := range schools {
		t.Progress(i, len(schools)+1)
		if err := ctx.Err(); err != nil {
			return err
		}
		p, err := r.schoolPart(t, school)
		if errors.Is(err, analytics.ErrNotFound) { // withdrawn since
			continue
		}
		if err != nil {
			return fmt.Errorf("report of school %s: %w", school.ID, err)
		}
		if m.Parts = append(m.Parts, p); r.made != nil {
			r.made(p)
		}
	}
	t.Progress(len(schools), len(schools)+1)
	content, err := r.pack(ctx, t, &m)
	if err != nil {
		return err
	}
	list, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := errors.Join(t.Put(manifestFile, list), t.PutResult(content)); err != nil {
		return err
	}
	for _, p := range m.Parts {
		for _, name := range []string{p.file(), p.note()} {
			if err := os.Remove(filepath.Join(t.Folder, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	t.Progress(len(schools)+1, len(schools)+1)
	return nil
}

func (p part) file() string { return string(p.School) + ".xlsx" }
func (p part) note() string { return string(p.School) + ".json" }

// schoolPart is the workbook of a school: the one that is there, if it was made of what is shared now.
func (r *Reports) schoolPart(t *Task, school programme.School) (part, error) {
	p := part{School: school.ID}
	if note, err := os.ReadFile(filepath.Join(t.Folder, p.note())); err == nil && json.Unmarshal(note, &p) == nil &&
		slices.Equal(p.Shared, r.Analytics.SharedNow(school.ID)) && slices.Equal(p.Closed, r.seenClosings(school.ID)) {
		return p, nil
	}
	book, p, err := r.schoolBook(school, t.Lang)
	if err != nil {
		return part{}, err
	}
	p.Name = fileName(school.Name, school.Orgnr)
	note, err := json.Marshal(p)
	if err != nil {
		return part{}, err
	}
	return p, errors.Join(t.Put(p.file(), book), t.Put(p.note(), note)) // the note last: it says that the workbook is there
}

// schoolBook makes a school's workbook, as its owner sees it, and says what it was made of. What is shared may change while it is read: then it is read again.
func (r *Reports) schoolBook(school programme.School, lang string) ([]byte, part, error) {
	for {
		p := part{School: school.ID, Shared: r.Analytics.SharedNow(school.ID), Closed: r.seenClosings(school.ID)}
		view, err := r.Analytics.SchoolForOwner(analytics.Query{School: school.Orgnr})
		if err != nil {
			return nil, part{}, err
		}
		between, err := r.between(view)
		if err != nil {
			return nil, part{}, err
		}
		if !slices.Equal(p.Shared, r.Analytics.SharedNow(school.ID)) || !slices.Equal(p.Closed, r.seenClosings(school.ID)) {
			continue
		}
		words := r.Words.Printer(lang)
		file, err := r.dressed(reports.BuildWith(view, between, words), view.Owner, words)
		return file, p, err
	}
}

// seenClosings are those that a school lets its owner see.
func (r *Reports) seenClosings(school programme.SchoolID) (seen []seenClosing) {
	for _, c := range r.Closings.SharedOf(school) {
		seen = append(seen, seenClosing{c.Phase, c.Signed.Number})
	}
	return seen
}

// between are the measures of those closings between the school's surveys. How it takes its course is nothing that an owner sees.
func (r *Reports) between(view *analytics.SchoolView) ([]closing.Between, error) {
	var measures []closing.Measure
	for _, c := range r.Closings.SharedOf(view.School.ID) {
		measures = append(measures, c.Measures...)
	}
	if len(measures) == 0 || view.Now == nil {
		return nil, nil
	}
	views, err := closing.Views(view, r.Analytics.SchoolForOwner)
	if err != nil {
		return nil, err
	}
	return closing.Timeline(views, measures, nil), nil
}

// ownerBook makes the owner's workbook, and says what of all its schools it was made of.
func (r *Reports) ownerBook(owner programme.Owner, lang string) ([]byte, []part, error) {
	for {
		shared := r.sharedParts(owner.ID)
		view, err := r.Analytics.OwnerView(analytics.Query{Owner: owner.Orgnr})
		if err != nil {
			return nil, nil, err
		}
		views, err := reports.ReadOwner(r.Analytics, view)
		if err != nil {
			return nil, nil, err
		}
		if !slices.EqualFunc(shared, r.sharedParts(owner.ID), func(a, b part) bool { return a.School == b.School && slices.Equal(a.Shared, b.Shared) }) {
			continue
		}
		words := r.Words.Printer(lang)
		file, err := r.dressed(reports.BuildOwner(views, words), view.Owner, words)
		return file, shared, err
	}
}

// dressed is the file of a book in the look of an owner.
func (r *Reports) dressed(b *reports.Book, owner analytics.OwnerRef, words i18n.Printer) ([]byte, error) {
	b.Dress(r.Brands.Of(owner.ID), owner.Name, words)
	var out bytes.Buffer
	err := reports.Write(&out, b)
	return out.Bytes(), err
}

// sharedParts are all that an owner's schools share, without names of files.
func (r *Reports) sharedParts(owner programme.OwnerID) []part {
	var parts []part
	for _, s := range r.sharing(owner) {
		parts = append(parts, part{School: s.ID, Shared: r.Analytics.SharedNow(s.ID)})
	}
	return parts
}

// pack puts the workbooks that still hold into a ZIP, the owner's first. They are packed already, so they are stored as they are.
func (r *Reports) pack(ctx context.Context, t *Task, m *manifest) ([]byte, error) {
	owner, err := r.Programme.Owner(m.Owner)
	if err != nil {
		return nil, err
	}
	book, of, err := r.ownerBook(owner, t.Lang)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	if err := store(z, fileName(owner.Name, owner.Orgnr), book); err != nil {
		return nil, err
	}
	m.Parts = slices.DeleteFunc(m.Parts, func(p part) bool { return !r.holds(m.Owner, p) })
	for _, p := range m.Parts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		book, err := os.ReadFile(filepath.Join(t.Folder, p.file()))
		if err != nil {
			return nil, err
		}
		if err := store(z, p.Name, book); err != nil {
			return nil, err
		}
	}
	m.Parts = append(m.Parts, of...)
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func store(z *zip.Writer, name string, content []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// Holds reports whether all that went into a result is shared still, as much as it was.
func (r *Reports) Holds(folder string) bool {
	var m manifest
	list, err := os.ReadFile(filepath.Join(folder, manifestFile))
	if err != nil || json.Unmarshal(list, &m) != nil {
		return false
	}
	return !slices.ContainsFunc(m.Parts, func(p part) bool { return !r.holds(m.Owner, p) })
}

// holds reports whether a school is still the owner's and shares at least what a part was made of, with figures and closings as they were.
func (r *Reports) holds(owner programme.OwnerID, p part) bool {
	school, err := r.Programme.School(p.School)
	if err != nil || school.Owner != owner || !school.Open() {
		return false
	}
	closed := r.seenClosings(p.School)
	if slices.ContainsFunc(p.Closed, func(then seenClosing) bool { return !slices.Contains(closed, then) }) {
		return false
	}
	now := r.Analytics.SharedNow(p.School)
	return !slices.ContainsFunc(p.Shared, func(then analytics.VisibleWave) bool {
		return !slices.ContainsFunc(now, func(w analytics.VisibleWave) bool {
			return w.Wave == then.Wave && w.Revision == then.Revision && w.Degree >= then.Degree
		})
	})
}

// fileName is a name that every system takes for that of a file.
func fileName(name, orgnr string) string {
	plain := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || c == '-' {
			return c
		}
		return ' '
	}, name)
	runes := []rune(strings.Join(strings.Fields(plain), " "))
	return string(runes[:min(len(runes), 80)]) + " " + orgnr + ".xlsx"
}
