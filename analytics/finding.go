package analytics

import (
	"math"
	"slices"

	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// finding is a row in words, to be read aloud: what staff answer now, whether that has moved, and whether the target is reached.
//
//	Gripe inn: Ansatte svarer nå 3,8; forrige gang 3,4. Det kan ikke skilles fra vanlig svingning. Målet for
//	semester B er 4,0; det kan ikke sies ennå om det er nådd.
func (a *series) finding(row Row) i18n.Sentence {
	sentence := a.condition(row)
	if row.Gap != nil {
		phase := insideSentence(a.head().Phase.Name)
		sentence = andThen(sentence, targetSentence(row.Gap.Verdict, phase, *row.Target))
	}
	if row.Name == nil {
		return say("results.finding.named", "name", say("results.finding.overall"), "finding", sentence)
	}
	return say("results.finding.named", "name", row.Name, "finding", sentence)
}

// condition is what staff answer, and whether it has moved.
func (a *series) condition(row Row) i18n.Sentence {
	now, ok := row.Now.Shown()
	switch {
	case !ok && row.Now.State() == NoData:
		return say("results.finding.no_data")
	case !ok && row.Now.State() == NotAsked:
		return say("results.finding.not_asked")
	case !ok:
		return say("results.finding.hidden")
	case now.Limit == CountOnly:
		return say("results.finding.count", "n", now.N)
	case len(row.Changes) > 0:
		c := row.Changes[0]
		return andThen(c.Sentences[0], c.Sentences[1])
	case len(row.Earlier) == 0:
		return say("results.finding.only_now", "now", now.MeanWords())
	case row.Earlier[len(row.Earlier)-1].Why == BreakMerger:
		return say("results.finding.merged", "now", now.MeanWords())
	case row.Earlier[len(row.Earlier)-1].Break:
		return say("results.finding.not_comparable", "now", now.MeanWords())
	default:
		return say("results.finding.before_unknown", "now", now.MeanWords())
	}
}

// headline is the school in three sentences: what staff answer over all components, where that is heading, and how many components have
// reached their target. From three waves on the direction is that of the trend, which uses them all, and not that of the last pair.
func (a *series) headline(overall Row, rows []Row) i18n.Sentence {
	sentence := overall.Finding
	if now, ok := overall.Now.Shown(); ok && overall.Trend != nil {
		sentence = say("results.finding.named", "name", say("results.finding.overall"), "finding",
			andThen(say("results.finding.only_now", "now", now.MeanWords()), andThen(overall.Trend.Sentences[0], overall.Trend.Sentences[1])))
	}
	verdicts := map[stat.TargetVerdict]int{}
	for _, row := range rows {
		if row.Gap != nil {
			verdicts[row.Gap.Verdict]++
		}
	}
	if len(verdicts) == 0 {
		return sentence
	}
	return andThen(sentence, targetsSentence(verdicts))
}

// andThen is two sentences, one after the other.
func andThen(first, second i18n.Sentence) i18n.Sentence {
	return say("results.finding.two", "first", first, "second", second)
}

// lowRate is the response rate under which a page says that the silent may think otherwise.
const lowRate = 0.7

// notes are what a reader has to know beside the figures of a group.
func (a *series) notes(rows []Row) []i18n.Sentence {
	notes := []i18n.Sentence{}
	add := func(when bool, key string, args ...any) {
		if when {
			notes = append(notes, say(key, args...))
		}
	}
	head := a.head()
	allHidden := head.Answered.State() == Hidden
	add(allHidden, "results.note.all_hidden")
	add(!allHidden && a.hides(func(m Measure, _ string) bool { return m.Kind != ItemMeasure }), "results.note.hidden")
	add(!allHidden && a.hides(func(m Measure, g string) bool { return m.Kind == ItemMeasure && g == TotalGroup }), "results.note.items_hidden")
	rate, ok := head.Rate()
	add(ok && rate < lowRate, "results.note.low_rate", "percent", int(math.Round(100*rate)))
	breaks := func(wanted func(why surveys.Break) bool) bool {
		return slices.ContainsFunc(rows, func(r Row) bool {
			return slices.ContainsFunc(r.Earlier, func(p Point) bool { return p.Break && wanted(p.Why) })
		})
	}
	add(breaks(func(why surveys.Break) bool { return why != BreakMerger }), "results.note.break")
	add(breaks(func(why surveys.Break) bool { return why == BreakMerger }), "results.note.merger")
	add(a.lateTarget(rows), "results.note.late_target")
	add(slices.ContainsFunc(rows, func(r Row) bool {
		now, ok := r.Now.Shown()
		return ok && now.N < stat.MinOwnSD
	}), "results.note.pooled")
	return notes
}

// lateTarget reports whether the target of a row is another than the one that was on its path when the first wave was opened. Set for a low
// first figure, it is reached more often than the work deserves: what was low by chance rises by itself.
func (a *series) lateTarget(rows []Row) bool {
	return a.now > 0 && slices.ContainsFunc(rows, func(r Row) bool {
		first, ok := a.releases[0].Measure(r.Measure)
		before, planned := first.Path[a.head().Phase.Key]
		return ok && len(first.Path) > 0 && r.Target != nil && (!planned || before != *r.Target)
	})
}

// hides reports whether any of the wanted figures of the wave that is now is hidden.
func (a *series) hides(wanted func(m Measure, group string) bool) bool {
	r := a.release()
	for _, m := range r.Measures {
		for _, g := range r.Groups {
			if wanted(m, g.Key) && r.Cell(m.Key, g.Key).State() == Hidden {
				return true
			}
		}
	}
	return false
}

// withheldNotes tell of waves that are closed and have no release: they wait for a right head count, or have not passed the audit.
func (s *Store) withheldNotes(school SchoolRef) []i18n.Sentence {
	var notes []i18n.Sentence
	for _, w := range s.surv.WavesOf(school.ID) {
		if why := s.Withheld(w); why != NotWithheld {
			key := "results.note.withheld"
			if why == ForAudit {
				key = "results.note.unsafe"
			}
			notes = append(notes, say(key, "phase", insideSentence(phaseHead(templateOf(w.Programme, w.ProgrammeVersion), w.Phase).Name)))
		}
	}
	return notes
}

// templateOf is the version of the programme, or the present one where this binary no longer has it.
func templateOf(key string, version int) *programme.Template {
	if t, err := programme.Lookup(key, version); err == nil {
		return t
	}
	return programme.Builtin()
}
