package web

import (
	"context"
	"net/http"
)

// startPage is templates/start.html: what the service is, and the way in.
type startPage struct {
	Page
	Landing string
	Example []exampleRow

	Typed, Problem string // of the field for a code, which is blank here
}

// exampleRow is one line of the picture on the start page; the positions are per cent of the scale's length.
type exampleRow struct {
	Key                            string
	Low, High, Now, Before, Target float64
}

// example shows the product's main picture with made-up figures, and says so below.
var example = []exampleRow{
	{Key: "start.example_promote", Low: 60, High: 74, Now: 67, Before: 52, Target: 76},
	{Key: "start.example_uncover", Low: 44, High: 60, Now: 52, Before: 47, Target: 76},
	{Key: "start.example_intervene", Low: 70, High: 84, Now: 77, Before: 61, Target: 76},
}

func (s *Server) start(_ context.Context, r *request) (reply, error) {
	return render("start", &startPage{Page: r.page("base.tagline"), Landing: s.orLanding(r, ""), Example: example}), nil
}

// privacyPage is templates/privacy.html.
type privacyPage struct{ Page }

func (s *Server) privacy(_ context.Context, r *request) (reply, error) {
	return render("privacy", &privacyPage{Page: r.page("privacy.title")}), nil
}

// accessibilityPage is templates/accessibility.html.
type accessibilityPage struct {
	Page
	Statement string // address of the operator's own statement; empty when there is none
}

func (s *Server) accessibility(_ context.Context, r *request) (reply, error) {
	return render("accessibility", &accessibilityPage{Page: r.page("accessibility.title"), Statement: s.settings.Statement}), nil
}

// health tells a supervisor whether to send requests here. The reason stays in the log: this page is public.
func (s *Server) health(ctx context.Context, _ *request) (reply, error) {
	if s.stopping.Load() {
		return textReply{http.StatusServiceUnavailable, "stopping\n"}, nil
	}
	if err := s.healthy(ctx); err != nil {
		s.log.ErrorContext(ctx, "unhealthy", "error", err)
		return textReply{http.StatusServiceUnavailable, "unhealthy\n"}, nil
	}
	return textReply{http.StatusOK, "ok\n"}, nil
}
