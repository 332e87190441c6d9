package web

import (
	"context"
	"net/url"
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/brand"
	"tilstand/internal/closing"
	"tilstand/internal/duckdb"
	"tilstand/internal/jobs"
	"tilstand/internal/programme"
	"tilstand/internal/readlink"
	"tilstand/internal/retention"
	"tilstand/internal/testkit/datafolder"
	"tilstand/surveys"
)

// house is the front door with everything behind it: real stores on a real data folder, and a clock that a test can move.
type house struct {
	*site
	folder *duckdb.Folder
	clock  *time.Time
}

// stores opens the stores of a data folder.
func stores(tb testing.TB, f *duckdb.Folder) func(*Config) {
	tb.Helper()
	ctx := context.Background()
	prog, err := programme.Open(ctx, f.Record)
	if err != nil {
		tb.Fatal(err)
	}
	surv, err := surveys.Open(ctx, f, prog)
	if err != nil {
		tb.Fatal(err)
	}
	anal, err := analytics.Open(ctx, f, prog, surv)
	if err != nil {
		tb.Fatal(err)
	}
	closings, err := closing.Open(ctx, f.Record, prog, closing.In(surv, anal))
	if err != nil {
		tb.Fatal(err)
	}
	links, err := readlink.Open(ctx, f.Record)
	if err != nil {
		tb.Fatal(err)
	}
	brands, err := brand.Open(ctx, f.Record)
	if err != nil {
		tb.Fatal(err)
	}
	long, err := jobs.Open(ctx, f.Record, f.Dir, jobs.Works{jobs.SchoolReports: &jobs.Reports{Programme: prog, Analytics: anal, Closings: closings, Brands: brands, Words: words()}})
	if err != nil {
		tb.Fatal(err)
	}
	keeper := &retention.Keeper{Rule: retention.Rule{Months: 12}, Programme: prog, Surveys: surv, Analytics: anal}
	return func(c *Config) {
		c.Programme, c.Surveys, c.Analytics, c.Closings, c.Links, c.Brands, c.Jobs, c.Retention, c.Audit = prog, surv, anal, closings, links, brands, long, keeper, audit.Open(f.Record)
	}
}

// newHouse opens a house on a Tuesday morning in November; each change edits its configuration.
func newHouse(t *testing.T, changes ...func(*Config)) *house {
	t.Helper()
	clock := time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)
	f := datafolder.Open(t)
	s := newSite(t, append([]func(*Config){stores(t, f), func(c *Config) { c.Now = func() time.Time { return clock } }}, changes...)...)
	return &house{site: s, folder: f, clock: &clock}
}

// school registers a school under a new owner.
func (h *house) school(name string) programme.School {
	h.t.Helper()
	sc, err := h.programme.RegisterWithOwner(h.t.Context(), audit.Console.At(*h.clock), programme.Owner{Name: "Fjordvik kommune", Orgnr: "964338531", Kind: programme.Municipality},
		programme.School{Name: name, Orgnr: "974600951", Municipality: "0301", WrittenForm: "nb"})
	if err != nil {
		h.t.Fatal(err)
	}
	return sc
}

// open opens a state survey for the teachers and others of a school, for a week from now.
func (h *house) open(sc programme.School, teachers, others int) surveys.Wave {
	h.t.Helper()
	w, err := h.surveys.OpenWave(h.t.Context(), audit.Console.At(*h.clock), surveys.WaveSpec{
		School: sc.ID, Phase: "prep", Instrument: surveys.StateSurvey, ClosesAt: h.clock.AddDate(0, 0, 7),
		Counts: []surveys.GroupCount{{Key: "teachers", HeadCount: teachers}, {Key: "other", HeadCount: others}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return w
}

// leader asks for a page as someone who has signed in.
func (h *house) leader(path string) answered {
	h.t.Helper()
	name, value := h.signedIn()
	return h.get(path, name, value)
}

// sends posts a form as someone who has signed in.
func (h *house) sends(path string, form url.Values) answered {
	h.t.Helper()
	name, value := h.signedIn()
	return h.post(path, form, name, value)
}
