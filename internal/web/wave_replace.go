package web

import (
	"context"
	"errors"

	"tilstand/analytics"
	"tilstand/surveys"
)

// Replacing the answers of an imported wave is the import page without what the wave has already: what was asked of whom, and when.

// replacedWave is the wave whose answers are to be replaced.
type replacedWave struct {
	Href, What string
}

// replacing finds the wave in the path. Answers that came in by the form cannot be replaced, nor those of a wave that was withdrawn.
func (s *Server) replacing(r *request, in *entered) (*importing, error) {
	wave, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
	if err != nil {
		return nil, err
	}
	if !wave.FromFile() || wave.State != surveys.WaveClosed {
		return nil, surveys.ErrNotImported
	}
	if wave.Erased() {
		return nil, surveys.ErrErased
	}
	school, err := s.programme.School(wave.School)
	return &importing{in: in, school: school, of: wave, spec: surveys.ImportSpec{Counts: wave.Asked, MinGroup: wave.MinGroup}}, err
}

// replaceForm asks for the file that has the right answers.
func (s *Server) replaceForm(_ context.Context, r *request) (reply, error) {
	im, err := s.replacing(r, entering(nil))
	if err != nil {
		return nil, err
	}
	return s.showImport(r, im)
}

// replaceAnswers checks the file, and replaces when that button was pressed and nothing is wrong.
func (s *Server) replaceAnswers(ctx context.Context, r *request) (reply, error) {
	im, err := s.replacing(r, entering(r.form))
	if err != nil {
		return nil, err
	}
	im.readAnswers(r)
	if err := s.planImport(im); err != nil {
		return nil, err
	}
	if !im.ready() || im.fresh || im.in.Value(fieldStep) != "import" { // a file that has just come is looked at first
		return s.showImport(r, im)
	}
	wave, outcome, err := s.analytics.Replace(ctx, s.by(r), im.of.ID, im.spec)
	switch {
	case errors.Is(err, analytics.ErrHeadCount), errors.Is(err, analytics.ErrAudit): // the wave's page says why nothing is shown
		r.note("replace.done")
	case err != nil:
		return nil, err
	case outcome == surveys.KeepFigures:
		r.note("replace.kept")
	case outcome == surveys.ReviseFigures:
		r.note("replace.revised")
	case outcome == surveys.NewWave:
		r.note("replace.anew")
	}
	return redirect("/waves/" + string(wave.ID)), nil
}

// askForReplacement says which wave the page is about. Of its problems only those of the file are left to ask for.
func (s *Server) askForReplacement(r *request, page *waveImportPage, im *importing) {
	page.Title, page.Send = r.words.T("replace.title"), "/waves/"+string(im.of.ID)+"/replace"
	page.Replaced = &replacedWave{Href: "/waves/" + string(im.of.ID), What: s.overlapText(r, im.of)}
	in := im.in
	for _, g := range im.of.Asked {
		in.rename(countPrefix+g.Key, fieldFile)
	}
	in.rename("counts", fieldFile)
	in.call(fieldGroupColumn, r.words.T("import.group_column"))
}
