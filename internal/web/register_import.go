package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/roll"
)

// Importing schools is one page: a form, and below it what the file would do to every school it names. The file is uploaded once and not kept;
// what was read of it travels in the form, packed, and is held against the register anew each time, the last time included.

// Fields of the import form beside the file.
const (
	fieldRoll  = "roll"  // the packed roll of an earlier upload
	fieldSeen  = "seen"  // the sum of the plan that was shown
	fieldKnown = "known" // only schools that are registered
	fieldOnly  = "only"  // numbers of municipalities
)

// Sizes of an upload, in bytes: all full answers of the national register are some thirty million, those of its schools ten.
const (
	rollFile = 48 << 20
	rollBody = 50 << 20
)

// mostShown are the schools that are listed of each fate; there is nothing to be learnt from the three thousandth that is unchanged.
const mostShown = 100

// registerImportPage is templates/register_import.html.
type registerImportPage struct {
	Page
	registerTabs
	In      *entered
	Known   bool
	Roll    string   // packed; empty before a file has been read
	Seen    string   // the sum of the plan
	Broken  []string // rows that cannot be read at all
	Ignored string   // columns that say nothing here
	Others  int      // units of the national register that are no schools
	Parts   []rollPart
	Owners  []string // that are new
	Ready   bool     // there is something to do
	Left    int      // faulty rows that would be left out
	Changed bool     // the register has changed since the plan was shown
}

// rollPart are the schools with which the same becomes.
type rollPart struct {
	Fate  string
	Title string
	Open  bool
	Lines []rollLine
	More  int
}

// rollLine is a school of a file.
type rollLine struct {
	Where, Name string
	Said        []string
}

// importSchools asks for a file.
func (s *Server) importSchools(_ context.Context, r *request) (reply, error) {
	return render("register_import", s.rollPage(r, entering(nil))), nil
}

// takeSchools shows what a file would do, and does it when that button was pressed on a page that showed the same.
func (s *Server) takeSchools(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	page := s.rollPage(r, in)
	all, ok := s.readRoll(r, in, page)
	if !ok {
		return renderInvalid("register_import", s.calledRoll(r, page)), nil
	}
	wanted := all
	wanted.OnlyKnown = page.Known
	if only := in.Value(fieldOnly); strings.TrimSpace(only) != "" {
		wanted = roll.In(wanted, strings.FieldsFunc(only, func(c rune) bool { return c == ',' || c == ' ' || c == ';' }))
	}
	if in.Value(fieldStep) == "import" && len(r.file) == 0 {
		plan, err := s.programme.ImportRoll(ctx, s.by(r), wanted, in.Value(fieldSeen))
		if err == nil {
			r.note("register.imported", "new", plan.Count(programme.RollNew), "changed", plan.Count(programme.RollChanged),
				"closed", plan.Count(programme.RollClosed)+plan.Count(programme.RollMerged))
			return redirect("/register"), nil
		}
		if !errors.Is(err, programme.ErrPlanChanged) {
			return nil, err
		}
		page.Changed = true
	}
	packed, err := roll.Pack(all)
	if err != nil {
		return nil, err
	}
	page.Roll = packed
	page.show(r.words, s.programme.PlanRoll(s.now(), wanted))
	return render("register_import", s.calledRoll(r, page)), nil
}

func (s *Server) rollPage(r *request, in *entered) *registerImportPage {
	return &registerImportPage{
		Page: r.page("register.import"), registerTabs: registerTabs("/register/import"), In: in, Known: in.Value(fieldKnown) != "",
	}
}

func (s *Server) calledRoll(r *request, page *registerImportPage) *registerImportPage {
	page.In.call(fieldFile, r.words.T("register.file"))
	return page
}

// readRoll reads the file that has come, or what was read of the one before.
func (s *Server) readRoll(r *request, in *entered, page *registerImportPage) (programme.Roll, bool) {
	if len(r.file) == 0 {
		read, err := roll.Unpack(in.Value(fieldRoll))
		if err != nil {
			in.refuse(fieldFile, "file_missing")
		}
		return read, err == nil
	}
	file, err := roll.Read(bytes.NewReader(r.file), roll.Limits{Bytes: rollFile, Rows: 50_000})
	if errors.Is(err, roll.ErrNoSchools) {
		in.refuse(fieldFile, "no_schools")
		return programme.Roll{}, false
	}
	if err != nil {
		in.refuse(fieldFile, fileProblem(err))
		return programme.Roll{}, false
	}
	for _, fault := range file.Faults.List {
		page.Broken = append(page.Broken, tableFault(r.words, fault))
	}
	page.Ignored, page.Others = r.words.List(file.Ignored), file.Others
	return file.Roll, true
}

// show says what a plan would do.
func (p *registerImportPage) show(words i18n.Printer, plan programme.RollPlan) {
	p.Seen, p.Ready, p.Left = plan.Sum(), !plan.Idle(), plan.Count(programme.RollFaulty)
	for _, o := range plan.Owners {
		p.Owners = append(p.Owners, fmt.Sprintf("%s (%s, %s)", o.Name, o.Orgnr, words.T("wave.kind."+string(o.Kind))))
	}
	for _, fate := range programme.RollFates {
		part := rollPart{
			Fate: string(fate), Title: words.T("register.fate."+string(fate), "count", plan.Count(fate)),
			Open: !slices.Contains([]programme.RollFate{programme.RollUnchanged, programme.RollLeft}, fate),
		}
		for _, l := range plan.Lines {
			if l.Fate != fate {
				continue
			}
			if len(part.Lines) == mostShown && fate != programme.RollFaulty {
				part.More++
				continue
			}
			part.Lines = append(part.Lines, newRollLine(words, l))
		}
		if len(part.Lines) > 0 {
			p.Parts = append(p.Parts, part)
		}
	}
}

func newRollLine(words i18n.Printer, l programme.RollLine) rollLine {
	line := rollLine{Where: words.T("register.row", "row", l.Entry.Row), Name: strings.TrimSpace(l.Name() + " " + l.Entry.Orgnr)}
	for _, problem := range l.Problems {
		line.Said = append(line.Said, rollProblem(words, problem))
	}
	changes := l.Changes
	if l.Fate == programme.RollNew { // its name and number stand there already
		changes = slices.DeleteFunc(slices.Clone(changes), func(c programme.RollChange) bool { return c.Field == "name" || c.Field == "orgnr" })
	}
	line.Said = append(line.Said, saidChanges(words, changes)...)
	if l.Successor {
		line.Said = append(line.Said, words.T("register.successor"))
	}
	return line
}

// rollProblem says which field of a row is wrong, what stands there, and what to do.
func rollProblem(words i18n.Printer, p programme.Problem) string {
	field := words.T("register.field." + p.Field)
	if p.Code == "twice" {
		return words.T("register.twice", "row", p.Detail)
	}
	if p.Detail != "" {
		return words.T("register.problem_with", "field", field, "value", p.Detail, "problem", words.T(problemKey(p.Code)))
	}
	return words.T("register.wrong", "field", field, "problem", words.T(problemKey(p.Code)))
}

// rollTemplate hands out a workbook to fill in.
func (s *Server) rollTemplate(_ context.Context, r *request) (reply, error) {
	var body bytes.Buffer
	if err := roll.WriteTemplate(&body, r.words.Lang(), r.words.T("register.schools")); err != nil {
		return nil, fmt.Errorf("write template: %w", err)
	}
	return attachment{name: r.words.T("register.template_file") + ".xlsx", contentType: workbookType, body: body.Bytes()}, nil
}
