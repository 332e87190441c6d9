package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/jobs"
)

// errUnmade says that a job ended without a file.
var errUnmade = errors.New("the reports were not made")

// reportAll asks for the workbooks of all schools of an owner, shows how far they are, and writes the file.
func reportAll(ctx context.Context, data, owner, lang, file string, out, errs io.Writer) error {
	log := slog.New(slog.NewTextHandler(errs, nil))
	return together(ctx, data, log, func(ask asked) error {
		job, err := ask.all("ask", owner, lang)
		if err != nil {
			return err
		}
		bar := newProgress(errs, "reports")
		for job.State == jobs.Waiting {
			bar.show(int64(job.Done), int64(max(job.All, 1)))
			select {
			case <-ctx.Done():
				bar.done()
				return fmt.Errorf("%w: the server goes on with them, and the same command fetches them", ctx.Err())
			case <-time.After(lookAgain):
			}
			if job, err = ask.all("look", owner, lang); err != nil {
				return err
			}
		}
		bar.done()
		if job.State != jobs.Done {
			return fmt.Errorf("%w: %s", errUnmade, job.State)
		}
		var content bytes.Buffer
		if err := ask("report/all", url.Values{"owner": {owner}, "step": {"take"}}, &content); err != nil {
			return err
		}
		if err := os.WriteFile(file, content.Bytes(), 0o600); err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s: %d bytes\n", file, content.Len())
		return err
	})
}

const lookAgain = 200 * time.Millisecond

// asked asks something of an open data folder.
type asked func(name string, args url.Values, out io.Writer) error

// all is a step of reportAllTask that answers with the job.
func (ask asked) all(step, owner, lang string) (j jobs.Job, err error) {
	var answer bytes.Buffer
	if err := ask("report/all", url.Values{"owner": {owner}, "lang": {lang}, "step": {step}}, &answer); err != nil {
		return j, err
	}
	return j, json.Unmarshal(answer.Bytes(), &j)
}

// together opens a data folder for several tasks: in the running server, if there is one. Else this process opens it, and does the jobs that wait.
func together(ctx context.Context, dir string, log *slog.Logger, do func(asked) error) (err error) {
	if serverRuns(dir) {
		return do(func(name string, args url.Values, out io.Writer) error { return askServer(ctx, dir, name, args, out) })
	}
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("there is no data folder %s: %w", dir, err)
	}
	a, err := openApp(ctx, dir, log)
	if err != nil {
		return err
	}
	working, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		a.jobs.Run(working, now, log)
	}()
	defer func() {
		stop()
		<-ended
		err = errors.Join(err, a.close(context.WithoutCancel(ctx)))
	}()
	return do(func(name string, args url.Values, out io.Writer) error { return tasks[name](ctx, a, args, out) })
}

// reportAllTask asks for the job, says how far it is, or gives its file.
func reportAllTask(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	owner, err := ownerCalled(a, args.Get("owner"))
	if err != nil {
		return err
	}
	by := audit.Console.At(now())
	var j jobs.Job
	switch args.Get("step") {
	case "ask":
		j, err = a.jobs.Ask(ctx, by, jobs.SchoolReports, string(owner.ID), args.Get("lang"))
		if errors.Is(err, jobs.ErrWaiting) { // somebody has asked already: follow that one
			err = nil
		}
		if errors.Is(err, jobs.ErrNothing) {
			return fmt.Errorf("no school of %s shares anything: %w", owner.Orgnr, err)
		}
	case "take":
		return takeReports(ctx, a, by, string(owner.ID), out)
	default:
		j, err = a.jobs.Latest(jobs.SchoolReports, string(owner.ID))
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(j)
}

// takeReports gives the file, and writes into the log that it left the house.
func takeReports(ctx context.Context, a *app, by audit.By, owner string, out io.Writer) error {
	j, err := a.jobs.Latest(jobs.SchoolReports, owner)
	if err != nil {
		return err
	}
	file, err := a.jobs.Result(ctx, by.At, j.ID)
	if err != nil {
		return err
	}
	entry := audit.Entry{Action: audit.ResultsExported, Owner: owner, Subject: owner, Detail: "page=/owners/:orgnr/reports/all.zip"}
	if err := audit.Open(a.folder.Record).Write(ctx, by, entry); err != nil {
		return err
	}
	_, err = out.Write(file)
	return err
}
