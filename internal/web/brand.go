package web

import (
	"context"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"

	"tilstand/internal/audit"
	"tilstand/internal/brand"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/reports"
)

// brandBody bounds the form, in bytes: a file that is a little too large still gets its own answer, and the logo that is looked at comes back in text.
const brandBody = brand.MostBytes + 1<<20

// Fields of the form.
const (
	fieldMain  = "main"
	fieldText  = "text"
	fieldLogo  = "logo"   // what the last look was at, in base64: it is not stored yet
	fieldNone  = "none"   // "logo" takes the logo away
	fieldUse   = "use"    // the colour that was proposed
	fieldDoing = "action" // look, save or remove
)

// brandPage is templates/brand.html: what an owner's documents look like, and a form for it.
type brandPage struct {
	Page
	Owner    programme.Owner
	In       *entered
	Set      bool          // there is something to take away
	Sample   *brandSample  // nil where nothing is set
	Unsaved  bool          // of the sample
	Carried  string        // for fieldLogo
	Proposal *colorOffered // instead of a colour that cannot be read
}

// brandSample is a piece of a document.
type brandSample struct {
	Name, Alt                 string
	Logo                      template.URL // empty for none
	Head, Upon, Heading, Mark brand.Color
	Tint                      brand.Color
	Said                      []string // what can be read on what
	LogoWidth, LogoHeight     int
}

type colorOffered struct {
	Color     brand.Color
	Says, Use string
}

// brandForm shows what is in force.
func (s *Server) brandForm(_ context.Context, r *request) (reply, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	now := s.brands.Of(owner.ID)
	in := entering(url.Values{fieldMain: {string(now.Main)}, fieldText: {string(now.Text)}})
	return render("brand", s.brandPage(r, owner, in, now)), nil
}

// changeBrand shows what a form would make of documents, or puts it in force.
func (s *Server) changeBrand(ctx context.Context, r *request) (reply, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	in, by := entering(r.form), s.by(r)
	if in.Value(fieldDoing) == "remove" {
		r.note("brand.removed")
		return s.brandSet(ctx, by, owner, brand.Brand{})
	}
	if offered := in.Value(fieldUse); offered != "" {
		in.values.Set(fieldText, offered)
	}
	next, err := readBrand(in, r.file, s.brands.Of(owner.ID))
	if err != nil {
		return nil, err
	}
	if in.ok() && in.Value(fieldDoing) == "save" {
		r.note("brand.saved")
		return s.brandSet(ctx, by, owner, next)
	}
	page := s.brandPage(r, owner, in, next)
	page.Unsaved = true
	if !next.Logo.None() {
		page.Carried = base64.StdEncoding.EncodeToString(next.Logo.Content)
	}
	if !in.ok() {
		return renderInvalid("brand", page), nil
	}
	return renderStatus(http.StatusOK, "brand", page), nil
}

func (s *Server) brandSet(ctx context.Context, by audit.By, owner programme.Owner, b brand.Brand) (reply, error) {
	if err := s.brands.Set(ctx, by, owner.ID, b); err != nil {
		return nil, err
	}
	return redirect("/owners/" + owner.Orgnr + "/brand"), nil
}

// readBrand reads the form. Without a new file the logo is the one that was looked at, or else the one in force.
func readBrand(in *entered, file []byte, now brand.Brand) (next brand.Brand, err error) {
	next.Main, next.Text = readColor(in, fieldMain), readColor(in, fieldText)
	if in.ok() {
		if err := in.take(next.Check()); err != nil {
			return next, err
		}
	}
	next.Logo = now.Logo
	if carried, err := base64.StdEncoding.DecodeString(in.Value(fieldLogo)); err == nil && len(file) == 0 {
		file = carried
	}
	switch {
	case in.Value(fieldNone) != "":
		next.Logo = brand.Logo{}
	case len(file) > 0:
		next.Logo, err = brand.ReadLogo(file)
	}
	return next, in.take(err)
}

func readColor(in *entered, field string) brand.Color {
	c, ok := brand.ParseColor(in.Value(field))
	if !ok {
		in.refuse(field, "color")
	}
	return c
}

func (s *Server) brandPage(r *request, owner programme.Owner, in *entered, shown brand.Brand) *brandPage {
	page := &brandPage{Page: r.page("brand.title"), Owner: owner, In: in, Set: !s.brands.Of(owner.ID).None()}
	in.call(brand.Field, r.words.T("brand.file"))
	in.call(fieldMain, r.words.T("brand.main"))
	in.call(fieldText, r.words.T("brand.text"))
	if in.ok() && !shown.None() {
		page.Sample = newBrandSample(r.words, owner.Name, shown)
	}
	if in.Problem(fieldText) == problemKey("color_pale") {
		offer := shown.Text.MadeLegible()
		page.Proposal = &colorOffered{offer, r.words.T("brand.proposal", "color", string(shown.Text), "contrast", contrast(r.words, shown.Text), "proposal", string(offer)), r.words.T("brand.use", "color", string(offer))}
	}
	return page
}

// contrast is that of a colour to white.
func contrast(words i18n.Printer, c brand.Color) string {
	return words.Number(c.Contrast(brand.White), 1)
}

func newBrandSample(words i18n.Printer, owner string, b brand.Brand) *brandSample {
	colors := reports.ColorsOf(b)
	sample := &brandSample{
		Name: owner, Alt: words.T("brand.logo_of", "owner", owner), Head: colors.Head, Upon: colors.Upon, Heading: colors.Heading, Mark: colors.Condition, Tint: colors.Interval,
		LogoWidth: b.Logo.Width, LogoHeight: b.Logo.Height,
	}
	if !b.Logo.None() {
		sample.Logo = logoInside(b.Logo)
	}
	say := func(key string, args ...any) { sample.Said = append(sample.Said, words.T(key, args...)) }
	if c := b.Main; c != "" {
		key := map[brand.Color]string{brand.White: "brand.upon_white", brand.Black: "brand.upon_black"}[c.Upon()]
		say(key, "color", string(c), "contrast", words.Number(c.Contrast(c.Upon()), 1))
	}
	heading := b.Heading()
	switch _, marks := reports.MarkColor(b); {
	case heading == "" && b.Main != "":
		say("brand.heading_kept", "color", string(b.Main), "contrast", contrast(words, b.Main), "proposal", string(b.Main.MadeLegible()))
	case heading != "" && marks:
		say("brand.heading", "color", string(heading), "contrast", contrast(words, heading))
		say("brand.mark")
	case heading != "":
		say("brand.heading", "color", string(heading), "contrast", contrast(words, heading))
		say("brand.mark_kept", "color", string(heading))
	}
	return sample
}
