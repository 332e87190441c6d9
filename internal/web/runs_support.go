package web

import (
	"tilstand/internal/oversight"
)

// needGroup is the schools that meet one rule: why, what the owner can offer, and which they are.
type needGroup struct {
	Title, Count, Offer string
	Schools             []needSchool
}

// needSchool is a school with what the rule is about there.
type needSchool struct{ Name, Href, Detail string }

// reasonKeys name the reasons; offerKeys say what an owner can do.
var (
	reasonKeys = map[oversight.Reason]string{
		oversight.NeedDates: "runs.need.dates", oversight.NeedTime: "runs.need.time", oversight.NeedLate: "runs.need.late", oversight.NeedSurvey: "runs.need.survey",
		oversight.NeedConclusion: "runs.need.conclusion", oversight.NeedTurnout: "runs.need.turnout", oversight.NeedFalling: "runs.need.falling",
	}
	offerKeys = map[oversight.Reason]string{
		oversight.NeedDates: "runs.offer.dates", oversight.NeedTime: "runs.offer.time", oversight.NeedLate: "runs.offer.late", oversight.NeedSurvey: "runs.offer.survey",
		oversight.NeedConclusion: "runs.offer.conclusion", oversight.NeedTurnout: "runs.offer.turnout", oversight.NeedFalling: "runs.offer.falling",
	}
)

// support lists the schools that are shown and meet a rule, rule by rule, by name; met is how many schools there are.
func (v *runsView) support() (groups []needGroup, met int) {
	byReason := map[oversight.Reason][]needSchool{}
	for _, run := range v.shown {
		if len(run.Needs) > 0 {
			met++
		}
		for _, need := range run.Needs {
			byReason[need.Reason] = append(byReason[need.Reason], needSchool{run.School.Name, "/schools/" + run.School.Orgnr, v.needDetail(need)})
		}
	}
	for _, reason := range oversight.Reasons {
		if schools := byReason[reason]; len(schools) > 0 {
			groups = append(groups, needGroup{
				Title: v.words.T(reasonKeys[reason]), Count: v.words.T("edition.schools", "count", len(schools)), Offer: v.words.T(offerKeys[reason]), Schools: schools,
			})
		}
	}
	return groups, met
}

// needDetail is what a rule found at a school.
func (v *runsView) needDetail(need oversight.Need) string {
	phase := ""
	if need.Phase != "" {
		phase = phaseInside(v.words, v.phase(need.Phase))
	}
	switch need.Reason {
	case oversight.NeedTime:
		return v.words.T("runs.detail.time", "date", v.words.Date(need.Day))
	case oversight.NeedLate:
		return v.words.T("runs.detail.late", "phase", phase, "count", need.Weeks)
	case oversight.NeedSurvey:
		return v.words.T("runs.detail.survey", "phase", phase, "date", v.words.Date(need.Day))
	case oversight.NeedConclusion:
		return v.words.T("runs.detail.conclusion", "phase", phase, "count", need.Weeks)
	case oversight.NeedTurnout:
		return v.words.T("runs.detail.turnout", "phase", phase, "rate", v.words.Percent(need.Rate))
	case oversight.NeedFalling:
		var names []string
		for _, key := range need.Components {
			names = append(names, v.component(key))
		}
		return v.words.List(names)
	}
	return ""
}
