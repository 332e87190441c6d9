package web

import (
	"context"
	"errors"
	"strconv"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// wavesPage is templates/waves.html: the waves of a school.
type wavesPage struct {
	Page
	School    programme.School
	Waves     []waveLine
	Proposals []roundProposal // of the owner, that wait for an answer
	Going     *going          // answers that are erased before long
}

// waveLine is a wave in a list.
type waveLine struct {
	surveys.Wave
	What  string
	State string // key
}

// waves lists a school's waves, the newest first.
func (s *Server) waves(_ context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	page := &wavesPage{Page: r.page("wave.waves"), School: school, Proposals: s.proposalsFor(r, school.ID), Going: s.goingOf(r, school)}
	page.Synthetic = school.Synthetic
	waves := s.surveys.WavesOf(school.ID)
	for i := len(waves) - 1; i >= 0; i-- {
		page.Waves = append(page.Waves, waveLine{waves[i], s.nameOf(r, waves[i]), s.stateKey(waves[i])})
	}
	return render("waves", page), nil
}

// nameOf names a wave by what is asked and when in the course.
func (s *Server) nameOf(r *request, w surveys.Wave) string {
	return whatName(r.words, w.Phase, s.surveys.InstrumentOf(w))
}

// stateKey is the key of a wave's state in words.
func (s *Server) stateKey(w surveys.Wave) string {
	switch w.State {
	case surveys.WaveVoid:
		return "wave.state.void"
	case surveys.WaveClosed:
		return "wave.state.closed"
	case surveys.WaveClosing:
		return "wave.state.closing"
	}
	if s.now().Before(w.OpensAt) {
		return "wave.state.planned"
	}
	return "wave.state.open"
}

// followPage is templates/wave.html: a wave while it goes on.
type followPage struct {
	Page
	School   programme.School
	Wave     surveys.Wave
	What     string
	Asks     string // whom: the key of the audience
	Shares   string // when and how much it will be shared with the owner; empty where nothing was agreed
	Takes    bool   // answers, now
	Changes  bool   // it can still be changed: open, or planned
	Withheld bool   // more answers than people asked: no release
	Unsafe   bool   // the release did not pass its audit
	Released bool
	Behind   bool           // the figures are of answers that have been replaced since
	Turnout  turnout        // of a wave that is open
	Answered []groupTurnout // of a wave that is released
	Link     string
	QR       qrPicture
	NoSlips  bool      // no one-time code has been made yet
	Reminder []message // empty before anybody has answered
	Invite   []message
	In       *entered // the forms that change it
	Counts   []inputField
}

// wave shows how a wave is going, and what can be done with it.
func (s *Server) wave(ctx context.Context, r *request) (reply, error) {
	wave, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
	if err != nil {
		return nil, err
	}
	page, err := s.followPage(ctx, r, wave, entering(nil))
	if err != nil {
		return nil, err
	}
	return render("wave", page), nil
}

func (s *Server) followPage(ctx context.Context, r *request, wave surveys.Wave, in *entered) (*followPage, error) {
	school, err := s.programme.School(wave.School)
	if err != nil {
		return nil, err
	}
	instrument := s.surveys.InstrumentOf(wave)
	page := &followPage{
		Page: Page{Title: s.nameOf(r, wave), Synthetic: school.Synthetic, Invalid: !in.ok()}, School: school, Wave: wave, What: s.nameOf(r, wave), Asks: instrument.Audience.Key(),
		Takes: wave.Takes(s.now()) == nil, Changes: wave.State == surveys.WaveOpen,
		Link: s.waveLink(wave), In: in,
	}
	if agreed := s.analytics.Agreed(wave); agreed != nil {
		page.Shares = r.words.T("share.pending."+agreed.Degree.String(), "what", page.What, "owner", agreed.OwnerName, "date", r.words.Date(agreed.From()))
	}
	why := s.analytics.Withheld(wave)
	page.Withheld, page.Unsafe = why == analytics.ForHeadCount, why == analytics.ForAudit
	page.Released = wave.State != surveys.WaveVoid && s.analytics.Released(wave.ID)
	if page.Released {
		if page.Behind, err = s.analytics.StayedBehind(wave); err != nil {
			return nil, err
		}
	}
	if page.QR, err = qrOf(page.Link); err != nil {
		return nil, err
	}
	if page.Changes && wave.ByCode {
		_, made, err := s.surveys.LeftToMake(wave.ID)
		if err != nil {
			return nil, err
		}
		page.NoSlips = !made
	}
	if page.Changes {
		if err := s.fillTurnout(ctx, r, page, instrument); err != nil {
			return nil, err
		}
	}
	if page.Answered, err = s.groupsAnswered(ctx, r, wave); err != nil {
		return nil, err
	}
	s.fillForms(r, page)
	return page, nil
}

// fillTurnout says how an open wave is going, and words the messages that fit.
func (s *Server) fillTurnout(ctx context.Context, r *request, page *followPage, in *surveys.Instrument) error {
	w := page.Wave
	count, err := s.analytics.Count(ctx, s.now(), w.ID)
	if err != nil {
		return err
	}
	page.Turnout = s.turnoutOf(r.words, w, in, count)
	page.Invite = s.messagesOf(r, "invite", func(words i18n.Printer) string { return s.invitation(words, w, in) })
	if page.Takes && count.Answers > 0 {
		page.Reminder = s.messagesOf(r, "remind", func(words i18n.Printer) string { return s.reminder(words, w, in, count) })
	}
	return nil
}

// fillForms suggests what is so now in the forms that change a wave.
func (s *Server) fillForms(r *request, page *followPage) {
	in, wave := page.In, page.Wave
	if in.values == nil {
		in.values = map[string][]string{}
	}
	closes := wave.ClosesAt.In(oslo)
	suggest(in, fieldDate, closes.Format(time.DateOnly))
	suggest(in, fieldClock, closes.Format("15:04"))
	for _, c := range wave.Asked {
		group, _ := programme.Builtin().Group(c.Key)
		suggest(in, countPrefix+c.Key, strconv.Itoa(c.HeadCount))
		page.Counts = append(page.Counts, in.Named("count", countPrefix+c.Key, group.Name.In(r.words.Lang())))
		in.call(countPrefix+c.Key, group.Name.In(r.words.Lang()))
	}
	in.call(fieldDate, r.words.T("wave.date"))
	in.call("sure", r.words.T("wave.void"))
}

// changeWave does what one of the page's forms asks for.
func (s *Server) changeWave(do func(ctx context.Context, r *request, w surveys.Wave, in *entered) error) handler {
	return func(ctx context.Context, r *request) (reply, error) {
		wave, err := s.surveys.Wave(surveys.WaveID(r.param("id")))
		if err != nil {
			return nil, err
		}
		in := entering(r.form)
		if err := s.takeWave(in, do(ctx, r, wave, in)); err != nil {
			return nil, err
		}
		if in.ok() {
			return redirect("/waves/" + string(wave.ID)), nil
		}
		page, err := s.followPage(ctx, r, wave, in)
		if err != nil {
			return nil, err
		}
		return renderInvalid("wave", page), nil
	}
}

func (s *Server) extend(ctx context.Context, r *request, w surveys.Wave, in *entered) error {
	closes, err := localTime(in.Value(fieldDate), in.Value(fieldClock))
	if err != nil {
		in.refuse(fieldDate, "date")
		return nil
	}
	if _, err := s.surveys.Extend(ctx, s.by(r), w.ID, closes.UTC()); err != nil {
		return err
	}
	r.note("wave.extended", "closes", r.words.DateTime(closes))
	return nil
}

// closeWave closes now. More answers than people asked, or an audit that was not passed, is not an error here: the page says what to do
// about it. The operator reads of the audit in the log.
func (s *Server) closeWave(ctx context.Context, r *request, w surveys.Wave, _ *entered) error {
	_, err := s.analytics.Close(ctx, s.by(r), w.ID)
	if errors.Is(err, analytics.ErrAudit) {
		s.log.ErrorContext(ctx, "release withheld", "request_id", r.id, "error", err)
		return nil
	}
	if errors.Is(err, analytics.ErrHeadCount) {
		return nil
	}
	if err == nil {
		r.note("wave.closed_note")
	}
	return err
}

// correct corrects the head counts; a wave that was waiting for that gets its release.
func (s *Server) correct(ctx context.Context, r *request, w surveys.Wave, in *entered) error {
	counts := readCounts(in, programme.Builtin().GroupsWith(w.Asked[0].Key))
	if !in.ok() {
		return nil
	}
	if s.analytics.Released(w.ID) {
		return s.correctReleased(ctx, r, w, in, counts)
	}
	if _, err := s.surveys.CorrectHeadCount(ctx, s.by(r), w.ID, counts); err != nil {
		return err
	}
	r.note("wave.corrected")
	if w.State == surveys.WaveClosed {
		return s.closeWave(ctx, r, w, in)
	}
	return nil
}

// correctReleased corrects the head counts of a wave that has results, which then come in a new edition. More answers than the new counts
// is a mistake in the form, told beside the first count of it.
func (s *Server) correctReleased(ctx context.Context, r *request, w surveys.Wave, in *entered, counts []surveys.GroupCount) error {
	_, err := s.analytics.Correct(ctx, s.by(r), w.ID, counts)
	switch {
	case errors.Is(err, analytics.ErrHeadCount):
		in.refuse(countPrefix+w.Asked[0].Key, "answered")
		return nil
	case errors.Is(err, analytics.ErrAudit):
		s.log.Error("a corrected release did not pass its audit", "error", err)
		in.refuse(countPrefix+w.Asked[0].Key, "unsafe")
		return nil
	case err == nil:
		r.note("wave.corrected_released")
	}
	return err
}

func (s *Server) void(ctx context.Context, r *request, w surveys.Wave, in *entered) error {
	if in.Value("sure") == "" {
		in.refuse("sure", "sure")
		return nil
	}
	if err := s.analytics.Void(ctx, s.by(r), w.ID); err != nil {
		return err
	}
	r.note("wave.voided")
	return nil
}

func suggest(in *entered, name, value string) {
	if in.values.Get(name) == "" {
		in.values.Set(name, value)
	}
}

// inLanguage are the keys of "in bokmål" and so on, without the preposition.
var inLanguage = map[string]string{"nb": "wave.in.nb", "nn": "wave.in.nn", "en": "wave.in.en"}
