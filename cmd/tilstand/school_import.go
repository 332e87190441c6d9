package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/roll"
)

const schoolImportHelp = `
Takes schools and their owners from a file: CSV or XLSX with a row for each school, or a saved answer of the national school register (JSON).
What becomes of every row is printed; with -dry-run nothing is stored. Schools that the file does not name stay as they are, and a second import of
the same file finds nothing to do. Faulty rows stop the import, unless -leave-faulty leaves them out.

  tilstand school import -data ./data -dry-run schools.xlsx
  tilstand school import -data ./data -known -municipality 4611,4612 nsr.json

Columns of a table, in any order and in Norwegian or English: `

func runSchoolImport(ctx context.Context, args []string, out, errs io.Writer) error {
	var columns []string
	for _, c := range roll.Columns {
		columns = append(columns, c.Names["en"])
	}
	fs := flags("school import", schoolImportHelp+strings.Join(columns, ", ")+". Only the organisation number is needed for schools that are registered.", errs)
	data := fs.String("data", "data", "the data folder")
	fs.Bool("dry-run", false, "say what the file would do, and store nothing")
	fs.Bool("leave-faulty", false, "import the other rows, and leave faulty ones out")
	known := fs.Bool("known", false, "leave out schools that are not registered here")
	municipalities := fs.String("municipality", "", "only schools of these municipalities: numbers with commas between")
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		return err
	} else if err != nil {
		return errUsage
	}
	if fs.NArg() != 1 {
		fmt.Fprintln(errs, "tilstand school import: name one file, after the flags")
		return errUsage
	}
	file, err := readRoll(fs.Arg(0))
	if err != nil {
		return err
	}
	file.Roll.OnlyKnown = *known
	if *municipalities != "" {
		file.Roll = roll.In(file.Roll, strings.Split(*municipalities, ","))
	}
	fields := url.Values{}
	fs.Visit(func(f *flag.Flag) { fields.Set(f.Name, f.Value.String()) })
	if err := file.Faults.Err(); err != nil {
		fmt.Fprintln(errs, err)
		if !fields.Has("leave-faulty") {
			fields.Set("dry-run", "true")
		}
	}
	if len(file.Ignored) > 0 {
		fmt.Fprintln(errs, "columns that say nothing here:", strings.Join(file.Ignored, ", "))
	}
	packed, err := roll.Pack(file.Roll)
	if err != nil {
		return err
	}
	fields.Set("roll", packed)
	return beside(ctx, *data, "school/import", fields, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func readRoll(path string) (read *roll.File, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	read, err = roll.Read(f, roll.Limits{})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return read, nil
}

func importSchools(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	r, err := roll.Unpack(args.Get("roll"))
	if err != nil {
		return err
	}
	at := now()
	plan := a.programme.PlanRoll(at, r)
	var told strings.Builder
	if err := printRoll(&told, plan); err != nil {
		return err
	}
	switch {
	case args.Get("dry-run") == "true":
		told.WriteString("\nNothing has been stored.\n")
	case plan.Count(programme.RollFaulty) > 0 && args.Get("leave-faulty") != "true":
		return errors.New(told.String() + "\nnothing has been stored: put the faulty rows right, or leave them out with -leave-faulty")
	case plan.Idle():
		told.WriteString("\nThere is nothing to do.\n")
	default:
		if _, err := a.programme.ImportRoll(ctx, audit.Console.At(at), r, plan.Sum()); err != nil {
			return err
		}
		told.WriteString("\nStored.\n")
	}
	_, err = io.WriteString(out, told.String())
	return err
}

// printRoll says what becomes of every row, those that ask for attention first; of rows with which nothing happens only how many there are.
func printRoll(out io.Writer, plan programme.RollPlan) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, o := range plan.Owners {
		fmt.Fprintf(table, "new owner\t\t%s\t%s\t%s\n", o.Orgnr, o.Name, o.Kind)
	}
	for _, fate := range programme.RollFates {
		if fate == programme.RollUnchanged || fate == programme.RollLeft {
			continue
		}
		for _, l := range plan.Lines {
			if l.Fate == fate {
				fmt.Fprintf(table, "%s\trow %d\t%s\t%s\t%s\n", fate, l.Entry.Row, l.Entry.Orgnr, l.Name(), rollDetail(l))
			}
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	var counts []string
	for _, fate := range programme.RollFates {
		counts = append(counts, fmt.Sprintf("%d %s", plan.Count(fate), fate))
	}
	_, err := fmt.Fprintf(out, "%d new owners; schools: %s\n", len(plan.Owners), strings.Join(counts, ", "))
	return err
}

func rollDetail(l programme.RollLine) string {
	var said []string
	for _, p := range l.Problems {
		said = append(said, p.Field+" "+registerProblem(p))
	}
	if l.Fate != programme.RollNew {
		for _, c := range l.Changes {
			said = append(said, fmt.Sprintf("%s: %s → %s", c.Field, orNothing(c.From), orNothing(c.To)))
		}
	}
	if l.Successor {
		said = append(said, "the file does not say into which school; `tilstand school merge` does")
	}
	return strings.Join(said, "; ")
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}
