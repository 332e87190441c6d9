package web

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// Cohorts belong to the programme: which schools begin together, and when each phase of theirs is planned. Who keeps them sees names and dates,
// and nothing of what was answered.

// cohortsPage is templates/cohorts.html.
type cohortsPage struct {
	Page
	Lines []cohortLine
}

// cohortLine is a cohort in the list.
type cohortLine struct {
	programme.Cohort
	Schools int
}

// cohorts lists the cohorts in the order in which they begin.
func (s *Server) cohorts(_ context.Context, r *request) (reply, error) {
	page := &cohortsPage{Page: r.page("cohort.title")}
	for _, c := range s.programme.Cohorts() {
		page.Lines = append(page.Lines, cohortLine{c, len(s.programme.SchoolsIn(c.ID))})
	}
	return render("cohorts", page), nil
}

// cohortPage is templates/cohort.html: a cohort, its schools and their dates; a new one when it has no id.
type cohortPage struct {
	Page
	Cohort  programme.Cohort
	In      *entered
	Action  string // address of the form
	Schools []cohortSchool
	Phases  []datesRow
}

// cohortSchool is a school of a cohort.
type cohortSchool struct {
	programme.School
	Owner string
	Dates string // empty where none are set
}

// Fields of the forms beside the dates.
const (
	fieldNumbers = "numbers" // of schools to put into the cohort
	fieldOut     = "out"     // numbers of schools to take out
	fieldAlso    = "also"    // schools that have dates, too
)

// cohortNew asks for a new cohort.
func (s *Server) cohortNew(_ context.Context, r *request) (reply, error) {
	return render("cohort", s.cohortPage(r, programme.Cohort{}, entering(url.Values{}))), nil
}

// addCohort adds it.
func (s *Server) addCohort(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	c, err := s.programme.AddCohort(ctx, s.by(r), programme.Cohort{
		Programme: programme.Builtin().Key, Name: in.Value("name"), Starts: readDay(in, "starts"), // one that cannot be read is none, and refused there
	})
	if err = in.take(err); err != nil {
		return nil, err
	}
	if !in.ok() {
		return renderInvalid("cohort", s.cohortPage(r, programme.Cohort{}, in)), nil
	}
	r.note("cohort.saved", "name", c.Name)
	return redirect("/programme/cohorts/" + string(c.ID)), nil
}

// cohort is the page of a cohort.
func (s *Server) cohort(_ context.Context, r *request) (reply, error) {
	c, err := s.programme.Cohort(programme.CohortID(r.param("id")))
	if err != nil {
		return nil, err
	}
	return render("cohort", s.cohortPage(r, c, entering(url.Values{"name": {c.Name}, "starts": {c.Starts.Format(time.DateOnly)}}))), nil
}

// changeCohort has one of the page's forms done, and shows the page.
func (s *Server) changeCohort(change func(ctx context.Context, r *request, c programme.Cohort, in *entered) error) handler {
	return func(ctx context.Context, r *request) (reply, error) {
		c, err := s.programme.Cohort(programme.CohortID(r.param("id")))
		if err != nil {
			return nil, err
		}
		in := entering(r.form)
		if err := change(ctx, r, c, in); err != nil {
			return nil, err
		}
		if !in.ok() {
			return renderInvalid("cohort", s.cohortPage(r, c, in)), nil
		}
		return redirect("/programme/cohorts/" + string(c.ID)), nil
	}
}

// nameCohort changes its name and first day.
func (s *Server) nameCohort(ctx context.Context, r *request, c programme.Cohort, in *entered) error {
	c.Name, c.Starts = in.Value("name"), readDay(in, "starts")
	kept, err := s.programme.UpdateCohort(ctx, s.by(r), c)
	if err = in.take(err); err == nil && in.ok() {
		r.note("cohort.saved", "name", kept.Name)
	}
	return err
}

// fillCohort puts schools into it and takes schools out; all that are named are there before anything is changed.
func (s *Server) fillCohort(ctx context.Context, r *request, c programme.Cohort, in *entered) error {
	joins := map[programme.SchoolID]programme.CohortID{}
	move := func(numbers []string, to programme.CohortID) {
		for _, number := range numbers {
			sc, err := s.programme.SchoolByOrgnr(number)
			if err != nil {
				in.refuse(fieldNumbers, "no_school")
				continue
			}
			joins[sc.ID] = to
		}
	}
	move(r.form[fieldOut], "")
	move(numbersIn(in.Value(fieldNumbers)), c.ID)
	if !in.ok() {
		return nil
	}
	for _, sc := range s.programme.Schools() {
		if to, ok := joins[sc.ID]; ok {
			if _, err := s.programme.JoinCohort(ctx, s.by(r), sc.ID, to); err != nil {
				return err
			}
		}
	}
	r.note("cohort.filled", "count", len(s.programme.SchoolsIn(c.ID)))
	return nil
}

// numbersIn are the organisation numbers of a text, one on each line or with commas between; spaces within a number are left out.
func numbersIn(text string) (numbers []string) {
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ',' || c == ';' || c == '\n' }) {
		if number := squeeze(part); number != "" {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// dateCohort gives the schools the dates of the form: those that have none, and the others when that is asked for.
func (s *Server) dateCohort(ctx context.Context, r *request, c programme.Cohort, in *entered) error {
	dates := readDates(in)
	if len(dates) == 0 {
		in.refuse(string(programme.Builtin().Phases[0].Key)+".from", "missing")
	}
	given := 0
	for _, sc := range s.programme.SchoolsIn(c.ID) {
		run, err := s.programme.RunOf(sc.ID)
		if err != nil {
			return err
		}
		if !in.ok() || len(run.Dates) > 0 && in.Value(fieldAlso) == "" {
			continue
		}
		run.Dates = dates
		_, err = s.programme.SetRun(ctx, s.by(r), run)
		if err = in.take(err); err != nil {
			return err
		}
		given++
	}
	for _, phase := range programme.Builtin().Phases {
		in.rename("dates."+string(phase.Key), string(phase.Key)+".from")
	}
	if in.ok() {
		r.note("cohort.dated", "count", given)
	}
	return nil
}

func (s *Server) cohortPage(r *request, c programme.Cohort, in *entered) *cohortPage {
	page := &cohortPage{Page: r.page("cohort.new"), Cohort: c, In: in, Action: "/programme/cohorts/new"}
	in.call("name", r.words.T("cohort.name"))
	in.call("starts", r.words.T("cohort.starts"))
	if c.ID == "" {
		return page
	}
	page.Title, page.Action = c.Name, "/programme/cohorts/"+string(c.ID)
	page.Path = page.Action
	if !in.values.Has("name") { // one of the other forms
		in.values.Set("name", c.Name)
		in.values.Set("starts", c.Starts.Format(time.DateOnly))
	}
	for _, sc := range s.programme.SchoolsIn(c.ID) {
		owner, _ := s.programme.Owner(sc.Owner)
		run, _ := s.programme.RunOf(sc.ID)
		page.Schools = append(page.Schools, cohortSchool{sc, owner.Name, datesInWords(r.words, run)})
	}
	in.call(fieldNumbers, r.words.T("cohort.numbers"))
	page.Phases = datesRows(r.words, in)
	return page
}

// datesInWords are the first and the last day of a run; empty where it has no dates.
func datesInWords(words i18n.Printer, run programme.Run) string {
	var days []time.Time
	for _, span := range run.Dates {
		days = append(days, span.From, span.To)
	}
	if len(days) == 0 {
		return ""
	}
	first, last := slices.MinFunc(days, time.Time.Compare), slices.MaxFunc(days, time.Time.Compare)
	return words.T("cohort.from_to", "from", words.Date(first), "to", words.Date(last))
}
