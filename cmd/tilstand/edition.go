package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"text/tabwriter"

	"tilstand/analytics"
)

const editionIssueHelp = `
Issues an edition: the figures over the schools that share today, with their owner or with the programme. It is numbered,
stored and never recomputed. Asked again on the same day with nothing changed, it says which one there is.

  tilstand edition issue -data ./data -owner 974600951
  tilstand edition issue -data ./data -programme skolemiljo

There is no other date than today: a school that has stopped sharing is in no new edition.`

func runEditionIssue(ctx context.Context, args []string, out, errs io.Writer) error {
	return runEdition(ctx, "edition issue", editionIssueHelp, args, out, errs)
}

func issueEdition(ctx context.Context, a *app, args url.Values, out io.Writer) (err error) {
	var e *analytics.Edition
	if key := args.Get("programme"); key != "" {
		e, err = a.analytics.IssueProgrammeEdition(ctx, now(), key)
	} else {
		e, err = a.analytics.IssueOwnerEdition(ctx, now(), args.Get("owner"))
	}
	if err != nil {
		return err
	}
	shown := 0
	for _, f := range e.Figures {
		if f.Cell.State() == analytics.Value {
			shown++
		}
	}
	_, err = fmt.Fprintf(out, "edition %d of %s, over %d schools: %d of %d figures shown; id %s\n",
		e.Number, e.Issued, e.Head().Schools, shown, len(e.Figures), e.ID)
	return err
}

const editionListHelp = `
Lists the editions of an owner or of the programme, oldest first. With -documents it prints the documents, one line each, as
analytics/edition.schema.json describes them.

  tilstand edition list -data ./data -owner 974600951
  tilstand edition list -data ./data -programme skolemiljo -documents`

func runEditionList(ctx context.Context, args []string, out, errs io.Writer) error {
	return runEdition(ctx, "edition list", editionListHelp, args, out, errs)
}

func listEditions(_ context.Context, a *app, args url.Values, out io.Writer) error {
	editions, err := editionsOf(a, args)
	if err != nil {
		return err
	}
	if args.Get("documents") != "" {
		for _, e := range editions {
			if err := json.NewEncoder(out).Encode(e); err != nil {
				return err
			}
		}
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "NUMBER\tISSUED\tSCHOOLS\tSHARING\tEDITION")
	for _, e := range editions {
		fmt.Fprintf(table, "%d\t%s\t%d\t%d\t%s\n", e.Number, e.Issued, e.Head().Schools, e.Sharing, e.ID)
	}
	return table.Flush()
}

func editionsOf(a *app, args url.Values) ([]*analytics.Edition, error) {
	if key := args.Get("programme"); key != "" {
		return a.analytics.Editions(analytics.ProgrammeScope, key)
	}
	owner, err := a.programme.OwnerByOrgnr(args.Get("owner"))
	if err != nil {
		return nil, err
	}
	return a.analytics.Editions(analytics.OwnerScope, string(owner.ID))
}

// runEdition reads the flags of both commands.
func runEdition(ctx context.Context, name, help string, args []string, out, errs io.Writer) error {
	fs := flags(name, help, errs)
	data := fs.String("data", "data", "the data folder")
	owner := fs.String("owner", "", "organisation number of the owner")
	programme := fs.String("programme", "", "key of the programme, for an edition over all owners")
	task, documents := "edition/issue", new(bool)
	if name == "edition list" {
		task, documents = "edition/list", fs.Bool("documents", false, "print the documents")
	}
	if err := parse(fs, args); err != nil {
		return err
	}
	if (*owner == "") == (*programme == "") {
		fmt.Fprintf(errs, "tilstand %s: give -owner or -programme, one of them; see tilstand %s -h\n", name, name)
		return errUsage
	}
	ask := url.Values{"owner": {*owner}, "programme": {*programme}}
	if *documents {
		ask.Set("documents", "yes")
	}
	return beside(ctx, *data, task, ask, out, slog.New(slog.NewTextHandler(errs, nil)))
}
