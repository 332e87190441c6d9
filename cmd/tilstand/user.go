package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"text/tabwriter"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/settings"
)

const userAddHelp = `
Makes an account with a role and prints the one-time link by which its owner chooses how to sign in. Whoever has an account already gets the
role, and no link is needed.

  tilstand user add -data ./data -base-url https://tilstand.example.no -email kari@example.no -name "Kari Bakken" -role leader@974600951
  tilstand user add -data ./data -email drift@example.no -name "Ola Nes" -role operator

Roles: operator, programme, owner@ORGNR of the owner, leader@ORGNR and member@ORGNR of the school.`

func runUserAdd(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("user add", userAddHelp, errs)
	data := fs.String("data", "data", "the data folder")
	base := fs.String("base-url", "", "the address that people use (usual: base_url of the settings)")
	email := fs.String("email", "", "e-mail address, by which they sign in")
	name := fs.String("name", "", "name")
	lang := fs.String("lang", "nb", "language of messages: nb, nn or en")
	role := fs.String("role", "", "role, such as leader@974600951; several with commas between")
	if err := parse(fs, args, "email", "name", "role"); err != nil {
		return err
	}
	asked := url.Values{"email": {*email}, "name": {*name}, "lang": {*lang}, "role": {*role}, "base": {cmp.Or(baseURLOf(*data, *base), "http://"+settings.DefaultListen)}}
	return beside(ctx, *data, "user/add", asked, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func addUser(ctx context.Context, a *app, asked url.Values, out io.Writer) error {
	roles, err := a.rolesOf(asked.Get("role"))
	if err != nil {
		return err
	}
	account := accounts.Account{Email: asked.Get("email"), Name: asked.Get("name"), Lang: asked.Get("lang")}
	var link accounts.Link
	for _, r := range roles {
		_, made, err := a.accounts.Invite(ctx, console(), account, r.grant, r.at)
		if err != nil {
			return err
		}
		if made != "" {
			link = made
		}
	}
	if link == "" {
		_, err = fmt.Fprintln(out, "the account has the role")
		return err
	}
	_, err = fmt.Fprintf(out, "%s/link/%s\n", asked.Get("base"), link)
	return err
}

func runUserLink(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("user link", "Makes a new one-time link for somebody who has lost how to sign in. Whoever uses it chooses a password and adds an app anew.", errs)
	data := fs.String("data", "data", "the data folder")
	base := fs.String("base-url", "", "the address that people use (usual: base_url of the settings)")
	email := fs.String("email", "", "e-mail address of the account")
	if err := parse(fs, args, "email"); err != nil {
		return err
	}
	asked := url.Values{"email": {*email}, "base": {cmp.Or(baseURLOf(*data, *base), "http://"+settings.DefaultListen)}}
	return beside(ctx, *data, "user/link", asked, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func linkUser(ctx context.Context, a *app, asked url.Values, out io.Writer) error {
	account, err := a.accounts.ByEmail(asked.Get("email"))
	if err != nil {
		return err
	}
	link, err := a.accounts.MakeLink(ctx, console(), account.ID, accounts.Invitation)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s/link/%s\n", asked.Get("base"), link)
	return err
}

func runUserTake(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("user take", "Takes a role away. Whoever is signed in with it is out.", errs)
	data := fs.String("data", "data", "the data folder")
	email := fs.String("email", "", "e-mail address of the account")
	role := fs.String("role", "", "role, such as leader@974600951")
	if err := parse(fs, args, "email", "role"); err != nil {
		return err
	}
	return beside(ctx, *data, "user/take", url.Values{"email": {*email}, "role": {*role}}, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func takeUser(ctx context.Context, a *app, asked url.Values, _ io.Writer) error {
	account, err := a.accounts.ByEmail(asked.Get("email"))
	if err != nil {
		return err
	}
	roles, err := a.rolesOf(asked.Get("role"))
	if err != nil {
		return err
	}
	for _, r := range roles {
		if err := a.accounts.Take(ctx, console(), account.ID, r.grant, r.at); err != nil {
			return err
		}
	}
	return nil
}

func runUserClose(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("user close", "Closes an account: nobody signs in with it any more.", errs)
	data := fs.String("data", "data", "the data folder")
	email := fs.String("email", "", "e-mail address of the account")
	if err := parse(fs, args, "email"); err != nil {
		return err
	}
	return beside(ctx, *data, "user/close", url.Values{"email": {*email}}, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func closeUser(ctx context.Context, a *app, asked url.Values, _ io.Writer) error {
	account, err := a.accounts.ByEmail(asked.Get("email"))
	if err != nil {
		return err
	}
	return a.accounts.Close(ctx, console(), account.ID)
}

func runUserList(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("user list", "Lists who can sign in, and their roles.", errs)
	data := fs.String("data", "data", "the data folder")
	if err := parse(fs, args); err != nil {
		return err
	}
	return beside(ctx, *data, "user/list", url.Values{}, out, slog.New(slog.NewTextHandler(errs, nil)))
}

func listUsers(_ context.Context, a *app, _ url.Values, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "E-MAIL\tNAME\tROLES\tSIGNS IN WITH")
	for _, account := range a.accounts.Accounts() {
		var roles []string
		for _, g := range a.accounts.GrantsOf(account.ID) {
			roles = append(roles, a.roleName(g))
		}
		slices.Sort(roles)
		if account.Closed {
			roles = []string{"closed"}
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", account.Email, account.Name, strings.Join(roles, ","), strings.Join(a.waysOf(account.ID), ","))
	}
	return table.Flush()
}

// waysOf are the ways in which an account signs in: kinds, and other houses by their names.
func (a *app) waysOf(id audit.AccountID) []string {
	var ways []string
	for _, x := range a.accounts.SecretsOf(id) {
		way := string(x.Kind)
		if x.Kind == accounts.ByHouse {
			way += ":" + x.Label
		}
		ways = append(ways, way)
	}
	return ways
}

const userUnlinkHelp = `
Takes all sign-ins by other houses (OpenID Connect) away from an account, and signs it out: nobody comes to it by Feide or the like any more. Whoever has
no other way in gets a new one-time link: tilstand user link.

  tilstand user unlink -data ./data -email kari@example.no`

func runUserUnlink(ctx context.Context, args []string, out, errs io.Writer) error {
	return runOnUser(ctx, "user unlink", userUnlinkHelp, "user/unlink", args, out, errs)
}

func unlinkUser(ctx context.Context, a *app, asked url.Values, out io.Writer) error {
	account, err := a.accounts.ByEmail(asked.Get("email"))
	if err != nil {
		return err
	}
	n, err := a.accounts.Unlink(ctx, console(), account.ID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%d taken away\n", n)
	return err
}

// console is who a command acts as.
func console() audit.By { return audit.By{At: now(), Account: audit.Console} }

// givenRole is a role as the command line names it.
type givenRole struct {
	grant accounts.Grant
	at    accounts.Place
}

var errRole = errors.New("a role is operator, programme, owner@ORGNR, leader@ORGNR or member@ORGNR")

// rolesOf reads roles with commas between.
func (a *app) rolesOf(text string) ([]givenRole, error) {
	var roles []givenRole
	for name := range strings.SplitSeq(text, ",") {
		r, err := a.roleOf(strings.TrimSpace(name))
		if err != nil {
			return nil, fmt.Errorf("%q: %w", name, err)
		}
		roles = append(roles, r)
	}
	return roles, nil
}

func (a *app) roleOf(text string) (givenRole, error) {
	name, orgnr, _ := strings.Cut(text, "@")
	at, err := accounts.Place{}, error(nil)
	switch role := accounts.Role(name); role {
	case accounts.Operator:
		at = accounts.Place{Kind: accounts.AtInstallation}
	case accounts.Programme:
		at = accounts.Place{Kind: accounts.AtProgramme, ID: programme.Builtin().Key}
	case accounts.Owner:
		var owner programme.Owner
		owner, err = a.programme.OwnerByOrgnr(orgnr)
		at = accounts.Place{Kind: accounts.AtOwner, ID: string(owner.ID)}
	case accounts.Leader, accounts.Member:
		var school programme.School
		school, err = a.programme.SchoolByOrgnr(orgnr)
		at = accounts.Place{Kind: accounts.AtSchool, ID: string(school.ID), Owner: string(school.Owner)}
	default:
		return givenRole{}, errRole
	}
	return givenRole{accounts.Grant{Role: accounts.Role(name), At: at.ID}, at}, err
}

// roleName writes a role as roleOf reads it.
func (a *app) roleName(g accounts.Grant) string {
	switch g.Role {
	case accounts.Owner:
		if owner, err := a.programme.Owner(programme.OwnerID(g.At)); err == nil {
			return string(g.Role) + "@" + owner.Orgnr
		}
	case accounts.Leader, accounts.Member:
		if school, err := a.programme.School(programme.SchoolID(g.At)); err == nil {
			return string(g.Role) + "@" + school.Orgnr
		}
	}
	return string(g.Role)
}
