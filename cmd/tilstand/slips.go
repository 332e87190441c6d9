package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strconv"
	"strings"

	"tilstand/internal/audit"
	"tilstand/surveys"
)

const waveSlipsHelp = `
Makes slips with one-time codes for a wave that was opened with them, and writes them as a file for a mail merge: a row for each slip, with
the columns code, link and group. The codes are kept nowhere: this file is all there is of them.

  tilstand wave slips -data ./data -wave ID -base-url https://tilstand.example.no -o codes.csv
  tilstand wave slips -data ./data -wave ID -base-url https://tilstand.example.no -count teachers=2 -o spare.csv

The first time it makes one slip for everybody who is asked; after that -count says how many spare ones. -anew makes all of them anew
while nobody has answered, should the first file be lost: its codes are worth nothing from then on. Which codes have been used is
told nowhere.`

func runWaveSlips(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("wave slips", waveSlipsHelp, errs)
	data := fs.String("data", "data", "the data folder")
	wave := fs.String("wave", "", "id of the wave")
	base := fs.String("base-url", "", "the address that staff use (usual: base_url of the settings)")
	count := fs.String("count", "", "how many slips, by staff group: teachers=2,assistants=1; all=2 in a wave without groups")
	anew := fs.Bool("anew", false, "in place of the first ones, which are lost")
	to := fs.String("o", "", "file to write to, or - for standard output")
	if err := parse(fs, args, "wave", "o"); err != nil {
		return err
	}
	*base = baseURLOf(*data, *base)
	if err := require(fs, "base-url"); err != nil {
		return err
	}
	if err := checkBaseURL(*base); err != nil {
		fmt.Fprintln(errs, "tilstand wave slips:", err)
		return errUsage
	}
	var file bytes.Buffer
	ask := url.Values{"wave": {*wave}, "base": {*base}, "count": {*count}, "anew": {strconv.FormatBool(*anew)}}
	if err := beside(ctx, *data, "wave/slips", ask, &file, slog.New(slog.NewTextHandler(errs, nil))); err != nil {
		return err
	}
	if *to == "-" {
		_, err := file.WriteTo(out)
		return err
	}
	if err := os.WriteFile(*to, file.Bytes(), 0o600); err != nil {
		return fmt.Errorf("write the slips, which are lost thereby: %w", err)
	}
	_, err := fmt.Fprintf(out, "%s: %s\n", *to, several(bytes.Count(file.Bytes(), []byte("\n"))-1, "slip"))
	return err
}

func makeSlips(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	w, err := a.surveys.Wave(surveys.WaveID(args.Get("wave")))
	if err != nil {
		return fmt.Errorf("wave %s: %w", args.Get("wave"), err)
	}
	if !w.ByCode {
		return fmt.Errorf("wave %s is answered by its link, not with codes", w.ID)
	}
	anew := args.Get("anew") == "true"
	counts, err := slipCounts(a, w, args.Get("count"), anew)
	if err != nil {
		return err
	}
	key, do := surveys.NewCodeKey(), a.surveys.MakeSlips
	if anew {
		do = a.surveys.RemakeSlips
	}
	if err := do(ctx, audit.Console.At(now()), w.ID, key, counts); err != nil {
		return fmt.Errorf("make slips of wave %s: %w", w.ID, err)
	}
	slips, err := a.surveys.Slips(w.ID, key)
	if err != nil {
		return err
	}
	school, err := a.programme.School(w.School)
	if err != nil {
		return err
	}
	return surveys.WriteSlips(out, w, slips, school.WrittenForm, func(code surveys.LinkCode) string { return args.Get("base") + "/s/" + string(code) })
}

// slipCounts reads teachers=2,assistants=1, or takes one for everybody the first time.
func slipCounts(a *app, w surveys.Wave, text string, anew bool) ([]surveys.CodeCount, error) {
	if text == "" {
		_, made, err := a.surveys.LeftToMake(w.ID)
		if err == nil && made && !anew {
			err = errors.New("the slips of this wave have been made: say with -count how many spare ones, or -anew")
		}
		return w.FirstCodes(), err
	}
	var counts []surveys.CodeCount
	for part := range strings.SplitSeq(text, ",") {
		key, number, _ := strings.Cut(part, "=")
		group, ok := w.GroupByKey(strings.TrimSpace(key))
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if !ok || err != nil {
			return nil, fmt.Errorf("-count %q: give groups of the wave and how many, such as %s", part, exampleCount(w))
		}
		counts = append(counts, surveys.CodeCount{Group: group, Codes: n})
	}
	return counts, nil
}

func exampleCount(w surveys.Wave) string {
	if len(w.Groups) == 0 {
		return "all=2"
	}
	return w.Groups[0].Key + "=2"
}

func checkBaseURL(s string) error {
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("-base-url %q is not an address such as https://tilstand.example.no", s)
	}
	return nil
}
