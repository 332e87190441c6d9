package demo

import (
	"context"
	"errors"
	"math"
	mathrand "math/rand/v2"
	"time"

	"tilstand/analytics"
	"tilstand/internal/audit"
	"tilstand/internal/closing"
	"tilstand/internal/programme"
)

// conclude lets the school that is pointed to, and its owner's other schools, close the semesters that they have been through: each draws a conclusion that mostly is
// what its staff answered, chooses what is proposed, agrees on measures and follows them up. The school that is pointed to is in the middle of its last closing. It draws from a
// source of its own, so that no answer depends on it.
func (f *filler) conclude(ctx context.Context) error {
	g := *f
	g.random = mathrand.New(mathrand.NewPCG(f.effects.Seed, 5))
	var owner programme.OwnerID
	for _, m := range f.schools {
		if m.name == shownSchool {
			school, err := f.Programme.School(m.id)
			if err != nil {
				return err
			}
			owner = school.Owner
		}
	}
	for _, m := range f.schools {
		school, err := f.Programme.School(m.id)
		if err != nil {
			return err
		}
		if school.Owner != owner || f.world.Country > 0 && m.name != shownSchool {
			continue
		}
		if err := g.concludeSchool(ctx, m, school); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) concludeSchool(ctx context.Context, m member, school programme.School) error {
	for _, c := range f.Closings.ClosingsOf(m.id) {
		if c.Wave == "" {
			continue
		}
		view, err := f.Analytics.School(analytics.Query{School: school.Orgnr, Wave: c.Wave})
		if err != nil {
			return err
		}
		if err := f.followOpen(ctx, m, c); err != nil {
			return err
		}
		if err := f.closeOne(ctx, m, c.Key, view); err != nil {
			return err
		}
	}
	return nil
}

// after is a moment some days after a wave closed, and not later than now.
func (f *filler) after(closed analytics.Date, days int) audit.By {
	at := closed.Time().AddDate(0, 0, days).Add(13 * time.Hour)
	if at.After(f.now) {
		at = f.now
	}
	return audit.Service.At(at)
}

// closeOne makes one closing. The school that is pointed to has its last one under way; of the others, one in four has not come farther, either.
func (f *filler) closeOne(ctx context.Context, m member, key closing.Key, view *analytics.SchoolView) error {
	last := key.Phase == m.last
	half := last && (m.name == shownSchool || f.random.Float64() < 0.25)
	by := f.after(view.Now.Closed, 8)
	var conclusions []closing.Conclusion
	for i, row := range view.Rows {
		if half && i >= 5 {
			break
		}
		c := f.conclusion(m, row)
		conclusions = append(conclusions, c)
		if err := f.Closings.SetConclusion(ctx, by, key, c); err != nil {
			return err
		}
	}
	if half {
		return nil
	}
	var chosen []closing.Priority
	for _, p := range closing.Propose(view, conclusions) {
		chosen = append(chosen, p.Priority)
	}
	if len(chosen) < 2 { // nothing much speaks for anything: people choose all the same
		chosen = []closing.Priority{{Component: "uncover", Why: words(m, "Vi vil vite mer om det vi ikke ser.", "Vi vil vite meir om det vi ikkje ser.")}, {Component: "capacity"}}
	}
	if err := f.Closings.SetPriorities(ctx, by, key, chosen, 0); err != nil {
		return err
	}
	for _, p := range chosen[:min(2, len(chosen))] {
		if err := f.agree(ctx, m, key, view.Now.Closed, p.Component); err != nil {
			return err
		}
	}
	err := f.Closings.Sign(ctx, f.after(view.Now.Closed, 14), key, f.Closings.ClosingOf(key).Revision)
	if err == nil && m.shares {
		err = f.Closings.ShareWithOwner(ctx, f.after(view.Now.Closed, 15), key, true)
	}
	return err
}

// conclusion is what the leadership finds: what staff answer on the four levels, and in one case of six something else.
func (f *filler) conclusion(m member, row analytics.Row) closing.Conclusion {
	place := 1.0
	if now, ok := row.Now.Shown(); ok {
		place = math.Floor(now.Mean) - 1
	}
	if f.random.Float64() < 1.0/6 {
		place += 2 * float64(f.random.IntN(2)*2-1)
	}
	c := closing.Conclusion{
		Component: row.Component, Level: closing.Levels[int(min(max(place, 0), 3))], Evidence: words(m, evidence[row.Component].nb, evidence[row.Component].nn),
		Confidence: closing.Confidences[f.random.IntN(3)], Indicators: map[programme.IndicatorKey]closing.Seen{},
	}
	component, _ := f.Closings.TemplateOf(m.id).Component(row.Component)
	for _, indicator := range component.Indicators {
		c.Indicators[indicator.Key] = closing.Seens[min(2, max(0, 3-int(place)-f.random.IntN(2)))]
	}
	return c
}

// agree enters a measure that begins when the closing is signed and is looked at half a year later.
func (f *filler) agree(ctx context.Context, m member, key closing.Key, closed analytics.Date, component programme.ComponentKey) error {
	idea, ok := ideas[component]
	if !ok {
		return nil
	}
	hope := 0.3 + 0.1*float64(f.random.IntN(3))
	_, err := f.Closings.PutMeasure(ctx, f.after(closed, 12), key, closing.Measure{
		Component: component, What: words(m, idea.what.nb, idea.what.nn), How: words(m, idea.how.nb, idea.how.nn), Role: idea.role,
		Start: closed.Time().AddDate(0, 0, 21), Check: closed.Time().AddDate(0, 5, 0), Hope: new(math.Round(10*hope) / 10),
	})
	return err
}

// followOpen says at a closing how the measures of the earlier ones have gone: begun soon, and half of them done by now.
func (f *filler) followOpen(ctx context.Context, m member, c closing.Closing) error {
	var errs []error
	for i, measure := range f.Closings.OpenMeasuresOf(m.id) {
		key := closing.Key{School: m.id, Phase: measure.Phase}
		begun := audit.Service.At(measure.Start.Add(9 * time.Hour))
		if measure.Status() == closing.Planned && begun.At.Before(f.now) {
			errs = append(errs, f.Closings.Follow(ctx, begun, key, measure.ID, closing.UnderWay, ""))
		}
		seen := audit.Service.At(measure.Check.Add(9 * time.Hour))
		switch {
		case seen.At.After(f.now) || m.name == shownSchool && c.Phase == m.last: // is still to be looked at
		case i%2 == 0:
			errs = append(errs, f.Closings.Follow(ctx, seen, key, measure.ID, closing.Done, words(m, "Gjort på alle trinn. Vi holder fram.", "Gjort på alle trinn. Vi held fram.")))
		default:
			errs = append(errs, f.Closings.Follow(ctx, seen, key, measure.ID, closing.UnderWay, words(m, "Kommet godt i gang, men ikke på alle trinn.", "Kome godt i gang, men ikkje på alle trinn.")))
		}
	}
	return errors.Join(errs...)
}

// written is a text in the two written forms.
type written struct{ nb, nn string }

// words are those of the school's written form.
func words(m member, nb, nn string) string {
	if m.form == "nn" {
		return nn
	}
	return nb
}

// evidence is what leaderships build their conclusions on.
var evidence = map[programme.ComponentKey]written{
	"promote":   {"Trinnmøtene viser at kontaktlærerne kjenner elevene godt. I friminuttene er det fortsatt noen elever som går mye alene.", "Trinnmøta viser at kontaktlærarane kjenner elevane godt. I friminutta er det framleis nokre elevar som går mykje åleine."},
	"prevent":   {"Utrygge steder er kartlagt sammen med elevrådet. Inspeksjonsplanen er endret, men garderobene mangler faste voksne.", "Utrygge stader er kartlagde saman med elevrådet. Inspeksjonsplanen er endra, men garderobane manglar faste vaksne."},
	"uncover":   {"Elevsamtaler gjennomføres på alle trinn. Det varierer hvor godt uro blir skrevet ned og delt mellom teamene.", "Elevsamtalar blir gjennomførte på alle trinn. Det varierer kor godt uro blir skriven ned og delt mellom teama."},
	"intervene": {"Observasjon i friminutt viser at voksne griper inn, men at assistenter er usikre på hva de kan gjøre overfor eldre elever.", "Observasjon i friminutt viser at vaksne grip inn, men at assistentar er usikre på kva dei kan gjere overfor eldre elevar."},
	"notify":    {"Rutinen er kjent for lærerne. På SFO har vi hatt saker som ble meldt sent fordi noen ville være sikre først.", "Rutinen er kjend for lærarane. På SFO har vi hatt saker som blei melde seint fordi nokon ville vere viss først."},
	"measures":  {"Planene i siste semester har tydelige tiltak. Elevenes egne forslag er med i omtrent halvparten av dem.", "Planane i siste semester har tydelege tiltak. Elevane sine eigne forslag er med i om lag halvparten av dei."},
	"persist":   {"Vi evaluerer til avtalt tid, men spør sjelden elevene igjen etter at saken er lukket.", "Vi evaluerer til avtalt tid, men spør sjeldan elevane igjen etter at saka er lukka."},
	"capacity":  {"Personalet har felles språk etter modulene. Nyansatte får opplæring, vikarer ikke alltid.", "Personalet har felles språk etter modulane. Nye tilsette får opplæring, vikarar ikkje alltid."},
}

// idea is a measure that a school could agree on.
type idea struct {
	what, how written
	role      closing.Role
}

var ideas = map[programme.ComponentKey]idea{
	"promote":   {written{"Lekegrupper med faste voksne i storefri på alle trinn.", "Leikegrupper med faste vaksne i storefri på alle trinn."}, written{"Elevrådet spør klassene hver måned om alle har noen å være med.", "Elevrådet spør klassane kvar månad om alle har nokon å vere med."}, closing.AfterSchool},
	"prevent":   {written{"Fast voksen i garderoben før og etter kroppsøving.", "Fast vaksen i garderoben før og etter kroppsøving."}, written{"Ingen nye meldinger om garderoben, og elevene sier at det er roligere.", "Ingen nye meldingar om garderoben, og elevane seier at det er rolegare."}, closing.Teachers},
	"uncover":   {written{"Fast punkt om elever vi er urolige for, på hvert teammøte, med felles skjema.", "Fast punkt om elevar vi er urolege for, på kvart teammøte, med felles skjema."}, written{"Skjemaet brukes av alle team, og uro blir tatt opp innen en uke.", "Skjemaet blir brukt av alle team, og uro blir teken opp innan ei veke."}, closing.TeamLeaders},
	"intervene": {written{"Øve på å gripe inn med situasjoner fra vår egen skole, alle personalgrupper sammen.", "Øve på å gripe inn med situasjonar frå vår eigen skule, alle personalgrupper saman."}, written{"Observasjon i friminutt før jul og før påske viser at alle grupper griper inn.", "Observasjon i friminutt før jul og før påske viser at alle grupper grip inn."}, closing.ResourceTeam},
	"notify":    {written{"Kort opplæring i å melde fra ved mistanke for SFO og assistenter, og en enkel melding på telefonen.", "Kort opplæring i å melde frå ved mistanke for SFO og assistentar, og ei enkel melding på telefonen."}, written{"Meldinger kommer fra alle personalgrupper, også ved mistanke.", "Meldingar kjem frå alle personalgrupper, også ved mistanke."}, closing.Leadership},
	"measures":  {written{"Elevens eget forslag skrives først i alle planer.", "Eleven sitt eige forslag blir skrive først i alle planar."}, written{"Gjennomgang av planene ved semesterslutt: elevens forslag står i alle.", "Gjennomgang av planane ved semesterslutt: eleven sitt forslag står i alle."}, closing.Principal},
	"persist":   {written{"Ny samtale med elevene fire uker etter at en sak er lukket.", "Ny samtale med elevane fire veker etter at ei sak er lukka."}, written{"Samtalen står i alle lukkede saker, og det er skrevet ned hva elevene sier.", "Samtalen står i alle lukka saker, og det er skrive ned kva elevane seier."}, closing.Support},
	"capacity":  {written{"En side om hva som gjelder hos oss, til alle vikarer og nyansatte første dag.", "Ei side om kva som gjeld hos oss, til alle vikarar og nye tilsette første dag."}, written{"Vikarer kan si hvem de melder fra til.", "Vikarar kan seie kven dei melder frå til."}, closing.Leadership},
}
