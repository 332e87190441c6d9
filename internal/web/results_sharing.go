package web

import (
	"context"
	"slices"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// sharingSection is what a school's page says of sharing with its owner.
type sharingSection struct {
	Owner   programme.Owner
	Sees    string   // what the owner sees now
	Single  []string // waves of which it sees more, because that was agreed
	Pending []pendingShare
	Offers  []shareOffer
	History []string // newest first
}

// pendingShare is a wave that will be shared on a date.
type pendingShare struct {
	Wave surveys.WaveID
	Says string
}

// shareOffer is a button.
type shareOffer struct {
	Degree, Does string
	Main         bool
}

// sharingOf says where a school stands with its owner, and what can be done about it.
func (s *Server) sharingOf(r *request, school programme.SchoolID) (*sharingSection, error) {
	state, err := s.analytics.Sharing(school)
	if err != nil {
		return nil, err
	}
	owner, err := s.programme.Owner(state.Owner)
	if err != nil {
		return nil, err
	}
	sec := &sharingSection{Owner: owner, Sees: r.words.T("share.sees."+state.Degree.String(), "owner", owner.Name)}
	if state.Degree == surveys.SharesNothing && len(state.Single) > 0 {
		sec.Sees = r.words.T("share.sees.single", "owner", owner.Name)
	}
	for _, one := range state.Single {
		sec.Single = append(sec.Single, r.words.T("share.single."+one.Degree.String(), "what", s.nameOf(r, one.Wave), "date", r.words.Date(one.Wave.ClosesAt)))
	}
	for _, w := range state.Pending {
		says := r.words.T("share.pending."+w.Agreed.Degree.String(), "what", s.nameOf(r, w), "owner", owner.Name, "date", r.words.Date(w.Agreed.From()))
		sec.Pending = append(sec.Pending, pendingShare{w.ID, says})
	}
	for _, d := range []surveys.Degree{surveys.SharesAll, surveys.SharesComponents, surveys.SharesNothing} {
		if d != state.Degree || len(state.Single) > 0 {
			sec.Offers = append(sec.Offers, shareOffer{d.String(), r.words.T("share.do."+d.String(), "owner", owner.Name), d == surveys.SharesAll})
		}
	}
	for _, e := range slices.Backward(state.History) {
		with, err := s.programme.Owner(e.Owner)
		if err != nil {
			return nil, err
		}
		args := []any{"owner", with.Name}
		if w, err := s.surveys.Wave(e.Wave); err == nil {
			args = append(args, "what", s.nameOf(r, w))
		}
		line := r.words.T("share.history."+string(e.Act)+"."+e.Degree.String(), args...)
		sec.History = append(sec.History, r.words.T("share.history.line", "date", r.words.Date(e.At), "what", line))
	}
	return sec, nil
}

// shareWithOwner decides how much of the school's results its owner sees.
func (s *Server) shareWithOwner(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	degree, err := surveys.ParseDegree(r.form.Get("share"))
	if err != nil {
		return nil, errBadRequest
	}
	if err := s.analytics.Share(ctx, s.by(r), school.ID, degree); err != nil {
		return nil, err
	}
	r.note("share.done." + degree.String())
	return redirect("/schools/" + school.Orgnr + "#sharing"), nil
}

// shareWithProgramme lets the programme count the school, or no longer.
func (s *Server) shareWithProgramme(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	wish := r.form.Get("share")
	if wish != "yes" && wish != "no" {
		return nil, errBadRequest
	}
	if err := s.analytics.ShareWithProgramme(ctx, s.by(r), school.ID, wish == "yes"); err != nil {
		return nil, err
	}
	if wish == "yes" {
		r.note("edition.share_done")
	} else {
		r.note("edition.share_withdrawn")
	}
	return redirect("/schools/" + school.Orgnr + "#programme"), nil
}

// callOffSharing sees to it that a wave is not shared on its date.
func (s *Server) callOffSharing(ctx context.Context, r *request) (reply, error) {
	wave, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
	if err != nil {
		return nil, err
	}
	school, err := s.programme.School(wave.School)
	if err != nil {
		return nil, err
	}
	if err := s.analytics.CallOffAgreement(ctx, s.by(r), wave.ID); err != nil {
		return nil, err
	}
	r.note("share.off_done")
	return redirect("/schools/" + school.Orgnr + "#sharing"), nil
}

// ownerSees tells those who answer what the owner of their school will see: what was agreed for the wave, or else how the school has it now. It
// always leaves the school free to share more or less, because it is.
func (s *Server) ownerSees(words i18n.Printer, wave surveys.Wave) string {
	owner := words.T("share.the_owner")
	school, err := s.programme.School(wave.School)
	if err != nil { // an example, of no school
		return words.T("form.owner.nothing", "owner", owner)
	}
	if o, err := s.programme.Owner(school.Owner); err == nil {
		owner = o.Name
	}
	shared := s.analytics.SharedAlready(school.ID)
	agreed := s.analytics.Agreed(wave)
	if wave.ID == "" {
		agreed = wave.Agreed
	}
	if agreed != nil && agreed.Degree > shared {
		return words.T("form.owner.from_"+agreed.Degree.String(), "owner", agreed.OwnerName, "date", words.Date(agreed.From()))
	}
	return words.T("form.owner."+shared.String(), "owner", owner)
}
