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
	"strings"
	"text/tabwriter"

	"tilstand/analytics"
	"tilstand/analytics/attack"
	"tilstand/internal/audit"
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
		e, err = a.analytics.IssueProgrammeEdition(ctx, audit.Console.At(now()), key)
	} else {
		e, err = a.analytics.IssueOwnerEdition(ctx, audit.Console.At(now()), args.Get("owner"))
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

const editionAttackHelp = `
Attacks all editions of an owner or of the programme together, as somebody who has them all would: whether any combination of their figures
is about fewer schools than was promised. Every edition is attacked like this before it is stored, too.

  tilstand edition attack -data ./data -owner 974600951`

func runEditionAttack(ctx context.Context, args []string, out, errs io.Writer) error {
	return runEdition(ctx, "edition attack", editionAttackHelp, args, out, errs)
}

func attackEditions(_ context.Context, a *app, args url.Values, out io.Writer) error {
	read, err := readEditions(a, args)
	if err != nil {
		return err
	}
	findings, err := attack.Editions(read)
	if err != nil {
		return err
	}
	if len(findings) > 0 {
		said := fmt.Sprintf("%d editions tell more than they should:", len(read))
		for _, f := range findings {
			said += fmt.Sprintf("\n%s: %s %v", f.Measure, f.Learnt, f.Schools)
		}
		return errors.New(said)
	}
	_, err = fmt.Fprintf(out, "%d editions attacked together: nothing about fewer schools than promised can be learnt\n", len(read))
	return err
}

// readEditions are the documents as an attacker reads them.
func readEditions(a *app, args url.Values) (read []attack.Edition, err error) {
	editions, err := editionsOf(a, args)
	if err != nil {
		return nil, err
	}
	for _, e := range editions {
		document, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		one, err := attack.ReadEdition(bytes.NewReader(document))
		if err != nil {
			return nil, err
		}
		read = append(read, one)
	}
	return read, nil
}

// runEdition reads the flags of all of them.
func runEdition(ctx context.Context, name, help string, args []string, out, errs io.Writer) error {
	fs := flags(name, help, errs)
	data := fs.String("data", "data", "the data folder")
	owner := fs.String("owner", "", "organisation number of the owner")
	programme := fs.String("programme", "", "key of the programme, for an edition over all owners")
	documents := new(bool)
	if name == "edition list" {
		documents = fs.Bool("documents", false, "print the documents")
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
	return beside(ctx, *data, strings.ReplaceAll(name, " ", "/"), ask, out, slog.New(slog.NewTextHandler(errs, nil)))
}
