package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/closing"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// Stores are the stores that the demo writes through, the same that real answers go through.
type Stores struct {
	Programme *programme.Store
	Surveys   *surveys.Store
	Analytics *analytics.Store
	Closings  *closing.Store
}

// Shown is what someone who has just started the demo should open: a school with results, and its open answer form.
type Shown struct {
	School, Orgnr string
	SchoolID      programme.SchoolID
	OwnerID       programme.OwnerID
	Alone         bool // every school of the folder is made up
	Wave          surveys.WaveID
	Code          surveys.LinkCode
}

// shownSchool is the school whose open wave and results are pointed to.
const shownSchool = "Bjørkelia skole"

// course is the order in which waves are asked, each with the months from a cohort's start to its closing.
var course = []struct {
	phase  programme.PhaseKey
	months [2]int // per cohort
}{{"prep", [2]int{3, 3}}, {"a", [2]int{9, 8}}, {"b", [2]int{15, 14}}, {"c", [2]int{21, 20}}}

// cohortStart tells how many months ago a cohort began.
var cohortStart = [2]int{26, 16}

// Fill makes a world's owners, schools and waves in an empty data folder, and returns what to open. A folder that
// has schools already is left as it is, but for a new open wave when the demo's last one has closed.
func Fill(ctx context.Context, s Stores, world World, now time.Time) (Shown, error) {
	e := world.Effects
	f := filler{
		Stores: s, world: world, effects: e, now: now,
		random: mathrand.New(mathrand.NewPCG(e.Seed, 1)), local: mathrand.New(mathrand.NewPCG(e.Seed, 2)), order: mathrand.New(mathrand.NewPCG(e.Seed, 4)),
	}
	if len(s.Programme.Schools()) == 0 {
		if err := f.fill(ctx); err != nil {
			return Shown{}, fmt.Errorf("fill with demo data: %w", err)
		}
	}
	shown, err := f.shown(ctx)
	shown.Alone = !slices.ContainsFunc(s.Programme.Schools(), func(sc programme.School) bool { return !sc.Synthetic })
	return shown, err
}

type filler struct {
	Stores
	world   World
	effects Effects
	now     time.Time
	random  *mathrand.Rand
	local   *mathrand.Rand // for local items, so that who has some changes nothing of what else is drawn
	order   *mathrand.Rand // for the order in which the schools of a country close
	schools []member
	asked   int // waves that are asked and closed
	toAsk   int // waves in all
	unsafe  error
}

// member is a school of the demo while it is being filled.
type member struct {
	school
	id     programme.SchoolID
	counts map[string]int
	shift  float64 // of the whole school, on the latent scale
	shares bool
	days   int // how many days this school is behind its cohort
}

func (f *filler) fill(ctx context.Context) error {
	if err := f.register(ctx); err != nil {
		return err
	}
	if err := f.prepare(ctx); err != nil {
		return err
	}
	if err := f.meet(ctx); err != nil {
		return err
	}
	for _, a := range askings() {
		f.toAsk += len(f.askedIn(a.phase))
	}
	for _, a := range askings() {
		if a.phase == localFrom {
			if err := f.addLocal(ctx); err != nil {
				return err
			}
		}
		if err := f.ask(ctx, a); err != nil {
			return err
		}
	}
	return errors.Join(f.share(ctx), f.conclude(ctx), f.unsafe)
}

// share lets most schools share with their owner and with the programme, and issues editions where enough of them do.
func (f *filler) share(ctx context.Context) error {
	for _, m := range f.schools {
		if !m.shares {
			continue
		}
		by := audit.Service.At(f.now)
		err := errors.Join(f.Analytics.Share(ctx, by, m.id, surveys.SharesAll), f.Analytics.ShareWithProgramme(ctx, by, m.id, true))
		if err != nil {
			return err
		}
	}
	for _, owner := range f.Programme.Owners() {
		if _, err := f.Analytics.IssueOwnerEdition(ctx, audit.Service.At(f.now), owner.Orgnr); err != nil && !errors.Is(err, analytics.ErrFewSchools) {
			return err
		}
	}
	_, err := f.Analytics.IssueProgrammeEdition(ctx, audit.Service.At(f.now), programme.Builtin().Key)
	return err
}

// register makes the owners, the two cohorts, the schools and their runs.
func (f *filler) register(ctx context.Context) error {
	var cohorts [2]programme.Cohort
	for i := range cohorts {
		starts := f.now.AddDate(0, -cohortStart[i], 0)
		c, err := f.Programme.AddCohort(ctx, audit.Service.At(f.now), programme.Cohort{Programme: programme.Builtin().Key, Name: fmt.Sprintf("Pulje %d", i+1), Starts: starts})
		if err != nil {
			return err
		}
		cohorts[i] = c
	}
	number := 0
	for _, o := range append(owners(), country(f.world.Country, mathrand.New(mathrand.NewPCG(f.effects.Seed, 3)))...) {
		number += 10
		kept, err := f.Programme.RegisterOwner(ctx, audit.Service.At(f.now), programme.Owner{Orgnr: orgnr(number), Name: o.name, Kind: o.kind})
		if err != nil {
			return err
		}
		for _, sc := range o.schools {
			number += 10
			if err := f.registerSchool(ctx, o, kept.ID, sc, orgnr(number), cohorts[sc.cohort]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *filler) registerSchool(ctx context.Context, o owner, owner programme.OwnerID, sc school, orgnr string, c programme.Cohort) error {
	kept, err := f.Programme.RegisterSchool(ctx, audit.Service.At(f.now), programme.School{
		Orgnr: orgnr, Owner: owner, Municipality: o.municipality, WrittenForm: sc.form, Name: sc.name, Synthetic: true,
	})
	if err != nil {
		return err
	}
	m := member{
		school: sc, id: kept.ID, days: f.random.IntN(25),
		counts: split(f.random, sc.staff, o.kind != programme.County),
		shift:  f.random.NormFloat64() * f.effects.SchoolSD,
		shares: sc.name == shownSchool || f.random.Float64() < 0.75,
	}
	f.schools = append(f.schools, m)
	dates := map[programme.PhaseKey]programme.Span{}
	from := c.Starts
	for _, step := range course {
		to := m.closing(f.now, step.phase)
		dates[step.phase] = programme.Span{From: from, To: to}
		from = to.AddDate(0, 0, 1)
	}
	tmpl := programme.Builtin()
	_, err = f.Programme.SetRun(ctx, audit.Service.At(f.now), programme.Run{School: kept.ID, Cohort: c.ID, Programme: tmpl.Key, Version: tmpl.Version, Dates: dates})
	return err
}

// closing tells when the school's wave of a phase closes.
func (m member) closing(now time.Time, phase programme.PhaseKey) time.Time {
	for _, step := range course {
		if step.phase == phase {
			return afternoon(now.AddDate(0, step.months[m.cohort]-cohortStart[m.cohort], m.days-25))
		}
	}
	panic("demo: no phase " + string(phase))
}

// afternoon is four o'clock at school that day, when surveys are closed.
func afternoon(t time.Time) time.Time {
	year, month, day := t.In(i18n.Oslo).Date()
	return time.Date(year, month, day, 16, 0, 0, 0, i18n.Oslo).UTC()
}

// asks reports whether the school has come to the phase.
func (m member) asks(phase programme.PhaseKey) bool {
	for _, step := range course {
		if m.last == "" {
			return false
		}
		if step.phase == phase {
			return true
		}
		if step.phase == m.last {
			return false
		}
	}
	return false
}

// asking is one round of waves: what is asked, and in which phase.
type asking struct {
	phase      programme.PhaseKey
	instrument string
}

// askings lists the rounds in their order: the state survey in every phase, and the mapping survey in semester A.
func askings() []asking {
	var all []asking
	for _, step := range course {
		all = append(all, asking{step.phase, surveys.StateSurvey})
		if step.phase == "a" {
			all = append(all, asking{step.phase, "kartlegging"})
		}
	}
	return all
}

// askedIn lists the schools that have come to a phase.
func (f *filler) askedIn(phase programme.PhaseKey) []member {
	return slices.DeleteFunc(slices.Clone(f.schools), func(m member) bool { return !m.asks(phase) })
}

// ask opens a wave at every school that has come to the phase, lets the staff answer, and closes them, batch by batch.
func (f *filler) ask(ctx context.Context, a asking) error {
	asked := f.askedIn(a.phase)
	if f.world.Country > 0 {
		f.order.Shuffle(len(asked), func(i, j int) { asked[i], asked[j] = asked[j], asked[i] })
	}
	for batch := range slices.Chunk(asked, batchSize) {
		for _, m := range batch {
			if err := f.askOne(ctx, m, a); err != nil {
				return err
			}
		}
		if err := f.close(ctx); err != nil {
			return err
		}
		f.asked += len(batch)
		f.tell()
	}
	return nil
}

// close closes the waves that are due. One that does not pass its audit is a fault of the program, which is told when all else is made.
func (f *filler) close(ctx context.Context) error {
	err := f.Analytics.CloseDue(ctx, f.now)
	if errors.Is(err, analytics.ErrAudit) {
		f.unsafe, err = errors.Join(f.unsafe, err), nil
	}
	return err
}

// askOne opens a wave at a school and lets the staff answer it.
func (f *filler) askOne(ctx context.Context, m member, a asking) error {
	closes := m.closing(f.now, a.phase)
	wave, err := f.openWave(ctx, m, a.phase, a.instrument, closes.AddDate(0, 0, -21), closes)
	if err != nil {
		return err
	}
	rate := f.effects.ResponseRate
	return f.answer(ctx, m, wave, rate.Low+(rate.High-rate.Low)*f.random.Float64(), closes.Add(-time.Hour))
}

func (f *filler) openWave(ctx context.Context, m member, phase programme.PhaseKey, instrument string, opens, closes time.Time) (surveys.Wave, error) {
	spec := surveys.WaveSpec{School: m.id, Phase: phase, Instrument: instrument, OpensAt: opens, ClosesAt: closes}
	for _, g := range programme.Builtin().StaffGroups {
		if n := m.counts[g.Key]; n > 0 {
			spec.Counts = append(spec.Counts, surveys.GroupCount{Key: g.Key, HeadCount: n})
		}
	}
	return f.Surveys.OpenWave(ctx, audit.Service.At(opens), spec)
}

// answer lets a share of each staff group answer. The draws come in one order from the one seed; only the writing is
// done side by side.
func (f *filler) answer(ctx context.Context, m member, w surveys.Wave, rate float64, at time.Time) error {
	in := f.Surveys.InstrumentOf(w)
	core, _ := f.Surveys.InstrumentInUse(w.Instrument)
	local := *in
	local.Sections = in.LocalSections()
	writes, ctx := errgroup.WithContext(ctx)
	writes.SetLimit(64)
	for _, g := range programme.Builtin().StaffGroups {
		for range m.counts[g.Key] {
			if f.random.Float64() > rate {
				continue
			}
			p := f.effects.NewPerson(f.random, g.Key, m.shift)
			codes := append(f.effects.Answer(f.random, core, w.Phase, p), f.effects.Answer(f.local, &local, w.Phase, p)...)
			sub := submission(w, in, g.Key, codes)
			writes.Go(func() error {
				_, err := f.Surveys.Submit(ctx, at, sub)
				return err
			})
		}
	}
	return writes.Wait()
}

// submission writes codes down as the form would send them.
func submission(w surveys.Wave, in *surveys.Instrument, group string, codes []int8) surveys.Submission {
	sub := surveys.Submission{Code: w.Code, ID: surveys.SubmissionID(rand.Text()), Answers: map[string]string{}}
	for _, g := range w.Groups {
		for _, key := range g.Merged {
			if key == group {
				sub.Group = strconv.Itoa(int(g.Number))
			}
		}
	}
	for i, v := range in.Variables() {
		id := string(v.Item.ID)
		switch {
		case v.Item.Type != surveys.MultipleChoice && codes[i] >= 0:
			sub.Answers[id] = strconv.Itoa(int(codes[i]))
		case v.Item.Type == surveys.MultipleChoice && codes[i] == 1:
			sub.Answers[id] = strings.TrimSpace(sub.Answers[id] + " " + strconv.Itoa(int(v.Option.Code)))
		}
	}
	return sub
}

// shown finds the school to point to and its open wave; it opens the next wave when none is open.
func (f *filler) shown(ctx context.Context) (Shown, error) {
	for _, sc := range f.Programme.Schools() {
		if !sc.Synthetic || sc.Name != shownSchool {
			continue
		}
		for _, w := range f.Surveys.WavesOf(sc.ID) {
			if w.State == surveys.WaveOpen && w.ClosesAt.After(f.now) {
				return Shown{School: sc.Name, Orgnr: sc.Orgnr, SchoolID: sc.ID, OwnerID: sc.Owner, Wave: w.ID, Code: w.Code}, nil
			}
		}
		return f.openShown(ctx, sc)
	}
	return Shown{}, nil
}

func (f *filler) openShown(ctx context.Context, sc programme.School) (Shown, error) {
	if err := f.Analytics.CloseDue(ctx, f.now); err != nil { // the last one may have run out while the service was down
		return Shown{}, err
	}
	m := member{school: school{name: sc.Name, staff: 34}, id: sc.ID, counts: map[string]int{"teachers": 19, "assistants": 5, "sfo": 5, "other": 5}}
	w, err := f.openWave(ctx, m, "c", "tilstand", f.now, afternoon(f.now.AddDate(0, 0, 14)))
	if err != nil {
		return Shown{}, fmt.Errorf("open the demo's wave: %w", err)
	}
	if err := f.answer(ctx, m, w, 0.5, f.now); err != nil {
		return Shown{}, err
	}
	return Shown{School: sc.Name, Orgnr: sc.Orgnr, SchoolID: sc.ID, OwnerID: sc.Owner, Wave: w.ID, Code: w.Code}, nil
}
