package web

import (
	"context"
	"net/url"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// roundPage is templates/round.html: where an owner's schools stand in a round.
type roundPage struct {
	Page
	Owner  programme.Owner
	Round  surveys.Round
	What   string
	At     string   // the page's address
	States []choice // all, and each state that a school is in
	Name   string   // what the names must hold to be shown
	State  string   // the state that is shown; empty is all
	Lines  []standingLine
	All    int // schools in the round
}

// standingLine is a school of a round.
type standingLine struct {
	Name  string
	Where string // the state and its date
	Href  string // to the results, where the school shares them; else empty
}

// roundOf finds the owner and the round in the path.
func (s *Server) roundOf(r *request) (programme.Owner, surveys.Round, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return owner, surveys.Round{}, err
	}
	round, err := s.surveys.Round(surveys.RoundID(r.param("id")))
	if err == nil && round.Owner != owner.ID {
		err = errNotFound
	}
	return owner, round, err
}

func (s *Server) round(_ context.Context, r *request) (reply, error) {
	owner, round, err := s.roundOf(r)
	if err != nil {
		return nil, err
	}
	page := &roundPage{
		Owner: owner, Round: round, What: s.roundName(r.words, round), At: roundPath(owner, round.ID), All: len(round.Schools),
		Name: strings.TrimSpace(r.query.Get("name")), State: r.query.Get("state"),
	}
	page.Page = Page{Title: r.words.T("round.title", "what", page.What)}
	inState := map[surveys.RoundState]int{}
	for _, standing := range s.surveys.Standings(s.now(), round) {
		school, err := s.programme.School(standing.School)
		if err != nil {
			return nil, err
		}
		inState[standing.State]++
		page.Synthetic = page.Synthetic || school.Synthetic
		if page.shows(school, standing) {
			page.Lines = append(page.Lines, s.standingLine(r.words, school, standing))
		}
	}
	i18n.SortByName(page.Lines, func(l standingLine) string { return l.Name })
	page.fillStates(r.words, inState)
	return render("round", page), nil
}

// shows says whether a school passes the filter.
func (p *roundPage) shows(school programme.School, standing surveys.Standing) bool {
	return (p.State == "" || p.State == string(standing.State)) && strings.Contains(strings.ToLower(school.Name), strings.ToLower(p.Name))
}

// fillStates offers the states as filters, each with its number of schools.
func (p *roundPage) fillStates(words i18n.Printer, inState map[surveys.RoundState]int) {
	add := func(state, name string, n int) {
		query := url.Values{}
		if p.Name != "" {
			query.Set("name", p.Name)
		}
		if state != "" {
			query.Set("state", state)
		}
		href := p.At
		if len(query) > 0 {
			href += "?" + query.Encode()
		}
		p.States = append(p.States, choice{Href: href, Name: name, Count: words.T("round.schools", "count", n), Current: p.State == state})
	}
	add("", words.T("round.every_state"), p.All)
	for _, state := range surveys.RoundStates {
		if n := inState[state]; n > 0 || p.State == string(state) {
			add(string(state), words.T(roundStates[state]), n)
		}
	}
}

// roundStates are the words for where schools stand, without their dates.
var roundStates = map[surveys.RoundState]string{
	surveys.RoundUnanswered: "round.state.unanswered",
	surveys.RoundPostponed:  "round.state.postponed",
	surveys.RoundPlanned:    "round.state.planned",
	surveys.RoundOpen:       "round.state.open",
	surveys.RoundClosed:     "round.state.closed",
}

// standingDates are the same with the date.
var standingDates = map[surveys.RoundState]string{
	surveys.RoundPostponed: "round.at.postponed",
	surveys.RoundPlanned:   "round.at.planned",
	surveys.RoundOpen:      "round.at.open",
	surveys.RoundClosed:    "round.at.closed",
}

func standingWords(words i18n.Printer, standing surveys.Standing) string {
	if key, dated := standingDates[standing.State]; dated {
		return words.T(key, "date", words.Date(standing.At))
	}
	return words.T(roundStates[standing.State])
}

// standingLine leads to a school's results only where it shares them: rule 10 holds for links, too.
func (s *Server) standingLine(words i18n.Printer, school programme.School, standing surveys.Standing) standingLine {
	line := standingLine{Name: school.Name, Where: standingWords(words, standing)}
	if standing.State == surveys.RoundClosed && s.analytics.SharesWave(standing.Wave) {
		line.Href = "/schools/" + school.Orgnr
	}
	return line
}

// callOffRound takes the proposal back from the schools that have not confirmed.
func (s *Server) callOffRound(ctx context.Context, r *request) (reply, error) {
	owner, round, err := s.roundOf(r)
	if err != nil {
		return nil, err
	}
	if err := s.surveys.CallOffRound(ctx, s.by(r), round.ID); err != nil {
		return nil, err
	}
	r.note("round.called_off_note")
	return redirect(roundPath(owner, round.ID)), nil
}
