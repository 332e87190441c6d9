package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"

	"tilstand/analytics"
	"tilstand/reports"
)

const reportSchoolHelp = `
Writes a school's Excel report: the condition against the target, its development, the items, the method and the data.
Without -wave it is the report of the latest closed wave.

  tilstand report school -data ./data -school 974600951 -o report.xlsx`

func runReportSchool(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("report school", reportSchoolHelp, errs)
	data := fs.String("data", "data", "the data folder")
	school := fs.String("school", "", "organisation number of the school")
	wave := fs.String("wave", "", "id of the wave (default: the latest closed one)")
	lang := fs.String("lang", "", "nb, nn or en (default: the school's written form)")
	file := fs.String("o", "", "file to write")
	if err := parse(fs, args, "school", "o"); err != nil {
		return err
	}
	var book bytes.Buffer
	ask := url.Values{"school": {*school}, "wave": {*wave}, "lang": {*lang}}
	if err := beside(ctx, *data, "report/school", ask, &book, slog.New(slog.NewTextHandler(errs, nil))); err != nil {
		return err
	}
	if err := os.WriteFile(*file, book.Bytes(), 0o600); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "%s: %d bytes\n", *file, book.Len())
	return err
}

func reportSchool(_ context.Context, a *app, args url.Values, out io.Writer) error {
	lang := args.Get("lang")
	args.Del("lang")
	q, err := analytics.ParseQuery(args)
	if err != nil {
		return err
	}
	view, err := a.analytics.School(q)
	if err != nil {
		return err
	}
	if lang == "" {
		lang = view.School.WrittenForm
	}
	return reports.Write(out, reports.Build(view, a.words.Printer(lang)))
}
