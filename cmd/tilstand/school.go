package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strconv"
	"text/tabwriter"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

const schoolHelp = `
Schools are named by their organisation number. What changes holds from a day (-from, -on), which is today or has passed; without one it is today.

  tilstand school list -data ./data -owner 964338531
  tilstand school add -data ./data -orgnr 974600951 -name "Bø skole" -municipality 4611 -form nb -owner 964338531
  tilstand school change -data ./data -school 974600951 -name "Bø skule" -form nn -from 2026-08-01
  tilstand school close -data ./data -school 974600951 -on 2026-08-01
  tilstand school merge -data ./data -school 974600951 -into 974760673 -on 2026-08-01
  tilstand school reopen -data ./data -school 974600951

A school with a new owner: the owner before loses its pages today, and the new one sees nothing until the school shares it. A merged
school keeps its results and opens no new surveys; the series of the one that it went into break on that day. Reopening takes both back.`

// ask runs a task with the flags that were given; those left out are left out there, too.
func ask(ctx context.Context, fs *flag.FlagSet, data, task string, out, errs io.Writer) error {
	args := url.Values{}
	fs.Visit(func(f *flag.Flag) {
		if f.Name != "data" {
			args.Set(f.Name, f.Value.String())
		}
	})
	return beside(ctx, data, task, args, out, slog.New(slog.NewTextHandler(errs, nil)))
}

// asking is a command whose task takes its flags as they are; those that are required have to be there.
func asking(words, help, task string, required []string, define func(fs *flag.FlagSet)) func(ctx context.Context, args []string, out, errs io.Writer) error {
	return func(ctx context.Context, args []string, out, errs io.Writer) error {
		fs := flags(words, help, errs)
		data := fs.String("data", "data", "the data folder")
		define(fs)
		if err := parse(fs, args, required...); err != nil {
			return err
		}
		return ask(ctx, fs, *data, task, out, errs)
	}
}

func texts(named ...[2]string) func(fs *flag.FlagSet) {
	return func(fs *flag.FlagSet) {
		for _, f := range named {
			fs.String(f[0], "", f[1])
		}
	}
}

// Flags of more than one command.
var (
	flagSchool = [2]string{"school", "organisation number of the school"}
	flagOn     = [2]string{"on", "the day, such as 2026-08-01; today or before; empty: today"}
)

var schoolDetails = [][2]string{
	{"name", "its name"}, {"municipality", "number of the municipality, four digits"}, {"form", "written form, nb or nn"},
	{"staff", "how many work there"}, {"owner", "organisation number of the owner"},
}

var (
	runSchoolList   = asking("school list", schoolHelp, "school/list", nil, texts([2]string{"owner", "only schools of this owner, by its organisation number"}))
	runSchoolAdd    = asking("school add", schoolHelp, "school/add", []string{"orgnr", "name", "municipality", "form", "owner"}, texts(append([][2]string{{"orgnr", "its organisation number"}}, schoolDetails...)...))
	runSchoolChange = asking("school change", schoolHelp, "school/change", []string{"school"}, texts(append([][2]string{
		flagSchool, {"orgnr", "its new organisation number"}, {"from", "the day from which it holds, such as 2026-08-01; today or before; empty: today"},
	}, schoolDetails...)...))
	runSchoolClose  = asking("school close", schoolHelp, "school/close", []string{"school"}, texts(flagSchool, flagOn))
	runSchoolMerge  = asking("school merge", schoolHelp, "school/merge", []string{"school", "into"}, texts(flagSchool, flagOn, [2]string{"into", "organisation number of the school that it went into"}))
	runSchoolReopen = asking("school reopen", schoolHelp, "school/reopen", []string{"school"}, texts(flagSchool))
)

func listSchools(_ context.Context, a *app, args url.Values, out io.Writer) error {
	schools := a.programme.Schools()
	if orgnr := args.Get("owner"); orgnr != "" {
		owner, err := ownerCalled(a, orgnr)
		if err != nil {
			return err
		}
		schools = a.programme.SchoolsOf(owner.ID)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "number\tname\tmunicipality\tform\tstaff\towner\tclosed\tmerged into")
	for _, sc := range schools {
		owner, err := a.programme.Owner(sc.Owner)
		if err != nil {
			return err
		}
		into, staff := "", ""
		if other, err := a.programme.School(sc.Into); err == nil {
			into = other.Orgnr
		}
		if sc.Staff > 0 {
			staff = strconv.Itoa(sc.Staff)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", sc.Orgnr, sc.Name, sc.Municipality, sc.WrittenForm, staff, owner.Orgnr, dayOrNothing(sc.Closed), into)
	}
	return table.Flush()
}

func dayOrNothing(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}

func addSchool(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	sc := programme.School{Orgnr: args.Get("orgnr")}
	if err := describeSchool(a, &sc, args); err != nil {
		return err
	}
	kept, err := a.programme.RegisterSchool(ctx, audit.Console.At(now()), sc)
	return told(out, "Registered", kept, err)
}

func changeSchool(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	sc, err := schoolCalled(a, args.Get("school"))
	if err != nil {
		return err
	}
	if args.Has("orgnr") {
		sc.Orgnr = args.Get("orgnr")
	}
	from, err := dayOfFlag(args, "from")
	if err != nil {
		return err
	}
	if err := describeSchool(a, &sc, args); err != nil {
		return err
	}
	kept, err := a.programme.UpdateSchool(ctx, audit.Console.At(now()), from, sc)
	return told(out, "Changed", kept, err)
}

// describeSchool takes over the flags that were given.
func describeSchool(a *app, sc *programme.School, args url.Values) error {
	for name, field := range map[string]*string{"name": &sc.Name, "municipality": &sc.Municipality, "form": &sc.WrittenForm} {
		if args.Has(name) {
			*field = args.Get(name)
		}
	}
	if args.Has("staff") {
		n, err := strconv.Atoi(args.Get("staff"))
		if err != nil {
			return fmt.Errorf("-staff: %q is not a number of people; write it as 42", args.Get("staff"))
		}
		sc.Staff = n
	}
	if args.Has("owner") {
		owner, err := ownerCalled(a, args.Get("owner"))
		if err != nil {
			return err
		}
		sc.Owner = owner.ID
	}
	return nil
}

func closeSchool(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	sc, err := schoolCalled(a, args.Get("school"))
	if err != nil {
		return err
	}
	on, err := dayOfFlag(args, "on")
	if err != nil {
		return err
	}
	kept, err := a.programme.CloseSchool(ctx, audit.Console.At(now()), sc.ID, on)
	return told(out, "Closed", kept, err)
}

func mergeSchool(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	sc, err := schoolCalled(a, args.Get("school"))
	if err != nil {
		return err
	}
	into, err := schoolCalled(a, args.Get("into"))
	if err != nil {
		return fmt.Errorf("-into: %w", err)
	}
	on, err := dayOfFlag(args, "on")
	if err != nil {
		return err
	}
	kept, err := a.programme.MergeSchool(ctx, audit.Console.At(now()), sc.ID, into.ID, on)
	return told(out, "Merged into "+into.Name+":", kept, err)
}

func reopenSchool(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	sc, err := schoolCalled(a, args.Get("school"))
	if err != nil {
		return err
	}
	kept, err := a.programme.ReopenSchool(ctx, audit.Console.At(now()), sc.ID)
	return told(out, "Reopened", kept, err)
}

func told(out io.Writer, what string, sc programme.School, err error) error {
	if err != nil {
		return registerErrors(err)
	}
	_, err = fmt.Fprintf(out, "%s %s, %s\n", what, sc.Orgnr, sc.Name)
	return err
}

func schoolCalled(a *app, orgnr string) (programme.School, error) {
	sc, err := a.programme.SchoolByOrgnr(orgnr)
	if err != nil {
		return sc, fmt.Errorf("there is no school with the organisation number %q; `tilstand school list` has them all", orgnr)
	}
	return sc, nil
}

func ownerCalled(a *app, orgnr string) (programme.Owner, error) {
	o, err := a.programme.OwnerByOrgnr(orgnr)
	if err != nil {
		return o, fmt.Errorf("there is no owner with the organisation number %q; `tilstand owner list` has them all", orgnr)
	}
	return o, nil
}

// dayOfFlag reads a day; zero where the flag was not given.
func dayOfFlag(args url.Values, name string) (time.Time, error) {
	if args.Get(name) == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, args.Get(name))
	if err != nil {
		return day, fmt.Errorf("-%s: %q is not a date; write it as 2026-08-01", name, args.Get(name))
	}
	return day, nil
}
