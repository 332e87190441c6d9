package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// importResponses stores an earlier survey and releases it, or says what that would come to. Everything that is wrong is one error.
func importResponses(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	if args.Get("replaces") != "" {
		return replaceResponses(ctx, a, args, out)
	}
	spec, problems, err := importSpec(a, args)
	if err != nil {
		return err
	}
	hints := fillIn(a, &spec, args)
	plan, err := a.surveys.PlanImport(now(), spec)
	if err = importErrors(plan, problems, err); err != nil {
		return err
	}
	if args.Get("dry-run") == "true" {
		fmt.Fprint(out, "Everything is in order. Nothing has been stored; without -dry-run it becomes a closed wave:\n\n")
		return printImport(out, spec, plan, hints)
	}
	w, err := a.surveys.Import(ctx, audit.Console.At(now()), spec)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	release, err := a.analytics.Close(ctx, audit.Console.At(now()), w.ID)
	if err != nil {
		return fmt.Errorf("wave %s is stored and has no release yet; it is made at the next start, or by `tilstand wave close -wave %s`: %w", w.ID, w.ID, err)
	}
	fmt.Fprintf(out, "Imported as wave %s; release %s:\n\n", w.ID, release.ID)
	return printImport(out, spec, plan, hints)
}

// replaceResponses puts the answers of the file in the place of those of an imported wave, or says what that would come to.
func replaceResponses(ctx context.Context, a *app, args url.Values, out io.Writer) error {
	var spec surveys.ImportSpec
	if err := json.Unmarshal([]byte(args.Get("map")), &spec.Map); err != nil {
		return fmt.Errorf("mapping: %w", err)
	}
	spec.Sheet = new(surveys.Sheet)
	if err := spec.Sheet.UnmarshalText([]byte(args.Get("sheet"))); err != nil {
		return err
	}
	id := surveys.WaveID(args.Get("replaces"))
	plan, err := a.surveys.PlanReplacement(id, spec)
	if err = importErrors(plan, nil, err); err != nil {
		return err
	}
	if args.Get("dry-run") == "true" {
		fmt.Fprint(out, "Everything is in order. Nothing has been stored; without -dry-run these answers take the place of those of the wave:\n\n")
		return printImport(out, spec, plan, nil)
	}
	w, outcome, err := a.analytics.Replace(ctx, audit.Console.At(now()), id, spec)
	if err != nil {
		return fmt.Errorf("replace the answers of wave %s: %w", id, err)
	}
	fmt.Fprintf(out, "%s:\n\n", map[surveys.Replacement]string{
		surveys.KeepFigures:   "The answers are replaced, and those before them erased. The figures stay as they were released: new ones beside them could tell what single persons answered",
		surveys.ReviseFigures: "The answers are replaced, those before them erased, and the wave has new figures",
		surveys.NewWave:       "The wave is withdrawn and its answers erased; wave " + string(w.ID) + " has the new ones",
	}[outcome])
	return printImport(out, spec, plan, nil)
}

// fillIn takes from the school's own records what the flags leave out, and says so: the last day of the phase, and the head counts of the
// first wave there is, which is nearest to one before. What is not known there either stays missing.
func fillIn(a *app, spec *surveys.ImportSpec, args url.Values) (hints []string) {
	if args.Get("closed") == "" {
		if run, err := a.programme.RunOf(spec.School); err == nil && !run.Dates[spec.Phase].To.IsZero() {
			spec.Closed = run.Dates[spec.Phase].To
			hints = append(hints, "the closing day is the last day of the phase in the school's dates; another one is given by -closed")
		}
	}
	if args.Get("count") != "" {
		return hints
	}
	for _, w := range a.surveys.WavesOf(spec.School) {
		if w.State != surveys.WaveVoid {
			spec.Counts = w.Asked
			return append(hints, fmt.Sprintf("the head counts are those of wave %s; others are given by -count", w.ID))
		}
	}
	return hints
}

// importSpec reads the task's fields. What cannot be read is a problem among the others, in words.
func importSpec(a *app, args url.Values) (spec surveys.ImportSpec, problems []string, err error) {
	school, err := a.programme.SchoolByOrgnr(args.Get("school"))
	if err != nil {
		problems = append(problems, fmt.Sprintf("-school: there is no school with the organisation number %q", args.Get("school")))
	}
	spec = surveys.ImportSpec{School: school.ID, Phase: programme.PhaseKey(args.Get("phase")), Instrument: args.Get("instrument"), Sheet: new(surveys.Sheet)}
	day := func(name string) time.Time {
		if args.Get(name) == "" {
			return time.Time{}
		}
		day, err := time.Parse(time.DateOnly, args.Get(name))
		if err != nil {
			problems = append(problems, fmt.Sprintf("-%s: %q is not a date; write it as 2025-12-18", name, args.Get(name)))
		}
		return day
	}
	spec.Opened, spec.Closed = day("opened"), day("closed")
	if spec.MinGroup, err = strconv.Atoi(args.Get("threshold")); err != nil {
		return spec, nil, fmt.Errorf("threshold: %w", err)
	}
	for part := range strings.SplitSeq(args.Get("count"), ",") {
		if part == "" {
			continue
		}
		key, text, _ := strings.Cut(part, "=")
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			problems = append(problems, fmt.Sprintf("-count: %q is not a staff group and a number; write it as teachers=30,sfo=6", part))
		}
		spec.Counts = append(spec.Counts, surveys.GroupCount{Key: strings.TrimSpace(key), HeadCount: n})
	}
	if err := json.Unmarshal([]byte(args.Get("map")), &spec.Map); err != nil {
		return spec, nil, fmt.Errorf("mapping: %w", err)
	}
	return spec, problems, spec.Sheet.UnmarshalText([]byte(args.Get("sheet")))
}

// importErrors makes one error of everything that is wrong; nil when nothing is. A problem that was worded already is not worded again.
func importErrors(plan surveys.ImportPlan, problems []string, err error) error {
	said := strings.Join(problems, "\n")
	if invalid, ok := errors.AsType[*surveys.Invalid](err); ok {
		for _, p := range invalid.Problems {
			flag := importFlag(p)
			if !strings.Contains(said, flag+": ") {
				problems = append(problems, flag+": "+importWords(p, plan))
			}
		}
	}
	faulty, ok := errors.AsType[*surveys.Unreadable](err)
	if ok {
		for _, fault := range faulty.Faults {
			problems = append(problems, fault.String())
		}
		problems = append(problems, proposalInWords(plan)...)
	}
	if len(problems) > 0 {
		return errors.New("nothing has been stored:\n  " + strings.Join(problems, "\n  "))
	}
	return err
}

// importFlag is the flag that a problem is about.
func importFlag(p surveys.Problem) string {
	switch field, _, _ := strings.Cut(p.Field, "."); field {
	case "counts":
		return "-count"
	case "min_group":
		return "-threshold"
	default:
		return "-" + field
	}
}

// importWords words a problem.
func importWords(p surveys.Problem, plan surveys.ImportPlan) string {
	_, group, _ := strings.Cut(p.Field, ".")
	switch p.Code {
	case "overlaps":
		return overlapInWords(plan.Overlaps)
	case "fewer_than_rows":
		if group == "" {
			return fmt.Sprintf("fewer people than the %d rows of answers", plan.Rows)
		}
		for _, g := range plan.Groups {
			if g.Key == group {
				return fmt.Sprintf("%d of the group %s, and %d rows of answers from it", g.HeadCount, group, g.Rows)
			}
		}
	case "missing":
		return map[string]string{
			"closed": "is missing: the day on which the survey closed, such as 2025-12-18",
			"counts": "is missing: how many were asked, such as teachers=30,sfo=6",
		}[p.Field]
	case "unknown":
		if group != "" {
			return group + " is not a staff group; those are: " + strings.Join(staffGroups(), ", ")
		}
	}
	words, ok := map[string]string{
		"ahead":        "the survey has to be over",
		"not_in_phase": "the course does not use this instrument in this phase",
		"retired":      "every version of this instrument has been retired; restore one in the library of questionnaires",
		"order":        "the survey closes before it opens",
		"range":        "is outside what is possible",
		"staff_only":   "only surveys of staff can be imported: others are often answered once for each child or household, and then the minimum group protects nobody",
		"too_long":     fmt.Sprintf("a survey can have been open for %d days at most", surveys.MaxDays),
		"twice":        group + " is there twice",
		"unknown":      "there is none with this key",
	}[p.Code]
	if !ok {
		return p.Code
	}
	return words
}

func staffGroups() []string {
	var keys []string
	for _, g := range programme.Builtin().StaffGroups {
		keys = append(keys, g.Key)
	}
	return keys
}

// overlapInWords says what is there already, and the ways out.
func overlapInWords(waves []surveys.Wave) string {
	var lines []string
	for _, w := range waves {
		how := "asked here"
		if w.FromFile() {
			how = "imported on " + w.Imported.Format(time.DateOnly)
		}
		lines = append(lines, fmt.Sprintf("wave %s, open from %s to %s, %s", w.ID, dayOf(w.OpensAt), dayOf(w.ClosesAt), how))
	}
	return "the school has a wave of this instrument in this phase on the same days: " + strings.Join(lines, "; ") +
		". If it holds the same answers there is nothing left to do. If this is another survey, give the days on which it was open (-opened, -closed), or its own phase." +
		" A wave without results can be withdrawn on its page, and its answers imported anew; -replaces gives an imported wave another file's answers"
}

// proposalInWords says what the file looks like, for a person to agree.
func proposalInWords(plan surveys.ImportPlan) []string {
	var lines []string
	if len(plan.Proposed.Items) > 0 {
		lines = append(lines, "the numbered columns may be the items in the order they are asked. If they are, save this as map.json and add -map map.json:\n"+proposedMap(plan))
	}
	if plan.Proposed.GroupColumn != "" {
		lines = append(lines, fmt.Sprintf("the column %s looks like the staff group. If it is, add -group-column %q", plan.Proposed.GroupColumn, plan.Proposed.GroupColumn))
	}
	return lines
}

// proposedMap is a mapping file with the items in the order they are asked, so that it can be held against the earlier questionnaire.
func proposedMap(plan surveys.ImportPlan) string {
	var lines []string
	for _, v := range plan.Instrument.Variables() {
		lines = append(lines, fmt.Sprintf("    %q: %q", v.Name, plan.Proposed.Items[surveys.ItemID(v.Name)]))
	}
	return "{\n  \"items\": {\n" + strings.Join(lines, ",\n") + "\n  }\n}"
}
