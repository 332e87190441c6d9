package web

import (
	"strconv"
	"strings"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// auditLine is an entry in words. Names are those of today; the log itself has ids.
type auditLine struct {
	Clock string
	Who   string
	What  string
	Where string   // school or owner, where the page does not say it already
	About []string // what it was done to, and the details
}

// auditWords puts entries into words.
type auditWords struct {
	i18n.Printer
	s    *Server
	mine audit.Filter // whose log it is: what goes without saying
}

func (s *Server) inWords(r *request, mine audit.Filter) auditWords {
	return auditWords{r.words, s, mine}
}

func (w auditWords) line(e audit.Entry) auditLine {
	line := auditLine{Clock: w.Clock(e.At), Who: w.s.actorName(w.Printer, e.Account), What: w.known("log.action.", string(e.Action)), Where: w.where(e)}
	if about := w.about(e); about != "" {
		line.About = append(line.About, about)
	}
	line.About = append(line.About, w.details(e)...)
	return line
}

// actorName is who did it: a person by the name of today, or what does things by itself.
func (s *Server) actorName(words i18n.Printer, id audit.AccountID) string {
	switch id {
	case audit.Service, audit.Console, audit.Operator, audit.Stranger, audit.Program:
		return words.T("log.actor." + string(id))
	}
	account, err := s.accounts.Account(id)
	if err != nil || account.Name == "" {
		return words.T("log.gone")
	}
	return account.Name
}

// known words what an entry says by a key; what another version of the program wrote, and this one has no words for, is shown as it is.
func (w auditWords) known(beginning, value string) string {
	if w.Has(beginning + value) {
		return w.T(beginning + value)
	}
	return value
}

// where names the school, or else the owner.
func (w auditWords) where(e audit.Entry) string {
	if e.School != "" && w.mine.School == "" {
		return w.school(e.School)
	}
	if e.Owner != "" && e.School == "" && w.mine.Owner == "" {
		return w.owner(e.Owner)
	}
	return ""
}

func (w auditWords) school(id string) string {
	school, err := w.s.programme.School(programme.SchoolID(id))
	if err != nil {
		return id
	}
	return school.Name
}

func (w auditWords) owner(id string) string {
	owner, err := w.s.programme.Owner(programme.OwnerID(id))
	if err != nil {
		return id
	}
	return owner.Name
}

// about names what it was done to, where that is neither the place nor the actor.
func (w auditWords) about(e audit.Entry) string {
	switch e.Subject {
	case "", e.School, e.Owner, string(e.Account):
		return ""
	}
	return w.named(e.Subject)
}

// named is the name of whatever has an id; "" for what has no name, such as an edition.
func (w auditWords) named(id string) string {
	s := w.s
	if wave, err := s.surveys.Wave(surveys.WaveID(id)); err == nil {
		return whatName(w.Printer, wave.Phase, s.surveys.InstrumentOf(wave))
	}
	if round, err := s.surveys.Round(surveys.RoundID(id)); err == nil {
		return s.roundName(w.Printer, round)
	}
	if school, err := s.programme.School(programme.SchoolID(id)); err == nil {
		return school.Name
	}
	if owner, err := s.programme.Owner(programme.OwnerID(id)); err == nil {
		return owner.Name
	}
	if cohort, err := s.programme.Cohort(programme.CohortID(id)); err == nil {
		return cohort.Name
	}
	if account, err := s.accounts.Account(audit.AccountID(id)); err == nil {
		return account.Name
	}
	if token, err := s.accounts.Token(accounts.APITokenID(id)); err == nil {
		return token.Name
	}
	key, version, _ := strings.Cut(id, "/")
	if number, err := strconv.Atoi(version); err == nil {
		if e, err := s.surveys.Instrument(key, number); err == nil {
			return w.T("log.version", "title", e.Title, "version", number)
		}
	}
	return ""
}

// details are the details in words. A key that has none is shown as it is: a detail that is left out looks like one that was not logged.
func (w auditWords) details(e audit.Entry) []string {
	var said []string
	for field := range strings.FieldsSeq(e.Detail) {
		key, value, _ := strings.Cut(field, "=")
		if words := w.detail(key, value); words != "" {
			said = append(said, words)
		}
	}
	return said
}

// dated are the details that are a day or a moment.
var dated = map[string]string{
	"closes_at": "log.detail.closes_at", "until": "log.detail.until", "from": "log.detail.from", "due": "log.detail.due", "since": "log.detail.since", "ends": "log.detail.ends",
	"to": "log.detail.to", "done": "log.detail.done", "made": "log.detail.made",
}

// counted are the details that are a number.
var counted = map[string]string{
	"number": "log.detail.number", "revision": "log.detail.revision", "count": "log.detail.count", "months": "log.detail.months",
	"owners": "log.detail.owners", "new": "log.detail.new", "changed": "log.detail.changed", "closed": "log.detail.closed", "merged": "log.detail.merged",
	"place": "log.detail.place", "version": "log.detail.version",
}

// worded are the details that are one of several words.
var worded = map[string]string{"role": "log.role.", "purpose": "log.purpose.", "kind": "log.kind.", "degree": "log.degree.", "items": "log.items.", "status": "closing.status."}

func (w auditWords) detail(key, value string) string {
	component, phase, level := strings.Cut(key, ".")
	switch {
	case key == "revision" && value == "1": // goes without saying
		return ""
	case key == "document": // a hash for `tilstand verify`; the file of the log has it
		return ""
	case dated[key] != "":
		return w.T(dated[key], "when", w.when(value))
	case counted[key] != "":
		if n, err := strconv.Atoi(value); err == nil {
			return w.T(counted[key], "count", n)
		}
	case key == "page":
		return w.page(value)
	case worded[key] != "":
		return w.known(worded[key], value)
	case key == "state", key == "mapping": // the waves that a read link shows
		return w.named(value)
	case key == "before":
		return w.T("log.detail.before", "name", w.named(value))
	case key == "after":
		return w.T("log.detail.after", "name", w.named(value))
	case key == "wave":
		return w.T("log.detail.wave")
	case key == "round":
		return w.T("log.detail.round")
	case key == "module":
		if module, _, ok := programme.Builtin().Course.Module(programme.ModuleKey(value)); ok {
			return module.Name.In(w.Lang())
		}
	case key == "item":
		if title, ok := programme.Builtin().Course.Title(programme.ItemKey(value)); ok {
			return title.In(w.Lang())
		}
	case key == "phase":
		return phaseName(programme.PhaseKey(value)).In(w.Lang())
	case key == "component":
		if component, ok := programme.Builtin().Component(programme.ComponentKey(value)); ok {
			return component.Name.In(w.Lang())
		}
	case key == "instrument":
		if in, ok := w.s.surveys.InstrumentInUse(value); ok {
			return in.Title.In(w.Lang())
		}
	case level:
		return w.target(programme.ComponentKey(component), programme.PhaseKey(phase), value)
	}
	return key + ": " + value
}

// when is a moment with its time, or a day.
func (w auditWords) when(value string) string {
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		return w.DateTime(at)
	}
	if day, err := time.ParseInLocation(time.DateOnly, value, oslo); err == nil {
		return w.Date(day)
	}
	return value
}

func (w auditWords) target(component programme.ComponentKey, phase programme.PhaseKey, value string) string {
	found, ok := programme.Builtin().Component(component)
	if !ok {
		return string(component) + "." + string(phase) + ": " + value
	}
	level, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return w.T("log.target_back", "component", found.Name, "phase", phaseName(phase))
	}
	return w.T("log.target", "component", found.Name, "phase", phaseName(phase), "level", w.Number(level, 1))
}

// lookedAt are the pages with results, as their routes are written.
var lookedAt = map[string]string{
	"/schools/:orgnr":                                      "log.page.school",
	"/schools/:orgnr/report.xlsx":                          "log.page.workbook",
	"/schools/:orgnr/data/:form":                           "log.page.school_data",
	"/owners/:orgnr/data/:form":                            "log.page.shared_data",
	"/owners/:orgnr/editions/:number/data/:form":           "log.page.edition_data",
	"/programme/editions/:number/data/:form":               "log.page.programme_edition_data",
	"/api/v1/schools/:orgnr/data/:form":                    "log.page.school_data",
	"/api/v1/data/:form":                                   "log.page.shared_data",
	"/api/v1/editions/:number/data/:form":                  "log.page.api_edition",
	"/schools/:orgnr/print":                                "log.page.print",
	"/schools/:orgnr/closing/:phase/meeting":               "log.page.meeting",
	"/schools/:orgnr/closing/:phase/meeting/print":         "log.page.meeting_print",
	"/schools/:orgnr/closing/:phase/conclusion":            "log.page.closing",
	"/schools/:orgnr/closing/:phase/conclusion/:component": "log.page.closing",
	"/schools/:orgnr/closing/:phase/priorities":            "log.page.closing",
	"/schools/:orgnr/closing/:phase/sign":                  "log.page.closing",
	"/schools/:orgnr/results.json":                         "log.page.school_data",
	"/schools/:orgnr/items/:item":                          "log.page.item",
	"/schools/:orgnr/components/:component":                "log.page.component",
	"/schools/:orgnr/development":                          "log.page.development",
	"/schools/:orgnr/compare":                              "log.page.compare",
	"/schools/:orgnr/groups":                               "log.page.groups",
	"/schools/:orgnr/mapping":                              "log.page.mapping",
	"/schools/:orgnr/items":                                "log.page.items",
	"/owners/:orgnr":                                       "log.page.owner",
	"/owners/:orgnr/reports/all.zip":                       "log.page.bulk",
	"/owners/:orgnr/components/:component":                 "log.page.owner_component",
	"/owners/:orgnr/development":                           "log.page.owner_development",
	"/owners/:orgnr/similar":                               "log.page.owner_beside",
	"/owners/:orgnr/funnel":                                "log.page.owner_funnel",
	"/owners/:orgnr/runs":                                  "log.page.owner_runs",
	"/owners/:orgnr/yearly":                                "log.page.yearly",
	"/owners/:orgnr/yearly.xlsx":                           "log.page.yearly",
	"/schools/:orgnr/course/owner":                         "log.page.own_run",
	"/owners/:orgnr/report.xlsx":                           "log.page.owner_workbook",
	"/owners/:orgnr/print":                                 "log.page.owner_print",
	"/owners/:orgnr/results.json":                          "log.page.owner_data",
	"/owners/:orgnr/editions/:number":                      "log.page.edition",
	"/owners/:orgnr/editions/:number/edition.json":         "log.page.edition_data",
	"/programme/results":                                   "log.page.programme",
	"/programme/quality":                                   "log.page.quality",
	"/programme/editions/:number":                          "log.page.programme_edition",
	"/programme/editions/:number/edition.json":             "log.page.programme_edition_data",
	"/api/v1/releases/:id":                                 "log.page.school_data",
	"/api/v1/editions/:number":                             "log.page.api_edition",
	"/api/v1/schools/:orgnr/releases":                      "log.page.api_list",
	"/api/v1/owner":                                        "log.page.api_list",
	"/api/v1/schools":                                      "log.page.api_list",
	"/api/v1/editions":                                     "log.page.api_list",
	"/api/v1/instruments":                                  "log.page.api_list",
	"/api/v1/instruments/:key/:version":                    "log.page.api_instrument",
	"/api/v1/targets":                                      "log.page.api_targets",
	"/schools/:orgnr/closing/:phase/groupwork":             "log.page.groupwork",
	"/schools/:orgnr/closing/:phase/summary":               "log.page.summary",
}

func (w auditWords) page(pattern string) string {
	if shown, file := strings.CutSuffix(pattern, belowFigures); file {
		return w.T("log.page_file", "page", w.page(shown))
	}
	if key := lookedAt[pattern]; key != "" {
		return w.T(key)
	}
	return pattern
}
