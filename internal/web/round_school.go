package web

import (
	"context"
	"net/url"
	"time"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

// schoolRoundPage is templates/round_school.html: a round as a school is asked.
type schoolRoundPage struct {
	Page
	School   programme.School
	Owner    programme.Owner
	Round    surveys.Round
	What     string
	Standing string        // what the school has answered
	Waits    bool          // for the school: it can confirm, and postpone
	Own      *surveys.Wave // one of the kind that is open already, and can be the answer; nil without one
	In       *entered
}

// fieldUntil is when a school that postpones would rather open.
const fieldUntil = "until"

func (s *Server) schoolRound(_ context.Context, r *request) (reply, error) {
	page, err := s.schoolRoundPage(r, entering(url.Values{}))
	if err != nil {
		return nil, err
	}
	return render("round_school", page), nil
}

func (s *Server) schoolRoundPage(r *request, in *entered) (*schoolRoundPage, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	round, err := s.surveys.Round(surveys.RoundID(r.param("id")))
	if err != nil {
		return nil, err
	}
	standing, err := s.surveys.Standing(s.now(), round.ID, school.ID)
	if err != nil {
		return nil, err
	}
	owner, err := s.programme.Owner(round.Owner)
	if err != nil {
		return nil, err
	}
	page := &schoolRoundPage{
		Page: r.page("round.school_title"), School: school, Owner: owner, Round: round, What: s.roundName(r.words, round), In: in,
		Standing: standingWords(r.words, standing), Waits: standing.Wave == "" && !round.CalledOff,
	}
	page.Synthetic, page.Invalid, page.Path = school.Synthetic, !in.ok(), "/schools/"+school.Orgnr+"/rounds/"+string(round.ID)
	later := round.OpensAt
	if later.Before(s.now()) {
		later = s.now()
	}
	suggest(in, fieldUntil, later.In(oslo).AddDate(0, 0, 28).Format(time.DateOnly))
	in.call(fieldUntil, r.words.T("round.until"))
	for _, w := range s.surveys.WavesOf(school.ID) {
		if page.Waits && w.State == surveys.WaveOpen && w.Round == "" && round.Asks(w.Instrument, w.Phase) {
			page.Own = &w
		}
	}
	return page, nil
}

// postponeRound notes when the school would rather.
func (s *Server) postponeRound(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	page, err := s.schoolRoundPage(r, in)
	if err != nil {
		return nil, err
	}
	until := readTime(in, fieldUntil, morningClock)
	if in.ok() {
		if err := in.take(s.surveys.Postpone(ctx, s.by(r), page.Round.ID, page.School.ID, until)); err != nil {
			return nil, err
		}
	}
	if !in.ok() {
		page.Invalid = true
		return renderInvalid("round_school", page), nil
	}
	r.note("round.postponed_note", "date", r.words.Date(until))
	return redirect(page.Path), nil
}

// joinRound makes the open wave the school's answer.
func (s *Server) joinRound(ctx context.Context, r *request) (reply, error) {
	page, err := s.schoolRoundPage(r, entering(r.form))
	if err != nil {
		return nil, err
	}
	if page.Own == nil {
		return nil, surveys.ErrClosed
	}
	w, err := s.surveys.JoinRound(ctx, s.by(r), page.Own.ID, page.Round.ID)
	if err != nil {
		return nil, err
	}
	r.note("round.joined_note")
	return redirect("/waves/" + string(w.ID)), nil
}

// roundProposal is a round in the list of a school's waves.
type roundProposal struct {
	surveys.Round
	What string
}

// proposalsFor are the rounds that wait for a school's answer.
func (s *Server) proposalsFor(r *request, school programme.SchoolID) []roundProposal {
	var waiting []roundProposal
	for _, round := range s.surveys.RoundsFor(s.now(), school) {
		waiting = append(waiting, roundProposal{round, s.roundName(r.words, round)})
	}
	return waiting
}
