package web

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"strings"
	"testing"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/brand"
	"tilstand/internal/programme"
	"tilstand/internal/testkit/page"
	"tilstand/surveys"
)

const brandPath = "/owners/964338531/brand"

// emblem is a PNG with a bar of a colour.
func emblem(t testing.TB, w, h int, c color.Color) []byte {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := h / 4; y < 3*h/4; y++ {
		for x := range w {
			picture.Set(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var dark = color.NRGBA{0x14, 0x30, 0x4F, 0xFF}

// bomb is a PNG that says it is larger than a memory.
func bomb(t testing.TB) []byte {
	t.Helper()
	file := emblem(t, 100, 100, dark)
	binary.BigEndian.PutUint32(file[16:], 100_000)
	binary.BigEndian.PutUint32(file[20:], 100_000)
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	return file
}

func TestABrandIsSetAndTakenAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	page.Verify(t, h.leader("/owners/964338531").body, page.Count("a[href='"+brandPath+"']", 1), page.Not(".owner-logo"))
	page.Verify(t, h.leader("/register/owners/964338531").body, page.Count("a[href='"+brandPath+"']", 1))
	page.Verify(t, h.leader(brandPath).body, page.Not(".brand-sample"), page.Not("button[value=remove]"))
	if a := h.leader("/owners/964338531/logo"); a.status != 404 {
		t.Errorf("a logo that is not there: %d", a.status)
	}

	// Looked at, it is not stored; saved without choosing the file again, it is.
	form := url.Values{"main": {"#fc0"}, "text": {"14304f"}, "action": {"look"}}
	looked := h.uploads(brandPath, form, emblem(t, 300, 100, dark))
	page.Verify(t, looked.body, page.In(".brand-sample", page.Count("img.owner-logo", 1), page.Count("rect[fill='#FFCC00']", 1), page.Count("g[fill='#000000']", 1)),
		page.HasText("Dette er ikke lagret ennå."), page.HasText("teksten på den blir svart. Kontrasten er 13,9 : 1"), page.Count("button[name=action]", 2))
	if !h.brands.Of(sc.Owner).None() {
		t.Fatal("a look has stored something")
	}
	form = page.Form(t, page.Parse(t, looked.body), "form.panel").Values
	form.Set("action", "save")
	if a := h.uploads(brandPath, form, nil); a.status != 303 {
		t.Fatalf("saving: %d", a.status)
	}
	now := h.brands.Of(sc.Owner)
	if now.Main != "#FFCC00" || now.Text != "#14304F" || now.Logo.Width != 300 {
		t.Fatalf("stored: %+v", now)
	}

	// It stands beside the names, and its address changes with it.
	src := "?is=" + now.Logo.Hash[:12]
	page.Verify(t, h.leader("/owners/964338531").body, page.Count("img.owner-logo[src='/owners/964338531/logo"+src+"'][alt='Logoen til Fjordvik kommune']", 1))
	page.Verify(t, h.leader("/schools/974600951").body, page.Count("img.owner-logo[src='/schools/974600951/logo"+src+"']", 1))
	page.Verify(t, h.leader("/schools/974600951/print").body, page.Count(".owner-band rect[fill='#FFCC00']", 1))
	for _, path := range []string{"/owners/964338531/logo", "/schools/974600951/logo"} {
		a := h.leader(path + src)
		if a.status != 200 || a.body != string(now.Logo.Content) || a.header.Get("Content-Type") != "image/png" || a.header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(a.header.Get("Cache-Control"), "private") {
			t.Errorf("%s: %d, %v", path, a.status, a.header)
		}
		name, value := h.signedIn()
		if again := h.get(path, name, value, "If-None-Match", a.header.Get("ETag")); again.status != 304 || again.body != "" {
			t.Errorf("%s again: %d", path, again.status)
		}
	}

	// The logo goes by itself, and then the rest.
	form = url.Values{"main": {"#FFCC00"}, "text": {"#14304F"}, "none": {"logo"}, "action": {"save"}}
	h.uploads(brandPath, form, nil)
	if now = h.brands.Of(sc.Owner); !now.Logo.None() || now.Main == "" {
		t.Errorf("without the logo: %+v", now)
	}
	h.uploads(brandPath, url.Values{"action": {"remove"}}, nil)
	if !h.brands.Of(sc.Owner).None() {
		t.Error("it is not removed")
	}
}

func TestBrandsThatAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	for name, c := range map[string]struct {
		form url.Values
		file []byte
		says string
		at   string
	}{
		"an SVG":          {nil, []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "SVG tar vi ikke imot", "#f-file"},
		"a workbook":      {nil, []byte("PK\x03\x04"), "verken PNG eller JPEG", "#f-file"},
		"a large file":    {nil, append(emblem(t, 300, 100, dark), make([]byte, brand.MostBytes)...), "større enn 1 MB", "#f-file"},
		"a bomb":          {nil, bomb(t), "for mange punkter", "#f-file"},
		"a small one":     {nil, emblem(t, 40, 40, dark), "for lite", "#f-file"},
		"a long one":      {nil, emblem(t, 900, 100, dark), "for langt eller for høyt", "#f-file"},
		"a broken one":    {nil, emblem(t, 300, 100, dark)[:100], "lar seg ikke åpne", "#f-file"},
		"a white one":     {nil, emblem(t, 300, 100, color.White), "tomt eller hvitt", "#f-file"},
		"no colour":       {url.Values{"main": {"blå"}}, nil, "# og seks tegn", "#f-main"},
		"too pale a text": {url.Values{"text": {"#FFCC00"}}, nil, "for lys til å leses på hvitt", "#f-text"},
	} {
		form := url.Values{"action": {"save"}, "main": {"#14304F"}}
		for field, values := range c.form {
			form[field] = values
		}
		a := h.uploads(brandPath, form, c.file)
		if a.status != 422 {
			t.Errorf("%s: %d", name, a.status)
			continue
		}
		page.Verify(t, a.body, page.In(".ds-error-summary", page.HasText(c.says), page.Count("a[href='"+c.at+"']", 1)), page.Count(c.at+"[aria-invalid=true]", 1))
	}
	if !h.brands.Of(sc.Owner).None() {
		t.Error("something was stored")
	}
	// The way out is offered: the nearest colour that can be read, at a press of a button.
	a := h.uploads(brandPath, url.Values{"action": {"save"}, "text": {"#FFCC00"}}, nil)
	offer := brand.Color("#FFCC00").MadeLegible()
	page.Verify(t, a.body, page.HasText("#FFCC00 har kontrasten 1,5 : 1 på hvitt, og tekst trenger 4,5 : 1."), page.Count("button[name=use][value='"+string(offer)+"']", 1))
	page.Verify(t, h.uploads(brandPath, url.Values{"text": {"#FFCC00"}, "use": {string(offer)}}, nil).body, page.Count("#f-text[value='"+string(offer)+"']", 1), page.Not(".ds-error-summary"))
	// A light main colour is no mistake: headings keep ours, and it says so.
	page.Verify(t, h.uploads(brandPath, url.Values{"main": {"#FFCC00"}, "action": {"look"}}, nil).body, page.HasText("Overskriftene beholder vår mørkeblå"))
	// Marks do not take the colour of targets.
	page.Verify(t, h.uploads(brandPath, url.Values{"main": {"#B34700"}, "action": {"look"}}, nil).body, page.HasText("Merkene i diagrammene beholder sine farger"), page.Count(".brand-sample circle[fill='#0072B2']", 1))
}

// A school has the look of its owner of today, and a reader by a link sees it without signing in.
func TestALogoFollowsTheOwnerOfToday(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	h.wear(sc.Owner, emblem(t, 300, 100, dark))
	other, err := h.programme.RegisterOwner(t.Context(), audit.Console.At(*h.clock), programme.Owner{Name: "Nes kommune", Orgnr: "974760673", Kind: programme.Municipality})
	if err != nil {
		t.Fatal(err)
	}
	page.Verify(t, h.leader("/schools/974600951").body, page.Count("img.owner-logo[alt='Logoen til Fjordvik kommune']", 1))
	sc.Owner = other.ID
	if _, err := h.programme.UpdateSchool(t.Context(), audit.Console.At(*h.clock), *h.clock, sc); err != nil {
		t.Fatal(err)
	}
	page.Verify(t, h.leader("/schools/974600951").body, page.Not(".owner-logo"))
	h.wear(other.ID, emblem(t, 200, 100, dark))
	for _, path := range []string{"", "/development", "/groups", "/waves"} { // of a school without results, too
		page.Verify(t, h.leader("/schools/974600951"+path).body, page.Count("img.owner-logo[alt='Logoen til Nes kommune']", 1))
	}
	// The owner of yesterday has no way to it any more, nor has another school.
	for _, grant := range []accounts.Grant{{Role: accounts.Owner, At: string(h.owned("964338531"))}, {Role: accounts.Leader, At: "another"}} {
		name, value := h.signedInAs("somebody", grant)
		if a := h.get("/schools/974600951/logo", name, value); a.status != 404 {
			t.Errorf("%v: %d", grant, a.status)
		}
	}
}

// wear gives an owner a logo.
func (h *house) wear(owner programme.OwnerID, file []byte) {
	h.t.Helper()
	logo, err := brand.ReadLogo(file)
	if err == nil {
		err = h.brands.Set(h.t.Context(), audit.Console.At(*h.clock), owner, brand.Brand{Logo: logo, Main: "#FFCC00", Text: "#14304F"})
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) owned(orgnr string) programme.OwnerID {
	h.t.Helper()
	owner, err := h.programme.OwnerByOrgnr(orgnr)
	if err != nil {
		h.t.Fatal(err)
	}
	return owner.ID
}

// Whoever has a read link sees the logo as long as the link works, and nobody else.
func TestALogoBehindAReadLink(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sc := h.school("Bø skole")
	wave := h.measured(sc, "prep", surveys.StateSurvey, teachers, others)
	h.wear(sc.Owner, emblem(t, 300, 100, dark))
	link := h.readLink(url.Values{fieldState: {string(wave.ID)}, fieldItems: {"no"}, fieldDate: {h.clock.Format("2006-01-02")}})
	page.Verify(t, h.get(link).body, page.Count("img.owner-logo[src='"+link+"/logo?is="+h.brands.Of(sc.Owner).Logo.Hash[:12]+"']", 1))
	if a := h.get(link + "/logo"); a.status != 200 || a.header.Get("X-Robots-Tag") != "noindex" || a.header.Get("Set-Cookie") != "" {
		t.Errorf("the logo: %d, %v", a.status, a.header)
	}
	*h.clock = h.clock.AddDate(0, 0, 2)
	if a := h.get(link + "/logo"); a.status != 404 {
		t.Errorf("the logo after its end: %d", a.status)
	}
}
