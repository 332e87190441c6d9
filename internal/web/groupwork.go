package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/tabular"
)

// groupworkPage is templates/groupwork.html: what groups of staff talk about after a meeting, a sheet of A4 each on paper; what the leadership wrote down of it; and
// what the school knows from elsewhere, beside the components.
type groupworkPage struct {
	*closingFrame
	Sheets   []groupSheet
	Evidence []evidenceLine
	Beside   []evidenceBeside
	In       *entered // the form for a figure
	Options  []option // indices
	Grades   []option
	Faults   []string // rows of a file that could not be read
	Late     bool     // the closing was signed meanwhile
}

// groupSheet is a prompt with its questions.
type groupSheet struct {
	Prompt          closing.Prompt
	Number          int
	Title, Intro    string
	Asks            []string
	Note            string
	In              *entered // the form for the note
	Names           string
	Theirs          string // what somebody else has written meanwhile
	RevisionEntered string
}

// evidenceLine is a figure from elsewhere in words.
type evidenceLine struct {
	Index, Score, Grade, Year, Source string
	Withheld                          bool
	Key                               string // of the form that takes it back
}

// evidenceBeside are the figures from elsewhere that shed light on a component.
type evidenceBeside struct {
	Name, Ours string
	Lines      []string
}

// groupwork shows the page.
func (s *Server) groupwork(_ context.Context, r *request) (reply, error) {
	page, err := s.groupworkPage(r)
	if err != nil {
		return nil, err
	}
	return render("groupwork", page), nil
}

func (s *Server) groupworkPage(r *request) (*groupworkPage, error) {
	f, err := s.closingFrame(r, "closing.step.groupwork")
	if err != nil {
		return nil, err
	}
	page := &groupworkPage{closingFrame: f}
	for i, note := range s.closings.NotesOf(f.Closing.Key) {
		key := string(note.Prompt)
		sheet := groupSheet{Prompt: note.Prompt, Number: i + 1, Title: r.words.T("groupwork.title." + key), Intro: r.words.T("groupwork.intro." + key), Note: note.Text, Names: namesWords(r, note.Text)}
		for n := 1; n <= 3; n++ {
			sheet.Asks = append(sheet.Asks, r.words.T("groupwork.ask."+key+"_"+strconv.Itoa(n)))
		}
		sheet.In = entering(url.Values{key: {note.Text}})
		sheet.RevisionEntered = strconv.Itoa(note.Revision)
		page.Sheets = append(page.Sheets, sheet)
	}
	page.addEvidence(s.closings.EvidenceOf(f.School.ID))
	page.ask(entering(url.Values{"source": {r.words.T("groupwork.source_usual")}, "year": {strconv.Itoa(schoolYearOf(s))}}))
	return page, nil
}

// schoolYearOf is the year in which the school year began whose pupil survey, held every autumn, is published now.
func schoolYearOf(s *Server) int { return s.today().AddDate(-1, 0, 0).Year() }

// ask gives the page the form for a figure.
func (p *groupworkPage) ask(in *entered) {
	p.In, p.Options, p.Grades = in, nil, nil
	for _, field := range []string{"index", "year", "grade", "score", "source"} {
		in.call(field, p.words.T("groupwork."+field))
	}
	for _, index := range closing.Indices {
		p.Options = append(p.Options, option{Value: string(index), Label: indexWords(p.words, index), Checked: in.Value("index") == string(index)})
	}
	for grade := range 14 {
		p.Grades = append(p.Grades, option{Value: strconv.Itoa(grade), Label: gradeWords(p.words, grade), Checked: in.Value("grade") == strconv.Itoa(grade)})
	}
}

func indexWords(words i18n.Printer, i closing.Index) string {
	return words.T("groupwork.of." + string(i))
}

func gradeWords(words i18n.Printer, grade int) string {
	switch {
	case grade == 0:
		return words.T("groupwork.all_grades")
	case grade > 10:
		return words.T("groupwork.upper_of", "grade", strconv.Itoa(grade-10))
	}
	return words.T("groupwork.grade_of", "grade", strconv.Itoa(grade))
}

func newEvidenceLine(words i18n.Printer, e closing.Evidence) evidenceLine {
	line := evidenceLine{
		Index: indexWords(words, e.Index), Score: words.T("groupwork.withheld"), Grade: gradeWords(words, e.Grade), Source: e.Source, Withheld: e.Withheld(),
		Year: words.T("groupwork.school_year", "from", strconv.Itoa(e.Year), "to", fmt.Sprintf("%02d", (e.Year+1)%100)),
		Key:  fmt.Sprintf("%d.%s.%d", e.Year, e.Index, e.Grade),
	}
	switch {
	case e.Withheld():
	case e.Index.Percent():
		line.Score = words.Number(*e.Score, 1) + " %"
	default:
		line.Score = words.Number(*e.Score, 1)
	}
	return line
}

// addEvidence lists the figures, and those of the latest year beside the components that they shed light on.
func (p *groupworkPage) addEvidence(all []closing.Evidence) {
	for _, e := range all {
		p.Evidence = append(p.Evidence, newEvidenceLine(p.words, e))
	}
	for _, component := range p.template.Components {
		row := evidenceBeside{Name: component.Name.In(p.words.Lang())}
		if said := p.staffSays(component.Key); said != nil {
			row.Ours = said.Now
		}
		for i, e := range all {
			if e.Year == all[0].Year && e.Index.Beside(component.Key) {
				l := p.Evidence[i]
				row.Lines = append(row.Lines, p.words.T("groupwork.line", "index", l.Index, "score", l.Score, "grade", l.Grade, "year", l.Year, "source", l.Source))
			}
		}
		p.Beside = append(p.Beside, row)
	}
}

// notesGroups saves what the groups said about a prompt.
func (s *Server) notesGroups(ctx context.Context, r *request) (reply, error) {
	page, err := s.groupworkPage(r)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(page.Sheets, func(sheet groupSheet) bool { return string(sheet.Prompt) == r.param("prompt") })
	if at < 0 {
		return nil, errNotFound
	}
	sheet := &page.Sheets[at]
	in := entering(r.form)
	text := in.Value(string(sheet.Prompt))
	err = s.closings.SetNote(ctx, s.by(r), page.Closing.Key, closing.Note{Prompt: sheet.Prompt, Revision: readRevision(in), Text: text})
	sheet.In = in
	if changed, ok := errors.AsType[*closing.Changed[closing.Note]](err); ok {
		sheet.Theirs, sheet.RevisionEntered = changed.Now.Text, strconv.Itoa(changed.Now.Revision)
		return renderInvalid("groupwork", page), nil
	}
	if errors.Is(err, closing.ErrSigned) {
		page.Late = true
		return renderInvalid("groupwork", page), nil
	}
	if err := in.take(err); err != nil {
		return nil, err
	}
	if !in.ok() {
		in.rename("text", string(sheet.Prompt))
		return renderInvalid("groupwork", page), nil
	}
	r.note("groupwork.saved")
	warnOfNames(r, text)
	return redirect(page.At + "/groupwork#" + string(sheet.Prompt)), nil
}

// entersEvidence takes a figure that was typed.
func (s *Server) entersEvidence(ctx context.Context, r *request) (reply, error) {
	page, err := s.groupworkPage(r)
	if err != nil {
		return nil, err
	}
	in := entering(r.form)
	e := closing.Evidence{EvidenceKey: closing.EvidenceKey{Index: closing.Index(in.Value("index"))}, Source: in.Value("source")}
	for field, into := range map[string]*int{"year": &e.Year, "grade": &e.Grade} {
		if *into, err = strconv.Atoi(strings.TrimSpace(in.Value(field))); err != nil {
			*into = -1
		}
	}
	score, ok := closing.ParseScore(in.Value("score"))
	if e.Score = score; !ok {
		in.refuse("score", "evidence_score")
	} else if _, err = s.closings.AddEvidence(ctx, s.by(r), page.School.ID, []closing.Evidence{e}); in.take(err) != nil {
		return nil, err
	}
	if !in.ok() {
		page.ask(in)
		return renderInvalid("groupwork", page), nil
	}
	r.note("groupwork.added", "count", 1)
	return redirect(page.At + "/groupwork#evidence"), nil
}

// Sizes of an uploaded table, in bytes: a school's pupil survey of ten years is a tenth of it.
const (
	evidenceFile = 4 << 20
	evidenceBody = 5 << 20
)

// readsEvidence takes the figures of a file. Rows that cannot be read are named, and do not keep the others out.
func (s *Server) readsEvidence(ctx context.Context, r *request) (reply, error) {
	page, err := s.groupworkPage(r)
	if err != nil {
		return nil, err
	}
	in := page.In
	in.call("file", r.words.T("groupwork.file"))
	file, err := closing.ReadEvidence(bytes.NewReader(r.file), page.School.Orgnr, r.words.T("groupwork.source_usual"), tabular.Limits{Bytes: evidenceFile, Rows: 50_000})
	switch {
	case len(r.file) == 0:
		in.refuse("file", "file_missing")
	case errors.Is(err, closing.ErrNoEvidence):
		in.refuse("file", "evidence_file")
	case err != nil:
		in.refuse("file", fileProblem(err))
	case len(file.Evidence) == 0 && file.Faults.N == 0:
		in.refuse("file", "evidence_empty")
	}
	if !in.ok() {
		return renderInvalid("groupwork", page), nil
	}
	added, err := s.closings.AddEvidence(ctx, s.by(r), page.School.ID, file.Evidence)
	if err != nil {
		return nil, err
	}
	if file.Faults.N > 0 {
		if page, err = s.groupworkPage(r); err != nil {
			return nil, err
		}
		for _, fault := range file.Faults.List {
			page.Faults = append(page.Faults, evidenceFault(r.words, fault))
		}
		return renderInvalid("groupwork", page), nil
	}
	if added == 0 {
		r.note("groupwork.nothing_new")
	} else {
		r.note("groupwork.added", "count", added)
	}
	return redirect(page.At + "/groupwork#evidence"), nil
}

func evidenceFault(words i18n.Printer, fault tabular.Fault) string {
	switch fault.Problem {
	case tabular.NotAllowed:
		return words.T("groupwork.fault_value", "row", fault.Row, "column", fault.Column, "value", fault.Value, "allowed", fault.Allowed)
	case tabular.Duplicate:
		return words.T("groupwork.fault_twice", "row", fault.Row, "column", fault.Column, "value", fault.Value)
	}
	return tableFault(words, fault)
}

// removesEvidence takes a figure back.
func (s *Server) removesEvidence(ctx context.Context, r *request) (reply, error) {
	f, err := s.closingFrame(r, "closing.step.groupwork")
	if err != nil {
		return nil, err
	}
	parts := strings.Split(r.form.Get("figure"), ".")
	if len(parts) != 3 {
		return nil, errBadRequest
	}
	year, yearErr := strconv.Atoi(parts[0])
	grade, gradeErr := strconv.Atoi(parts[2])
	if yearErr != nil || gradeErr != nil {
		return nil, errBadRequest
	}
	if err := s.closings.RemoveEvidence(ctx, s.by(r), f.School.ID, closing.EvidenceKey{Year: year, Index: closing.Index(parts[1]), Grade: grade}); err != nil {
		return nil, err
	}
	r.note("groupwork.removed")
	return redirect(f.At + "/groupwork#evidence"), nil
}
