package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"text/tabwriter"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

const ownerHelp = `
Owners are named by their organisation number.

  tilstand owner list -data ./data
  tilstand owner add -data ./data -orgnr 964338531 -name "Fjordvik kommune" -kind municipality
  tilstand owner change -data ./data -owner 964338531 -name "Nye Fjordvik kommune"`

var (
	runOwnerList = asking("owner list", ownerHelp, "owner/list", nil, texts())
	runOwnerAdd  = asking("owner add", ownerHelp, "owner/add", []string{"orgnr", "name", "kind"}, texts(
		[2]string{"orgnr", "its organisation number"}, [2]string{"name", "its name"}, [2]string{"kind", "municipality, county or private"}))
	runOwnerChange = asking("owner change", ownerHelp, "owner/change", []string{"owner"}, texts(
		[2]string{"owner", "organisation number of the owner"}, [2]string{"orgnr", "its new organisation number"}, [2]string{"name", "its name"}, [2]string{"kind", "municipality, county or private"}))
)

func listOwners(_ context.Context, a *app, _ url.Values, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "number\tname\tkind\tschools")
	for _, o := range a.programme.Owners() {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\n", o.Orgnr, o.Name, o.Kind, len(a.programme.SchoolsOf(o.ID)))
	}
	return table.Flush()
}

func addOwner(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	o, err := a.programme.RegisterOwner(ctx, audit.Console.At(now()), programme.Owner{
		Orgnr: args.Get("orgnr"), Name: args.Get("name"), Kind: programme.OwnerKind(args.Get("kind")),
	})
	return toldOwner(out, "Registered", o, err)
}

func changeOwner(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	o, err := ownerCalled(a, args.Get("owner"))
	if err != nil {
		return err
	}
	if args.Has("orgnr") {
		o.Orgnr = args.Get("orgnr")
	}
	if args.Has("name") {
		o.Name = args.Get("name")
	}
	if args.Has("kind") {
		o.Kind = programme.OwnerKind(args.Get("kind"))
	}
	o, err = a.programme.UpdateOwner(ctx, audit.Console.At(now()), o)
	return toldOwner(out, "Changed", o, err)
}

func toldOwner(out io.Writer, what string, o programme.Owner, err error) error {
	if err != nil {
		return registerErrors(err)
	}
	_, err = fmt.Fprintf(out, "%s %s, %s\n", what, o.Orgnr, o.Name)
	return err
}
