package analysis

import (
	"errors"
	"fmt"

	"tilstand/analytics/disclosure"
	"tilstand/analytics/stat"
	"tilstand/surveys"
)

// ErrOptions is wrapped by errors about what was asked, as opposed to what stands in the files.
var ErrOptions = errors.New("cannot analyse as asked")

// Columns names the columns of a file of responses that are not answers. Those of the items are named by the items' ids.
type Columns struct {
	By    []string // break down by each of them
	Wave  string   // empty: all responses are of one wave
	Unit  string   // the school, say; empty: of one unit
	Owner string   // whom the unit belongs to; empty: means over owners are not made
	ID    string   // names each response, to find those that stand there twice; empty: not looked for
}

// Options say how to read files and what to hold the results against.
type Options struct {
	Columns

	// Waves is their order; those in the file that it does not name are a fault. Empty: numbers and years by size, phases of the
	// programme as the course has them, others as they first appear.
	Waves []string
	// Missing are what stands for "not answered", beside an empty cell: NA, say.
	Missing []string
	// Relevant is the smallest relevant difference in points of 0–100; 0 means stat.RelevantPercent.
	Relevant float64
	// Plan, if not nil, says which groups are made. Its atoms are labelled by the values of the columns in By, joined by "/".
	Plan *disclosure.Plan
	// Reference and Targets may be nil.
	Reference *Reference
	Targets   Targets
	// Threshold is the minimum group of releases; 0 means surveys.DefaultMinGroup.
	Threshold int
	// Keep keeps the responses, which [Dataset.Releases] needs and [Dataset.Analyse] does not.
	Keep bool
}

func (o Options) check() error {
	seen := map[string]string{}
	for _, c := range o.named() {
		if other, taken := seen[c.name]; taken {
			return fmt.Errorf("%w: the column %s is named twice, by -%s and -%s", ErrOptions, c.name, other, c.flag)
		}
		seen[c.name] = c.flag
	}
	switch {
	case o.Owner != "" && o.Unit == "":
		return fmt.Errorf("%w: an owner has units; name their column with -unit-column", ErrOptions)
	case o.Relevant < 0 || o.Relevant > 100:
		return fmt.Errorf("%w: a smallest relevant difference of %v points; it has to be over 0 and at most 100", ErrOptions, o.Relevant)
	case o.Plan != nil && len(o.By) == 0:
		return fmt.Errorf("%w: a plan has atoms; name the columns that make them with -by", ErrOptions)
	case o.Threshold != 0 && o.Threshold < surveys.LeastMinGroup:
		return fmt.Errorf("%w: the threshold is %d, and never under %d", ErrOptions, o.Threshold, surveys.LeastMinGroup)
	}
	if o.Plan != nil {
		if err := o.Plan.Validate(); err != nil {
			return fmt.Errorf("%w: %w", ErrOptions, err)
		}
		if len(o.Plan.Groups[0].Atoms) != len(o.Plan.Atoms) {
			return fmt.Errorf("%w: the first group of the plan has to be everybody, with all %d atoms", ErrOptions, len(o.Plan.Atoms))
		}
	}
	return nil
}

// namedColumn is a column and the flag that names it.
type namedColumn struct{ name, flag string }

func (o Options) named() []namedColumn {
	var all []namedColumn
	for _, name := range o.By {
		all = append(all, namedColumn{name, "by"})
	}
	for _, c := range []namedColumn{{o.Wave, "wave-column"}, {o.Unit, "unit-column"}, {o.Owner, "owner-column"}, {o.ID, "id-column"}} {
		if c.name != "" {
			all = append(all, c)
		}
	}
	return all
}

func (o Options) relevant() float64 {
	if o.Relevant == 0 {
		return stat.RelevantPercent
	}
	return o.Relevant
}
