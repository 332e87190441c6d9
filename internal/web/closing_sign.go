package web

import (
	"context"
	"errors"

	"tilstand/internal/closing"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// signPage is templates/closing_sign.html: the closing as a whole, what is missing, the signature, and the sharing with the owner.
type signPage struct {
	*closingFrame
	Rows     []conclusionRow
	Chosen   []chosenPriority
	Measures []measureCard
	Missing  []missingPart
	Changed  bool // somebody else has changed it since the signer read it
	In       *entered
	Shares   bool // the school lets its owner see results at all
}

// missingPart is something that a closing needs before it can be signed, and where it is entered.
type missingPart struct{ Text, Href string }

func (s *Server) closingSign(_ context.Context, r *request) (reply, error) {
	page, err := s.signPage(r)
	if err != nil {
		return nil, err
	}
	return render("closing_sign", page), nil
}

func (s *Server) signPage(r *request) (*signPage, error) {
	f, err := s.closingFrame(r, "closing.step.sign")
	if err != nil {
		return nil, err
	}
	page := &signPage{
		closingFrame: f, Chosen: chosenWords(f, f.Closing.Priorities), In: entering(r.form), Shares: s.analytics.SharedWithOwner(f.School.ID) != surveys.SharesNothing,
	}
	page.Path = f.At + "/sign"
	page.In.call("why", r.words.T("closing.amend_why"))
	for _, component := range f.template.Components {
		page.Rows = append(page.Rows, f.conclusionRow(component))
	}
	for _, m := range f.Closing.Measures {
		page.Measures = append(page.Measures, f.card(m, s.today()))
	}
	for _, part := range f.Closing.Missing(f.template) {
		page.Missing = append(page.Missing, missingWords(f, part))
	}
	return page, nil
}

func missingWords(f *closingFrame, part string) missingPart {
	switch part {
	case "release":
		return missingPart{f.words.T("closing.missing.release"), "/schools/" + f.School.Orgnr + "/waves"}
	case "priorities":
		return missingPart{f.words.T("closing.missing.priorities"), f.At + "/priorities"}
	}
	component, _ := f.template.Component(programme.ComponentKey(part))
	return missingPart{f.words.T("closing.missing.conclusion", "component", component.Name), f.At + "/conclusion/" + part}
}

// signs freezes the closing.
func (s *Server) signs(ctx context.Context, r *request) (reply, error) {
	page, err := s.signPage(r)
	if err != nil {
		return nil, err
	}
	err = s.closings.Sign(ctx, s.by(r), page.Closing.Key, readRevision(page.In))
	if _, changed := errors.AsType[*closing.Changed[closing.Closing]](err); changed {
		page.Changed = true
		return renderInvalid("closing_sign", page), nil
	}
	if errors.Is(err, closing.ErrSigned) {
		r.note("closing.signed_already")
		return redirect(page.At + "/sign"), nil
	}
	if err = page.In.take(err); err != nil {
		return nil, err
	}
	if !page.In.ok() { // what is missing stands on the page
		return renderInvalid("closing_sign", page), nil
	}
	r.note("closing.signed")
	return redirect(page.At + "/sign"), nil
}

// amends opens a signed closing again.
func (s *Server) amends(ctx context.Context, r *request) (reply, error) {
	page, err := s.signPage(r)
	if err != nil {
		return nil, err
	}
	err = s.closings.Amend(ctx, s.by(r), page.Closing.Key, page.In.Value("why"))
	if errors.Is(err, closing.ErrNotSigned) {
		return redirect(page.At), nil
	}
	if err = page.In.take(err); err != nil {
		return nil, err
	}
	if !page.In.ok() {
		return renderInvalid("closing_sign", page), nil
	}
	r.note("closing.opened_again")
	return redirect(page.At), nil
}

// sharesClosing lets the owner see the closing as it was signed last, or takes that back.
func (s *Server) sharesClosing(ctx context.Context, r *request) (reply, error) {
	f, err := s.closingFrame(r, "closing.step.sign")
	if err != nil {
		return nil, err
	}
	share := r.form.Get("share") == "yes"
	err = s.closings.ShareWithOwner(ctx, s.by(r), f.Closing.Key, share)
	switch {
	case errors.Is(err, closing.ErrNotSigned):
		return redirect(f.At + "/sign"), nil
	case err != nil:
		return nil, err
	case share:
		r.note("closing.shared")
	default:
		r.note("closing.unshared")
	}
	return redirect(f.At + "/sign"), nil
}
