package web

import (
	"context"
	"errors"
	"net/url"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// qualityPage is templates/programme_quality.html: how well the instrument measures, and the reference values that the programme has frozen.
type qualityPage struct {
	programmeHead
	Edition string          // which edition the figures are of; empty before the first
	Quality *qualitySection // nil before the first edition
	Values  []referenceRow  // what would be frozen; empty where there is nothing
	Frozen  []frozenRow     // what has been, oldest first
	Blocked string          // why nothing can be frozen now; empty where something can
	In      *entered
}

// programmeHead is what the programme's result pages begin with.
type programmeHead struct{ Page }

// ProgrammeTabs are the tabs on top of the programme's result pages, those that the visitor may open.
func (h *programmeHead) ProgrammeTabs() []menuItem {
	var tabs []menuItem
	for _, tab := range []menuItem{
		{Path: "/programme/results", Key: "quality.results"}, {Path: "/programme/quality", Key: "quality.title"}, {Path: "/programme/cohorts", Key: "cohort.title"},
		{Path: "/programme/targets", Key: "wave.targets"},
	} {
		if !h.Opens(tab.Path) {
			continue
		}
		if h.Path == tab.Path {
			tab.Current = "page"
		}
		tabs = append(tabs, tab)
	}
	return tabs
}

// referenceRow is a scale with the figures that are frozen of it.
type referenceRow struct{ Name, Mean, SD, Within string }

// frozenRow is a reference.
type frozenRow struct {
	Name, Date, Of string
	InForce        bool
	Values         []referenceRow
}

// programmeQuality shows how well the instrument measures.
func (s *Server) programmeQuality(_ context.Context, r *request) (reply, error) {
	p, err := s.qualityPage(r, entering(url.Values{}))
	if err != nil {
		return nil, err
	}
	return render("programme_quality", p), nil
}

func (s *Server) qualityPage(r *request, in *entered) (*qualityPage, error) {
	scope, err := s.programmeEditions(r)
	if err != nil {
		return nil, err
	}
	last, err := s.analytics.LatestEdition(scope.kind, scope.id)
	if err != nil {
		return nil, err
	}
	frozen, err := s.analytics.References()
	if err != nil {
		return nil, err
	}
	p := &qualityPage{programmeHead: programmeHead{r.page("quality.title")}, Blocked: r.words.T("quality.no_edition"), In: in}
	for i, reference := range frozen {
		p.Frozen = append(p.Frozen, newFrozenRow(r.words, reference, i == len(frozen)-1))
	}
	if last == nil {
		return p, nil
	}
	view := last.View()
	p.Synthetic, p.Quality = view.Synthetic, newQualitySection(r.words, scope, view)
	p.Edition = editionName(r.words, view.Edition)
	switch {
	case view.Quality == nil:
		p.Blocked = r.words.T("edition.quality_none")
	case len(frozen) > 0 && frozen[len(frozen)-1].Edition.ID == view.Edition.ID:
		p.Blocked = r.words.T("quality.frozen_already")
	default:
		p.Blocked, p.Values = "", newReferenceRows(r.words, view.Components, view.Quality)
	}
	return p, nil
}

func newFrozenRow(words i18n.Printer, reference analytics.Reference, inForce bool) frozenRow {
	return frozenRow{
		Name: reference.Name, Date: words.Date(reference.Frozen.Time()), InForce: inForce,
		Of:     editionName(words, reference.Edition),
		Values: newReferenceRows(words, analytics.Components(), reference.Quality),
	}
}

func newReferenceRows(words i18n.Printer, components []analytics.ComponentHead, q *analytics.EditionQuality) []referenceRow {
	var rows []referenceRow
	if q == nil {
		return nil
	}
	for _, scale := range q.Scales {
		rows = append(rows, referenceRow{
			Name: scaleName(words, components, scale.Measure), Mean: hundredth(words, scale.Mean), SD: hundredth(words, scale.SD), Within: hundredth(words, scale.Within),
		})
	}
	return rows
}

// freezeReference freezes the quality of the last edition under a name.
func (s *Server) freezeReference(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	if in.Value("understood") != "yes" {
		in.refuse("understood", "not_understood")
	}
	var err error
	if in.ok() {
		err = s.analytics.FreezeReference(ctx, s.by(r), in.Value("name"))
	}
	switch {
	case errors.Is(err, analytics.ErrReferenceName):
		in.refuse("name", "reference_name")
	case errors.Is(err, analytics.ErrNothingToFreeze): // somebody else was faster
		r.note("quality.nothing")
		return redirect("/programme/quality"), nil
	case err != nil:
		return nil, err
	}
	if in.ok() {
		r.note("quality.done", "name", in.Value("name"))
		return redirect("/programme/quality"), nil
	}
	p, err := s.qualityPage(r, in)
	if err != nil {
		return nil, err
	}
	in.call("name", r.words.T("quality.name"))
	in.call("understood", r.words.T("quality.understood"))
	return renderInvalid("programme_quality", p), nil
}
