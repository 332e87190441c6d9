package web

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"tilstand/internal/duckdb"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

// staffWords are the words for staff in the three languages, and saysNotStaff where they are needed to say that they are not meant.
var (
	staffWords   = regexp.MustCompile(`(?i)\b(ansatte?|personal\w*|kollega\w*|tilsette?|staff|colleagues?)\b`)
	saysNotStaff = strings.NewReplacer("med det de ansatte svarer", "", "med det dei tilsette svarer", "", "with what staff answer", "")
)

// Wherever a survey of parents or of pupils is planned, opened, followed, printed and answered, it is they who are spoken of, in every language.
func TestPagesSpeakOfThoseWhoAreAsked(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		asks   surveys.Audience
		named  map[string]string // part of what they are called
		groups [2]string
	}{
		{surveys.Parents, map[string]string{"nb": "foresatt", "nn": "føresett", "en": "parent"}, [2]string{"parents_1_4", "parents_5_7"}},
		{surveys.Pupils, map[string]string{"nb": "elev", "nn": "elev", "en": "pupil"}, [2]string{"pupils_1_4", "pupils_5_7"}},
	} {
		t.Run(test.asks.Key(), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			sc := h.school("Bø skole")
			h = h.asking(test.asks)
			form := page.Form(t, page.Parse(t, h.leader("/schools/974600951/waves/new").body), "form.panel").Values
			form.Set("what", "prep/"+surveys.ParentSurvey)
			form.Set("counts."+test.groups[0], "30")
			form.Set("counts."+test.groups[1], "20")
			form.Set("step", "plan")
			for lang := range test.named {
				h.speaksOf(t, test.named[lang], h.sends("/schools/974600951/waves/new?lang="+lang, form).body)
			}
			form.Set("step", "open")
			if opened := h.sends("/schools/974600951/waves/new", form); opened.status != 303 {
				t.Fatalf("opened: %d", opened.status)
			}
			waves := h.surveys.WavesOf(sc.ID)
			w := waves[len(waves)-1]
			h.post("/s/"+string(w.Code), h.full(w, "1", "3"))
			*h.clock = h.clock.Add(16 * time.Minute) // the count is not older than a quarter of an hour
			for lang, named := range test.named {
				for _, path := range []string{"/waves/" + string(w.ID), "/waves/" + string(w.ID) + "/poster", "/waves/" + string(w.ID) + "/form", "/waves/" + string(w.ID) + "/paper"} {
					h.speaksOf(t, named, h.leader(path+"?lang="+lang).body)
				}
				h.speaksOf(t, named, h.get("/s/"+string(w.Code)+"?lang="+lang).body)
				h.speaksOf(t, named, h.get("/s/"+string(w.Code)+"/thanks?lang="+lang).body)
			}
		})
	}
}

// speaksOf checks what a page says of those who are asked.
func (h *house) speaksOf(t *testing.T, named, body string) {
	t.Helper()
	said := page.Text(page.Find(t, page.Parse(t, body), "main")[0])
	if !strings.Contains(strings.ToLower(said), named) {
		t.Errorf("the page does not name %q:\n%s", named, said)
	}
	if found := staffWords.FindAllString(saysNotStaff.Replace(said), -1); found != nil {
		t.Errorf("the page speaks of %q:\n%s", found, said)
	}
}

// asking is the house where the survey of parents asks others, which no program ships and the library takes only under a new key.
func (h *house) asking(of surveys.Audience) *house {
	h.t.Helper()
	known, _ := surveys.Builtin(surveys.ParentSurvey)
	if known.Audience == of {
		return h
	}
	in := *known
	in.Version, in.Audience = known.Version+1, of
	document, err := json.Marshal(&in)
	if err != nil {
		h.t.Fatal(err)
	}
	err = h.folder.Record.Write(h.t.Context(), func(tx *duckdb.Tx) error {
		_, err := tx.Exec(`-- house.asking
			insert into instrument (key, version, hash, document, made_at) values (?, ?, ?, ?, now()::timestamp)`, in.Key, in.Version, in.Hash(), string(document))
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	s := newSite(h.t, stores(h.t, h.folder), func(c *Config) { c.Now = func() time.Time { return *h.clock } })
	return &house{site: s, folder: h.folder, clock: h.clock}
}
