package web

import (
	"context"
	"encoding/base64"
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"tilstand/internal/accounts"
	"tilstand/internal/brand"
	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/internal/readlink"
)

// letterhead is the owner's logo beside the name of a school or an owner, and the colour of the line under it on paper: templates/parts/letterhead.html.
type letterhead struct {
	Src           template.URL // empty without a logo
	Alt           string
	Width, Height int         // of the logo
	Band          brand.Color // empty for none
}

// newLetterhead is the brand of an owner at the head of a page; nil where it has none.
func newLetterhead(words i18n.Printer, b brand.Brand, owner string, src template.URL) *letterhead {
	if b.None() {
		return nil
	}
	h := &letterhead{Band: b.Main}
	if !b.Logo.None() {
		h.Src, h.Alt, h.Width, h.Height = src, words.T("brand.logo_of", "owner", owner), b.Logo.Width, b.Logo.Height
	}
	return h
}

// letterhead finds what stands at the head of the pages of a school or an owner: that of the school's owner of today.
func (s *Server) letterhead(r *request) *letterhead {
	var id programme.OwnerID
	at, orgnr := "", r.param("orgnr")
	switch r.place.Kind {
	case accounts.AtOwner:
		id, at = programme.OwnerID(r.place.ID), "/owners/"
	case accounts.AtSchool:
		id, at = programme.OwnerID(r.place.Owner), "/schools/"
	}
	if at == "" || orgnr == "" || !s.reaches(r, GET, at+orgnr+"/logo") {
		return nil
	}
	owner, err := s.programme.Owner(id)
	if err != nil {
		return nil
	}
	b := s.brands.Of(owner.ID)
	return newLetterhead(r.words, b, owner.Name, logoAt(at+orgnr+"/logo", b.Logo))
}

// logoAt is the address of a logo. It changes with the logo, so that browsers need not ask for it on every page.
func logoAt(path string, l brand.Logo) template.URL {
	return template.URL(path + "?is=" + l.Hash[:min(len(l.Hash), 12)])
}

// logoInside is a logo as an address that holds it.
func logoInside(l brand.Logo) template.URL {
	return template.URL("data:" + l.Type + ";base64," + base64.StdEncoding.EncodeToString(l.Content))
}

// ownerLogo sends the logo of an owner.
func (s *Server) ownerLogo(_ context.Context, r *request) (reply, error) {
	return s.logoOf(programme.OwnerID(r.place.ID))
}

// schoolLogo sends the logo of the school's owner, to those of the school.
func (s *Server) schoolLogo(_ context.Context, r *request) (reply, error) {
	return s.logoOf(programme.OwnerID(r.place.Owner))
}

// viewerLogo sends the logo of the owner of the school that a read link shows.
func (s *Server) viewerLogo(_ context.Context, r *request) (reply, error) {
	link, err := s.links.Find(s.now(), readlink.Secret(r.param("secret")))
	if err != nil {
		return nil, err
	}
	school, err := s.programme.School(link.School)
	if err != nil {
		return nil, err
	}
	return s.logoOf(school.Owner)
}

func (s *Server) logoOf(owner programme.OwnerID) (reply, error) {
	b := s.brands.Of(owner)
	if b.Logo.None() {
		return nil, errNotFound
	}
	return logoReply{b.Logo}, nil
}

// logoReply is a picture that the browser of whoever may see it keeps for an hour, and no cache on the way.
type logoReply struct{ brand.Logo }

func (l logoReply) send(_ *Server, c *fiber.Ctx, r *request) error {
	etag := `"` + l.Hash[:16] + `"`
	c.Set("Cache-Control", "private, max-age=3600")
	c.Set("ETag", etag)
	if strings.Contains(r.ifNoneMatch, etag) {
		c.Status(fiber.StatusNotModified)
		return nil
	}
	c.Set("Content-Type", l.Type)
	return c.Send(l.Content)
}
