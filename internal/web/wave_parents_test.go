package web

import (
	"strconv"
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// Parents are asked by the stage of their child, and what they answer stands by itself on the school's page.
func TestParentsAreAskedAndShownByThemselves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	staff := page.Text(page.Find(t, page.Parse(t, h.leader("/schools/"+firstOrgnr).body), ".condition")[0])

	form := page.Form(t, page.Parse(t, h.leader("/schools/974600951/waves/new").body), "form.panel").Values
	form.Set("what", "prep/foresatte")
	form.Set("step", "open")
	page.Verify(t, h.sends("/schools/974600951/waves/new", form).body, page.In("[id='f-counts.parents_1_4-problem']", page.HasText("Må fylles ut")))
	form.Set("counts.parents_1_4", "1")
	page.Verify(t, h.sends("/schools/974600951/waves/new", form).body, page.In("[id='f-counts.parents_1_4-problem']", page.HasText("Én person kan ikke være en gruppe")))
	form.Set("counts.parents_1_4", "30")
	form.Set("counts.parents_5_7", "20")
	opened := h.sends("/schools/974600951/waves/new", form)
	if opened.status != 303 {
		t.Fatalf("opened: %d", opened.status)
	}
	waves := h.surveys.WavesOf(sc.ID)
	w := waves[len(waves)-1]
	page.Verify(t, h.leader("/waves/"+string(w.ID)).body, page.In(".count", page.HasText("0 av 50")), page.In("[for='f-counts.parents_1_4']", page.HasText("trinn")))
	page.Verify(t, h.get("/s/"+string(w.Code)).body, page.In("#q-group", page.HasText("Hvilket trinn går barnet på?"), page.HasText("5.–7. trinn")))
	for _, group := range []string{"1", "2"} {
		for person := range 12 {
			answer := h.blank(w)
			answer.Set("group", group)
			for i, item := range h.surveys.InstrumentOf(w).Items() {
				answer.Set(string(item.ID), strconv.Itoa(2+(person+i)%3))
			}
			answer.Set(fieldReady, "yes")
			h.post("/s/"+string(w.Code), answer)
		}
	}
	h.sends("/waves/"+string(w.ID)+"/close", nil)
	after := h.leader("/schools/" + firstOrgnr).body
	page.Verify(t, after, page.In(".pages a[href='/schools/974600951/mapping?audience=parents']", page.IsText("Foresatte")), page.Not(".pages a[href='/schools/974600951/mapping']"))
	page.Verify(t, h.leader("/schools/974600951/mapping?audience=parents").body,
		page.In("h2", page.IsText("Foresatte om skolemiljøet")), page.In(".result-facts", page.HasText("24 av 50 svarte")), page.In("[aria-labelledby=constructs] table", page.HasText("Hjem og skole")))
	if a := h.leader("/schools/974600951/mapping"); a.status != 404 {
		t.Errorf("a mapping survey of staff that was never made: %d", a.status)
	}
	if again := page.Text(page.Find(t, page.Parse(t, after), ".condition")[0]); again != staff {
		t.Errorf("the staff's condition has changed:\n%s\n%s", staff, again)
	}
	page.Verify(t, h.leader("/schools/974600951/items/par_informed?kind=mapping&audience=parents").body, page.In("main", page.HasText("I hvilken grad vet du hvordan skolen arbeider")))
}
