package web

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rsc.io/qr"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// qrPicture is a QR code as one SVG path of unit squares.
type qrPicture struct {
	Size int    // of the picture with its quiet zone, in squares
	Path string // of the dark squares
}

// quiet is the white border that readers of a QR code need, in squares.
const quiet = 4

// qrOf draws a text. Level M survives a crease across the poster.
func qrOf(text string) (qrPicture, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return qrPicture{}, fmt.Errorf("draw QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; {
			run := 0
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
			}
			x += max(run, 1)
		}
	}
	return qrPicture{Size: code.Size + 2*quiet, Path: path.String()}, nil
}

// waveQR is the QR code as a picture of its own, for slides and newsletters.
func (s *Server) waveQR(_ context.Context, r *request) (reply, error) {
	wave, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
	if err != nil {
		return nil, err
	}
	picture, err := qrOf(s.link("/s/" + string(wave.Code)))
	if err != nil {
		return nil, err
	}
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="600" height="600" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`,
		picture.Size, picture.Size, picture.Size, picture.Size, picture.Path)
	return attachment{name: "qr-" + string(wave.Code) + ".svg", contentType: "image/svg+xml", body: []byte(svg)}, nil
}

// posterPage is templates/poster.html: one A4 page for a wall, in the school's own written form unless another is asked for.
type posterPage struct {
	Page
	Asks    string // whom: the key of the audience
	School  string
	Link    string
	QR      qrPicture
	Minutes int
	Closes  time.Time
	ByCode  bool // the address is where one-time codes are typed
}

// poster shows the poster.
func (s *Server) poster(_ context.Context, r *request) (reply, error) {
	wave, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
	if err != nil {
		return nil, err
	}
	if school, err := s.programme.School(wave.School); err == nil && !r.query.Has("lang") {
		r.speak(school.WrittenForm)
	}
	page := &posterPage{
		Page: r.page("wave.poster"), Asks: s.asks(wave), School: wave.SchoolName, Link: s.link("/s/" + string(wave.Code)),
		Minutes: s.surveys.InstrumentOf(wave).Minutes, Closes: wave.ClosesAt, ByCode: wave.ByCode,
	}
	if page.QR, err = qrOf(page.Link); err != nil {
		return nil, err
	}
	return render("poster", page), nil
}

// exampleWave is a wave to preview an instrument with: the groups before any are merged, and the usual minimum group.
func exampleWave(words i18n.Printer, of surveys.Audience) surveys.Wave {
	w := surveys.Wave{SchoolName: words.T("wave.preview_school"), MinGroup: surveys.DefaultMinGroup}
	for i, g := range programme.Builtin().GroupsOf(of.Key()) {
		w.Groups = append(w.Groups, surveys.Group{Number: uint8(i + 1), Key: g.Key, Name: g.Name})
	}
	return w
}

// previewed finds what is to be looked at: a wave's form as those get it who are asked, a version in the library, or what is asked with an instrument now.
func (s *Server) previewed(r *request) (surveys.Wave, *surveys.Instrument, error) {
	if id := r.param("id"); id != "" {
		wave, err := s.surveys.Wave(surveys.WaveID(id))
		if err != nil {
			return wave, nil, err
		}
		return wave, s.surveys.InstrumentOf(wave), nil
	}
	if r.param("version") != "" {
		e, err := s.libraryEntry(r)
		if err != nil {
			return surveys.Wave{}, nil, err
		}
		return exampleWave(r.words, e.Audience), e.Instrument, nil
	}
	in, ok := s.surveys.InstrumentInUse(r.param("key"))
	if !ok {
		return surveys.Wave{}, nil, errNotFound
	}
	return exampleWave(r.words, in.Audience), in, nil
}

// paperPage is templates/paper.html: the questionnaire for reading, on screen or on paper.
type paperPage struct {
	Page
	Asks      string // whom: the key of the audience
	Screen    string // where the same can be seen as on a phone
	Form      answerForm
	Intro     string
	MinGroup  int
	OwnerSees string // what the school\'s owner will see
	Items     int
	Minutes   int
	Version   int
}

// paper shows a questionnaire for union and safety representatives, the parents' committee and whoever else wants to read it first.
func (s *Server) paper(_ context.Context, r *request) (reply, error) {
	wave, in, err := s.previewed(r)
	if err != nil {
		return nil, err
	}
	return s.showPaper(r, wave, in), nil
}

func (s *Server) showPaper(r *request, wave surveys.Wave, in *surveys.Instrument) reply {
	lang := r.words.Lang()
	return render("paper", &paperPage{
		Page: Page{Title: in.Title.In(lang)}, Asks: in.Audience.Key(), Screen: strings.TrimSuffix(r.path, "paper") + "form",
		Form: formOf(wave, in, r.words, surveys.Submission{}), Intro: in.Intro.In(lang), MinGroup: wave.MinGroup, OwnerSees: s.ownerSees(r.words, wave),
		Items: len(in.Items()), Minutes: in.Minutes, Version: in.Version,
	})
}

// formPreview shows a questionnaire as it will be on a phone. Nothing can be sent from it.
func (s *Server) formPreview(_ context.Context, r *request) (reply, error) {
	wave, in, err := s.previewed(r)
	if err != nil {
		return nil, err
	}
	return s.showForm(r, wave, in), nil
}

func (s *Server) showForm(r *request, wave surveys.Wave, in *surveys.Instrument) reply {
	if in.Audience == surveys.Representatives {
		return s.jointPreview(r, in, wave.SchoolName)
	}
	page := &respondPage{
		Page: s.respondentPage(r, ""), Asks: in.Audience.Key(), Form: formOf(wave, in, r.words, surveys.Submission{}), School: wave.SchoolName,
		Intro: in.Intro.In(r.words.Lang()), Minutes: in.Minutes, MinGroup: wave.MinGroup, OwnerSees: s.ownerSees(r.words, wave), Preview: true,
	}
	page.Title = in.Title.In(r.words.Lang())
	if !wave.ClosesAt.IsZero() {
		page.Until = r.words.DateTime(wave.ClosesAt)
	}
	return render("respond", page)
}
