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
	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/web"
	"tilstand/reports"
)

const reportSchoolHelp = `
Writes a school's report: the condition against the target, its development, the items and the method. The name of the file says as what: .pdf is the
document that the service shows at /schools/NUMBER/print, tagged and with an outline, printed by the Chromium of this machine; anything else is the
Excel workbook, which has the data too. Without -wave it is the report of the latest closed wave.

  tilstand report school -data ./data -school 974600951 -o report.xlsx
  tilstand report school -data ./data -school 974600951 -o report.pdf`

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
	ask := url.Values{"school": {*school}, "wave": {*wave}, "lang": {*lang}}
	log := slog.New(slog.NewTextHandler(errs, nil))
	return writeReport(ctx, *data, reportTasks{"report/school", "report/print"}, ask, *file, out, log)
}

// reportTasks make a report as a workbook, and as a page to be printed.
type reportTasks struct{ workbook, page string }

// writeReport writes a file, as what its name says.
func writeReport(ctx context.Context, data string, do reportTasks, ask url.Values, file string, out io.Writer, log *slog.Logger) error {
	made, err := makeReport(ctx, data, do, ask, file, log)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, made, 0o600); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d bytes\n", file, len(made))
	return err
}

// makeReport makes what a file is to hold. A browser is looked for first, so that nothing is done in vain where there is none.
func makeReport(ctx context.Context, data string, do reportTasks, ask url.Values, file string, log *slog.Logger) ([]byte, error) {
	var made bytes.Buffer
	if !isPDF(file) {
		err := beside(ctx, data, do.workbook, ask, &made, log)
		return made.Bytes(), err
	}
	browser, err := findBrowser()
	if err != nil {
		return nil, err
	}
	if err := beside(ctx, data, do.page, ask, &made, log); err != nil {
		return nil, err
	}
	return toPDF(ctx, browser, made.Bytes())
}

func reportSchool(_ context.Context, a *app, args url.Values, out io.Writer) error {
	view, lang, err := a.schoolAsked(args)
	if err != nil {
		return err
	}
	words := a.words.Printer(lang)
	between, err := a.timeline(view)
	if err != nil {
		return err
	}
	return a.workbook(out, reports.BuildWith(view, between, words), view.Owner, words)
}

// timeline lays the school's measures and the modules of its course between its surveys.
func (a *app) timeline(view *analytics.SchoolView) ([]closing.Between, error) {
	if view.Now == nil {
		return nil, nil
	}
	views, err := closing.Views(view, a.analytics.School)
	if err != nil {
		return nil, err
	}
	var course *programme.CourseRun
	if c, err := a.programme.CourseOf(view.School.ID); err == nil {
		course = &c
	}
	return closing.Timeline(views, a.closings.MeasuresOf(view.School.ID), course), nil
}

// workbook writes a book in the look of an owner.
func (a *app) workbook(out io.Writer, b *reports.Book, owner analytics.OwnerRef, words i18n.Printer) error {
	b.Dress(a.brands.Of(owner.ID), owner.Name, words)
	return reports.Write(out, b)
}

func printSchool(_ context.Context, a *app, args url.Values, out io.Writer) error {
	view, lang, err := a.schoolAsked(args)
	if err != nil {
		return err
	}
	return web.PrintSchool(out, a.words, view, a.brands.Of(view.Owner.ID), lang)
}

// schoolAsked is the view that a report is of, and its language: the one asked for, or the school's own.
func (a *app) schoolAsked(args url.Values) (*analytics.SchoolView, string, error) {
	lang := args.Get("lang")
	args.Del("lang")
	q, err := analytics.ParseQuery(args)
	if err != nil {
		return nil, "", err
	}
	view, err := a.analytics.School(q)
	if err != nil {
		return nil, "", err
	}
	if lang == "" {
		lang = view.School.WrittenForm
	}
	return view, lang, nil
}
