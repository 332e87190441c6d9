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
its revisions.`

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
		safe = safe && s.Report.Safe()
	}
	if err := words.Flush(); err != nil {
		return err
	}
	if !safe {
		return errFindings
	}
	return nil
}

// attackedSchool is what the attack on one school came to.
type attackedSchool struct {
	Orgnr  string        `json:"orgnr"`
	Name   string        `json:"name"`
	Report attack.Report `json:"report"`
}

func attackReleases(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	schools, err := schoolsOf(a, args)
	if err != nil {
		return err
	}
	attacked := []attackedSchool{}
	for _, school := range schools {
		documents, err := a.analytics.Documents(ctx, school.ID)
		if err != nil {
			return err
		}
		if len(documents) == 0 {
			continue
		}
		one := attackedSchool{Orgnr: school.Orgnr, Name: school.Name}
		if one.Report, err = attackDocuments(ctx, documents); err != nil {
			return fmt.Errorf("attack the releases of %s: %w", school.Orgnr, err)
		}
		attacked = append(attacked, one)
	}
	return json.NewEncoder(out).Encode(attacked)
}

func attackDocuments(ctx context.Context, documents [][]byte) (attack.Report, error) {
	var docs []attack.Document
	for _, document := range documents {
		d, err := attack.Read(bytes.NewReader(document))
		if err != nil {
			return attack.Report{}, err
		}
		docs = append(docs, d)
	}
	return attack.Attack(ctx, docs, attack.Options{Work: attack.DefaultWork, Bounds: true})
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
	fmt.Fprintf(w, "%s %s: %s of %s\n", s.Orgnr, s.Name, several(r.Documents, "release"), several(r.Blocks, "wave"))
	for _, f := range r.Findings {
		fmt.Fprintf(w, "  VIOLATION %s\n", f)
	}
	for _, left := range r.Incomplete {
		fmt.Fprintf(w, "  NOT FINISHED %s\n", left)
	}
	if r.Safe() {
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
