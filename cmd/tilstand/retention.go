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
	"tilstand/internal/retention"
)

const retentionPlanHelp = `
Prints every closed wave and the day on which its answers are erased: so many months (answers.months in settings.toml) after the end of the
school's run. The results stay. The day of a wave that is "kept" may still move; one that is "announced" has been told to the school. Of a wave
that is "erased" it is the day on which that was done: together these lines are the deletion report.

  tilstand retention plan -data /var/lib/tilstand`

const retentionRunHelp = `
Does now what the running service does by its clock: announces the erasures whose day is near, and erases the answers whose day has come. With
-dry-run it only tells what that would be. Nothing goes before the day that the school was told.

  tilstand retention run -data /var/lib/tilstand -dry-run`

func runRetentionPlan(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("retention plan", retentionPlanHelp, errs)
	data := fs.String("data", "data", "the data folder")
	if err := parse(fs, args); err != nil {
		return err
	}
	return beside(ctx, *data, "retention/plan", url.Values{}, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func runRetentionRun(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("retention run", retentionRunHelp, errs)
	data := fs.String("data", "data", "the data folder")
	dry := fs.Bool("dry-run", false, "change nothing")
	if err := parse(fs, args); err != nil {
		return err
	}
	ask := url.Values{}
	if *dry {
		ask.Set("dry", "yes")
	}
	return beside(ctx, *data, "retention/run", ask, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func planRetention(_ context.Context, a *app, _ url.Values, out io.Writer) error {
	return a.printRetention(out, a.retention.Plan(now()))
}

func runRetention(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	by := audit.Console.At(now())
	if args.Get("dry") != "" {
		would := a.retention.Would(by.At)
		return a.printDone(out, would, "would be announced", "would be erased")
	}
	done, err := a.retention.Run(ctx, by)
	if err != nil {
		return err
	}
	return a.printDone(out, done, "announced", "erased")
}

func (a *app) printDone(out io.Writer, done retention.Done, announced, erased string) error {
	if len(done.Announced)+len(done.Erased) == 0 {
		_, err := fmt.Fprintln(out, "nothing is due")
		return err
	}
	for _, part := range []struct {
		what  string
		lines []retention.Line
	}{{announced, done.Announced}, {erased, done.Erased}} {
		if len(part.lines) == 0 {
			continue
		}
		fmt.Fprintf(out, "%s:\n", part.what)
		if err := a.printRetention(out, part.lines); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) printRetention(out io.Writer, lines []retention.Line) error {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "WAVE\tANSWERS\tDAY\tRULE\tPHASE\tINSTRUMENT\tSCHOOL")
	for _, l := range lines {
		school, err := a.programme.School(l.Wave.School)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d months after %s\t%s\t%s v%d\t%s %s\n", l.Wave.ID, l.Stage, l.Day.Format(time.DateOnly), l.Months,
			l.Since.Format(time.DateOnly), l.Wave.Phase, l.Wave.Instrument, l.Wave.InstrumentVersion, school.Orgnr, school.Name)
	}
	return table.Flush()
}

// eraseDueAnswers announces and erases what is due at once and then every ten minutes until ctx ends, and so it forgets who asked for access. What has begun runs on life, so that a
// signal leaves nothing half done.
func eraseDueAnswers(ctx, life context.Context, a *app, log *slog.Logger) {
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for {
		done, err := a.retention.Run(life, audit.Service.At(now()))
		if err != nil {
			log.Error("erasing answers that were kept long enough", "err", err)
		}
		if n := len(done.Announced); n > 0 {
			log.Info("erasures announced", "waves", n)
		}
		if n := len(done.Erased); n > 0 {
			log.Info("answers erased", "waves", n)
		}
		if err := a.accounts.ForgetRequests(life, now()); err != nil {
			log.Error("forgetting who asked for access", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
