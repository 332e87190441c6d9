package web

import (
	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// familyWords are the family that the changes of some rows are judged in, and the smallest relevant difference. Both are empty without changes.
func familyWords(words i18n.Printer, rows []analytics.Row) (family, relevant string) {
	for _, row := range rows {
		if len(row.Changes) == 0 {
			continue
		}
		if said := row.Changes[0].Family.Words(); said.Key != "" {
			family = words.T("school.family", "family", said)
		}
		return family, words.T("school.relevant", "relevant", row.Relevant)
	}
	return "", ""
}

func newTrend(words i18n.Printer, trend *analytics.Trend) *trendWords {
	if trend == nil {
		return nil
	}
	out := &trendWords{Direction: words.Say(trend.Sentences[0]), Claim: words.Say(trend.Sentences[1]), Size: trend.Words(words)}
	if trend.Reach != nil {
		out.Reach = words.Say(trend.Reach.Sentence)
	}
	return out
}

func newAgreement(words i18n.Printer, row analytics.Row) agreementWords {
	var out agreementWords
	if said := row.AgreementWords(); said.Key != "" {
		out.Text = words.Say(said)
	}
	if a := row.Agreement; a != nil {
		out.Picture = charts.Accord{Level: a.Level}.Picture()
		out.Detail = words.T("school.agreement_detail", "rwg", words.Number(a.Rwg, 2), "polarisation", words.Number(a.Polarisation, 2))
	}
	return out
}

// reachWords say where the pace of every trend leads that leads somewhere.
func reachWords(words i18n.Printer, rows []analytics.Row) []string {
	var out []string
	for _, row := range rows {
		if row.Trend != nil && row.Trend.Reach != nil {
			out = append(out, words.T("school.reach_of", "name", rowName(words, row), "sentence", row.Trend.Reach.Sentence))
		}
	}
	return out
}
