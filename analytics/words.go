package analytics

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tilstand/analytics/stat"
	"tilstand/internal/i18n"
)

// Words for what the figures mean. They are sentences as data, so that page, workbook and print say the same in every
// language. Keys stand here in full: a test reads the sources for them.

func say(key string, args ...any) i18n.Sentence {
	s := i18n.Sentence{Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if s.Args == nil {
			s.Args = map[string]any{}
		}
		s.Args[args[i].(string)] = args[i+1]
	}
	return s
}

// Label is the marker for a state in a table: one for everything that is hidden.
func (s State) Label() i18n.Sentence {
	switch s {
	case Value:
		return say("results.state.value")
	case NoData:
		return say("results.state.no_data")
	case NotAsked:
		return say("results.state.not_asked")
	default:
		return say("results.state.hidden")
	}
}

// Reason explains a state to someone who meets its marker.
func (s State) Reason() i18n.Sentence {
	switch s {
	case Value:
		return say("results.reason.value")
	case NoData:
		return say("results.reason.no_data")
	case NotAsked:
		return say("results.reason.not_asked")
	default:
		return say("results.reason.hidden")
	}
}

// MeanWords is the mean as it is read aloud: "3.8", "at least 4.6", "near the middle of the scale". It is an argument for
// a sentence, or a sentence of its own.
func (e Estimate) MeanWords() i18n.Sentence {
	switch e.Limit {
	case Exact:
		return say("results.mean.exact", "mean", e.Mean)
	case AtLeast:
		return say("results.mean.at_least", "mean", e.Mean)
	case AtMost:
		return say("results.mean.at_most", "mean", e.Mean)
	case Middle:
		return say("results.mean.middle")
	case Between:
		return say("results.mean.between", "low", e.Bounds.Low, "high", e.Bounds.High)
	default:
		return say("results.mean.count")
	}
}

// Words is the mean on 0 to 100 as it is read aloud: "70", "at least 90", "between 60 and 75".
func (h OnHundred) Words() i18n.Sentence {
	switch h.Limit {
	case Exact:
		return say("results.mean.exact", "mean", h.Value)
	case AtLeast:
		return say("results.mean.at_least", "mean", h.Value)
	case AtMost:
		return say("results.mean.at_most", "mean", h.Value)
	default:
		return say("results.mean.between", "low", int(h.Bounds.Low), "high", int(h.Bounds.High))
	}
}

// VerdictLabel is a change in a word or two.
func VerdictLabel(v stat.Verdict) i18n.Sentence {
	switch v {
	case stat.Better:
		return say("results.verdict.better")
	case stat.Worse:
		return say("results.verdict.worse")
	case stat.NoRelevantChange:
		return say("results.verdict.unchanged")
	default:
		return say("results.verdict.unclear")
	}
}

// TargetLabel is a gap in a word or two.
func TargetLabel(v stat.TargetVerdict) i18n.Sentence {
	switch v {
	case stat.TargetReached:
		return say("results.target.reached")
	case stat.TargetNotReached:
		return say("results.target.not_reached")
	default:
		return say("results.target.unclear")
	}
}

// verdictSentence says whether a change is more than normal fluctuation.
func verdictSentence(v stat.Verdict) i18n.Sentence {
	switch v {
	case stat.Better:
		return say("results.finding.better")
	case stat.Worse:
		return say("results.finding.worse")
	case stat.NoRelevantChange:
		return say("results.finding.unchanged")
	default:
		return say("results.finding.unclear")
	}
}

// targetSentence says whether the target for a phase is reached.
func targetSentence(v stat.TargetVerdict, phase i18n.Text, target float64) i18n.Sentence {
	switch v {
	case stat.TargetReached:
		return say("results.finding.target_reached", "phase", phase, "target", target)
	case stat.TargetNotReached:
		return say("results.finding.target_not_reached", "phase", phase, "target", target)
	default:
		return say("results.finding.target_unclear", "phase", phase, "target", target)
	}
}

// targetsSentence says how many components have reached their target, and how many have not. It does not speak of none.
func targetsSentence(reached, missed, unclear int) i18n.Sentence {
	all := reached + missed + unclear
	switch {
	case reached == all:
		return say("results.finding.targets_reached", "count", all)
	case missed == all:
		return say("results.finding.targets_missed", "count", all)
	case unclear == all:
		return say("results.finding.targets_unclear", "count", all)
	case unclear == 0:
		return say("results.finding.targets_known", "all", all, "reached", reached, "missed", missed)
	case missed == 0:
		return say("results.finding.targets_some_reached", "all", all, "reached", reached, "unclear", unclear)
	case reached == 0:
		return say("results.finding.targets_some_missed", "all", all, "missed", missed, "unclear", unclear)
	default:
		return say("results.finding.targets", "all", all, "reached", reached, "missed", missed, "unclear", unclear)
	}
}

// staffSentence says what staff answer, now and then.
func staffSentence(earlier, now Estimate, first bool) i18n.Sentence {
	if first {
		return say("results.finding.since_first", "now", now.MeanWords(), "before", earlier.MeanWords())
	}
	return say("results.finding.since_last", "now", now.MeanWords(), "before", earlier.MeanWords())
}

// insideSentence is the name of a phase as it stands inside a sentence: "semester B" for "Semester B: håndtere
// krenkelser".
func insideSentence(name i18n.Text) i18n.Text {
	inside := make(i18n.Text, len(name))
	for lang, words := range name {
		words, _, _ = strings.Cut(words, ":")
		first, size := utf8.DecodeRuneInString(words)
		inside[lang] = string(unicode.ToLower(first)) + words[size:]
	}
	return inside
}
