package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strconv"
	"text/tabwriter"
	"time"

	"tilstand/internal/audit"
)

const logVerifyHelp = `
Walks the whole log of who did what, and names the first entry that is not as it was written. It prints the head of the log: the
number of the last entry and its hash. Note it down somewhere else; given back with -head it also finds a log that was cut off or made
anew. The service writes the head into its own log at every start.

  tilstand log verify -data /var/lib/tilstand
  tilstand log verify -data /var/lib/tilstand -head 1204:9f86d0…`

func runLogVerify(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("log verify", logVerifyHelp, errs)
	data := fs.String("data", "data", "the data folder")
	head := fs.String("head", "", "a head that was noted earlier")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *head != "" {
		if _, err := audit.ParseHead(*head); err != nil {
			fmt.Fprintln(errs, "tilstand log verify: -head:", err)
			return errUsage
		}
	}
	return beside(ctx, *data, "log/verify", url.Values{"head": {*head}}, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func verifyLog(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	var known audit.Head
	if text := args.Get("head"); text != "" {
		var err error
		if known, err = audit.ParseHead(text); err != nil {
			return err
		}
	}
	head, err := audit.Open(a.folder.Record).Verify(ctx, known)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%d entries, all as they were written\nhead %s\n", head.Number, head)
	return err
}

func runLogList(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("log list", "Prints the log of who did what, the newest entry first.", errs)
	data := fs.String("data", "data", "the data folder")
	action := fs.String("action", "", "only entries of this action")
	area := fs.String("area", "", "only entries of this area, such as sign_in, surveys or results")
	account := fs.String("account", "", "only entries of this account")
	before := fs.Int64("before", 0, "only entries with lower numbers")
	limit := fs.Int("limit", 50, "at most so many entries; 0 for all")
	if err := parse(fs, args); err != nil {
		return err
	}
	ask := url.Values{
		"action": {*action}, "area": {*area}, "account": {*account}, "before": {strconv.FormatInt(*before, 10)}, "limit": {strconv.Itoa(*limit)},
	}
	return beside(ctx, *data, "log/list", ask, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func listLog(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	before, err := strconv.ParseInt(args.Get("before"), 10, 64)
	if err != nil {
		return err
	}
	limit, err := strconv.Atoi(args.Get("limit"))
	if err != nil {
		return err
	}
	entries, err := audit.Open(a.folder.Record).Read(ctx, audit.Filter{
		Action: audit.Action(args.Get("action")), Area: args.Get("area"), Account: audit.AccountID(args.Get("account")), Before: before, Limit: limit,
	})
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "number\ttime (UTC)\taccount\taction\tschool\towner\tsubject\tdetail")
	for _, e := range entries {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.Number, e.At.Format(time.DateTime), e.Account, e.Action, e.School, e.Owner, e.Subject, e.Detail)
	}
	return table.Flush()
}
