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
	"tilstand/internal/programme"
	"tilstand/internal/web"
	"tilstand/surveys"
)

const reportSummaryHelp = `
Writes the one-page summary of a closed semester: what was asked, where the school stands, what it has chosen and agreed, and when it checks. It is the page
that the service shows at /schools/NUMBER/closing/PHASE/summary, as a tagged PDF of one sheet of A4, printed by the Chromium of this machine. It says what was
signed last, or that it is a draft. With -for parents it has shorter words, and no figures of the components.

  tilstand report summary -data ./data -school 974600951 -phase b -o summary.pdf
  tilstand report summary -data ./data -school 974600951 -phase b -for parents -lang en -o parents.pdf`

func runReportSummary(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("report summary", reportSummaryHelp, errs)
	data := fs.String("data", "data", "the data folder")
	school := fs.String("school", "", "organisation number of the school")
	phase := fs.String("phase", "", "key of the phase that was closed, such as b")
	reader := fs.String("for", string(web.SummaryForStaff), "staff or parents")
	lang := fs.String("lang", "", "nb, nn or en (default: the school's written form)")
	file := fs.String("o", "", "file to write, a PDF")
	if err := parse(fs, args, "school", "phase", "o"); err != nil {
		return err
	}
	if of := web.SummaryReader(*reader); of != web.SummaryForStaff && of != web.SummaryForParents {
		fmt.Fprintf(errs, "tilstand report summary: -for is %q; give staff or parents\n", *reader)
		return errUsage
	}
	browser, err := findBrowser()
	if err != nil {
		return err
	}
	var page bytes.Buffer
	ask := url.Values{"school": {*school}, "phase": {*phase}, "for": {*reader}, "lang": {*lang}}
	if err := beside(ctx, *data, "report/summary", ask, &page, slog.New(slog.NewTextHandler(errs, nil))); err != nil {
		return err
	}
	made, err := toPDF(ctx, browser, page.Bytes())
	if err != nil {
		return err
	}
	if err := os.WriteFile(*file, made, 0o600); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d bytes\n", *file, len(made))
	return err
}

func printSummary(_ context.Context, a *app, args url.Values, out io.Writer) error {
	school, err := a.programme.SchoolByOrgnr(args.Get("school"))
	if err != nil {
		return err
	}
	key := closing.Key{School: school.ID, Phase: programme.PhaseKey(args.Get("phase"))}
	wave, ok := closing.In(a.surveys, a.analytics)(key)
	if !ok {
		return fmt.Errorf("%s has no released state survey in phase %q: %w", school.Name, key.Phase, surveys.ErrNotFound)
	}
	view, err := a.analytics.School(analytics.Query{School: school.Orgnr, Wave: wave})
	if err != nil {
		return err
	}
	c, signed := a.closings.SignedOf(key)
	if !signed {
		c = a.closings.ClosingOf(key)
	}
	lang := args.Get("lang")
	if lang == "" {
		lang = view.School.WrittenForm
	}
	return web.PrintSummary(out, a.words, view, c, web.SummaryReader(args.Get("for")), a.brands.Of(view.Owner.ID), lang)
}
