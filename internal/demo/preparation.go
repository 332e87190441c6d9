package demo

import (
	"context"
	mathrand "math/rand/v2"
	"strconv"

	"golang.org/x/sync/errgroup"

	"tilstand/internal/audit"
	"tilstand/surveys"
)

// parentsAsked are the parents of a school of the demo, by their child's stage, and parentsRate how many of them answer: about half, as elsewhere.
var parentsAsked = []surveys.GroupCount{{Key: "parents_1_4", HeadCount: 84}, {Key: "parents_5_7", HeadCount: 66}, {Key: "parents_8_10", HeadCount: 58}}

const parentsRate = 0.55

// prepare lets the parents and the representatives of some schools be heard in the preparation: of the school that is pointed to, and of those that
// have come no further. It draws from a source of its own, so that no other answer depends on it.
func (f *filler) prepare(ctx context.Context) error {
	g := *f
	g.random = mathrand.New(mathrand.NewPCG(f.effects.Seed, 2))
	for _, m := range f.schools {
		if m.name != shownSchool && m.last != "prep" {
			continue
		}
		if err := g.askParents(ctx, m); err != nil {
			return err
		}
		if err := g.stateJointly(ctx, m); err != nil {
			return err
		}
	}
	return f.Analytics.CloseDue(ctx, f.now)
}

func (f *filler) askParents(ctx context.Context, m member) error {
	closes := m.closing(f.now, "prep")
	opens := closes.AddDate(0, 0, -14)
	w, err := f.Surveys.OpenWave(ctx, audit.Service.At(opens), surveys.WaveSpec{School: m.id, Phase: "prep", Instrument: surveys.ParentSurvey, OpensAt: opens, ClosesAt: closes, Counts: parentsAsked})
	if err != nil {
		return err
	}
	in := f.Surveys.InstrumentOf(w)
	writes, ctx := errgroup.WithContext(ctx)
	writes.SetLimit(64)
	for _, asked := range parentsAsked {
		for range asked.HeadCount {
			if f.random.Float64() > parentsRate {
				continue
			}
			sub := submission(w, in, asked.Key, f.effects.Answer(f.random, in, w.Phase, f.effects.NewPerson(f.random, asked.Key, m.shift)))
			writes.Go(func() error {
				_, err := f.Surveys.Submit(ctx, closes.AddDate(0, 0, -1), sub)
				return err
			})
		}
	}
	return writes.Wait()
}

// stateJointly lets the representatives say, at the beginning of the preparation, that they support it once something is in place.
func (f *filler) stateJointly(ctx context.Context, m member) error {
	at := m.closing(f.now, "prep").AddDate(0, 0, -30)
	st, err := f.Surveys.InviteJoint(ctx, audit.Service.At(at), m.id)
	if err != nil {
		return err
	}
	links, err := f.Surveys.TakeJoint(ctx, at, st.Invitation)
	if err != nil {
		return err
	}
	in, _ := f.Surveys.InstrumentInUse(surveys.JointSurvey)
	says := map[surveys.ItemID]string{}
	for _, item := range in.Items() {
		says[item.ID] = strconv.Itoa(2 + f.random.IntN(2)) // partly or wholly; of the lists the second or the third
	}
	says["med_view"], says["med_needs"], says["med_unity"] = "2", "1 5", "1"
	if err := f.Surveys.WriteJoint(ctx, at, links[surveys.UnionRole], 0, says); err != nil {
		return err
	}
	st, _ = f.Surveys.JointOf(m.id)
	for _, role := range surveys.Roles() {
		if err := f.Surveys.SignJoint(ctx, at, links[role], st.Draft.Edit); err != nil {
			return err
		}
	}
	return nil
}
