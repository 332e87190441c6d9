package web

import (
	"context"
	"net/url"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// datesPage is templates/dates.html: a school's own dates of the course.
type datesPage struct {
	Page
	School  programme.School
	In      *entered
	Cohorts []option
	Phases  []datesRow
}

type datesRow struct {
	Name     string
	From, To inputField
}

const (
	fieldCohort = "cohort"
	newCohort   = "cohort_name"
)

// datesForm shows the school's cohort and dates.
func (s *Server) datesForm(_ context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	in := entering(url.Values{})
	if run, err := s.programme.RunOf(school.ID); err == nil {
		in.values.Set(fieldCohort, string(run.Cohort))
		for phase, span := range run.Dates {
			in.values.Set(string(phase)+".from", span.From.Format(time.DateOnly))
			in.values.Set(string(phase)+".to", span.To.Format(time.DateOnly))
		}
	}
	return render("dates", s.datesPage(r, school, in)), nil
}

// setDates keeps them. A phase without dates has none; a new cohort is made when it is named.
func (s *Server) setDates(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	in := entering(r.form)
	template := programme.Builtin()
	run := programme.Run{School: school.ID, Cohort: programme.CohortID(in.Value(fieldCohort)), Programme: template.Key, Version: template.Version, Dates: readDates(in)}
	if in.ok() && in.Value(newCohort) != "" {
		cohort, err := s.programme.AddCohort(ctx, s.by(r), programme.Cohort{Programme: template.Key, Name: in.Value(newCohort), Starts: startOf(run, s.now())})
		if err = in.take(err); err != nil {
			return nil, err
		}
		in.rename("name", newCohort)
		run.Cohort = cohort.ID
	}
	if in.ok() {
		_, err := s.programme.SetRun(ctx, s.by(r), run)
		if err = in.take(err); err != nil {
			return nil, err
		}
		for _, phase := range template.Phases {
			in.rename("dates."+string(phase.Key), string(phase.Key)+".from")
		}
	}
	if !in.ok() {
		return renderInvalid("dates", s.datesPage(r, school, in)), nil
	}
	r.note("wave.dates_saved")
	return redirect("/schools/" + school.Orgnr + "/dates"), nil
}

// readDates reads the dates of every phase that has some.
func readDates(in *entered) map[programme.PhaseKey]programme.Span {
	dates := map[programme.PhaseKey]programme.Span{}
	read := func(name string) time.Time {
		t, err := time.Parse(time.DateOnly, squeeze(in.Value(name)))
		if err != nil {
			in.refuse(name, "date")
		}
		return t
	}
	for _, phase := range programme.Builtin().Phases {
		from, to := string(phase.Key)+".from", string(phase.Key)+".to"
		if in.Value(from) != "" || in.Value(to) != "" {
			dates[phase.Key] = programme.Span{From: read(from), To: read(to)}
		}
	}
	return dates
}

// startOf is the first date of a run, or today where it has none.
func startOf(run programme.Run, now time.Time) time.Time {
	first := now
	for _, span := range run.Dates {
		if span.From.Before(first) {
			first = span.From
		}
	}
	return first
}

func (s *Server) datesPage(r *request, school programme.School, in *entered) *datesPage {
	page := &datesPage{Page: Page{Title: r.words.T("wave.dates_title", "school", school.Name), Synthetic: school.Synthetic, Invalid: !in.ok()}, School: school, In: in}
	for _, c := range s.programme.Cohorts() {
		page.Cohorts = append(page.Cohorts, option{Value: string(c.ID), Label: c.Name, Checked: in.Value(fieldCohort) == string(c.ID)})
	}
	in.call(fieldCohort, r.words.T("wave.dates_cohort"))
	in.call(newCohort, r.words.T("wave.dates_cohort_new"))
	page.Phases = datesRows(r.words, in)
	return page
}

// datesRows are the first and the last day of every phase.
func datesRows(words i18n.Printer, in *entered) (rows []datesRow) {
	for _, phase := range programme.Builtin().Phases {
		name := phase.Name.In(words.Lang())
		row := datesRow{Name: name, From: in.Field("date", string(phase.Key)+".from", "wave.dates_from", ""), To: in.Field("date", string(phase.Key)+".to", "wave.dates_to", "")}
		in.call(row.From.Name, name+", "+words.T("wave.dates_from"))
		in.call(row.To.Name, name+", "+words.T("wave.dates_to"))
		rows = append(rows, row)
	}
	return rows
}
