package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"tilstand/analytics"
	"tilstand/analytics/analysis"
	"tilstand/analytics/disclosure"
	"tilstand/internal/tabular"
	"tilstand/reports"
	"tilstand/surveys"
)

const analyseHelp = `
Analyses a file of responses (CSV or XLSX), without a server and without a data folder. A row is a person: a column for each
item of the instrument, named by its id (in small letters or capitals) and holding the code of the answer, empty where the question was
left blank; and the columns that the flags name. Everything that is wrong in the files is named at once, with row and column.

What readers would get of it, having passed the gate (one release for each unit and wave):
  tilstand analyse -instrument survey.json -responses answers.csv -by role -wave-column wave -population invited.csv

Every estimate in full precision, for who holds the file anyway:
  tilstand analyse -raw -instrument survey.json -responses answers.csv -by role -unit-column school -format xlsx -o all.xlsx

The people invited stand in a table with the columns unit, wave, those of -by, and invited, a row for each combination that there is;
columns of what is not told apart are left out. Without it there is no finite population: intervals are not corrected for one, releases
have 0 for every head count, and both say so.

A reference is JSON: {"name": "…", "scale": {"min": 1, "max": 5}, "measures": {"overall": {"mean": 3.6, "sd": 0.8, "within_sd": 0.7}}}.
A plan is JSON: {"atoms": [{"label": "teacher/full"}, …], "groups": [{"label": "total", "level": 0, "atoms": [0, 1, …]}, …]},
with atoms labelled by the values of the columns of -by joined by "/", and everybody as the first group.`

// analyseFlags is what was asked, as text.
type analyseFlags struct {
	instrument, responses, population, reference, plan, targets string
	by, waves, missing, sheet, format, out                      string
	raw, schema                                                 bool
	options                                                     analysis.Options
}

func runAnalyse(ctx context.Context, args []string, out, errs io.Writer) error {
	var f analyseFlags
	fs := flags("analyse", analyseHelp, errs)
	fs.StringVar(&f.instrument, "instrument", "", "`file` of the instrument (JSON), or the key of a built-in one")
	fs.StringVar(&f.responses, "responses", "", "`file` of the responses, CSV or XLSX")
	fs.StringVar(&f.sheet, "sheet", "", "`name` of the sheet of a workbook of responses (default: the first that is visible)")
	fs.StringVar(&f.population, "population", "", "`file` of the people invited, CSV or XLSX")
	fs.StringVar(&f.by, "by", "", "`columns` to break down by, with commas between: the total and each column, not their combinations")
	fs.StringVar(&f.options.Wave, "wave-column", "", "`column` of the wave")
	fs.StringVar(&f.waves, "waves", "", "`waves` in their order, with commas between (default: by number, or as in the course, or as they come)")
	fs.StringVar(&f.options.Unit, "unit-column", "", "`column` of the unit: the school")
	fs.StringVar(&f.options.Owner, "owner-column", "", "`column` of whom the unit belongs to")
	fs.StringVar(&f.options.ID, "id-column", "", "`column` that tells responses apart; one that stands there twice is a fault. It is not in what is written")
	fs.StringVar(&f.missing, "missing", "", "`words` that stand for a question left blank, with commas between: NA, for instance")
	fs.StringVar(&f.reference, "reference", "", "`file` of the frozen reference of the 500-scale (JSON)")
	fs.StringVar(&f.targets, "targets", "", "`file` of target levels with the columns measure, target and, if they differ, wave")
	fs.StringVar(&f.plan, "plan", "", "`file` of a publication plan (JSON), if the groups are not those of -by")
	fs.IntVar(&f.options.Threshold, "threshold", surveys.DefaultMinGroup, "minimum group of releases; never under 5")
	fs.Float64Var(&f.options.Relevant, "relevant", 0, "smallest relevant difference in `points` of 0-100 (default 5)")
	fs.BoolVar(&f.raw, "raw", false, "write every estimate in full precision instead of releases")
	fs.StringVar(&f.format, "format", "json", "json or xlsx")
	fs.StringVar(&f.out, "o", "", "`file` to write (default: what is written goes to the terminal)")
	fs.BoolVar(&f.schema, "schema", false, "print the JSON Schema of what would be written, and nothing else")
	if err := parse(fs, args); err != nil {
		return err
	}
	if f.schema {
		return printSchema(f.raw, out)
	}
	if err := require(fs, "instrument", "responses"); err != nil {
		return err
	}
	switch {
	case f.format != "json" && f.format != "xlsx":
		fmt.Fprintf(errs, "tilstand analyse: -format is json or xlsx, and not %q\n", f.format)
		return errUsage
	case f.format == "xlsx" && f.out == "":
		fmt.Fprintln(errs, "tilstand analyse: a workbook needs a file; name it with -o")
		return errUsage
	}
	data, err := f.read()
	if err != nil {
		return err
	}
	return f.write(ctx, data, out)
}

// printSchema prints the schema of raw estimates, or of releases, which refers to those of a release and an edition: they follow.
func printSchema(raw bool, out io.Writer) error {
	schemas := []string{analysis.ReleasesSchema, analytics.ReleaseSchema, analytics.EditionSchema}
	if raw {
		schemas = []string{analysis.Schema}
	}
	for _, schema := range schemas {
		if _, err := fmt.Fprintln(out, strings.TrimSpace(schema)); err != nil {
			return err
		}
	}
	return nil
}

// read reads every file that was named.
func (f *analyseFlags) read() (*analysis.Dataset, error) {
	in, err := readInstrument(f.instrument)
	if err != nil {
		return nil, err
	}
	if err := f.readOptions(); err != nil {
		return nil, err
	}
	responses, err := tabular.Open(f.responses, tabular.Options{Sheet: f.sheet})
	if err != nil {
		return nil, err
	}
	defer responses.Close()
	var population *tabular.Table
	if f.population != "" {
		if population, err = tabular.Open(f.population, tabular.Options{}); err != nil {
			return nil, err
		}
		defer population.Close()
	}
	return analysis.Read(in, responses, population, f.options)
}

func (f *analyseFlags) readOptions() error {
	f.options.Keep = !f.raw
	f.options.By, f.options.Waves, f.options.Missing = listed(f.by), listed(f.waves), listed(f.missing)
	if f.reference != "" {
		document, err := os.ReadFile(f.reference)
		if err != nil {
			return err
		}
		if f.options.Reference, err = analysis.ParseReference(document); err != nil {
			return fmt.Errorf("%s: %w", f.reference, err)
		}
	}
	if f.plan != "" {
		document, err := os.ReadFile(f.plan)
		if err != nil {
			return err
		}
		f.options.Plan = new(disclosure.Plan)
		if err := json.Unmarshal(document, f.options.Plan); err != nil {
			return fmt.Errorf("%s is no publication plan: %w", f.plan, err)
		}
	}
	if f.targets != "" {
		table, err := tabular.Open(f.targets, tabular.Options{})
		if err != nil {
			return err
		}
		defer table.Close()
		if f.options.Targets, err = analysis.ReadTargets(table); err != nil {
			return err
		}
	}
	return nil
}

// readInstrument reads an instrument from its file, or takes a built-in one by its key.
func readInstrument(name string) (*surveys.Instrument, error) {
	document, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		if in, ok := surveys.Builtin(name); ok {
			return in, nil
		}
	}
	if err != nil {
		return nil, err
	}
	in, err := surveys.ParseInstrument(document)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be used; see tilstand instrument check: %w", name, err)
	}
	return in, nil
}

func listed(s string) []string {
	var all []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// write makes what was asked for, first in full, so that an error leaves no half file.
func (f *analyseFlags) write(ctx context.Context, data *analysis.Dataset, out io.Writer) error {
	if f.out == "" {
		buffered := bufio.NewWriter(out)
		if err := f.make(ctx, data, buffered); err != nil {
			return err
		}
		return buffered.Flush()
	}
	file, err := os.OpenFile(f.out, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(file)
	if err := errors.Join(f.make(ctx, data, buffered), buffered.Flush(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(f.out))
	}
	return nil
}

func (f *analyseFlags) make(ctx context.Context, data *analysis.Dataset, out io.Writer) error {
	if f.raw {
		a := data.Analyse()
		return f.inFormat(a, "Raw analysis", a.Notes, out)
	}
	releases, err := data.Releases(ctx)
	if err != nil {
		return err
	}
	return f.inFormat(releases, "Releases of a file", releases.Notes, out)
}

// document is what an analysis and releases can do.
type document interface {
	Write(w io.Writer) error
	Tables() []analysis.Table
	Rows() int
}

func (f *analyseFlags) inFormat(d document, title string, notes []string, out io.Writer) error {
	if f.format == "json" {
		return d.Write(out)
	}
	if err := reports.FitTables(d.Rows()); err != nil {
		return err
	}
	book, err := reports.BuildTables(title, notes, d.Tables())
	if err != nil {
		return err
	}
	return reports.Write(out, book)
}
