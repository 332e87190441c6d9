package web

import (
	"context"
	"net/url"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// registerOwnersPage is templates/register_owners.html.
type registerOwnersPage struct {
	Page
	registerTabs
	Search string
	Count  string
	Lines  []keptOwnerLine
	Pager  *pager
}

// keptOwnerLine is an owner of the register.
type keptOwnerLine struct {
	programme.Owner
	KindKey string
	Schools int // that are open
}

// registerOwners lists the owners that a search finds.
func (s *Server) registerOwners(_ context.Context, r *request) (reply, error) {
	page := &registerOwnersPage{Page: r.page("register.owners"), registerTabs: registerTabs("/register/owners"), Search: r.query.Get("q")}
	schools := map[programme.OwnerID]int{}
	for _, sc := range s.programme.Schools() {
		if sc.Open() {
			schools[sc.Owner]++
		}
	}
	var found []programme.Owner
	for _, o := range s.programme.Owners() {
		if finds(page.Search, o.Name, o.Orgnr) {
			found = append(found, o)
		}
	}
	page.Count = r.words.T("register.owners_found", "count", len(found))
	found, page.Pager = paged(r, found)
	for _, o := range found {
		page.Lines = append(page.Lines, keptOwnerLine{o, "wave.kind." + string(o.Kind), schools[o.ID]})
	}
	return render("register_owners", page), nil
}

// registerOwnerPage is templates/register_owner.html.
type registerOwnerPage struct {
	Page
	registerTabs
	In     *entered
	Kinds  choiceField
	Action string // address of the form
	Orgnr  string // of an owner that there is
}

// ownerNew asks for a new owner.
func (s *Server) ownerNew(_ context.Context, r *request) (reply, error) {
	return render("register_owner", s.ownerFormPage(r, programme.Owner{}, entering(url.Values{"kind": {string(programme.Municipality)}}))), nil
}

// keptOwner is the register's page of an owner.
func (s *Server) keptOwner(_ context.Context, r *request) (reply, error) {
	o, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	return render("register_owner", s.ownerFormPage(r, o, entering(url.Values{"name": {o.Name}, "orgnr": {o.Orgnr}, "kind": {string(o.Kind)}}))), nil
}

// addOwner registers an owner.
func (s *Server) addOwner(ctx context.Context, r *request) (reply, error) {
	return s.storeOwner(ctx, r, programme.Owner{}, s.programme.RegisterOwner)
}

// keepOwner changes what is known about an owner.
func (s *Server) keepOwner(ctx context.Context, r *request) (reply, error) {
	o, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	return s.storeOwner(ctx, r, o, s.programme.UpdateOwner)
}

func (s *Server) storeOwner(ctx context.Context, r *request, before programme.Owner, store func(context.Context, audit.By, programme.Owner) (programme.Owner, error)) (reply, error) {
	in, o := entering(r.form), before
	o.Name, o.Orgnr, o.Kind = in.Value("name"), in.Value("orgnr"), programme.OwnerKind(in.Value("kind"))
	kept, err := store(ctx, s.by(r), o)
	if err = in.take(err); err != nil {
		return nil, err
	}
	if !in.ok() {
		return renderInvalid("register_owner", s.ownerFormPage(r, before, in)), nil
	}
	r.note("register.saved", "name", kept.Name)
	return redirect("/register/owners/" + kept.Orgnr), nil
}

func (s *Server) ownerFormPage(r *request, o programme.Owner, in *entered) *registerOwnerPage {
	page := &registerOwnerPage{Page: r.page("register.owner_new"), In: in, Action: "/register/owners/new"}
	if o.ID != "" {
		page.Title, page.Action, page.Orgnr = o.Name, "/register/owners/"+o.Orgnr, o.Orgnr
	}
	page.Kinds = in.Choice("kind", "wave.owner_kind", "").
		with(in, string(programme.Municipality), r.words.T("wave.kind.municipality")).
		with(in, string(programme.County), r.words.T("wave.kind.county")).
		with(in, string(programme.Private), r.words.T("wave.kind.private"))
	for _, f := range []struct{ name, key string }{{"name", "wave.owner_name"}, {"orgnr", "wave.owner_orgnr"}, {"kind", "wave.owner_kind"}} {
		in.call(f.name, r.words.T(f.key))
	}
	return page
}
