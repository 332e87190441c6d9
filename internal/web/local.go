package web

import (
	"context"
	"errors"
	"slices"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Local questions are what a school or its owner asks after a questionnaire. These pages list and edit them. Every change is stored at once, and waves that
// have been opened keep what they were opened with.

// localScope is whose local questions a page is about.
type localScope struct {
	scope   programme.Scope
	id      string
	base    string // address of the list
	heading string
	name    string
	school  *programme.School // nil for an owner's
	owner   programme.OwnerID
}

// findLocal finds out whose local questions are asked for.
type findLocal func(*request) (localScope, error)

func (s *Server) schoolLocal(r *request) (localScope, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	return localScope{
		programme.ScopeSchool, string(school.ID), "/schools/" + school.Orgnr + "/waves/local", r.words.T("local.title"), school.Name, &school, school.Owner,
	}, err
}

func (s *Server) ownerLocal(r *request) (localScope, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	return localScope{
		programme.ScopeOwner, string(owner.ID), "/owners/" + owner.Orgnr + "/local", r.words.T("local.owner_title", "owner", owner.Name), owner.Name, nil, owner.ID,
	}, err
}

// supplement is the local questions to an instrument.
func (l localScope) supplement(s *Server, key string) surveys.Supplement {
	return s.surveys.Supplement(surveys.SupplementKey{Scope: l.scope, ID: l.id, Instrument: key})
}

// owners are the local questions that the school's owner asks with them; none for an owner.
func (l localScope) owners(s *Server, key string) surveys.Supplement {
	if l.school == nil {
		return surveys.Supplement{}
	}
	return s.surveys.Supplement(surveys.SupplementKey{Scope: programme.ScopeOwner, ID: string(l.owner), Instrument: key})
}

// localPage is templates/local.html.
type localPage struct {
	Page
	School *programme.School // nil on an owner's page
	Lead   string
	Base   string
	Lists  []localList
}

// localList is the local questions to one questionnaire.
type localList struct {
	Key, Title string
	Sum        string // of all questions
	Add        bool   // another one may be added
	Full       string // why none may
	Own        []localRow
	Owners     []localRow // that come before them, on a school's page
}

// localRow is one question in a list.
type localRow struct {
	ID, Text string
	How      string // how it is answered
	NotIn    string // the languages in which it is not written
	First    bool
	Last     bool
}

// local lists the local questions.
func (s *Server) local(find findLocal) handler {
	return func(_ context.Context, r *request) (reply, error) {
		of, err := find(r)
		if err != nil {
			return nil, err
		}
		page := &localPage{Page: Page{Title: of.heading}, School: of.school, Base: of.base, Lead: r.words.T("local.lead_owner")}
		if of.school != nil {
			page.Lead, page.Synthetic = r.words.T("local.lead_school"), of.school.Synthetic
		}
		for _, in := range s.surveys.InstrumentsInUse() {
			if in.Audience != surveys.Representatives {
				page.Lists = append(page.Lists, s.localList(r.words, of, in))
			}
		}
		return render("local", page), nil
	}
}

func (s *Server) localList(words i18n.Printer, of localScope, in *surveys.Instrument) localList {
	own, owners := of.supplement(s, in.Key).Items, of.owners(s, in.Key).Items
	list := localList{Key: in.Key, Title: kindName(words, in), Own: localRows(words, own), Owners: localRows(words, owners)}
	core := len(in.Items())
	all := core + len(own) + len(owners)
	list.Sum = words.T("local.sum", "core", core, "local", len(own)+len(owners), "all", all)
	switch {
	case len(own) >= surveys.MaxLocalItems:
		list.Full = words.T("local.full")
	case all >= surveys.MaxAsked:
		list.Full = words.T("local.no_room", "most", surveys.MaxAsked)
	default:
		list.Add = true
	}
	return list
}

func localRows(words i18n.Printer, items []surveys.LocalItem) []localRow {
	var rows []localRow
	for i, item := range items {
		row := localRow{ID: string(item.ID), Text: item.Text.In(words.Lang()), How: howAnswered(words, item), First: i == 0, Last: i == len(items)-1}
		var missing []string
		for _, lang := range languages {
			if !slices.Contains(item.Languages(), lang) {
				missing = append(missing, words.T("local.lang."+lang))
			}
		}
		if len(missing) > 0 {
			row.NotIn = words.T("local.not_in", "languages", words.List(missing))
		}
		rows = append(rows, row)
	}
	return rows
}

// languages are those of the service, in the order in which they are asked for.
var languages = []string{"nb", "nn", "en"}

// howAnswered says what can be answered.
func howAnswered(words i18n.Printer, item surveys.LocalItem) string {
	if item.Type == surveys.ScaleItem {
		return words.T("local.on_scale", "ends", scaleEnds(words, *item.Scale))
	}
	var labels []string
	for _, o := range item.Options {
		labels = append(labels, words.T("local.quoted", "text", o.Label))
	}
	return words.T("local.of."+string(item.Type), "options", words.List(labels))
}

// scaleEnds names a scale by its first and last step.
func scaleEnds(words i18n.Printer, scale surveys.Scale) string {
	first, last := scale.Steps[0], scale.Steps[len(scale.Steps)-1]
	return words.T("local.ends", "first", first.Label, "last", last.Label)
}

// changeLocal moves a question or takes it out, by the button that was pressed.
func (s *Server) changeLocal(find findLocal) handler {
	return func(ctx context.Context, r *request) (reply, error) {
		of, err := find(r)
		if err != nil {
			return nil, err
		}
		own := of.supplement(s, r.param("key"))
		own.Items = slices.Clone(own.Items)
		at := slices.IndexFunc(own.Items, func(i surveys.LocalItem) bool { return string(i.ID) == r.form.Get(fieldItem) })
		note := "local.moved"
		switch do := r.form.Get(fieldDo); {
		case at < 0:
			r.note("local.gone")
			return redirect(of.base), nil
		case do == "up" && at > 0:
			own.Items[at-1], own.Items[at] = own.Items[at], own.Items[at-1]
		case do == "down" && at < len(own.Items)-1:
			own.Items[at+1], own.Items[at] = own.Items[at], own.Items[at+1]
		case do == "remove":
			own.Items, note = slices.Delete(own.Items, at, at+1), "local.removed"
		default:
			return nil, errBadRequest
		}
		switch _, err := s.surveys.SaveSupplement(ctx, s.by(r), own); {
		case errors.Is(err, surveys.ErrChanged):
			note = "local.gone"
		case err != nil:
			return nil, err
		}
		r.note(note)
		return redirect(of.base), nil
	}
}
