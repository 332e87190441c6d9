package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/oversight"
	"tilstand/internal/web"
	"tilstand/reports"
)

const reportYearlyHelp = `
Writes an owner's yearly summary for its council: what the schools do and why, who takes part, the condition against the target, and what has moved,
from the latest edition, over four schools at least. The name of the file says as what: .pdf is the paper of two pages that the service shows at
/owners/NUMBER/yearly, printed by the Chromium of this machine; anything else is the same as an Excel workbook.

  tilstand report yearly -data ./data -owner 964338531 -o summary.pdf
  tilstand report yearly -data ./data -owner 964338531 -lang nn -o summary.xlsx`

func runReportYearly(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("report yearly", reportYearlyHelp, errs)
	data := fs.String("data", "data", "the data folder")
	owner := fs.String("owner", "", "organisation number of the owner")
	lang := fs.String("lang", "nb", "nb, nn or en")
	file := fs.String("o", "", "file to write")
	if err := parse(fs, args, "owner", "o"); err != nil {
		return err
	}
	if !slices.Contains(i18n.Languages, *lang) {
		fmt.Fprintf(errs, "tilstand report yearly: -lang is %q; give nb, nn or en\n", *lang)
		return errUsage
	}
	ask := url.Values{"owner": {*owner}, "lang": {*lang}}
	return writeReport(ctx, *data, reportTasks{"report/yearly", "report/paper"}, ask, *file, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func reportYearly(_ context.Context, a *app, args url.Values, out io.Writer) error {
	y, err := a.yearlyAsked(args)
	if err != nil {
		return err
	}
	words := a.words.Printer(args.Get("lang"))
	b := reports.BuildYearly(y, words)
	b.Dress(a.brands.Of(y.Owner.ID), y.Owner.Name, words)
	return reports.Write(out, b)
}

func printYearly(_ context.Context, a *app, args url.Values, out io.Writer) error {
	y, err := a.yearlyAsked(args)
	if err != nil {
		return err
	}
	return web.PrintYearly(out, a.words, y, a.brands.Of(y.Owner.ID), args.Get("lang"))
}

// yearlyAsked is what the summary of the owner that is asked for is made of.
func (a *app) yearlyAsked(args url.Values) (reports.Yearly, error) {
	owner, err := a.programme.OwnerByOrgnr(args.Get("owner"))
	if err != nil {
		return reports.Yearly{}, err
	}
	from := oversight.Sources{Programme: a.programme, Surveys: a.surveys, Analytics: a.analytics, Closings: a.closings}
	return reports.ReadYearly(from, time.Now().UTC(), owner)
}
