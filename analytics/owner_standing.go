package analytics

import (
	"tilstand/analytics/stat"
	"tilstand/surveys"
)

// ComponentStanding is how many schools in a view are where against the target of a component, counted from the verdicts that stand beside each of them.
type ComponentStanding struct {
	ComponentHead
	Reached, About, Missed, Unclear int
	// Untargeted have a number and no target to hold it against, as in the preparation. Gone have no number.
	Untargeted, Gone int
}

// Judged is how many schools are held against a target.
func (c ComponentStanding) Judged() int { return c.Reached + c.About + c.Missed + c.Unclear }

// Parts are the verdicts that some school has, with how many: reached first.
func (c ComponentStanding) Parts() (parts []VerdictPart) {
	for _, of := range []struct {
		verdict stat.TargetVerdict
		schools int
	}{{stat.TargetReached, c.Reached}, {stat.TargetAbout, c.About}, {stat.TargetNotReached, c.Missed}, {stat.TargetCannotTell, c.Unclear}} {
		if of.schools > 0 {
			parts = append(parts, VerdictPart{TargetLabel(of.verdict), of.schools})
		}
	}
	return parts
}

// Standings are those of every component, over the schools with a survey in the view. Everything in them can be counted in the view by hand.
func (v *OwnerView) Standings() []ComponentStanding {
	standings := make([]ComponentStanding, len(v.Components))
	for i, head := range v.Components {
		standings[i].ComponentHead = head
		for _, school := range v.Schools {
			if school.Now != nil {
				standings[i].add(school.Rows[i])
			}
		}
	}
	return standings
}

func (c *ComponentStanding) add(row OwnerRow) {
	if _, ok := row.Now.Shown(); !ok {
		c.Gone++
		return
	}
	if row.Gap == nil {
		c.Untargeted++
		return
	}
	switch row.Gap.Verdict {
	case stat.TargetReached:
		c.Reached++
	case stat.TargetAbout:
		c.About++
	case stat.TargetNotReached:
		c.Missed++
	default:
		c.Unclear++
	}
}

// Presence is how many of an owner's schools are in a view, and why the others are not.
type Presence struct {
	All       int // open schools of the owner
	Shown     int // with a survey in the view
	Elsewhere int // share a survey, and none that is lined up here
	Without   int // would share, and have nothing closed yet
	Withheld  map[SchoolStatus]int
}

// NotSharing is how many schools share nothing.
func (p Presence) NotSharing() (n int) {
	for _, count := range p.Withheld {
		n += count
	}
	return n
}

// Presence counts the view's schools.
func (v *OwnerView) Presence() Presence {
	p := Presence{All: len(v.Schools), Withheld: map[SchoolStatus]int{}}
	for _, school := range v.Schools {
		switch {
		case school.Now != nil:
			p.Shown++
		case school.Shares == surveys.SharesNothing:
			p.Withheld[school.Status]++
		case school.Status == Closed:
			p.Elsewhere++
		default:
			p.Without++
		}
	}
	return p
}
