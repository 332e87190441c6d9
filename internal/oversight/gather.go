package oversight

import (
	"time"

	"tilstand/analytics"
	"tilstand/analytics/stat"
	"tilstand/internal/closing"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Sources are the stores that [Gather] reads.
type Sources struct {
	Programme *programme.Store
	Surveys   *surveys.Store
	Analytics *analytics.Store
	Closings  *closing.Store
}

// Gather reads what an owner may know of its schools at a moment, by name. Schools that have closed are left out: nothing is asked of them. The error
// is [programme.ErrNotFound] for an owner that is not there.
func (s Sources) Gather(now time.Time, owner programme.Owner) ([]*Facts, error) {
	shared, err := s.shared(owner)
	if err != nil {
		return nil, err
	}
	all := s.Dates(now, owner)
	for _, f := range all {
		if found, ok := shared[f.School.ID]; ok {
			f.Last, f.Falling = found.last, found.falling
		}
	}
	return all, nil
}

// Dates are the same without anything that was answered: states and dates, and which conclusions are signed. No release is read for them.
func (s Sources) Dates(now time.Time, owner programme.Owner) (all []*Facts) {
	for _, school := range s.Programme.SchoolsOf(owner.ID) {
		if !school.Open() {
			continue
		}
		f := &Facts{School: school, Template: programme.Builtin(), Shares: s.Analytics.SharedWithOwner(school.ID)}
		f.Surveys, f.Conclusions = s.surveysOf(now, school.ID)
		if run, err := s.Programme.RunOf(school.ID); err == nil {
			f.Dates = run.Dates
			f.Cohort, _ = s.Programme.Cohort(run.Cohort) // a school can follow the course by itself
			if t, err := programme.Lookup(run.Programme, run.Version); err == nil {
				f.Template = t
			}
		}
		all = append(all, f)
	}
	return all
}

// surveysOf are a school's state surveys as states and dates, and how far it has come with concluding on those that it shares.
func (s Sources) surveysOf(now time.Time, school programme.SchoolID) (found []Survey, conclusions map[programme.PhaseKey]Conclusion) {
	conclusions = map[programme.PhaseKey]Conclusion{}
	for _, w := range s.Surveys.WavesOf(school) {
		if w.State == surveys.WaveVoid || s.Surveys.InstrumentOf(w).Kind != surveys.StateInstrument {
			continue
		}
		state := Open
		switch {
		case w.State == surveys.WaveClosed:
			state = Closed
		case now.Before(w.OpensAt):
			state = Planned
		}
		found = append(found, Survey{w.Phase, state, w.OpensAt, w.ClosesAt})
		if state == Closed && s.Analytics.SharesWave(w.ID) {
			conclusions[w.Phase] = s.conclusion(closing.Key{School: school, Phase: w.Phase})
		}
	}
	return found, conclusions
}

func (s Sources) conclusion(key closing.Key) Conclusion {
	c, signed := s.Closings.SignedOf(key)
	if !signed {
		return Conclusion{}
	}
	return Conclusion{Signed: c.Signed.At, Shared: c.SharedWithOwner}
}

// released is what the releases say that a school shares.
type released struct {
	last    *Turnout
	falling []programme.ComponentKey
}

// shared reads the releases that the owner sees. A change counts where it is sure among all changes at all schools ([analytics.OwnerDevelopment]):
// with hundreds of schools, some would fall by chance.
func (s Sources) shared(owner programme.Owner) (map[programme.SchoolID]released, error) {
	now, err := s.Analytics.OwnerView(analytics.Query{Owner: owner.Orgnr})
	if err != nil {
		return nil, err
	}
	moved, err := s.Analytics.OwnerDevelopment(analytics.Query{Owner: owner.Orgnr})
	if err != nil {
		return nil, err
	}
	found := map[programme.SchoolID]released{}
	under := map[programme.SchoolID][]analytics.OwnerRow{}
	for _, school := range now.Schools {
		if school.Now != nil {
			found[school.School.ID] = released{last: turnout(*school.Now)}
			under[school.School.ID] = school.Rows
		}
	}
	for _, cohort := range moved.Cohorts {
		for _, school := range cohort.Schools {
			of := found[school.School.ID]
			of.falling = falling(under[school.School.ID], school.Cells)
			found[school.School.ID] = of
		}
	}
	return found, nil
}

func turnout(wave analytics.WaveHead) *Turnout {
	n, _ := wave.Answered.Shown()
	return &Turnout{Phase: wave.Phase.Key, Closed: wave.Closed.Time(), State: wave.Answered.State(), Answered: n.N, HeadCount: wave.HeadCount}
}

// falling are the components that are surely under the target and surely lower than before.
func falling(rows []analytics.OwnerRow, moved []analytics.Movement) (keys []programme.ComponentKey) {
	for i, row := range rows {
		if row.Gap != nil && row.Gap.Verdict == stat.TargetNotReached && moved[i].Change != nil && moved[i].Change.Verdict == stat.Worse {
			keys = append(keys, row.Component)
		}
	}
	return keys
}
