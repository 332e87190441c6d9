package web

import (
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// From three waves on the headline is the trend; every row has what is judged about it in words, and the family stands beneath the table.
func TestTheSchoolPageJudges(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, crew{"teachers", 14, 12, 3}, crew{"other", 10, 9, 2})
	h.measured(sc, "a", surveys.StateSurvey, crew{"teachers", 14, 12, 3}, crew{"other", 10, 9, 3})
	h.measured(sc, "b", surveys.StateSurvey, teachers, others)
	a := h.leader("/schools/" + firstOrgnr)
	page.Verify(t, a.body,
		page.In(".finding", page.HasText("Over tre målinger har svarene gått opp med om lag 0,5 per fase. Det er mer enn vanlig svingning.")),
		page.In(".finding .remarks", page.HasText("3 av de spurte er ikke med i tallet. Hadde de svart ett trinn lavere enn de andre, ville tallet vært 0,1 lavere.")),
		page.In("#c-promote .agree", page.HasText("Like svar.")),
		page.Count("#c-promote .agree svg.accord rect", 5),
		page.In(".meaning", page.HasText("Dette er åtte sammenligninger på én gang. De er korrigert etter Holm"),
			page.HasText("Den minste endringen som regnes for å bety noe, er 0,2.")),
		page.In(".first > ol", page.HasText("Fremme"), page.HasText("Under målet, også med usikkerheten: "), page.HasText("blir målet ved slutten av semester C (4,5) ikke nådd.")),
		page.Count(".first > ol > li", 3))
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/components/promote").body,
		page.In(".moved", page.HasText("Over alle målingene"), page.HasText("Stigningen er +0,"), page.HasText("av 100 tilfeller")),
		page.In(".agree", page.HasText("Enighet (r_wg) 0,")), page.HasText("av de spurte er ikke med i tallet"))
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/development").body,
		page.In("[aria-labelledby='reach']", page.HasText("Fremme: Fortsetter det i samme takt, blir målet ved slutten av semester C (4,5) ikke nådd.")),
		page.In("[aria-labelledby='trend'] table", page.HasText("Samlet +0,")))

	// By hand: of 21 answers 8 are a 4, 10 a 3 and 3 a 2. 8/21 = 38 %, and of the 24 who were asked 8 to 11 (P(X ≥ 8) = 560/2024 of 8, P(X ≤ 8) =
	// 165/2024 of 11); the interpolated median is 2.5 + (10.5 − 3)/10.
	item := h.leader("/schools/" + firstOrgnr + "/items/promote_plan")
	page.Verify(t, item.body,
		page.In(".remarks", page.HasText("38 prosent svarte 4 eller høyere; for alle som ble spurt, er det 33 til 46 prosent.")),
		page.In(".remarks", page.HasText("Median 3, interpolert 3,25.")),
		page.In("[aria-labelledby='groups'] tbody th .quiet", page.HasText("Like svar")),
		page.In(".item-changes", page.HasText("Siden semester A"), page.HasText("av 100 tilfeller (usikkerhet"), page.HasText("Dette er én av 21 sammenligninger, et spørsmål hver.")))
}

// Under ten answers nothing is known of how alike they are, and the page says so.
func TestTooFewToSayHowAlike(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.measured(h.school("Bø skole"), "a", surveys.StateSurvey, crew{"teachers", 9, 9, 3})
	page.Verify(t, h.leader("/schools/"+firstOrgnr+"/components/promote").body,
		page.In(".agree", page.HasText("For få har svart til å si hvor like svarene er.")),
		page.Not("svg.accord"))
}
