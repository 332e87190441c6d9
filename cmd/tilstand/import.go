package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strconv"
	"strings"

	"tilstand/internal/tabular"
	"tilstand/surveys"
)

const importResponsesHelp = `
Makes a closed wave of the answers to an earlier survey. The file has a row for each respondent and a column for each question.
The answers are stored in random order, without times, ids or comments; their results are released as those of any other wave, and are
marked as imported.

  tilstand import responses -data ./data -school 974600951 -phase a -instrument tilstand -closed 2025-12-18 \
      -count teachers=30,assistants=8 -group-column Position -group Teacher=teachers -dry-run answers.csv

Columns that are called by an item's id or its words, and cells that hold a code or a label of its scale, need no mapping. For others write a
mapping file (JSON; every part may be left out):

  {
    "items": {"promote_plan": "Q1", "promote_relations": "Q2"},
    "not_asked": ["capacity_learning"],
    "codes": {"extent": {"Strongly agree": 5, "n/a": 0, "99": -1}, "promote_plan": {"Yes": 5}, "*": {"No answer": -1}},
    "group_column": "Position",
    "groups": {"Teacher": "teachers", "": "other"}
  }

items: our item and their column. codes: for a scale, an item or all items ("*"), their value and our code; -1 is no answer.
groups: their value and our staff group; "" is an empty cell.`

// importOrder is what the flags of `import responses` ask for.
type importOrder struct {
	data, file string
	mapFile    string
	mapping    surveys.ImportMap
	fields     url.Values // of the task
}

func runImportResponses(ctx context.Context, args []string, out, errs io.Writer) error {
	order, err := parseImport(args, errs)
	if err != nil {
		return err
	}
	if err := order.readMapping(); err != nil {
		return err
	}
	sheet, faults, err := readSheet(order.file, errs)
	if err != nil {
		return err
	}
	text, err := sheet.MarshalText()
	if err != nil {
		return err
	}
	mapping, err := json.Marshal(order.mapping)
	if err != nil {
		return err
	}
	order.fields.Set("sheet", string(text))
	order.fields.Set("map", string(mapping))
	log := slog.New(slog.NewTextHandler(errs, nil))
	if faults.N == 0 {
		return beside(ctx, order.data, "import/responses", order.fields, out, log)
	}
	// Rows that cannot be read are one part of what is wrong; the rest is named in the same go, and nothing is stored.
	order.fields.Set("dry-run", "true")
	return errors.Join(allFaults(faults), beside(ctx, order.data, "import/responses", order.fields, io.Discard, log))
}

// parseImport reads the flags, which may stand before and after the name of the file.
func parseImport(args []string, errs io.Writer) (importOrder, error) {
	o := importOrder{fields: url.Values{}}
	fs := flags("import responses", importResponsesHelp, errs)
	fs.StringVar(&o.data, "data", "data", "the data folder")
	required := map[string]*string{
		"school":     fs.String("school", "", "organisation number of the school"),
		"phase":      fs.String("phase", "", "phase of the course: prep, a, b or c"),
		"instrument": fs.String("instrument", "", "key of the instrument: tilstand or kartlegging"),
	}
	closed := fs.String("closed", "", "the day on which the survey closed, 2025-12-18 (default: the last day of the phase in the school's dates)")
	count := fs.String("count", "", "how many were asked, by staff group: teachers=30,assistants=8,sfo=6,other=5 (default: as in the school's first wave)")
	opened := fs.String("opened", "", "the day on which it opened (default: the day it closed)")
	threshold := fs.Int("threshold", surveys.DefaultMinGroup, "the minimum group that those who answered were promised, 5 or more")
	replaces := fs.String("replaces", "", "id of an imported wave whose answers these replace; school, phase, instrument, days and counts stay its own")
	dryRun := fs.Bool("dry-run", false, "check everything and say what would be stored, and store nothing")
	fs.StringVar(&o.mapFile, "map", "", "the mapping file")
	groupColumn := fs.String("group-column", "", "the column that tells the staff group; without one there are no results by group")
	groups := map[string]string{}
	fs.Func("group", "what a value of that column means, such as Teacher=teachers; may be given several times", func(text string) error {
		value, key, ok := cutLast(text, "=")
		if !ok {
			return errors.New("write it as VALUE=GROUP")
		}
		groups[value] = key
		return nil
	})
	if err := parseAround(fs, args, &o.file); err != nil {
		return importOrder{}, err
	}
	for _, name := range []string{"school", "phase", "instrument"} {
		if *required[name] == "" && *replaces == "" {
			fmt.Fprintf(errs, "tilstand import responses: -%s is missing; see tilstand import responses -h\n", name)
			return importOrder{}, errUsage
		}
		o.fields.Set(name, *required[name])
	}
	if o.file == "" {
		fmt.Fprintln(errs, "tilstand import responses: name one file, CSV or XLSX")
		return importOrder{}, errUsage
	}
	o.fields.Set("closed", *closed)
	o.fields.Set("count", *count)
	o.fields.Set("opened", *opened)
	o.fields.Set("threshold", strconv.Itoa(*threshold))
	o.fields.Set("replaces", *replaces)
	o.fields.Set("dry-run", strconv.FormatBool(*dryRun))
	o.mapping = surveys.ImportMap{GroupColumn: *groupColumn, Groups: groups}
	return o, nil
}

// parseAround parses flags on both sides of one name of a file.
func parseAround(fs *flag.FlagSet, args []string, file *string) error {
	for {
		if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
			return err
		} else if err != nil {
			return errUsage
		}
		if fs.NArg() == 0 {
			return nil
		}
		if *file != "" {
			fmt.Fprintf(fs.Output(), "tilstand %s: there are two files, %q and %q; name one\n", fs.Name(), *file, fs.Arg(0))
			return errUsage
		}
		*file, args = fs.Arg(0), fs.Args()[1:]
	}
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// readMapping reads the mapping file, if there is one; what the flags say goes before it.
func (o *importOrder) readMapping() error {
	if o.mapFile == "" {
		return nil
	}
	data, err := os.ReadFile(o.mapFile)
	if err != nil {
		return err
	}
	told := o.mapping
	if o.mapping, err = surveys.ParseImportMap(data); err != nil {
		return fmt.Errorf("%s: %w", o.mapFile, err)
	}
	if told.GroupColumn != "" {
		o.mapping.GroupColumn = told.GroupColumn
	}
	if o.mapping.Groups == nil {
		o.mapping.Groups = map[string]string{}
	}
	for value, key := range told.Groups {
		o.mapping.Groups[value] = key
	}
	return nil
}

// readSheet reads the file, with a progress bar on a terminal.
func readSheet(path string, errs io.Writer) (*surveys.Sheet, tabular.Faults, error) {
	faults := tabular.Faults{File: path}
	file, err := os.Open(path)
	if err != nil {
		return nil, faults, err
	}
	defer file.Close()
	bar := newProgress(errs, "reading "+path)
	defer bar.done()
	table, err := tabular.Read(bar.over(file), tabular.Options{})
	if err != nil {
		return nil, faults, fmt.Errorf("%s: %w", path, err)
	}
	defer table.Close()
	sheet, err := surveys.ReadSheet(table, &faults)
	if err != nil {
		return nil, faults, fmt.Errorf("%s: %w", path, err)
	}
	return sheet, faults, nil
}

// allFaults names every row that cannot be read, one a line.
func allFaults(faults tabular.Faults) error {
	var b strings.Builder
	b.WriteString("rows that cannot be read; nothing has been stored:")
	for _, fault := range faults.List {
		b.WriteString("\n  " + fault.String())
	}
	if more := faults.N - len(faults.List); more > 0 {
		fmt.Fprintf(&b, "\n  and %d more", more)
	}
	return errors.New(b.String())
}
