package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"

	"tilstand/internal/audit"
)

func runPasswordReset(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("password reset", "Makes a new operator password and prints it once. The old one, and everyone signed in with it, is out.", errs)
	data := fs.String("data", "data", "the data folder")
	if err := parse(fs, args); err != nil {
		return err
	}
	return beside(ctx, *data, "password/reset", url.Values{}, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func resetPassword(ctx context.Context, a *app, _ url.Values, out io.Writer) error {
	password, err := a.accounts.ReplacePassword(ctx, audit.By{At: now(), Account: audit.Console})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, password)
	return err
}
