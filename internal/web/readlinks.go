package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"tilstand/internal/programme"
	"tilstand/internal/readlink"
	"tilstand/surveys"
)

// Fields of the form that makes a read link.
const (
	fieldState   = "state"   // id of the wave of the state survey; empty for none
	fieldMapping = "mapping" // id of the wave of the mapping survey; empty for none
	fieldItems   = "items"   // yes for single items, too
)

// readLinksPage is templates/readlinks.html: the read links of a school.
type readLinksPage struct {
	Page
	School  programme.School
	In      *entered
	State   choiceField
	Mapping choiceField
	Items   choiceField
	None    bool // there is nothing to show yet
	Links   []readLinkLine
	New     string // the address of the link that was just made: it is shown this once
	QR      qrPicture
	Ends    string // of that link
}

// readLinkLine is a link that is open.
type readLinkLine struct {
	ID          readlink.ID
	Shows, Ends string
}

// readLinks lists the read links of a school, and offers a new one.
func (s *Server) readLinks(_ context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	page, err := s.readLinksPage(r, school, entering(s.suggestLink(school)))
	if err != nil {
		return nil, err
	}
	return render("readlinks", page), nil
}

// suggestLink suggests the latest state survey, for a meeting tomorrow.
func (s *Server) suggestLink(school programme.School) url.Values {
	suggested := url.Values{fieldItems: {"no"}, fieldDate: {s.now().In(oslo).AddDate(0, 0, 1).Format(time.DateOnly)}}
	if waves := s.released(school.ID, surveys.StateInstrument); len(waves) > 0 {
		suggested.Set(fieldState, string(waves[0].ID))
	} else if waves := s.released(school.ID, surveys.MappingInstrument); len(waves) > 0 {
		suggested.Set(fieldMapping, string(waves[0].ID))
	}
	return suggested
}

// released are a school's released waves of a kind that asked its staff, the newest first.
func (s *Server) released(school programme.SchoolID, kind surveys.InstrumentKind) []surveys.Wave {
	var found []surveys.Wave
	for _, w := range s.surveys.WavesOf(school) {
		in := s.surveys.InstrumentOf(w)
		if in.Kind == kind && in.Audience == surveys.Staff && w.State != surveys.WaveVoid && s.analytics.Released(w.ID) {
			found = append([]surveys.Wave{w}, found...)
		}
	}
	return found
}

func (s *Server) readLinksPage(r *request, school programme.School, in *entered) (*readLinksPage, error) {
	page := &readLinksPage{Page: r.page("viewer.links"), School: school, In: in}
	page.Synthetic, page.Invalid, page.Path = school.Synthetic, !in.ok(), "/schools/"+school.Orgnr+"/links"
	page.State = s.waveChoice(r, in, fieldState, "viewer.state", s.released(school.ID, surveys.StateInstrument))
	page.Mapping = s.waveChoice(r, in, fieldMapping, "viewer.mapping", s.released(school.ID, surveys.MappingInstrument))
	page.None = len(page.State.Options)+len(page.Mapping.Options) == 2
	page.Items = in.Choice(fieldItems, "viewer.items", "viewer.items_help").
		with(in, "no", r.words.T("viewer.items_no")).with(in, "yes", r.words.T("viewer.items_yes"))
	in.call(fieldState, r.words.T("viewer.state"))
	in.call(fieldMapping, r.words.T("viewer.mapping"))
	in.call(fieldItems, r.words.T("viewer.items"))
	in.call(fieldDate, r.words.T("viewer.until"))
	for _, l := range s.links.Of(s.now(), school.ID) {
		page.Links = append(page.Links, readLinkLine{l.ID, s.linkShows(r, l), r.words.Date(lastDay(l))})
	}
	return page, nil
}

// waveChoice offers waves, and none.
func (s *Server) waveChoice(r *request, in *entered, name, label string, waves []surveys.Wave) choiceField {
	choice := in.Choice(name, label, "")
	for _, w := range waves {
		choice = choice.with(in, string(w.ID), r.words.T("viewer.wave", "what", s.nameOf(r, w), "date", r.words.Date(w.ClosesAt)))
	}
	return choice.with(in, "", r.words.T("viewer.not_shown"))
}

// linkShows names what a link shows.
func (s *Server) linkShows(r *request, l readlink.Link) string {
	shows := ""
	for _, id := range []surveys.WaveID{l.State, l.Mapping} {
		w, err := s.surveys.Wave(id)
		switch {
		case err != nil:
		case shows == "":
			shows = s.nameOf(r, w)
		default:
			shows = r.words.T("viewer.both", "first", shows, "second", s.nameOf(r, w))
		}
	}
	if l.Items {
		return r.words.T("viewer.with_items", "what", shows)
	}
	return r.words.T("viewer.without_items", "what", shows)
}

// makeReadLink makes a link and shows its address, this once.
func (s *Server) makeReadLink(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	in := entering(r.form)
	spec := s.linkSpec(in, school)
	var link readlink.Link
	var secret readlink.Secret
	if in.ok() {
		link, secret, err = s.links.Make(ctx, s.by(r), spec)
		switch {
		case errors.Is(err, readlink.ErrEnd):
			in.refuse(fieldDate, "link_end")
		case errors.Is(err, readlink.ErrEmpty):
			in.refuse(fieldState, "link_empty")
		case err != nil:
			return nil, err
		}
	}
	if !in.ok() {
		page, err := s.readLinksPage(r, school, in)
		if err != nil {
			return nil, err
		}
		return renderInvalid("readlinks", page), nil
	}
	page, err := s.readLinksPage(r, school, entering(s.suggestLink(school)))
	if err != nil {
		return nil, err
	}
	page.New, page.Ends = s.link(viewerPath+string(secret)), r.words.Date(lastDay(link))
	if page.QR, err = qrOf(page.New); err != nil {
		return nil, err
	}
	return renderStatus(http.StatusOK, "readlinks", page), nil
}

// linkSpec reads the form. A link ends with its last day.
func (s *Server) linkSpec(in *entered, school programme.School) readlink.Link {
	spec := readlink.Link{School: school.ID, Items: in.Value(fieldItems) == "yes"}
	spec.State = s.chosenWave(in, fieldState, s.released(school.ID, surveys.StateInstrument))
	spec.Mapping = s.chosenWave(in, fieldMapping, s.released(school.ID, surveys.MappingInstrument))
	spec.Ends = readTime(in, fieldDate, "00:00").In(oslo).AddDate(0, 0, 1).UTC()
	return spec
}

// chosenWave is the wave that was chosen among those on offer.
func (s *Server) chosenWave(in *entered, name string, waves []surveys.Wave) surveys.WaveID {
	id := surveys.WaveID(in.Value(name))
	for _, w := range waves {
		if w.ID == id {
			return id
		}
	}
	if id != "" {
		in.refuse(name, "unknown")
	}
	return ""
}

// revokeReadLink ends a link at once.
func (s *Server) revokeReadLink(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	if err := s.links.Revoke(ctx, s.by(r), school.ID, readlink.ID(r.param("id"))); err != nil {
		return nil, err
	}
	r.note("viewer.revoked")
	return redirect("/schools/" + school.Orgnr + "/links"), nil
}
