package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tilstand/analytics/attack"
	"tilstand/internal/programme"
)

const releaseAttackHelp = `
Attacks what has been released, as a reader would who has every document ever released of a school and knows the display rules, and
says what could be learnt at best. It reads release documents and nothing else. Without -school and -owner it goes through
every school. The exit code is 1 where something was found that must not be learnt, or where an attack did not finish.

  tilstand release attack -data ./data -school 974600951
  tilstand release attack -data ./data -owner 964338531

Waves have different respondents, and so have schools, and nothing leads from one to another: each wave is attacked by itself, with all
its revisions. With -owner its editions are attacked, too: they must not tell more than the releases, nor of too few schools.`

var errFindings = errors.New("something can be learnt that must not be, or an attack did not finish; see above")

func runReleaseAttack(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("release attack", releaseAttackHelp, errs)
	data := fs.String("data", "data", "the data folder")
	school := fs.String("school", "", "organisation number of a school (default: all schools)")
	owner := fs.String("owner", "", "organisation number of an owner: all its schools")
	if err := parse(fs, args); err != nil {
		return err
	}
	var reply bytes.Buffer
	ask := url.Values{"school": {*school}, "owner": {*owner}}
	if err := beside(ctx, *data, "release/attack", ask, &reply, slog.New(slog.NewTextHandler(errs, nil))); err != nil {
		return err
	}
	var attacked []attackedSchool
	if err := json.Unmarshal(reply.Bytes(), &attacked); err != nil {
		return fmt.Errorf("read the answer of the attack: %w", err)
	}
	safe := true
	words := bufio.NewWriter(out)
	for _, s := range attacked {
		s.print(words)
		safe = safe && s.safe()
	}
	if err := words.Flush(); err != nil {
		return err
	}
	if !safe {
		return errFindings
	}
	return nil
}

// attackedSchool is what the attack on one school came to, or on the editions of an owner.
type attackedSchool struct {
	Orgnr    string                  `json:"orgnr"`
	Name     string                  `json:"name"`
	Report   attack.Report           `json:"report"`
	Editions []attack.EditionFinding `json:"editions,omitempty"`
}

func (s attackedSchool) safe() bool { return s.Report.Safe() && len(s.Editions) == 0 }

func attackReleases(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	schools, err := schoolsOf(a, args)
	if err != nil {
		return err
	}
	attacked, all := []attackedSchool{}, []attack.Document{}
	for _, school := range schools {
		documents, err := a.analytics.Documents(ctx, school.ID)
		if err != nil {
			return err
		}
		if len(documents) == 0 {
			continue
		}
		one := attackedSchool{Orgnr: school.Orgnr, Name: school.Name}
		docs, err := readDocuments(documents)
		if err == nil {
			one.Report, err = attack.Attack(ctx, docs, attack.Options{Work: attack.DefaultWork, Bounds: true})
		}
		if err != nil {
			return fmt.Errorf("attack the releases of %s: %w", school.Orgnr, err)
		}
		attacked, all = append(attacked, one), append(all, docs...)
	}
	if args.Get("owner") != "" {
		owner, err := attackOwner(a, args, all)
		if err != nil {
			return err
		}
		attacked = append(attacked, owner...)
	}
	return json.NewEncoder(out).Encode(attacked)
}

// attackOwner attacks the owner's editions together, and with the releases that they are made of; nothing if it has none.
func attackOwner(a *app, args url.Values, docs []attack.Document) ([]attackedSchool, error) {
	editions, err := readEditions(a, args)
	if err != nil || len(editions) == 0 {
		return nil, err
	}
	found, err := attack.Editions(editions)
	if err != nil {
		return nil, err
	}
	for _, e := range editions {
		more, err := attack.Follow(e, docs)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	owner := attackedSchool{Orgnr: args.Get("owner"), Name: several(len(editions), "edition"), Report: attack.Report{Complete: true}, Editions: found}
	return []attackedSchool{owner}, nil
}

func readDocuments(documents [][]byte) (docs []attack.Document, err error) {
	for _, document := range documents {
		d, err := attack.Read(bytes.NewReader(document))
		if err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return docs, nil
}

// schoolsOf are the school, or the owner's schools, or all of them, by organisation number.
func schoolsOf(a *app, args url.Values) ([]programme.School, error) {
	if orgnr := args.Get("school"); orgnr != "" {
		school, err := a.programme.SchoolByOrgnr(orgnr)
		return []programme.School{school}, err
	}
	schools := a.programme.Schools()
	if orgnr := args.Get("owner"); orgnr != "" {
		owner, err := a.programme.OwnerByOrgnr(orgnr)
		if err != nil {
			return nil, err
		}
		schools = a.programme.SchoolsOf(owner.ID)
	}
	schools = slices.Clone(schools)
	slices.SortFunc(schools, func(x, y programme.School) int { return cmp.Compare(x.Orgnr, y.Orgnr) })
	return schools, nil
}

// print words what a reader of the documents of a school could learn.
func (s attackedSchool) print(w io.Writer) {
	r := s.Report
	if r.Blocks > 0 {
		fmt.Fprintf(w, "%s %s: %s of %s\n", s.Orgnr, s.Name, several(r.Documents, "release"), several(r.Blocks, "wave"))
	} else {
		fmt.Fprintf(w, "%s: %s\n", s.Orgnr, s.Name)
	}
	for _, f := range s.Editions {
		fmt.Fprintf(w, "  VIOLATION %s: %s %s\n", f.Measure, f.Learnt, strings.Join(f.Schools, " "))
	}
	for _, f := range r.Findings {
		fmt.Fprintf(w, "  VIOLATION %s\n", f)
	}
	for _, left := range r.Incomplete {
		fmt.Fprintf(w, "  NOT FINISHED %s\n", left)
	}
	if s.safe() {
		fmt.Fprintln(w, "  nothing can be learnt that must not be (G1 to G5)")
	}
	for _, b := range r.Bounds {
		fmt.Fprintf(w, "  at best, wave %s: %s\n", b.Wave, b)
	}
}

// several is "1 wave" or "3 waves".
func several(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

const releaseExportHelp = `
Writes every release document ever stored of a school, as analytics/release.schema.json describes them, for attackers of your own
and for the archive: a file each in a folder, or with -o - one document per line. They hold what readers have been given, and
nothing else.

  tilstand release export -data ./data -school 974600951 -o releases
  tilstand release export -data ./data -school 974600951 -o - | jq .wave.id`

func runReleaseExport(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("release export", releaseExportHelp, errs)
	data := fs.String("data", "data", "the data folder")
	school := fs.String("school", "", "organisation number of the school")
	to := fs.String("o", "", "folder to write to, or - for standard output")
	if err := parse(fs, args, "school", "o"); err != nil {
		return err
	}
	var lines bytes.Buffer
	ask := url.Values{"school": {*school}}
	if err := beside(ctx, *data, "release/export", ask, &lines, slog.New(slog.NewTextHandler(errs, nil))); err != nil {
		return err
	}
	if *to == "-" {
		_, err := lines.WriteTo(out)
		return err
	}
	return writeReleases(*to, lines.Bytes(), out)
}

func exportReleases(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	school, err := a.programme.SchoolByOrgnr(args.Get("school"))
	if err != nil {
		return err
	}
	documents, err := a.analytics.Documents(ctx, school.ID)
	if err != nil {
		return err
	}
	for _, document := range documents {
		if _, err := fmt.Fprintf(out, "%s\n", document); err != nil {
			return err
		}
	}
	return nil
}

// writeReleases writes each line to a file named for its wave and revision.
func writeReleases(dir string, lines []byte, out io.Writer) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for line := range bytes.Lines(lines) {
		d, err := attack.Read(bytes.NewReader(line))
		if err != nil {
			return err
		}
		file := filepath.Join(dir, fmt.Sprintf("%s-%s-%s-%d.json", d.School.Orgnr, d.Wave.Closed, d.Wave.ID, d.Revision))
		if err := os.WriteFile(file, line, 0o600); err != nil {
			return err
		}
		fmt.Fprintln(out, file)
	}
	return nil
}
