package reports

import (
	"fmt"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// The owners of these tests are made by hand, as the schools are: figures come in every form, one school shares nothing and one has nothing yet.

// ownerFixture makes an owner of so many schools that share, and two that have no figures.
func ownerFixture(schools int) Owner {
	template := programme.Builtin()
	o := Owner{View: ownerView(schools, ""), Development: &analytics.OwnerDevelopment{
		Overall: analytics.Family{Method: analytics.BrowsingFamily, Size: schools, Level: 0.95},
		Family:  analytics.Family{Method: analytics.BrowsingFamily, Size: 8 * schools, Level: 0.95}, Nothing: 2,
	}}
	o.Development.Owner, o.Development.Components = o.View.Owner, o.View.Components
	for _, phase := range []programme.PhaseKey{"a", "b"} {
		o.Stages = append(o.Stages, ownerView(schools, phase))
	}
	for _, name := range []string{"Pulje 1", ""} {
		o.Development.Cohorts = append(o.Development.Cohorts, analytics.CohortDevelopment{Name: name})
	}
	for i := range schools {
		cohort := &o.Development.Cohorts[i%2]
		cohort.Schools = append(cohort.Schools, schoolDevelopment(o, i))
	}
	if schools >= analytics.MinOwnerSchools {
		o.Last = ownerEdition(o, template)
		o.View.Together = &o.Last.Rows[0]
		o.View.Editions = []analytics.EditionHead{o.Last.Edition}
	}
	return o
}

// ownerView lines the schools up by a stage, or by their latest surveys, which are of b.
func ownerView(schools int, stage programme.PhaseKey) *analytics.OwnerView {
	template := programme.Builtin()
	v := &analytics.OwnerView{
		Query:   analytics.Query{Owner: "974600951"},
		Owner:   analytics.OwnerRef{ID: "owner", Orgnr: "974600951", Name: "Fjordvik kommune", Kind: programme.Municipality},
		Sharing: analytics.SharingCount{All: schools - 1, Components: 1, Nothing: 2},
	}
	for _, c := range template.Components {
		v.Components = append(v.Components, analytics.ComponentHead{Key: c.Key, Name: c.Name, Explanation: c.Explanation})
	}
	v.Alignments = []analytics.Alignment{{Key: analytics.LatestGroup, Kind: analytics.ByLatest, Schools: schools, Current: stage == ""}}
	for _, phase := range []programme.PhaseKey{"a", "b"} {
		head := phaseOf(template, phase)
		v.Alignments = append(v.Alignments, analytics.Alignment{
			Key: analytics.StageGroup(phase), Kind: analytics.ByStage, Phase: &head, Schools: schools, Current: stage == phase,
		})
	}
	if stage == "" {
		stage = "b"
	}
	for i := range schools {
		v.Schools = append(v.Schools, ownerSchool(template, i, stage))
	}
	v.Schools = append(v.Schools,
		analytics.OwnerSchool{School: schoolNumber(90), Shares: surveys.SharesNothing, Status: analytics.Closed},
		analytics.OwnerSchool{School: schoolNumber(91), Shares: surveys.SharesAll, Status: analytics.Started})
	return v
}

func phaseOf(template *programme.Template, key programme.PhaseKey) analytics.PhaseHead {
	p := template.Phases[template.PhaseIndex(key)]
	return analytics.PhaseHead{Key: p.Key, Name: p.Name, Short: p.Short}
}

func schoolNumber(i int) analytics.SchoolRef {
	return analytics.SchoolRef{ID: programme.SchoolID(fmt.Sprintf("school-%d", i)), Orgnr: fmt.Sprintf("9746%05d", i), Name: fmt.Sprintf("Skole %02d", i), WrittenForm: "nb"}
}

// ownerSchool has figures in every form by its number: at 1 they are hidden, at 2 bounded.
func ownerSchool(template *programme.Template, i int, stage programme.PhaseKey) analytics.OwnerSchool {
	in := must2(surveys.Builtin(surveys.StateSurvey))
	level := 3 + float64(i%9)/10
	if stage == "b" {
		level += 0.3
	}
	now := head(phasesOf(template), in, i%9, wave{phase: stage, closed: "2027-06-11", headCount: 40, answered: 33})
	now.ID = surveys.WaveID(fmt.Sprintf("wave-%d-%s", i, stage))
	school := analytics.OwnerSchool{School: schoolNumber(i), Shares: surveys.SharesAll, Status: analytics.Closed, Now: &now}
	if i == 0 {
		school.Shares, school.WithoutItems = surveys.SharesComponents, true
	}
	of := func(x float64) analytics.Cell {
		switch i {
		case 1:
			return hidden()
		case 2:
			return between(9, 3.4, 4.2)
		}
		return exact(33, x)
	}
	overall := of(level)
	school.Overall = &overall
	for k, c := range template.Components {
		row := analytics.OwnerRow{Component: c.Key, Steps: 5, Now: of(level + step(k)), HeadCount: 40}
		if target, ok := c.Levels[stage]; ok {
			row.Target = &target
			row.Gap = gapTo(row.Now, target)
		}
		school.Rows = append(school.Rows, row)
	}
	return school
}

func gapTo(c analytics.Cell, target float64) *analytics.Gap {
	e, ok := c.Shown()
	switch {
	case !ok:
		return nil
	case e.Limit != analytics.Exact:
		return &analytics.Gap{Limit: analytics.Between, Bounds: &analytics.Interval{Low: 0.3, High: 1.1}}
	}
	return &analytics.Gap{Value: tenths(target - e.Mean), Limit: analytics.Exact, Verdict: stat.JudgeTarget(stat.Interval(*e.Interval), target)}
}

func phasesOf(template *programme.Template) []analytics.PhaseHead {
	var phases []analytics.PhaseHead
	for _, p := range template.Phases {
		phases = append(phases, phaseOf(template, p.Key))
	}
	return phases
}

// schoolDevelopment is the school's step from a to b.
func schoolDevelopment(o Owner, i int) analytics.SchoolDevelopment {
	then, now := o.Stages[0].Schools[i], o.Stages[1].Schools[i]
	move := func(before, after analytics.Cell) analytics.Movement {
		m := analytics.Movement{Steps: 5, HeadCount: 40, Before: before, Now: after}
		if e, ok := after.Shown(); ok && e.Limit == analytics.Exact {
			was, _ := before.Shown()
			change := changed(*then.Now, was, e, false, o.Development.Family)
			m.Change = &change
		}
		return m
	}
	d := analytics.SchoolDevelopment{School: now.School, Before: then.Now, Now: *now.Now, Overall: move(*then.Overall, *now.Overall)}
	for k := range now.Rows {
		d.Cells = append(d.Cells, move(then.Rows[k].Now, now.Rows[k].Now))
	}
	return d
}

// ownerEdition has the latest surveys and both stages.
func ownerEdition(o Owner, template *programme.Template) *analytics.EditionView {
	e := &analytics.EditionView{
		Edition:    analytics.EditionHead{ID: "edition", Number: 2, Issued: "2027-06-30", Sharing: len(o.View.Schools) - 1, Schools: len(o.View.Schools) - 2},
		MinSchools: analytics.MinOwnerSchools, Components: o.View.Components,
	}
	add := func(key string, kind analytics.EditionGroupKind, phase programme.PhaseKey, level float64) {
		row := analytics.EditionRow{Edition: e.Edition, Key: key, Kind: kind, Schools: e.Edition.Schools, Waiting: 1, HeadCount: 40 * e.Edition.Schools, Answered: answered(33 * e.Edition.Schools)}
		row.Overall = analytics.OwnerRow{Steps: 5, Now: exact(33*e.Edition.Schools, level), HeadCount: row.HeadCount}
		if phase != "" {
			head := phaseOf(template, phase)
			row.Phase = &head
		}
		for k, c := range template.Components {
			cell := analytics.OwnerRow{Component: c.Key, Steps: 5, Now: exact(33*e.Edition.Schools, level+step(k)), HeadCount: row.HeadCount}
			if target, ok := c.Levels[phase]; ok {
				cell.Target = &target
			}
			if k == 1 {
				cell.Now = hidden()
			}
			row.Cells = append(row.Cells, cell)
		}
		e.Rows = append(e.Rows, row)
	}
	add(analytics.LatestGroup, analytics.ByLatest, "", 3.5)
	add(analytics.StageGroup("a"), analytics.ByStage, "a", 3.2)
	add(analytics.StageGroup("b"), analytics.ByStage, "b", 3.6)
	return e
}

// noSharing is an owner of which no school shares.
func noSharing() Owner {
	o := Owner{View: ownerView(0, ""), Development: &analytics.OwnerDevelopment{Nothing: 2}}
	o.View.Alignments, o.View.Sharing = o.View.Alignments[:1], analytics.SharingCount{Nothing: 2}
	o.View.Schools[1].Shares = surveys.SharesNothing
	return o
}

// hostileOwner is named by somebody who tries what happens, as its schools and cohorts are.
func hostileOwner(name string) Owner {
	o := ownerFixture(3)
	o.View.Owner.Name, o.Development.Cohorts[0].Name = name, name
	for _, v := range append(o.Stages, o.View) {
		v.Schools[0].School.Name = name
		v.Components[0].Name = i18n.Text{"nb": name, "nn": name, "en": name}
	}
	return o
}
