package web

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// A round (felles måling) is a wave that an owner proposes to many schools at once. The owner's pages show where each school stands, in states and
// dates: how many have answered is the school's own figure while a wave is open, and is in the release afterwards, which
// the owner sees where it is shared.

// Fields of the form that proposes a round.
const (
	fieldWho     = "who"    // all, some, or a cohort's id
	fieldSchool  = "school" // one for each school that is ticked
	fieldOpens   = "opens"
	ownPhase     = "own" // in fieldWhat, in place of a phase: each school in its own
	everySchool  = "all"
	someSchools  = "some"
	morningClock = "08:00" // when a round opens
)

// roundsPage is templates/rounds.html: the rounds of an owner.
type roundsPage struct {
	Page
	Owner  programme.Owner
	Rounds []roundLine
}

// roundLine is a round in a list.
type roundLine struct {
	surveys.Round
	What      string
	Schools   int
	Confirmed int
}

func (s *Server) rounds(_ context.Context, r *request) (reply, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	page := &roundsPage{Page: r.page("round.rounds"), Owner: owner}
	for _, round := range s.surveys.RoundsOf(owner.ID) {
		line := roundLine{Round: round, What: s.roundName(r.words, round), Schools: len(round.Schools)}
		for _, standing := range s.surveys.Standings(s.now(), round) {
			if standing.Wave != "" {
				line.Confirmed++
			}
		}
		page.Rounds = append(page.Rounds, line)
	}
	return render("rounds", page), nil
}

// roundName names a round by what is asked, and in which phase where all have the same.
func (s *Server) roundName(words i18n.Printer, r surveys.Round) string {
	instrument, ok := s.surveys.InstrumentInUse(r.Instrument)
	switch {
	case !ok:
		return r.Instrument
	case r.Phase == "":
		return words.T("round.own_phase", "kind", kindName(words, instrument))
	}
	return whatName(words, r.Phase, instrument)
}

// roundNewPage is templates/round_new.html.
type roundNewPage struct {
	Page
	Owner   programme.Owner
	In      *entered
	What    choiceField
	Who     choiceField
	Schools []option
}

func (s *Server) roundNew(_ context.Context, r *request) (reply, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	day := func(days int) []string { return []string{s.now().In(oslo).AddDate(0, 0, days).Format(time.DateOnly)} }
	suggested := url.Values{
		fieldWhat: {ownPhase + "/" + stateInstrument}, fieldWho: {everySchool}, fieldOpens: day(14), fieldDate: day(28), fieldClock: {"16:00"},
	}
	return render("round_new", s.roundNewPage(r, owner, entering(suggested))), nil
}

func (s *Server) roundNewPage(r *request, owner programme.Owner, in *entered) *roundNewPage {
	page := &roundNewPage{Page: r.page("round.new"), Owner: owner, In: in, What: s.roundWhat(r.words, in)}
	page.Invalid = !in.ok()
	schools := s.programme.SchoolsOf(owner.ID)
	page.Who = in.Choice(fieldWho, "round.who", "round.who_help").
		with(in, everySchool, r.words.T("round.who_all", "count", len(schools)))
	for _, cohort := range s.programme.Cohorts() {
		if of := s.inCohort(schools, cohort.ID); len(of) > 0 {
			page.Who = page.Who.with(in, string(cohort.ID), r.words.T("round.who_cohort", "cohort", cohort.Name, "count", len(of)))
		}
	}
	page.Who = page.Who.with(in, someSchools, r.words.T("round.who_some"))
	for _, sc := range schools {
		page.Synthetic = page.Synthetic || sc.Synthetic
		page.Schools = append(page.Schools, option{
			ID: "f-school-" + string(sc.ID), Value: string(sc.ID), Label: sc.Name, Checked: slices.Contains(in.values[fieldSchool], string(sc.ID)),
		})
	}
	in.call(fieldWhat, r.words.T("wave.which"))
	in.call(fieldOpens, r.words.T("round.opens"))
	in.call(fieldDate, r.words.T("round.closes"))
	in.call(fieldWho, r.words.T("round.who"))
	return page
}

// roundWhat offers each survey in each school's own phase, or in one for all.
func (s *Server) roundWhat(words i18n.Printer, in *entered) choiceField {
	choice := in.Choice(fieldWhat, "wave.which", "round.what_help")
	template := programme.Builtin()
	for _, instrument := range s.askedByWaves() {
		phases := template.Instruments[instrument.Key]
		if len(phases) > 1 {
			choice = choice.with(in, ownPhase+"/"+instrument.Key, words.T("round.own_phase", "kind", kindName(words, instrument)))
		}
		for _, phase := range phases {
			choice = choice.with(in, string(phase)+"/"+instrument.Key, whatName(words, phase, instrument))
		}
	}
	return choice
}

func (s *Server) inCohort(schools []programme.School, cohort programme.CohortID) []programme.SchoolID {
	var of []programme.SchoolID
	for _, sc := range schools {
		if run, err := s.programme.RunOf(sc.ID); err == nil && run.Cohort == cohort {
			of = append(of, sc.ID)
		}
	}
	return of
}

// proposeRound makes the round and goes on to where it can be followed.
func (s *Server) proposeRound(ctx context.Context, r *request) (reply, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	in := entering(r.form)
	spec := s.roundSpec(in, owner)
	var round surveys.Round
	if in.ok() {
		round, err = s.surveys.ProposeRound(ctx, s.by(r), spec)
		if err = in.take(err); err != nil {
			return nil, err
		}
		for from, to := range map[string]string{"phase": fieldWhat, "instrument": fieldWhat, "opens_at": fieldOpens, "closes_at": fieldDate, "schools": fieldWho} {
			in.rename(from, to)
		}
	}
	if !in.ok() {
		return renderInvalid("round_new", s.roundNewPage(r, owner, in)), nil
	}
	r.note("round.proposed", "count", len(round.Schools))
	return redirect(roundPath(owner, round.ID)), nil
}

func roundPath(owner programme.Owner, id surveys.RoundID) string {
	return "/owners/" + owner.Orgnr + "/rounds/" + string(id)
}

// roundSpec reads the form.
func (s *Server) roundSpec(in *entered, owner programme.Owner) surveys.RoundSpec {
	phase, instrument, _ := strings.Cut(in.Value(fieldWhat), "/")
	if phase == ownPhase {
		phase = ""
	}
	spec := surveys.RoundSpec{Owner: owner.ID, Phase: programme.PhaseKey(phase), Instrument: instrument}
	spec.OpensAt, spec.ClosesAt = readTime(in, fieldOpens, morningClock), readTime(in, fieldDate, in.Value(fieldClock))
	schools := s.programme.SchoolsOf(owner.ID)
	switch who := in.Value(fieldWho); who {
	case everySchool:
		for _, sc := range schools {
			spec.Schools = append(spec.Schools, sc.ID)
		}
	case someSchools:
		for _, id := range in.values[fieldSchool] {
			spec.Schools = append(spec.Schools, programme.SchoolID(id))
		}
	default:
		spec.Schools = s.inCohort(schools, programme.CohortID(who))
	}
	return spec
}

// readTime reads a date in Norwegian local time; one that cannot be read is a problem of its field.
func readTime(in *entered, name, clock string) time.Time {
	at, err := localTime(in.Value(name), clock)
	if err != nil {
		in.refuse(name, "date")
	}
	return at.UTC()
}
