package dataprotection

import (
	"slices"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/retention"
	"tilstand/internal/settings"
	"tilstand/surveys"
)

// Facts are what documents are made of.
type Facts struct {
	Settings settings.Settings
	Owner    string // of the schools that the documents are for; empty for the whole installation

	MinGroup, LeastGroup           int // answers: the default limit, and the lowest that can be chosen
	OwnerSchools, ProgrammeSchools int // an edition is over so many schools at least
	Months, Notice, LongestRun     int // how long answers are kept, in months; days beforehand that schools are told; months of a run without an end
	SessionHours                   int // the longest that a sign-in lasts
	RequestDays                    int // access that somebody asks for by another house's sign-in is decided in so many days, or forgotten
	Methods                        []Method
}

// Method is a way to sign in.
type Method string

// The ways there are.
const (
	Password Method = "password"
	Passkey  Method = "passkey"
	TOTP     Method = "totp"
	OIDC     Method = "oidc"
)

// FactsOf is what is so in this program with these settings; sessionHours and methods are those of its sign-in.
func FactsOf(s settings.Settings, sessionHours int, methods ...Method) Facts {
	return Facts{
		Settings: s, MinGroup: surveys.DefaultMinGroup, LeastGroup: surveys.LeastMinGroup,
		OwnerSchools: analytics.MinOwnerSchools, ProgrammeSchools: analytics.MinProgrammeSchools,
		Months: s.Months, Notice: retention.Notice, LongestRun: retention.LongestRun, SessionHours: sessionHours, Methods: methods,
	}
}

// For is what is so for the schools of an owner, who is the controller of what they ask.
func (f Facts) For(owner string) Facts {
	f.Owner = owner
	return f
}

// own says whether the settings are of the controller itself. Where one installation serves the schools of several owners they are not.
func (f Facts) own() bool { return f.Owner == "" || f.Owner == f.Settings.Controller.Name }

// controller is who answers for the surveys; its contact is not known where the settings are of somebody else.
func (f Facts) controller() settings.Party {
	if f.own() {
		return f.Settings.Controller
	}
	return settings.Party{Name: f.Owner}
}

// officer is the controller's.
func (f Facts) officer() settings.Party {
	if f.own() {
		return f.Settings.Officer
	}
	return settings.Party{}
}

// writer words the documents of some facts.
type writer struct {
	Facts
	p i18n.Printer
}

// party is somebody with an address, and says where nobody is known.
func (w writer) party(p settings.Party) string {
	switch {
	case !p.Named():
		return w.p.T("pack.none_named")
	case p.Contact == "":
		return w.p.T("pack.party", "name", p.Name, "contact", w.p.T("pack.to_fill"))
	}
	return w.p.T("pack.party", "name", p.Name, "contact", p.Contact)
}

// name is a party's, or where to fill it in.
func (w writer) name(p settings.Party) string {
	if !p.Named() {
		return w.p.T("pack.to_fill")
	}
	return p.Name
}

func (w writer) place() string {
	if place := w.Settings.Hosting.In(w.p.Lang()); place != "" {
		return place
	}
	return w.p.T("pack.to_fill")
}

// processors are one on each line.
func (w writer) processors() (lines []string) {
	if !w.own() {
		lines = append(lines, w.p.T("pack.service_for", "name", w.name(w.Settings.Controller), "owner", w.Owner))
	}
	for _, p := range w.Settings.Processors {
		lines = append(lines, w.p.T("pack.processor", "name", p.Name, "task", p.Task, "place", p.Place))
	}
	if lines == nil {
		lines = []string{w.p.T("pack.none_named")}
	}
	return lines
}

// methods are the ways to sign in, in words.
func (w writer) methods() string {
	names := make([]string, len(w.Methods))
	for i, m := range w.Methods {
		if m == OIDC {
			names[i] = w.houses()
			continue
		}
		names[i] = w.p.T("pack.method." + string(m))
	}
	return w.p.List(names)
}

// houses are those by whose sign-in people come in, in words.
func (w writer) houses() string {
	names := make([]string, len(w.Settings.OIDC))
	for i, house := range w.Settings.OIDC {
		names[i] = house.Name
	}
	return w.p.T("pack.houses", "names", w.p.List(names))
}

// telling says whether a house tells where people work.
func (w writer) telling() bool {
	return slices.ContainsFunc(w.Settings.OIDC, func(house settings.OIDC) bool { return house.Groups != "" })
}
