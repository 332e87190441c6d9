package web

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Importing an earlier survey is one page: a form, below it what the file would come to and what is wrong with it, and the choices that
// put it right. The file is uploaded once and not kept; what can be answers in it travels in the form, packed, and is checked
// anew each time, the last time included. It goes to nobody but who sent it, and no answer is shown.

// Fields of the import form beside those of the form that opens a wave.
const (
	fieldOpened = "opened"
	fieldClosed = "closed"
	fieldFile   = "file"
	fieldSheet  = "sheet" // the packed table of an earlier upload
)

// Sizes of an upload, in bytes. A file of a large school is a tenth of it.
const (
	importFile = 4 << 20
	importBody = 8 << 20 // the file, and the packed table of the one before
)

// importing is the form as it was sent, and what was found out about it.
type importing struct {
	in     *entered
	school programme.School
	of     surveys.Wave // whose answers are to be replaced; none for a survey that comes in
	spec   surveys.ImportSpec
	plan   surveys.ImportPlan
	fresh  bool     // the file came with this request
	agree  bool     // something was proposed, and nobody has agreed yet
	broken []string // what is wrong with the file as a table, in words
}

// replaces says that the answers of a wave that was imported are to be replaced.
func (im *importing) replaces() bool { return im.of.ID != "" }

// ready says that nothing stands in the way.
func (im *importing) ready() bool {
	return im.spec.Sheet != nil && im.in.ok() && len(im.plan.Faults)+len(im.broken) == 0 && !im.agree
}

// waveImport asks for a file and what it is.
func (s *Server) waveImport(_ context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	return s.showImport(r, &importing{in: entering(s.suggestImport(school)), school: school})
}

// suggestImport suggests the head counts of the first wave there is, which is nearest to one before.
func (s *Server) suggestImport(school programme.School) url.Values {
	suggested := url.Values{fieldMinGroup: {strconv.Itoa(surveys.DefaultMinGroup)}}
	for _, w := range s.surveys.WavesOf(school.ID) {
		if w.State != surveys.WaveVoid {
			for _, c := range w.Asked {
				suggested.Set(countPrefix+c.Key, strconv.Itoa(c.HeadCount))
			}
			break
		}
	}
	return suggested
}

// importWave checks the form and the file, and imports when that button was pressed and nothing is wrong.
func (s *Server) importWave(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	im := &importing{in: entering(r.form), school: school}
	s.readAbout(im)
	im.readAnswers(r)
	if err := s.planImport(im); err != nil {
		return nil, err
	}
	seen := !im.fresh // a file that has just come is looked at first
	if im.ready() && seen && im.in.Value(fieldStep) == "import" {
		wave, err := s.surveys.Import(ctx, s.by(r), im.spec)
		if err = s.takeImport(im, err); err != nil {
			return nil, err
		}
		if im.in.ok() {
			return s.releaseImport(ctx, r, wave.ID)
		}
		// Somebody else was faster, or the same person pressed twice. Now the plan says so.
		if err := s.planImport(im); err != nil {
			return nil, err
		}
	}
	return s.showImport(r, im)
}

// showImport shows the page with what was found, as one to be corrected where something was wrong.
func (s *Server) showImport(r *request, im *importing) (reply, error) {
	page, err := s.importPage(r, im)
	if err != nil {
		return nil, err
	}
	if !im.in.ok() || len(im.plan.Faults)+len(im.broken) > 0 {
		return renderInvalid("wave_import", page), nil
	}
	return render("wave_import", page), nil
}

// releaseImport makes the results of a wave that has just been imported. The wave is there already: if this fails, the clock that closes waves
// does it.
func (s *Server) releaseImport(ctx context.Context, r *request, wave surveys.WaveID) (reply, error) {
	if _, err := s.analytics.Close(ctx, s.by(r), wave); err != nil {
		return nil, err
	}
	r.note("import.done")
	return redirect("/waves/" + string(wave)), nil
}

// planImport finds out what the file would come to. Of a file that has just come, what looks likely is taken as a proposal: the page
// shows it, and sending the page again is agreeing.
func (s *Server) planImport(im *importing) error {
	plan, err := s.planOf(im)
	if im.fresh && len(plan.Proposed.Items)+len(plan.Proposed.GroupColumn) > 0 {
		im.agree = true
		im.spec.Map = plan.Proposed
		plan, err = s.planOf(im)
	}
	im.plan = plan
	return s.takeImport(im, err)
}

func (s *Server) planOf(im *importing) (surveys.ImportPlan, error) {
	if im.replaces() {
		return s.surveys.PlanReplacement(im.of.ID, im.spec)
	}
	return s.surveys.PlanImport(s.now(), im.spec)
}

// takeImport puts problems at the fields of the page. Faults of the file are in the plan.
func (s *Server) takeImport(im *importing, err error) error {
	if _, faulty := errors.AsType[*surveys.Unreadable](err); faulty {
		invalid, also := errors.AsType[*surveys.Invalid](err)
		err = nil
		if also {
			err = invalid
		}
	}
	if len(im.broken) > 0 { // then it is not missing
		im.in.refuse(fieldFile, "file_broken")
	}
	err = im.in.take(err)
	im.in.rename("phase", fieldWhat)
	im.in.rename("instrument", fieldWhat)
	im.in.rename("counts", countPrefix+programme.Builtin().StaffGroups[0].Key)
	return err
}
