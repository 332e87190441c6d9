package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// schoolsPage is templates/schools.html: where signed-in people begin.
type schoolsPage struct {
	Page
	Owners []ownerSchools
	Lead   string // key of what can be done here
}

// ownerSchools is an owner with its schools, by name.
type ownerSchools struct {
	Owner   programme.Owner
	Schools []schoolLine
}

// schoolLine is a school and how far it has come.
type schoolLine struct {
	programme.School
	Status i18n.Sentence
	Open   bool // a wave takes answers now
}

// schools lists the schools that concern the visitor, under their owners. Whoever keeps the register finds all of them there.
func (s *Server) schools(_ context.Context, r *request) (reply, error) {
	page := &schoolsPage{Page: r.page("wave.schools")}
	for _, o := range s.programme.Owners() {
		line := ownerSchools{Owner: o}
		for _, sc := range s.programme.SchoolsOf(o.ID) {
			if !r.mayAt(accounts.SeeStanding, s.placeOfSchool(sc)) {
				continue
			}
			school := schoolLine{School: sc}
			school.Status, school.Open = s.statusOf(sc.ID, r.words)
			line.Schools = append(line.Schools, school)
			page.Synthetic = page.Synthetic || sc.Synthetic
		}
		if len(line.Schools) == 0 && !r.mayAt(accounts.SeeOwner, placeOfOwner(o)) {
			continue
		}
		i18n.SortByName(line.Schools, func(l schoolLine) string { return l.Name })
		page.Owners = append(page.Owners, line)
	}
	i18n.SortByName(page.Owners, func(o ownerSchools) string { return o.Owner.Name })
	page.Lead = schoolsLead(r.grants, page)
	return render("schools", page), nil
}

func schoolsLead(grants []accounts.Grant, page *schoolsPage) string {
	holds := func(role accounts.Role) bool {
		return slices.ContainsFunc(grants, func(g accounts.Grant) bool { return g.Role == role })
	}
	switch {
	case len(page.Owners) == 0:
		return "people.no_schools"
	case holds(accounts.Owner) && !holds(accounts.Leader):
		return "people.owner_lead"
	}
	return "wave.schools_lead"
}

// statusOf says which wave is open at a school, or which closed last.
func (s *Server) statusOf(school programme.SchoolID, words i18n.Printer) (status i18n.Sentence, open bool) {
	if sc, err := s.programme.School(school); err == nil && !sc.Open() {
		return i18n.Sentence{Key: "wave.school_shut", Args: map[string]any{"date": words.Date(sc.Closed)}}, false
	}
	var latest surveys.Wave
	for _, w := range s.surveys.WavesOf(school) {
		switch {
		case w.State == surveys.WaveOpen:
			return i18n.Sentence{Key: "wave.open_until", Args: map[string]any{"phase": phaseTitle(words, headOf(w.Phase)), "closes": words.DateTime(w.ClosesAt)}}, true
		case w.State == surveys.WaveClosed && w.ClosesAt.After(latest.ClosesAt):
			latest = w
		}
	}
	if latest.ID == "" {
		return i18n.Sentence{Key: "wave.none_yet"}, false
	}
	closed := words.Date(latest.ClosesAt)
	if latest.FromFile() {
		closed = words.T("import.dated", "date", closed)
	}
	return i18n.Sentence{Key: "wave.latest", Args: map[string]any{"phase": phaseTitle(words, headOf(latest.Phase)), "closed": closed}}, false
}

// phaseName is the name of a phase of the built-in programme.
func phaseName(key programme.PhaseKey) i18n.Text {
	phase, _ := programme.Builtin().Phase(key)
	return phase.Name
}

// headOf names a phase as views do.
func headOf(key programme.PhaseKey) analytics.PhaseHead {
	phase, _ := programme.Builtin().Phase(key)
	return analytics.PhaseHead{Key: phase.Key, Name: phase.Name, Short: phase.Short}
}

// Fields of the registration form.
const (
	newOwner     = "new"
	ownersPrefix = "owner_"
)

// registerPage is templates/register.html.
type registerPage struct {
	Page
	In          *entered
	Owners      []option
	WrittenForm choiceField
	Kinds       choiceField
	NewOwner    bool // there is no other owner to choose
}

// registerForm asks for a new school.
func (s *Server) registerForm(_ context.Context, r *request) (reply, error) {
	suggested := url.Values{"written_form": {"nb"}, ownersPrefix + "kind": {string(programme.Municipality)}, "owner": {r.query.Get("owner")}}
	return render("register", s.registerPage(r, entering(suggested))), nil
}

// register makes the school, and its owner when that is new, and goes on to whoever leads it.
func (s *Server) register(ctx context.Context, r *request) (reply, error) {
	in := entering(r.form)
	if len(s.programme.Owners()) == 0 {
		suggest(in, "owner", newOwner)
	}
	school := programme.School{
		Name: in.Value("name"), Orgnr: in.Value("orgnr"), Municipality: squeeze(in.Value("municipality")),
		WrittenForm: in.Value("written_form"), Owner: programme.OwnerID(in.Value("owner")),
	}
	kept, err := s.keepSchool(ctx, s.by(r), in, school)
	if err = in.take(err); err != nil {
		return nil, err
	}
	if !in.ok() {
		return renderInvalid("register", s.registerPage(r, in)), nil
	}
	r.note("wave.registered", "school", kept.Name)
	return redirect("/schools/" + kept.Orgnr + "/people"), nil
}

// keepSchool registers the school, with its owner when that is new.
func (s *Server) keepSchool(ctx context.Context, by audit.By, in *entered, school programme.School) (programme.School, error) {
	if in.Value("owner") != newOwner {
		return s.programme.RegisterSchool(ctx, by, school)
	}
	owner := programme.Owner{Name: in.Value(ownersPrefix + "name"), Orgnr: in.Value(ownersPrefix + "orgnr"), Kind: programme.OwnerKind(in.Value(ownersPrefix + "kind"))}
	return s.programme.RegisterWithOwner(ctx, by, owner, school)
}

func (s *Server) registerPage(r *request, in *entered) *registerPage {
	page := &registerPage{Page: r.page("wave.register"), In: in}
	page.Invalid = !in.ok()
	owners := s.programme.Owners()
	i18n.SortByName(owners, func(o programme.Owner) string { return o.Name })
	for _, o := range owners {
		page.Owners = append(page.Owners, option{Value: string(o.ID), Label: o.Name, Checked: in.Value("owner") == string(o.ID)})
	}
	page.NewOwner = len(owners) == 0
	page.WrittenForm = in.Choice("written_form", "wave.written_form", "wave.written_form_help").
		with(in, "nb", languageNames["nb"]).with(in, "nn", languageNames["nn"])
	page.Kinds = in.Choice(ownersPrefix+"kind", "wave.owner_kind", "").
		with(in, string(programme.Municipality), r.words.T("wave.kind.municipality")).
		with(in, string(programme.County), r.words.T("wave.kind.county")).
		with(in, string(programme.Private), r.words.T("wave.kind.private"))
	for _, f := range []struct{ name, key string }{
		{"name", "wave.name"}, {"orgnr", "wave.orgnr"}, {"municipality", "wave.municipality"}, {"written_form", "wave.written_form"}, {"owner", "wave.owner"},
		{ownersPrefix + "name", "wave.owner_name"}, {ownersPrefix + "orgnr", "wave.owner_orgnr"}, {ownersPrefix + "kind", "wave.owner_kind"},
	} {
		in.call(f.name, r.words.T(f.key))
	}
	return page
}

// squeeze takes out the spaces that people write numbers with.
func squeeze(s string) string {
	return strings.Join(strings.Fields(s), "")
}

// oslo is the clock on the wall of every school.
var oslo = i18n.Oslo

// localTime reads a date and a time of day in Norwegian local time.
func localTime(date, clock string) (time.Time, error) {
	return time.ParseInLocation("2006-01-02 15:04", date+" "+cmp.Or(clock, "16:00"), oslo)
}
