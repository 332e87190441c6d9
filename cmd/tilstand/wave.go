package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"text/tabwriter"
	"time"

	"tilstand/internal/audit"
	"tilstand/surveys"
)

const waveCloseHelp = `
Closes a wave now: no more answers are taken, the answers are sealed in random order, and the release is made.
Closing a wave that is closed already changes nothing.

  tilstand wave close -data ./data -wave ID

The ids are printed by: tilstand wave list -data ./data`

func runWaveClose(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("wave close", waveCloseHelp, errs)
	data := fs.String("data", "data", "the data folder")
	wave := fs.String("wave", "", "id of the wave")
	if err := parse(fs, args, "wave"); err != nil {
		return err
	}
	return beside(ctx, *data, "wave/close", url.Values{"wave": {*wave}}, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func closeWave(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	id := surveys.WaveID(args.Get("wave"))
	release, err := a.analytics.Close(ctx, audit.Console.At(now()), id)
	if err != nil {
		return fmt.Errorf("close wave %s: %w", id, err)
	}
	_, err = fmt.Fprintf(out, "wave %s is closed; release %s\n", id, release.ID)
	return err
}

func runWaveList(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("wave list", "Lists the waves of a data folder: id, state, phase, instrument, closing time and school.", errs)
	data := fs.String("data", "data", "the data folder")
	if err := parse(fs, args); err != nil {
		return err
	}
	return beside(ctx, *data, "wave/list", nil, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func listWaves(_ context.Context, a *app, _ url.Values, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "WAVE\tSTATE\tPHASE\tINSTRUMENT\tCLOSES (UTC)\tSCHOOL")
	for _, w := range a.surveys.Waves() {
		school, err := a.programme.School(w.School)
		if err != nil {
			return err
		}
		state := string(w.State)
		if w.FromFile() {
			state += ", imported " + w.Imported.Format(time.DateOnly)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s v%d\t%s\t%s %s\n", w.ID, state, w.Phase, w.Instrument, w.InstrumentVersion,
			w.ClosesAt.Format("2006-01-02 15:04"), school.Orgnr, school.Name)
	}
	return table.Flush()
}
