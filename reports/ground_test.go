package reports

import (
	"testing"
	"time"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/datafolder"
	"tilstand/surveys"
)

// ground is a data folder with one school of one owner, for workbooks of surveys that were really held.
type ground struct {
	start   time.Time
	prog    *programme.Store
	surv    *surveys.Store
	figures *analytics.Store
	owner   programme.Owner
	school  programme.School
}

func newGround(t *testing.T, school string) *ground {
	t.Helper()
	ctx, folder := t.Context(), datafolder.Open(t)
	g := &ground{start: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)}
	g.prog = check(programme.Open(ctx, folder.Record))(t)
	g.surv = check(surveys.Open(ctx, folder, g.prog))(t)
	g.figures = check(analytics.Open(ctx, folder, g.prog, g.surv))(t)
	g.owner = check(g.prog.RegisterOwner(ctx, audit.Console.At(g.start), programme.Owner{Orgnr: "974600951", Name: "Fjordvik kommune", Kind: programme.Municipality}))(t)
	g.school = check(g.prog.RegisterSchool(ctx, audit.Console.At(g.start), programme.School{
		Orgnr: "974602431", Owner: g.owner.ID, Municipality: "0301", WrittenForm: "nb", Name: school,
	}))(t)
	return g
}
