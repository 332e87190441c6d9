package dataprotection

import (
	"time"

	"tilstand/internal/i18n"
)

// Document is a document in a language.
type Document struct {
	Title string
	Lang  string
	Date  time.Time // on which it was made
	Draft string    // that it is one; empty where nothing is left to decide
	Lead  string
	Parts []Part
}

// Part is a section: a heading, sentences, and a table where it has one.
type Part struct {
	Title string
	Text  []string
	Heads []string
	Rows  []Row
}

// Row is a line of a table: a cell under each head. A cell may have several lines.
type Row [][]string

// begin makes a document without parts.
func (w writer) begin(title, lead string, made time.Time) Document {
	return Document{Title: title, Lang: w.p.Lang(), Date: made, Draft: w.p.T("pack.draft", "day", w.p.Date(made)), Lead: lead}
}

// Record is the record of processing activities, by the fields of GDPR article 30(1).
func Record(f Facts, p i18n.Printer, made time.Time) Document {
	w := writer{f, p}
	d := w.begin(p.T("pack.record.title"), p.T("pack.record.lead"), made)
	d.Parts = append(d.Parts, w.fields(p.T("pack.record.general"),
		"controller", w.party(w.controller()),
		"officer", w.party(w.officer()),
		"operator", w.party(w.Settings.Runs()),
		"place", w.place(),
	))
	general := &d.Parts[0]
	general.Rows = append(general.Rows, Row{{p.T("pack.field.processors")}, w.processors()})
	general.Rows = append(general.Rows, w.fields("", "transfer", p.T("pack.record.transfer"), "security", p.T("pack.record.security", "methods", w.methods()), "backups", w.backups()).Rows...)
	d.Parts = append(d.Parts,
		w.activity("answers", p.T("pack.record.answers.data"),
			p.T("pack.record.answers.recipients", "min", f.MinGroup, "least", f.LeastGroup, "schools", f.OwnerSchools, "programme", f.ProgrammeSchools),
			p.T("pack.record.answers.erasure", "count", f.Months, "notice", f.Notice, "longest", f.LongestRun)),
		w.activity("statement", p.T("pack.record.statement.data"), p.T("pack.record.statement.recipients"), p.T("pack.record.statement.erasure")),
		w.activity("closing", p.T("pack.record.closing.data"), p.T("pack.record.closing.recipients"), p.T("pack.record.closing.erasure")),
		w.activity("accounts", p.T("pack.record.accounts.data", "methods", w.methods(), "hours", f.SessionHours),
			p.T("pack.record.accounts.recipients"), p.T("pack.record.accounts.erasure")),
	)
	if len(f.Settings.OIDC) > 0 {
		d.Parts = append(d.Parts, w.elsewhere())
	}
	d.Parts = append(d.Parts,
		w.activity("log", p.T("pack.record.log.data"), p.T("pack.record.log.recipients"), p.T("pack.record.log.erasure")),
	)
	return d
}

// backups says how long what is erased lives on in them, and that a second machine has everything, too.
func (w writer) backups() string {
	said := w.p.T("pack.record.no_backups")
	if w.Settings.Backup.On() {
		said = w.p.T("pack.record.backups", "count", w.Settings.Backup.Days)
	}
	if w.Settings.Standby.On() {
		said += " " + w.p.T("pack.record.standby")
	}
	return said
}

// elsewhere is signing in by other houses.
func (w writer) elsewhere() Part {
	part := w.activity("elsewhere", w.p.T("pack.record.elsewhere.data", "houses", w.houses()),
		w.p.T("pack.record.elsewhere.recipients", "houses", w.houses()), w.p.T("pack.record.elsewhere.erasure"))
	if w.telling() {
		for i := range part.Rows {
			switch part.Rows[i][0][0] {
			case w.p.T("pack.field.data"):
				part.Rows[i][1] = append(part.Rows[i][1], w.p.T("pack.record.elsewhere.groups"))
			case w.p.T("pack.field.erasure"):
				part.Rows[i][1] = append(part.Rows[i][1], w.p.T("pack.record.elsewhere.requests", "days", w.RequestDays))
			}
		}
	}
	return part
}

// activity is one processing activity.
func (w writer) activity(key, data, recipients, erasure string) Part {
	of := "pack.record." + key + "."
	return w.fields(w.p.T(of+"title"),
		"purpose", w.p.T(of+"purpose"), "basis", w.p.T(of+"basis"), "persons", w.p.T(of+"persons"),
		"data", data, "recipients", recipients, "erasure", erasure)
}

// fields is a part with a field and its content on each line; they come in pairs.
func (w writer) fields(title string, pairs ...string) Part {
	part := Part{Title: title, Heads: []string{w.p.T("pack.field.item"), w.p.T("pack.field.content")}}
	for i := 0; i < len(pairs); i += 2 {
		part.Rows = append(part.Rows, Row{{w.p.T("pack.field." + pairs[i])}, {pairs[i+1]}})
	}
	return part
}
