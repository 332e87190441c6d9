package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

const cohortHelp = `
Cohorts are named by their names. A school is in one cohort; being put into another one leaves its dates as they are.

  tilstand cohort list -data ./data
  tilstand cohort add -data ./data -name "Pulje 1" -starts 2026-08-15
  tilstand cohort change -data ./data -cohort "Pulje 1" -name "Pulje høst" -schools 974600951,974760673`

var (
	runCohortList = asking("cohort list", cohortHelp, "cohort/list", nil, texts())
	runCohortAdd  = asking("cohort add", cohortHelp, "cohort/add", []string{"name", "starts"}, texts(
		[2]string{"name", "its name"}, [2]string{"starts", "its first day, such as 2026-08-15"}, [2]string{"schools", "organisation numbers of schools to put into it, with commas between"}))
	runCohortChange = asking("cohort change", cohortHelp, "cohort/change", []string{"cohort"}, texts(
		[2]string{"cohort", "the cohort, by its name"}, [2]string{"name", "its new name"}, [2]string{"starts", "its first day, such as 2026-08-15"},
		[2]string{"schools", "organisation numbers of schools to put into it, with commas between"}))
)

func listCohorts(_ context.Context, a *app, _ url.Values, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "name\tstarts\tschools")
	for _, c := range a.programme.Cohorts() {
		fmt.Fprintf(table, "%s\t%s\t%d\n", c.Name, c.Starts.Format(time.DateOnly), len(a.programme.SchoolsIn(c.ID)))
	}
	return table.Flush()
}

func addCohort(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	schools, err := cohortSchools(a, args)
	if err != nil {
		return err
	}
	starts, err := dayOfFlag(args, "starts")
	if err != nil {
		return err
	}
	c, err := a.programme.AddCohort(ctx, audit.Console.At(now()), programme.Cohort{Programme: programme.Builtin().Key, Name: args.Get("name"), Starts: starts})
	if err != nil {
		return registerErrors(err)
	}
	return toldCohort(ctx, a, out, "Added", c, schools)
}

func changeCohort(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	var found []programme.Cohort
	for _, c := range a.programme.Cohorts() {
		if c.Name == args.Get("cohort") {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return fmt.Errorf("there are %d cohorts called %q; `tilstand cohort list` has them all", len(found), args.Get("cohort"))
	}
	schools, err := cohortSchools(a, args)
	if err != nil {
		return err
	}
	c := found[0]
	if args.Has("name") {
		c.Name = args.Get("name")
	}
	if args.Has("starts") {
		if c.Starts, err = dayOfFlag(args, "starts"); err != nil {
			return err
		}
	}
	if c, err = a.programme.UpdateCohort(ctx, audit.Console.At(now()), c); err != nil {
		return registerErrors(err)
	}
	return toldCohort(ctx, a, out, "Changed", c, schools)
}

// cohortSchools are the schools of the flag; all of them are there before anything is changed.
func cohortSchools(a *app, args url.Values) (schools []programme.School, err error) {
	for orgnr := range strings.SplitSeq(args.Get("schools"), ",") {
		if strings.TrimSpace(orgnr) == "" {
			continue
		}
		sc, err := schoolCalled(a, orgnr)
		if err != nil {
			return nil, err
		}
		schools = append(schools, sc)
	}
	return schools, nil
}

func toldCohort(ctx context.Context, a *app, out io.Writer, what string, c programme.Cohort, schools []programme.School) error {
	for _, sc := range schools {
		if _, err := a.programme.JoinCohort(ctx, audit.Console.At(now()), sc.ID, c.ID); err != nil {
			return registerErrors(err)
		}
	}
	_, err := fmt.Fprintf(out, "%s %s, which starts on %s and has %d schools\n", what, c.Name, c.Starts.Format(time.DateOnly), len(a.programme.SchoolsIn(c.ID)))
	return err
}
