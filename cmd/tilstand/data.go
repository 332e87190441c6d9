package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/reports"
	"tilstand/reports/dataset"
	"tilstand/surveys"
)

const dataExportHelp = `
Writes released figures as one long table: a row for each figure. What the file is called decides its form: xlsx, csv, sav (SPSS), parquet, xml (the
codebook, DDI), R (a script that reads them) or zip (all of them). It is a school's figures, or what all schools share with an owner, or
an edition:

  tilstand data export -data ./data -school 974600951 -o skole.sav
  tilstand data export -data ./data -school 974600951 -wave WAVE -o maaling.csv
  tilstand data export -data ./data -owner 964338531 -o kommune.zip
  tilstand data export -data ./data -owner 964338531 -edition 2 -o utgave.xlsx
  tilstand data export -data ./data -programme skolemiljo -edition 1 -o program.parquet

Respondents are in none of them. Each file is in the log.`

var errNoFigures = errors.New("there are no figures to export")

func runDataExport(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("data export", dataExportHelp, errs)
	data := fs.String("data", "data", "the data folder")
	ask := map[string]*string{
		"school":    fs.String("school", "", "organisation number of a school"),
		"wave":      fs.String("wave", "", "id of one of the school's waves (default: all)"),
		"owner":     fs.String("owner", "", "organisation number of an owner"),
		"programme": fs.String("programme", "", "key of the programme, with -edition"),
		"edition":   fs.String("edition", "", "number of an edition of the owner or the programme"),
		"lang":      fs.String("lang", "nb", "nb, nn or en, for names and labels"),
	}
	file := fs.String("o", "", "file to write")
	if err := parse(fs, args, "o"); err != nil {
		return err
	}
	values := url.Values{"form": {strings.TrimPrefix(filepath.Ext(*file), ".")}}
	for name, value := range ask {
		values.Set(name, *value)
	}
	given := slices.DeleteFunc([]string{*ask["school"], *ask["owner"], *ask["programme"]}, func(s string) bool { return s == "" })
	if len(given) != 1 || *ask["programme"] != "" && *ask["edition"] == "" {
		fmt.Fprintln(errs, "tilstand data export: give -school, -owner or -programme, one of them, and with -programme -edition; see tilstand data export -h")
		return errUsage
	}
	if _, ok := reports.DataFileOf(values.Get("form")); !ok {
		fmt.Fprintf(errs, "tilstand data export: a file called %s has no form; its name ends with .xlsx, .csv, .sav, .parquet, .xml, .R or .zip\n", *file)
		return errUsage
	}
	size, err := writeWhole(*file, func(to io.Writer) error {
		return besideTo(ctx, *data, "data/export", values, to, io.Discard, slog.New(slog.NewTextHandler(errs, nil)))
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d bytes\n", *file, size)
	return err
}

// writeWhole writes a file for its owner alone, in the place of one that is there. It has its name when it is whole: what comes of an error has none.
func writeWhole(path string, write func(io.Writer) error) (size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".tilstand-*.part")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name()) // which is not there any more once all is well
	err = write(f)
	if at, sought := f.Seek(0, io.SeekCurrent); sought == nil {
		size = at
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	return size, os.Rename(f.Name(), path)
}

func exportData(ctx context.Context, a *app, args url.Values, out, _ io.Writer) error {
	file, ok := reports.DataFileOf(args.Get("form"))
	if !ok {
		return fmt.Errorf("there is no form %q", args.Get("form"))
	}
	find := a.schoolData
	switch {
	case args.Get("edition") != "":
		find = a.editionData
	case args.Get("owner") != "":
		find = a.ownerData
	}
	set, whose, err := find(args)
	if err != nil {
		return err
	}
	defer set.Close()
	if set.Len == 0 {
		return errNoFigures
	}
	whose.Action, whose.Detail = audit.ResultsExported, "page=data export"
	if err := audit.Open(a.folder.Record).Write(ctx, audit.Console.At(now()), whose); err != nil {
		return fmt.Errorf("nothing is exported: %w", err)
	}
	return file.Write(ctx, out, set, a.words.Printer(args.Get("lang")))
}

func (a *app) schoolData(args url.Values) (*dataset.Set, audit.Entry, error) {
	school, err := a.programme.SchoolByOrgnr(args.Get("school"))
	if err != nil {
		return nil, audit.Entry{}, err
	}
	releases, err := a.analytics.Releases(school.ID)
	if err != nil {
		return nil, audit.Entry{}, err
	}
	lined, err := a.analytics.Line(releases)
	if wave := surveys.WaveID(args.Get("wave")); wave != "" {
		lined = slices.DeleteFunc(lined, func(l analytics.Lined) bool { return l.Wave.ID != wave })
	}
	source := dataset.Source{Title: school.Name, Name: "tilstand-" + school.Orgnr}
	if err != nil {
		return nil, audit.Entry{}, err
	}
	set, err := dataset.OfReleases(source, a.scratch, dataset.Each(lined), a.words.Printer(args.Get("lang")))
	return set, audit.Entry{School: string(school.ID), Subject: string(school.ID)}, err
}

func (a *app) ownerData(args url.Values) (*dataset.Set, audit.Entry, error) {
	owner, err := a.programme.OwnerByOrgnr(args.Get("owner"))
	if err != nil {
		return nil, audit.Entry{}, err
	}
	lined := a.analytics.SharedLines(a.programme.SchoolsOf(owner.ID), surveys.SharesAll)
	source := dataset.Source{Title: owner.Name, Name: "tilstand-" + owner.Orgnr}
	set, err := dataset.OfReleases(source, a.scratch, lined, a.words.Printer(args.Get("lang")))
	return set, audit.Entry{Owner: string(owner.ID), Subject: string(owner.ID)}, err
}

func (a *app) editionData(args url.Values) (*dataset.Set, audit.Entry, error) {
	number, err := strconv.Atoi(args.Get("edition"))
	if err != nil {
		return nil, audit.Entry{}, fmt.Errorf("-edition is a number, not %q", args.Get("edition"))
	}
	editions, err := editionsOf(a, args)
	if err != nil {
		return nil, audit.Entry{}, err
	}
	at := slices.IndexFunc(editions, func(e *analytics.Edition) bool { return e.Number == number })
	if at < 0 {
		return nil, audit.Entry{}, fmt.Errorf("edition %d: %w", number, analytics.ErrNotFound)
	}
	e := editions[at]
	entry := audit.Entry{Subject: e.Scope.ID}
	if e.Scope.Kind == analytics.OwnerScope {
		entry.Owner = e.Scope.ID
	}
	words := a.words.Printer(args.Get("lang"))
	title := words.T("edition.title_programme", "number", number)
	if e.Scope.Kind == analytics.OwnerScope {
		title = words.T("edition.title_owner", "number", number, "owner", e.Scope.Name)
	}
	source := dataset.Source{Title: title, Name: fmt.Sprintf("tilstand-%s-%d", args.Get("owner")+args.Get("programme"), number)}
	set, err := dataset.OfEdition(source, a.scratch, e, words)
	return set, entry, err
}
