package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strconv"
	"text/tabwriter"
	"time"

	"tilstand/internal/accounts"
)

const tokenAddHelp = `
Makes a token with which a program reads what an owner's schools share, or what the programme sees, and prints it. It is shown only now.

  tilstand token add -data ./data -at owner@964338531 -name "The municipality's dashboard" -days 180
  tilstand token add -data ./data -at programme -name "Research" -days 90

How a program uses it: /api on the service.`

func runTokenAdd(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("token add", tokenAddHelp, errs)
	data := fs.String("data", "data", "the data folder")
	at := fs.String("at", "", "whose token it is: owner@ORGNR or programme")
	name := fs.String("name", "", "what it is for")
	days := fs.Int("days", 180, "how many days it works, at most 365")
	items := fs.Bool("items", false, "single items, too, where a school shares them with its owner")
	if err := parse(fs, args, "at", "name"); err != nil {
		return err
	}
	asked := url.Values{"at": {*at}, "name": {*name}, "days": {strconv.Itoa(*days)}, "items": {strconv.FormatBool(*items)}}
	return beside(ctx, *data, "token/add", asked, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func addToken(ctx context.Context, a *app, asked url.Values, out io.Writer) error {
	at, err := a.tokenPlace(asked.Get("at"))
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(asked.Get("days"))
	if err != nil {
		return fmt.Errorf("days: %w", err)
	}
	_, secret, err := a.accounts.MakeToken(ctx, console(), at, asked.Get("name"), asked.Get("items") == "true", days)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, secret)
	return err
}

func runTokenList(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("token list", "Lists the tokens of an owner or the programme: what each is for, how long it works, and when it was last used.", errs)
	data := fs.String("data", "data", "the data folder")
	at := fs.String("at", "", "whose tokens: owner@ORGNR or programme")
	if err := parse(fs, args, "at"); err != nil {
		return err
	}
	return beside(ctx, *data, "token/list", url.Values{"at": {*at}}, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func listTokens(_ context.Context, a *app, asked url.Values, out io.Writer) error {
	at, err := a.tokenPlace(asked.Get("at"))
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tSTATE\tENDS\tLAST USED\tITEMS\tNAME")
	for _, t := range a.accounts.TokensAt(at) {
		state := t.State
		if state == accounts.TokenLive && !t.Works(now()) {
			state = accounts.TokenExpired
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%t\t%s\n", t.ID, state, t.Ends.Format(time.DateOnly), t.UsedOn, t.Items, t.Name)
	}
	return table.Flush()
}

func runTokenRevoke(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("token revoke", "Ends a token at once.", errs)
	data := fs.String("data", "data", "the data folder")
	at := fs.String("at", "", "whose token it is: owner@ORGNR or programme")
	id := fs.String("id", "", "id of the token, from token list")
	if err := parse(fs, args, "at", "id"); err != nil {
		return err
	}
	return beside(ctx, *data, "token/revoke", url.Values{"at": {*at}, "id": {*id}}, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func revokeToken(ctx context.Context, a *app, asked url.Values, _ io.Writer) error {
	at, err := a.tokenPlace(asked.Get("at"))
	if err != nil {
		return err
	}
	return a.accounts.RevokeToken(ctx, console(), at, accounts.APITokenID(asked.Get("id")))
}

var errTokenPlace = errors.New("a token is of owner@ORGNR or of the programme")

// tokenPlace finds whose token the command line means.
func (a *app) tokenPlace(text string) (accounts.Place, error) {
	r, err := a.roleOf(text)
	if errors.Is(err, errRole) || (err == nil && r.at.Kind != accounts.AtOwner && r.at.Kind != accounts.AtProgramme) {
		return accounts.Place{}, fmt.Errorf("%q: %w", text, errTokenPlace)
	}
	return r.at, err
}
