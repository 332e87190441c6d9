package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io"

	"tilstand/analytics"
	"tilstand/internal/brand"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
	"tilstand/reports"
	"tilstand/surveys"
)

// printPage is templates/results_print.html: a school's results as one document, to be read from the top, printed, and kept as a PDF. Every part of it is made by
// the builder of the page where it stands by itself.
type printPage struct {
	Page
	School    analytics.SchoolRef
	Back      string // the overview; empty where the document stands by itself
	Target    string // the target state
	Phase     string // empty before the first release, and then so is what follows
	Group     string
	Closed    string
	Answered  string
	Finding   string
	Mergers   []string
	Remarks   []string
	First     firstSection
	Condition conditionTable
	Overall   *exhibit
	Courses   []courseFigure
	Key       []charts.KeyEntry // of the courses
	Reach     []string
	Tables    []exhibit // over the waves
	Groups    []exhibit
	Items     *itemSection
	Surveys   []printSurvey // beside the condition: the mapping survey, and what parents and pupils answered
	Alone     []aloneSection
	Local     []aloneSection
	Method    []reports.MethodPart
}

// printSurvey is a survey that is never counted in.
type printSurvey struct {
	ID, Title, Wave, Answered string
	Remarks                   []string
	Exhibits                  []exhibit
	Items                     *itemSection
}

// printSchool shows the document for the query of the overview.
func (s *Server) printSchool(_ context.Context, r *request) (reply, error) {
	view, err := s.schoolView(r)
	if err != nil {
		return nil, err
	}
	page := newPrintPage(r.words, view)
	page.Back = pathOf(kept(view.Query), "")
	return render("results_print", page), nil
}

func newPrintPage(words i18n.Printer, view *analytics.SchoolView) *printPage {
	frame := newSchoolFrame(words, view, "", words.T("print.title"))
	p := &printPage{
		Page: frame.Page, School: view.School, Target: view.Target.In(words.Lang()), Phase: frame.Phase, Group: frame.Group, Closed: frame.Closed, Answered: frame.Answered,
		Finding: frame.Finding, Mergers: frame.Mergers, Remarks: frame.Remarks,
		Alone: newAloneSections(words, "alone", view, ofTheQuestionnaire), Local: newAloneSections(words, "local", view, ofSchoolOrOwner),
	}
	p.addSurveys(words, view)
	p.Running = view.School.Name
	if view.Now == nil {
		return p
	}
	p.Running += ", " + words.T("school.wave_named", "phase", phaseInside(words, view.Now.Phase), "date", closedOn(words, *view.Now))
	p.Method = reports.Method(view, words)
	p.Condition = newConditionTable(words, view)
	if p.Condition.AllGone {
		return p // what follows would be the same word many times over
	}
	p.First = newFirstSection(words, view)
	p.addCourse(words, view)
	_, groups := newGroupsPage(words, view)
	if view.Query.Group == "" {
		p.Groups = within(words.T("school.groups"), bare(groups.List))
	}
	p.Items = newItemSection(words, view.Query, view.Rows, view.Items, sameComponent, "#condition")
	p.Items.withoutLinks()
	return p
}

// addCourse is the way through the course: the whole in large, the components in small, and their numbers.
func (p *printPage) addCourse(words i18n.Printer, view *analytics.SchoolView) {
	course, _ := newDevelopmentPage(words, view)
	overall := bare([]exhibit{course.Overall})
	p.Overall, p.Courses, p.Key, p.Reach, p.Tables = &overall[0], course.Courses, course.Key, course.Reach, bare(course.Exhibits)
	for i := range p.Courses {
		p.Courses[i].Href = ""
	}
}

func (p *printPage) addSurveys(words i18n.Printer, view *analytics.SchoolView) {
	for _, of := range []surveys.Audience{surveys.Staff, surveys.Parents, surveys.Pupils} {
		m := surveyOf(view, of)
		if m == nil {
			continue
		}
		page, all := newMappingPage(words, view, of, m)
		survey := printSurvey{ID: mappingID(of), Title: page.Heading, Wave: page.Wave, Answered: page.Answered, Remarks: page.Remarks, Exhibits: within(page.Heading, bare(all.List))}
		if !page.AllGone {
			survey.Items = newItemSection(words, view.Query, m.Rows, m.Items, sameConstruct, "#"+survey.ID)
			survey.Items.withoutLinks()
		}
		for i := range survey.Exhibits {
			survey.Exhibits[i].ID = survey.ID + "-" + survey.Exhibits[i].ID
		}
		p.Surveys = append(p.Surveys, survey)
	}
}

// bare are exhibits as they stand on paper: no files to fetch, no links, nothing behind anything, and the drawing instead of the chart.
func bare(all []exhibit) []exhibit {
	out := make([]exhibit, len(all))
	for i, e := range all {
		e.Files, e.Method, e.Chart, e.Table.Closed = exhibitFiles{}, "", nil, false
		if e.Hidden != nil {
			e.Hidden = &explanation{}
		}
		e.Table.Rows = append([]exhibitRow(nil), e.Table.Rows...)
		for j := range e.Table.Rows {
			e.Table.Rows[j].Href = ""
		}
		out[i] = e
	}
	return out
}

// within says which part of the page exhibits are in.
func within(part string, all []exhibit) []exhibit {
	for i := range all {
		all[i].Within = part
	}
	return all
}

// PrintSchool writes the document of a view, in the look of the school's owner, as a page that holds all its files, and so can be printed where nobody is signed in: for the command line. It has
// no links and no scripts.
func PrintSchool(w io.Writer, bundle *i18n.Bundle, view *analytics.SchoolView, look brand.Brand, lang string) error {
	words := bundle.Printer(lang)
	page := newPrintPage(words, view)
	page.Letterhead = newLetterhead(words, look, view.Owner.Name, logoInside(look.Logo))
	return printAlone(w, words, "results_print", page)
}

// printAlone writes a page that stands by itself.
func printAlone(w io.Writer, words i18n.Printer, name string, page pageData) error {
	base := page.base()
	base.Lang, base.Viewer, base.Standalone = words.Lang(), true, true
	files := embeddedAssets()
	funcs := functions(words, files)
	funcs["script"] = func(string) template.HTML { return "" }
	funcs["asset"] = files.inside
	funcs["sheet"] = files.sheetInside
	var body bytes.Buffer
	if err := parseLanguage(funcs, nil, name).ExecuteTemplate(&body, name+"/"+frame, page); err != nil {
		return fmt.Errorf("print page %s: %w", name, err)
	}
	_, err := w.Write(body.Bytes())
	return err
}
