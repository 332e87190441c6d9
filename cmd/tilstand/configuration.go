package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"tilstand/internal/settings"
)

// How the program is configured: settings.Keys says what there is, and what goes before what. Two things are no settings, since a file cannot say in which
// folder it lies: -data and -demo. They can be in the environment all the same.
var outsideTheFile = []string{"data", "demo"}

// fromEnvironment gives flags that were left out what the environment says.
func fromEnvironment(fs *flag.FlagSet) error {
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for _, name := range outsideTheFile {
		value := os.Getenv(settings.EnvOf(name))
		if fs.Lookup(name) == nil || given[name] || value == "" {
			continue
		}
		if err := fs.Set(name, value); err != nil {
			fmt.Fprintf(fs.Output(), "tilstand %s: %s: %v\n", fs.Name(), settings.EnvOf(name), err)
			return errUsage
		}
	}
	return nil
}

// settingFlags makes a flag of every setting, and returns what was given by them once they are parsed.
func settingFlags(fs *flag.FlagSet) settings.Given {
	given := settings.Given{}
	for _, k := range settings.Keys() {
		about := k.About
		if k.Usual != "" {
			about += " (usual: " + k.Usual + ")"
		}
		fs.Func(k.Flag(), about, func(value string) error {
			given[k.Path()] = value
			return nil
		})
	}
	return given
}

// baseURLOf is the address that links of a command begin with: as given, or as in the settings; "" where neither says.
func baseURLOf(dir, given string) string {
	if given != "" {
		return strings.TrimRight(given, "/")
	}
	s, err := settings.Load(dir, settings.Environment())
	if err != nil {
		return "" // the command tells what is wrong with them when it opens the folder
	}
	return s.BaseURL
}

// explainSettings prints every setting with its three names.
func explainSettings(out io.Writer) {
	fmt.Fprint(out, `
Settings. Each has one name in three places: a flag of tilstand serve, an environment variable, and a key of settings.toml in the data folder (of mail.host: host in the section
[mail]). A flag goes before the environment, the environment before the file. Lists have commas between in flags and the environment. Secrets are in none of
them: a setting names the file that holds one. Lists of sections, [[oidc]] and [[hosting.processor]], are in the file alone: tilstand settings example.
The data folder itself is -data or TILSTAND_DATA, for every command. tilstand settings check tells what holds, and what is wrong.

`)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "  FLAG\tENVIRONMENT\tFILE\t")
	for _, k := range settings.Keys() {
		about := k.About
		if k.Usual != "" {
			about += " (usual: " + k.Usual + ")"
		}
		fmt.Fprintf(table, "  -%s\t%s\t%s\t%s\n", k.Flag(), k.Env(), k.Path(), about)
	}
	table.Flush()
}

// tellSettings prints what holds, and from where; and what the environment says in vain.
func tellSettings(out io.Writer, dir string) error {
	told, err := settings.Told(dir, settings.Environment())
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, k := range told {
		fmt.Fprintf(table, "%s\t%s\t%s\n", k.Path(), cmp.Or(k.Value, "-"), k.From)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, name := range unknownVariables(told, os.Environ()) {
		fmt.Fprintf(out, "%s is in the environment, and is no setting: is it misspelt?\n", name)
	}
	return nil
}

// unknownVariables are those that begin like ours and are neither a setting nor named as a secret.
func unknownVariables(told []settings.Standing, environment []string) (names []string) {
	var known []string
	for _, name := range outsideTheFile {
		known = append(known, settings.EnvOf(name))
	}
	for _, k := range told {
		known = append(known, k.Env())
		if strings.HasSuffix(k.Name, "_env") {
			known = append(known, k.Value)
		}
	}
	for _, line := range environment {
		name, _, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, "TILSTAND_") && !slices.Contains(known, name) {
			names = append(names, name)
		}
	}
	return names
}
