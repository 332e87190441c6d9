package web

import (
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// waveImportPage is templates/wave_import.html.
type waveImportPage struct {
	Page
	School   programme.School
	In       *entered
	Send     string        // address of the form
	Replaced *replacedWave // nil for a survey that comes in
	What     choiceField
	Groups   []inputField
	Overlaps []overlapLine

	Broken []string // what is wrong with the file as a table
	Faults []faultLine
	More   int // faults that are not listed

	Sheet       string // packed; empty before a file has been read
	Plan        surveys.ImportPlan
	Agree       bool // look at what is proposed, and send the page
	Ready       bool
	GroupRows   []groupRows
	Ignored     string
	PlanNotes   []string
	Open        bool // the columns need attention
	Items       []selectField
	GroupColumn selectField
	GroupValues []selectField
	Scales      []scaleValues
}

// overlapLine is a wave on the same days.
type overlapLine struct {
	Href, Text string
}

// groupRows is how many rows came from a staff group.
type groupRows struct {
	Name        i18n.Text
	Rows, Asked int
}

func (s *Server) importPage(r *request, im *importing) (*waveImportPage, error) {
	page := &waveImportPage{Page: r.page("import.title"), School: im.school, In: im.in, Plan: im.plan, Agree: im.agree, Ready: im.ready(), Broken: im.broken}
	page.Synthetic = im.school.Synthetic
	page.Send = "/schools/" + im.school.Orgnr + "/waves/import"
	if im.replaces() {
		s.askForReplacement(r, page, im)
	} else {
		s.askAbout(r, page, im)
	}
	im.in.call(fieldFile, r.words.T("import.file"))
	if im.spec.Sheet == nil {
		return page, nil
	}
	text, err := im.spec.Sheet.MarshalText()
	page.Sheet = string(text)
	if im.plan.Instrument != nil {
		page.fillFaults(r.words, im)
		page.fillNumbers(r.words, im)
		page.fillColumns(r.words, im)
		page.fillValues(r.words, im)
	}
	return page, err
}

// askAbout asks which survey it was.
func (s *Server) askAbout(r *request, page *waveImportPage, im *importing) {
	in := im.in
	page.What = s.whatChoice(r, in, func(asked *surveys.Instrument) bool { return asked.Audience == surveys.Staff }) // see [surveys.Store.PlanImport]
	page.What.Label, page.What.Help = "import.which", "import.staff_only"
	in.call(fieldWhat, r.words.T("import.which"))
	in.call(fieldOpened, r.words.T("import.opened"))
	in.call(fieldClosed, r.words.T("import.closed"))
	for _, g := range programme.Builtin().StaffGroups {
		name := g.Name.In(r.words.Lang())
		page.Groups = append(page.Groups, in.Named("count", countPrefix+g.Key, name))
		in.call(countPrefix+g.Key, name)
	}
	in.call(fieldMinGroup, r.words.T("wave.min_group"))
	for _, w := range im.plan.Overlaps {
		page.Overlaps = append(page.Overlaps, overlapLine{"/waves/" + string(w.ID), s.overlapText(r, w)})
	}
}

func (s *Server) overlapText(r *request, w surveys.Wave) string {
	if opened, closed := r.words.Date(w.OpensAt), r.words.Date(w.ClosesAt); opened == closed { // of the first day nothing was known
		return r.words.T("import.overlap_day", "what", s.nameOf(r, w), "closed", closed)
	}
	return r.words.T("import.overlap_wave", "what", s.nameOf(r, w), "opened", r.words.Date(w.OpensAt), "closed", r.words.Date(w.ClosesAt))
}

// fillNumbers says what would be stored: numbers of rows, which whoever has the file can count.
func (p *waveImportPage) fillNumbers(words i18n.Printer, im *importing) {
	for _, g := range im.plan.Groups {
		group, _ := programme.Builtin().StaffGroup(g.Key)
		p.GroupRows = append(p.GroupRows, groupRows{group.Name, g.Rows, g.HeadCount})
	}
	p.Ignored = words.List(im.plan.Ignored)
	for _, note := range im.plan.Notes {
		if key, ok := noteKeys[note]; ok && note != surveys.NoteNothingShown {
			p.PlanNotes = append(p.PlanNotes, words.T(key, "min", im.spec.MinGroup))
		}
	}
	if im.plan.Rows < im.spec.MinGroup {
		p.PlanNotes = append(p.PlanNotes, words.T("import.few", "min", im.spec.MinGroup))
	}
}
