package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/web"
	"tilstand/reports"
)

const reportOwnerHelp = `
Writes an owner's Excel report over the schools that share with it: schools and components, each component with its
uncertainty, the course, response rates and the data. Without -align it is about the latest survey at each school.
A file called .pdf is the document that the service shows at /owners/NUMBER/print instead, printed by the Chromium of this machine.
With -all it writes a ZIP with that report and one for each school that shares, made of what the school shares.

  tilstand report owner -data ./data -owner 964338531 -o schools.xlsx
  tilstand report owner -data ./data -owner 964338531 -o schools.pdf
  tilstand report owner -data ./data -owner 964338531 -all -o schools.zip`

func runReportOwner(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("report owner", reportOwnerHelp, errs)
	data := fs.String("data", "data", "the data folder")
	owner := fs.String("owner", "", "organisation number of the owner")
	align := fs.String("align", "", "latest, stage.b or semester.2026-2 (default: latest)")
	lang := fs.String("lang", "nb", "nb, nn or en")
	all := fs.Bool("all", false, "a ZIP with a report for each school, too")
	file := fs.String("o", "", "file to write")
	if err := parse(fs, args, "owner", "o"); err != nil {
		return err
	}
	if !slices.Contains(i18n.Languages, *lang) {
		fmt.Fprintf(errs, "tilstand report owner: -lang is %q; give nb, nn or en\n", *lang)
		return errUsage
	}
	if *all {
		return reportAll(ctx, *data, *owner, *lang, *file, out, errs)
	}
	ask := url.Values{"owner": {*owner}, "align": {*align}, "lang": {*lang}}
	return writeReport(ctx, *data, reportTasks{"report/owner", "owner/print"}, ask, *file, out, slog.New(slog.NewTextHandler(errs, nil)))
}

// ownerAsked is the view that a report is of, and its language.
func (a *app) ownerAsked(args url.Values) (*analytics.OwnerView, string, error) {
	lang := args.Get("lang")
	args.Del("lang")
	q, err := analytics.ParseQuery(args)
	if err != nil {
		return nil, "", err
	}
	view, err := a.analytics.OwnerView(q)
	return view, lang, err
}

func printOwner(_ context.Context, a *app, args url.Values, out io.Writer) error {
	view, lang, err := a.ownerAsked(args)
	if err != nil {
		return err
	}
	document, err := web.ReadOwnerDocument(a.analytics, view)
	if err != nil {
		return err
	}
	return web.PrintOwner(out, a.words, document, a.brands.Of(view.Owner.ID), lang)
}

func reportOwner(_ context.Context, a *app, args url.Values, out io.Writer) error {
	view, lang, err := a.ownerAsked(args)
	if err != nil {
		return err
	}
	o, err := reports.ReadOwner(a.analytics, view)
	if err != nil {
		return err
	}
	words := a.words.Printer(lang)
	return a.workbook(out, reports.BuildOwner(o, words), view.Owner, words)
}
