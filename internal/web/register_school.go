package web

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// registerSchoolPage is templates/register_school.html: what is known about a school, what has been, and its end.
type registerSchoolPage struct {
	Page
	registerTabs
	School      programme.School
	Standing    string // empty while it is open
	In          *entered
	WrittenForm choiceField
	Owner       selectField
	Joined      []string // schools that were merged into it
	History     []registerEvent
}

// registerEvent is a revision of a school.
type registerEvent struct {
	Since   string
	Changes []string
}

// keptSchool is the register's page of a school.
func (s *Server) keptSchool(ctx context.Context, r *request) (reply, error) {
	sc, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	page, err := s.keptSchoolPage(ctx, r, sc, entering(url.Values{
		"name": {sc.Name}, "orgnr": {sc.Orgnr}, "municipality": {sc.Municipality}, "written_form": {sc.WrittenForm}, "owner": {string(sc.Owner)}, "staff": {numberOrNothing(sc.Staff)},
	}))
	if err != nil {
		return nil, err
	}
	return render("register_school", page), nil
}

func numberOrNothing(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// keepKnown changes what is known about a school.
func (s *Server) keepKnown(ctx context.Context, r *request) (reply, error) {
	return s.keep(ctx, r, func(sc programme.School, in *entered) (programme.School, error) {
		sc.Name, sc.Orgnr, sc.Municipality = in.Value("name"), in.Value("orgnr"), squeeze(in.Value("municipality"))
		sc.WrittenForm, sc.Owner, sc.Staff = in.Value("written_form"), programme.OwnerID(in.Value("owner")), 0
		if text := squeeze(in.Value("staff")); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				in.refuse("staff", "number")
			}
			sc.Staff = n
		}
		from := readDay(in, "from")
		if !in.ok() {
			return sc, nil
		}
		kept, err := s.programme.UpdateSchool(ctx, s.by(r), from, sc)
		if err = in.take(err); err == nil && in.ok() {
			r.note("register.saved", "name", kept.Name)
		}
		in.rename("on", "from")
		return kept, err
	})
}

// keepClosed notes that a school is no more, merged into another or not.
func (s *Server) keepClosed(ctx context.Context, r *request) (reply, error) {
	return s.keep(ctx, r, func(sc programme.School, in *entered) (programme.School, error) {
		on := readDay(in, "on")
		var into programme.School
		if number := in.Value("into"); number != "" {
			var err error
			if into, err = s.programme.SchoolByOrgnr(number); err != nil {
				in.refuse("into", "no_school")
			}
		}
		if !in.ok() {
			return sc, nil
		}
		end := s.programme.CloseSchool
		if into.ID != "" {
			end = func(ctx context.Context, by audit.By, id programme.SchoolID, on time.Time) (programme.School, error) {
				return s.programme.MergeSchool(ctx, by, id, into.ID, on)
			}
		}
		kept, err := end(ctx, s.by(r), sc.ID, on)
		if err = in.take(err); err == nil && in.ok() {
			r.note("register.ended", "name", sc.Name)
		}
		return kept, err
	})
}

// keepReopened takes back that a school was closed or merged.
func (s *Server) keepReopened(ctx context.Context, r *request) (reply, error) {
	return s.keep(ctx, r, func(sc programme.School, in *entered) (programme.School, error) {
		kept, err := s.programme.ReopenSchool(ctx, s.by(r), sc.ID)
		if err = in.take(err); err == nil && in.ok() {
			r.note("register.reopened", "name", sc.Name)
		}
		return kept, err
	})
}

// keep finds the school, has it changed, and shows its page: as a form to be corrected where something was wrong.
func (s *Server) keep(ctx context.Context, r *request, change func(sc programme.School, in *entered) (programme.School, error)) (reply, error) {
	sc, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	in := entering(r.form)
	kept, err := change(sc, in)
	if err != nil {
		return nil, err
	}
	if in.ok() {
		return redirect("/register/schools/" + kept.Orgnr), nil
	}
	page, err := s.keptSchoolPage(ctx, r, sc, in)
	if err != nil {
		return nil, err
	}
	return renderInvalid("register_school", page), nil
}

func (s *Server) keptSchoolPage(ctx context.Context, r *request, sc programme.School, in *entered) (*registerSchoolPage, error) {
	page := &registerSchoolPage{
		Page: Page{Title: sc.Name, Synthetic: sc.Synthetic, Path: "/register/schools/" + sc.Orgnr}, School: sc, Standing: s.standingOf(r.words, sc), In: in,
	}
	if !in.values.Has("name") { // a form of the page that asks for something else
		for name, value := range map[string]string{
			"name": sc.Name, "orgnr": sc.Orgnr, "municipality": sc.Municipality, "written_form": sc.WrittenForm, "owner": string(sc.Owner), "staff": numberOrNothing(sc.Staff),
		} {
			in.values.Set(name, value)
		}
	}
	page.WrittenForm = in.Choice("written_form", "wave.written_form", "").with(in, "nb", languageNames["nb"]).with(in, "nn", languageNames["nn"])
	page.Owner = selecting("owner", r.words.T("wave.owner"))
	for _, o := range s.programme.Owners() {
		page.Owner = page.Owner.with(string(o.ID), o.Name, in.Value("owner"))
	}
	page.Owner.Problem = in.Problem("owner") != ""
	for _, j := range s.programme.JoinsOf(sc.ID) {
		page.Joined = append(page.Joined, r.words.T("register.joined", "school", j.School.Name, "date", r.words.Date(j.On)))
	}
	for _, f := range []struct{ name, key string }{
		{"name", "wave.name"}, {"orgnr", "wave.orgnr"}, {"municipality", "wave.municipality"}, {"staff", "register.field.staff"}, {"written_form", "wave.written_form"}, {"owner", "wave.owner"},
		{"from", "register.field.from"}, {"into", "register.into"}, {"on", "register.on"},
	} {
		in.call(f.name, r.words.T(f.key))
	}
	return page, s.fillHistory(ctx, r.words, page)
}

// fillHistory tells all that has been registered of the school, the latest first.
func (s *Server) fillHistory(ctx context.Context, words i18n.Printer, page *registerSchoolPage) error {
	revisions, err := s.programme.HistoryOf(ctx, page.School.ID)
	if err != nil {
		return err
	}
	for i := len(revisions) - 1; i >= 0; i-- {
		e := registerEvent{Since: words.Date(revisions[i].Since)}
		if i == 0 {
			e.Changes = []string{words.T("register.first")}
		} else {
			e.Changes = saidChanges(words, s.programme.ChangesOf(revisions[i-1].School, revisions[i].School))
		}
		page.History = append(page.History, e)
	}
	return nil
}

// saidChanges say what has changed at a school, a line for each field.
func saidChanges(words i18n.Printer, changes []programme.RollChange) (lines []string) {
	for _, c := range changes {
		field := words.T("register.field." + c.Field)
		from, to := fieldWords(words, c.Field, c.From), fieldWords(words, c.Field, c.To)
		switch {
		case from == "":
			lines = append(lines, words.T("register.set", "field", field, "to", to))
		case to == "":
			lines = append(lines, words.T("register.unset", "field", field, "from", from))
		default:
			lines = append(lines, words.T("register.change", "field", field, "from", from, "to", to))
		}
	}
	return lines
}

// fieldWords are what stands in a field, as a reader of the page has it.
func fieldWords(words i18n.Printer, field, value string) string {
	switch field {
	case "written_form":
		return languageNames[value]
	case "closed":
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return words.Date(day)
		}
	}
	return value
}
