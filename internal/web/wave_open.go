package web

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Opening a wave takes two pages: what is asked of whom, and what that will come to, with the form to look at. Nothing is
// kept in between: the second page carries what the first was given.

// Fields of the form that opens a wave. Head counts are "counts." and the key of a group.
const (
	fieldWhat     = "what" // phase and instrument, "a/kartlegging"
	fieldDate     = "date"
	fieldClock    = "clock"
	fieldMinGroup = "min_group"
	fieldGoal     = "goal"
	fieldBy       = "by" // link or code
	countPrefix   = "counts."
	fieldRound    = "round" // id of the round that the wave confirms
	fieldShare    = "share" // nothing, components or all: what is agreed with the owner
	fieldShareOn  = "share_on"
	fieldStep     = "step" // plan, change or open: which button was pressed
)

// waveNewPage is templates/wave_new.html.
type waveNewPage struct {
	Page
	School programme.School
	In     *entered
	Round  string // what is said of the round that this answers; empty without one
	What   choiceField
	By     choiceField
	Share  choiceField
	Counts []countSet // staff first
	Forms  []instrumentLink
}

// countSet asks how many of an audience are to answer, group by group.
type countSet struct {
	Asks   string // key of the audience
	Fields []inputField
}

// instrumentLink leads to a questionnaire for looking at.
type instrumentLink struct {
	Key   string
	Title string
}

// wavePlanPage is templates/wave_plan.html: what opening would come to.
type wavePlanPage struct {
	Page
	School    programme.School
	What      string
	Opens     string // the day; empty for a wave that opens now
	Closes    time.Time
	Asked     int
	Goal      string // and why it is there
	OwnerSees string // what those who answer are told of the owner
	Min       int
	Preview   surveys.Preview
	Local     *localPlan
	Foreseen  foreseen
	PlanNotes []string
	Form      instrumentLink
	Fields    []field
}

// waveNew asks what is to be measured.
func (s *Server) waveNew(_ context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	suggested := s.suggestWave(school)
	if id := r.query.Get(fieldRound); id != "" {
		spec, err := s.surveys.Proposal(s.now(), surveys.RoundID(id), school.ID)
		if err != nil {
			return nil, err
		}
		suggestRound(suggested, spec)
	}
	return render("wave_new", s.waveNewPage(r, school, entering(suggested))), nil
}

// suggestRound puts what a round proposes over what would be suggested otherwise.
func suggestRound(suggested url.Values, spec surveys.WaveSpec) {
	opens, closes := spec.OpensAt.In(oslo), spec.ClosesAt.In(oslo)
	for name, value := range map[string]string{
		fieldRound: string(spec.Round), fieldWhat: string(spec.Phase) + "/" + spec.Instrument, fieldOpens: opens.Format(time.DateOnly),
		fieldDate: closes.Format(time.DateOnly), fieldClock: closes.Format("15:04"),
		fieldShareOn: closes.AddDate(0, 0, daysToShare).Format(time.DateOnly),
	} {
		suggested.Set(name, value)
	}
}

// suggestWave suggests the next phase that has no state survey yet, the head counts of the last wave, and a fortnight.
func (s *Server) suggestWave(school programme.School) url.Values {
	done := map[programme.PhaseKey]bool{}
	suggested := url.Values{
		fieldDate: {s.now().In(oslo).AddDate(0, 0, 14).Format(time.DateOnly)}, fieldClock: {"16:00"},
		fieldMinGroup: {strconv.Itoa(surveys.DefaultMinGroup)}, fieldGoal: {strconv.Itoa(surveys.DefaultGoal)}, fieldBy: {byLink},
		fieldShare: {surveys.SharesNothing.String()}, fieldShareOn: {s.now().In(oslo).AddDate(0, 0, 14+daysToShare).Format(time.DateOnly)},
	}
	for _, w := range s.surveys.WavesOf(school.ID) {
		if w.State == surveys.WaveVoid {
			continue
		}
		for _, c := range w.Asked {
			suggested.Set(countPrefix+c.Key, strconv.Itoa(c.HeadCount))
		}
		if s.surveys.InstrumentOf(w).Kind == surveys.StateInstrument {
			done[w.Phase] = true
		}
	}
	for _, phase := range programme.Builtin().Phases {
		if !done[phase.Key] {
			suggested.Set(fieldWhat, string(phase.Key)+"/"+stateInstrument)
			break
		}
	}
	return suggested
}

// daysToShare is how long after a wave has closed it is suggested to be shared: the staff see it first.
const daysToShare = 14

// Values of fieldBy.
const (
	byLink = "link"
	byCode = "code"
)

// stateInstrument is the key of the built-in state survey.
const stateInstrument = "tilstand"

// waveOpen plans or opens the wave, by the button that was pressed.
func (s *Server) waveOpen(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	in := entering(r.form)
	if in.Value(fieldStep) == "change" {
		return render("wave_new", s.waveNewPage(r, school, in)), nil
	}
	spec := s.waveSpec(in, school, s.now())
	if !in.ok() {
		return renderInvalid("wave_new", s.waveNewPage(r, school, in)), nil
	}
	if in.Value(fieldStep) == "open" {
		wave, err := s.surveys.OpenWave(ctx, s.by(r), spec)
		if err = s.takeWave(in, err); err != nil {
			return nil, err
		}
		if in.ok() && wave.ByCode {
			r.note("slips.opened")
			return redirect("/waves/" + string(wave.ID) + "/slips"), nil
		}
		if in.ok() {
			r.note("wave.opened_note")
			return redirect("/waves/" + string(wave.ID)), nil
		}
		return renderInvalid("wave_new", s.waveNewPage(r, school, in)), nil
	}
	plan, err := s.surveys.Plan(s.now(), spec)
	if err = s.takeWave(in, err); err != nil {
		return nil, err
	}
	if !in.ok() {
		return renderInvalid("wave_new", s.waveNewPage(r, school, in)), nil
	}
	return render("wave_plan", s.wavePlanPage(r, school, in, spec, plan)), nil
}

// takeWave puts the store's problems at the fields of this form, which asks for some things under other names.
func (s *Server) takeWave(in *entered, err error) error {
	err = in.take(err)
	in.rename("phase", fieldWhat)
	in.rename("instrument", fieldWhat)
	in.rename("round", fieldWhat)
	in.rename("school", fieldWhat)
	if in.Value(fieldRound) != "" {
		in.rename("opens_at", fieldOpens)
	}
	in.rename("opens_at", fieldDate)
	in.rename("closes_at", fieldDate)
	in.rename("counts", countPrefix+s.groupsAsked(in)[0].Key)
	return err
}

// waveSpec reads the form.
func (s *Server) waveSpec(in *entered, school programme.School, now time.Time) surveys.WaveSpec {
	phase, instrument, _ := strings.Cut(in.Value(fieldWhat), "/")
	spec := surveys.WaveSpec{School: school.ID, Phase: programme.PhaseKey(phase), Instrument: instrument, OpensAt: now, Counts: readCounts(in, s.groupsAsked(in))}
	closes, err := localTime(in.Value(fieldDate), in.Value(fieldClock))
	if err != nil {
		in.refuse(fieldDate, "date")
	}
	spec.ClosesAt = closes.UTC()
	if spec.Round = surveys.RoundID(in.Value(fieldRound)); spec.Round != "" {
		spec.OpensAt = readTime(in, fieldOpens, morningClock)
	}
	if spec.MinGroup, err = strconv.Atoi(squeeze(in.Value(fieldMinGroup))); err != nil {
		in.refuse(fieldMinGroup, "number")
	}
	if spec.Goal, err = strconv.Atoi(squeeze(in.Value(fieldGoal))); err != nil {
		in.refuse(fieldGoal, "number")
	}
	switch spec.Share, err = surveys.ParseDegree(cmp.Or(in.Value(fieldShare), surveys.SharesNothing.String())); {
	case err != nil:
		in.refuse(fieldShare, "missing")
	case spec.Share > surveys.SharesNothing:
		spec.ShareOn = in.Value(fieldShareOn)
	}
	switch in.Value(fieldBy) {
	case byCode:
		spec.ByCode = true
	case byLink:
	default:
		in.refuse(fieldBy, "missing")
	}
	return spec
}

// groupsAsked are the groups of the audience that the chosen survey asks: staff where none is chosen.
func (s *Server) groupsAsked(in *entered) []programme.StaffGroup {
	return programme.Builtin().GroupsOf(s.audienceOf(in.Value(fieldWhat)).Key())
}

// audienceOf is whom a choice of phase and instrument asks: staff where there is no such instrument.
func (s *Server) audienceOf(what string) surveys.Audience {
	_, key, _ := strings.Cut(what, "/")
	instrument, ok := s.surveys.InstrumentInUse(key)
	if !ok {
		return surveys.Staff
	}
	return instrument.Audience
}

// readCounts reads the head counts of groups; a group left empty has nobody.
func readCounts(in *entered, groups []programme.StaffGroup) []surveys.GroupCount {
	var counts []surveys.GroupCount
	for _, g := range groups {
		text := squeeze(in.Value(countPrefix + g.Key))
		if text == "" {
			text = "0"
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			in.refuse(countPrefix+g.Key, "number")
			continue
		}
		counts = append(counts, surveys.GroupCount{Key: g.Key, HeadCount: n})
	}
	return counts
}

func (s *Server) waveNewPage(r *request, school programme.School, in *entered) *waveNewPage {
	page := &waveNewPage{Page: r.page("wave.new"), School: school, In: in}
	page.Synthetic, page.Invalid = school.Synthetic, !in.ok()
	page.What = s.whatChoice(r, in, func(*surveys.Instrument) bool { return true })
	if round, err := s.surveys.Round(surveys.RoundID(in.Value(fieldRound))); err == nil {
		page.Round = r.words.T("round.confirming", "what", s.roundName(r.words, round))
	}
	page.By = in.Choice(fieldBy, "slips.by", "").with(in, byLink, r.words.T("slips.by_link")).with(in, byCode, r.words.T("slips.by_code"))
	page.Share = in.Choice(fieldShare, "share.ask", "share.ask_help")
	for _, d := range []surveys.Degree{surveys.SharesNothing, surveys.SharesComponents, surveys.SharesAll} {
		page.Share = page.Share.with(in, d.String(), r.words.T("share.choose."+d.String()))
	}
	page.Counts = s.countSets(in, r.words.Lang(), page.What)
	for _, instrument := range s.askedByWaves() {
		page.Forms = append(page.Forms, instrumentLink{instrument.Key, instrument.Title.In(r.words.Lang())})
	}
	in.call(fieldWhat, r.words.T("wave.which"))
	for _, set := range page.Counts {
		for _, f := range set.Fields {
			in.call(f.Name, f.LabelText)
		}
	}
	in.call(fieldBy, r.words.T("slips.by"))
	in.call(fieldOpens, r.words.T("round.opens"))
	in.call(fieldDate, r.words.T("wave.date"))
	in.call(fieldClock, r.words.T("wave.clock"))
	in.call(fieldShare, r.words.T("share.ask"))
	in.call(fieldShareOn, r.words.T("share.on"))
	in.call(fieldMinGroup, r.words.T("wave.min_group"))
	in.call(fieldGoal, r.words.T("turnout.goal"))
	return page
}

// countSets ask for the head counts of those whom one of the surveys on offer asks.
func (s *Server) countSets(in *entered, lang string, what choiceField) []countSet {
	var sets []countSet
	for _, of := range []surveys.Audience{surveys.Staff, surveys.Parents, surveys.Pupils} {
		if slices.ContainsFunc(what.Options, func(o option) bool { return s.audienceOf(o.Value) == of }) {
			sets = append(sets, countSet{of.Key(), countFields(in, lang, programme.Builtin().GroupsOf(of.Key()))})
		}
	}
	return sets
}

// countFields ask for the head counts of groups.
func countFields(in *entered, lang string, groups []programme.StaffGroup) []inputField {
	var fields []inputField
	for _, g := range groups {
		fields = append(fields, in.Named("count", countPrefix+g.Key, g.Name.In(lang)))
	}
	return fields
}

// whatChoice offers every phase with each instrument that the programme asks in it, of those that fit; where a round is answered, what
// that asks for.
func (s *Server) whatChoice(r *request, in *entered, fits func(*surveys.Instrument) bool) choiceField {
	choice := in.Choice(fieldWhat, "wave.which", "")
	round, _ := s.surveys.Round(surveys.RoundID(in.Value(fieldRound))) // none asks for nothing in particular
	template := programme.Builtin()
	for _, phase := range template.Phases {
		for _, instrument := range s.askedByWaves() {
			if fits(instrument) && template.Asks(instrument.Key, phase.Key) && (round.ID == "" || round.Asks(instrument.Key, phase.Key)) {
				choice = choice.with(in, string(phase.Key)+"/"+instrument.Key, whatName(r.words, phase.Key, instrument))
				choice.Options[len(choice.Options)-1].Asks = instrument.Audience.Key()
			}
		}
	}
	return choice
}

// askedByWaves are the instruments that respondents answer: all but the joint statement.
func (s *Server) askedByWaves() []*surveys.Instrument {
	return slices.DeleteFunc(s.surveys.InstrumentsInUse(), func(in *surveys.Instrument) bool { return in.Audience == surveys.Representatives })
}

// whatName names a phase and what is asked in it.
func whatName(words i18n.Printer, phase programme.PhaseKey, in *surveys.Instrument) string {
	return words.T("wave.what_name", "kind", kindName(words, in), "phase", phaseName(phase))
}

// kindName is what a survey is called.
func kindName(words i18n.Printer, in *surveys.Instrument) string {
	if in.Audience != surveys.Staff {
		return in.Title.In(words.Lang())
	}
	if in.Kind == surveys.MappingInstrument {
		return words.T("wave.kind_mapping")
	}
	return words.T("wave.kind_state")
}

func (s *Server) wavePlanPage(r *request, school programme.School, in *entered, spec surveys.WaveSpec, plan surveys.Preview) *wavePlanPage {
	page := &wavePlanPage{Page: r.page("wave.plan_title"), School: school, Closes: spec.ClosesAt, Min: spec.MinGroup, Preview: plan, Local: newLocalPlan(r.words, plan.Instrument), Foreseen: newForeseen(r.words, plan)}
	page.Synthetic = school.Synthetic
	page.What = whatName(r.words, spec.Phase, plan.Instrument)
	page.Form = instrumentLink{plan.Instrument.Key, plan.Instrument.Title.In(r.words.Lang())}
	page.Goal = r.words.T("turnout.plan_goal", "goal", plan.Wave.GoalAnswers(), "percent", plan.Wave.Goal) + " " + goalReason(r.words, plan.Wave, plan.Instrument)
	page.OwnerSees = s.ownerSees(r.words, plan.Wave)
	if spec.OpensAt.After(s.now()) {
		page.Opens = r.words.Date(spec.OpensAt)
	}
	for _, note := range plan.Notes {
		page.PlanNotes = append(page.PlanNotes, r.words.T(noteKeys[note], "min", spec.MinGroup))
	}
	for _, c := range spec.Counts {
		page.Asked += c.HeadCount
		page.Fields = append(page.Fields, field{countPrefix + c.Key, fmt.Sprint(c.HeadCount)})
	}
	for _, name := range []string{fieldWhat, fieldDate, fieldClock, fieldMinGroup, fieldGoal, fieldBy, fieldRound, fieldOpens, fieldShare, fieldShareOn} {
		page.Fields = append(page.Fields, field{name, in.Value(name)})
	}
	return page
}

// noteKeys are the words for what a plan has to say. Each takes the minimum group.
var noteKeys = map[surveys.Note]string{
	surveys.NoteMerged:       "wave.plan_merged",
	surveys.NoteNoBreakdown:  "wave.plan_no_breakdown",
	surveys.NoteNothingShown: "wave.plan_nothing",
}
