package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tilstand/internal/accounts"
	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// tokensPage is templates/tokens.html: what programs of an owner or the programme read with.
type tokensPage struct {
	Page
	Place string // whose tokens
	Home  string // the page that this one hangs on
	In    *entered
	Days  choiceField
	Items choiceField // without options at the programme, which sees no single item of a school
	Live  []tokenLine
	Ended []tokenLine
	Made  string // the token that was just made: it is shown this once
}

// tokenLine is a token, told without what a program shows.
type tokenLine struct {
	accounts.APIToken
	Reads string // with single items or without; empty at the programme
	By    string
	Left  bool // whoever made it has no role here any more
	Used  string
	Ended string // how it ended; empty while it works
}

// lives are for how many days a token can be made on the page.
var lives = []int{30, 90, 180, accounts.MostTokenDays}

// tokens lists the tokens of a place, and offers a new one.
func (s *Server) tokens(_ context.Context, r *request) (reply, error) {
	page, err := s.tokensPage(r, entering(url.Values{"days": {"180"}, "items": {"no"}}))
	if err != nil {
		return nil, err
	}
	return render("tokens", page), nil
}

// changeTokens makes a token, or revokes one.
func (s *Server) changeTokens(ctx context.Context, r *request) (reply, error) {
	if r.form.Get("step") == "revoke" {
		if err := s.accounts.RevokeToken(ctx, s.by(r), r.place, accounts.APITokenID(r.form.Get("token"))); err != nil {
			return nil, err
		}
		r.note("tokens.revoked")
		return redirect(r.path), nil
	}
	in := entering(r.form)
	days, _ := strconv.Atoi(in.Value("days")) // what is no number is no life that can be chosen
	_, secret, err := s.accounts.MakeToken(ctx, s.by(r), r.place, in.Value("name"), in.Value("items") == "yes", days)
	if err = in.take(err); err != nil {
		return nil, err
	}
	if !in.ok() {
		page, err := s.tokensPage(r, in)
		if err != nil {
			return nil, err
		}
		return renderInvalid("tokens", page), nil
	}
	page, err := s.tokensPage(r, entering(url.Values{"days": {"180"}, "items": {"no"}}))
	if err != nil {
		return nil, err
	}
	page.Made = string(secret) // it stands in the answer to the POST, and in no address
	return render("tokens", page), nil
}

func (s *Server) tokensPage(r *request, in *entered) (*tokensPage, error) {
	page := &tokensPage{Page: r.page("tokens.title"), In: in, Place: r.words.T("people.the_programme"), Home: "/programme/results"}
	page.Days = in.Choice("days", "tokens.days", "tokens.days_help")
	for _, days := range lives {
		page.Days = page.Days.with(in, strconv.Itoa(days), r.words.T("tokens.for_days", "count", days))
	}
	in.call("name", r.words.T("tokens.name"))
	in.call("days", r.words.T("tokens.days"))
	if r.place.Kind == accounts.AtOwner {
		owner, err := s.programme.Owner(programme.OwnerID(r.place.ID))
		if err != nil {
			return nil, err
		}
		page.Place, page.Home = owner.Name, "/owners/"+owner.Orgnr
		page.Items = in.Choice("items", "tokens.items", "tokens.items_help").
			with(in, "no", r.words.T("tokens.items_no")).with(in, "yes", r.words.T("tokens.items_yes"))
		in.call("items", r.words.T("tokens.items"))
	}
	holders := s.accounts.HoldersAt(r.place.ID)
	for _, t := range s.accounts.TokensAt(r.place) {
		line := s.tokenLine(r, t)
		line.Left = t.MadeBy != audit.Console && !slices.ContainsFunc(holders, func(h accounts.Holder) bool { return h.ID == t.MadeBy })
		if t.Works(s.now()) {
			page.Live = append(page.Live, line)
		} else {
			page.Ended = append(page.Ended, line)
		}
	}
	return page, nil
}

func (s *Server) tokenLine(r *request, t accounts.APIToken) tokenLine {
	line := tokenLine{APIToken: t, By: s.actorName(r.words, t.MadeBy), Used: r.words.T("tokens.never_used")}
	if used, err := time.Parse(time.DateOnly, t.UsedOn); err == nil {
		line.Used = r.words.T("tokens.used", "date", r.words.Date(used))
	}
	switch {
	case t.Place.Kind == accounts.AtProgramme:
	case t.Items:
		line.Reads = r.words.T("tokens.with_items")
	default:
		line.Reads = r.words.T("tokens.without_items")
	}
	switch {
	case t.State == accounts.TokenRevoked:
		line.Ended = r.words.T("tokens.is_revoked")
	case !t.Works(s.now()):
		line.Ended = r.words.T("tokens.is_expired")
	}
	return line
}
