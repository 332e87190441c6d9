package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/url"
)

const userExportHelp = `
Prints everything that is kept about somebody who signs in, as JSON: the account, its roles, ways to sign in without their secrets, sessions, and what
the log has by them and about them. That it was handed out is in the log.

  tilstand user export -data /var/lib/tilstand -email kari@example.no`

const userEraseHelp = `
Erases an account: name, address, roles, links and secrets are in no file afterwards. The log keeps what was done under the account's random id. It
cannot be undone; to keep somebody out for a while, close the account.

  tilstand user erase -data /var/lib/tilstand -email kari@example.no`

func runUserExport(ctx context.Context, args []string, out, errs io.Writer) error {
	return runOnUser(ctx, "user export", userExportHelp, "user/export", args, out, errs)
}

func runUserErase(ctx context.Context, args []string, out, errs io.Writer) error {
	return runOnUser(ctx, "user erase", userEraseHelp, "user/erase", args, out, errs)
}

// runOnUser runs a task on the account with an address.
func runOnUser(ctx context.Context, name, help, do string, args []string, out, errs io.Writer) error {
	fs := flags(name, help, errs)
	data := fs.String("data", "data", "the data folder")
	email := fs.String("email", "", "e-mail address of the account")
	if err := parse(fs, args, "email"); err != nil {
		return err
	}
	return beside(ctx, *data, do, url.Values{"email": {*email}}, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func exportUser(ctx context.Context, a *app, asked url.Values, out io.Writer) error {
	account, err := a.accounts.ByEmail(asked.Get("email"))
	if err != nil {
		return err
	}
	kept, err := a.accounts.Kept(ctx, console(), account.ID)
	if err != nil {
		return err
	}
	write := json.NewEncoder(out)
	write.SetIndent("", "  ")
	return write.Encode(kept)
}

func eraseUser(ctx context.Context, a *app, asked url.Values, _ io.Writer) error {
	account, err := a.accounts.ByEmail(asked.Get("email"))
	if err != nil {
		return err
	}
	return a.accounts.Erase(ctx, console(), account.ID)
}
