package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"tilstand/internal/duckdb"
	"tilstand/internal/web"
)

// Set by the build: see the target release of the Makefile.
var (
	version = "dev"
	commit  = "unknown"
)

const versionHelp = `
Prints which program this is, of which source, and what it was built with. With -sbom it prints what the program is made of, as CycloneDX: every Go module that
is linked in, the standard library, the database engine, and the files that pages load.

  tilstand version -sbom > tilstand.cdx.json`

func runVersion(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("version", versionHelp, errs)
	parts := fs.Bool("sbom", false, "print what the program is made of")
	if err := parse(fs, args); err != nil {
		return err
	}
	engine, err := duckdb.EngineVersion(ctx)
	if err != nil {
		return err
	}
	if *parts {
		built, ok := debug.ReadBuildInfo()
		if !ok {
			return errors.New("the program was built without modules, and does not know what it is made of")
		}
		return printBill(out, billOf(built, engine))
	}
	_, err = fmt.Fprintf(out, "tilstand %s\ncommit   %s\nGo       %s %s/%s\nDuckDB   %s\n", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH, engine)
	return err
}

// bill is a bill of materials by CycloneDX 1.6, as much of it as is known. It has no time and no serial number, so that the same program has the same bill.
type bill struct {
	Format       string       `json:"bomFormat"`
	Spec         string       `json:"specVersion"`
	Version      int          `json:"version"`
	Metadata     billMetadata `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type billMetadata struct {
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	PURL       string     `json:"purl,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref string   `json:"ref"`
	On  []string `json:"dependsOn"`
}

// billOf lists what a program is made of. The checksum of a module is the one of go.sum.
func billOf(built *debug.BuildInfo, engine string) bill {
	self := component{Type: "application", Ref: "tilstand", Name: "tilstand", Version: version, Properties: []property{{"commit", commit}}}
	parts := []component{
		goModule("std", strings.TrimPrefix(built.GoVersion, "go"), ""),
		{Type: "library", Ref: "duckdb", Name: "duckdb", Version: strings.TrimPrefix(engine, "v"), PURL: "pkg:github/duckdb/duckdb@" + engine},
	}
	for _, m := range built.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		parts = append(parts, goModule(m.Path, m.Version, m.Sum))
	}
	for _, v := range web.Vendored() {
		parts = append(parts, component{Type: "library", Ref: v.PURL, Name: v.Name, Version: v.Version, PURL: v.PURL})
	}
	slices.SortFunc(parts, func(a, b component) int { return cmp.Compare(a.Ref, b.Ref) })
	on := dependency{Ref: self.Ref}
	for _, p := range parts {
		on.On = append(on.On, p.Ref)
	}
	return bill{Format: "CycloneDX", Spec: "1.6", Version: 1, Metadata: billMetadata{self}, Components: parts, Dependencies: []dependency{on}}
}

func goModule(path, version, sum string) component {
	purl := "pkg:golang/" + path + "@" + strings.ReplaceAll(version, "+", "%2B")
	c := component{Type: "library", Ref: purl, Name: path, Version: version, PURL: purl}
	if sum != "" {
		c.Properties = []property{{"go.sum", sum}}
	}
	return c
}

func printBill(out io.Writer, b bill) error {
	to := json.NewEncoder(out)
	to.SetIndent("", "  ")
	to.SetEscapeHTML(false)
	return to.Encode(b)
}
