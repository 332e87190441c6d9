package web

import (
	"strings"
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// Ready messages to those who are asked, in every language. All go to everyone: nobody knows who has answered, so nobody can be reminded
// by name. An invitation opens the wave; a reminder follows how far it has come.

// message is a ready message, in one language.
type message struct {
	ID, Lang, Label, Text string
	Open                  bool // unfolded, when the page comes
}

// Rows is how high its field is; what is longer scrolls.
func (m message) Rows() int { return 6 + len(m.Text)/100 }

// Show is the message unfolded or not; templates call it.
func (m message) Show(open bool) message {
	m.Open = open
	return m
}

// messagesOf words a message in every language.
func (s *Server) messagesOf(r *request, id string, word func(i18n.Printer) string) []message {
	var all []message
	for _, lang := range i18n.Languages {
		label := r.words.T("wave.message_in", "language", i18n.Sentence{Key: inLanguage[lang]})
		all = append(all, message{ID: id + "-" + lang, Lang: lang, Label: label, Text: word(s.words.Printer(lang))})
	}
	return all
}

// invitation is the first message.
func (s *Server) invitation(words i18n.Printer, w surveys.Wave, in *surveys.Instrument) string {
	key := "wave.message_body_for_" + in.Audience.Key()
	if w.ByCode {
		key = "slips.message"
	}
	return words.T(key, "school", w.SchoolName, "link", s.waveLink(w), "minutes", in.Minutes, "closes", words.DateTime(w.ClosesAt))
}

func (s *Server) waveLink(w surveys.Wave) string { return s.link("/s/" + string(w.Code)) }

// reminder thanks those who have answered, says how many are missing in all, and what is promised to the rest.
func (s *Server) reminder(words i18n.Printer, w surveys.Wave, in *surveys.Instrument, count analytics.Count) string {
	missing := count.HeadCount - count.Answers
	asks := in.Audience.Key()
	hello := words.T("turnout.remind_thanks_for_"+asks, "school", w.SchoolName)
	if missing <= 0 {
		return hello + " " + words.T("turnout.remind_all")
	}
	how := words.T("turnout.remind_missing", "count", missing, "invited", count.HeadCount, "at", words.DateTime(count.AsOf))
	if missing < w.MinGroup {
		how = words.T("turnout.remind_few")
	}
	way := "turnout.remind_link_for_" + asks
	if w.ByCode {
		way = "slips.remind"
	}
	return strings.Join([]string{
		hello + " " + how + " " + remindLevel(words, s.now(), w, asks, count),
		words.T(way, "minutes", in.Minutes, "link", s.waveLink(w)),
		words.T("turnout.remind_anonymous", "min", w.MinGroup) + " " + words.T("turnout.remind_everyone"),
	}, "\n\n")
}

// remindLevel is what a reminder says of how far it has come: on the last day that, and before it how the goal is nearing.
func remindLevel(words i18n.Printer, now time.Time, w surveys.Wave, asks string, count analytics.Count) string {
	goal := w.GoalAnswers()
	if nights(now, w.ClosesAt) <= 0 {
		return words.T("turnout.remind_last", "at", words.Clock(w.ClosesAt))
	}
	until := words.T("turnout.remind_until", "closes", words.DateTime(w.ClosesAt))
	switch {
	case count.Answers >= goal:
		return words.T("turnout.remind_goal", "goal", goal) + " " + until
	case 2*count.Answers >= goal:
		return words.T("turnout.remind_halfway", "goal", goal) + " " + until
	}
	return words.T("turnout.remind_begun_for_"+asks, "goal", goal) + " " + until
}
