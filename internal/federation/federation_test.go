package federation

import (
	"context"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/testkit/issuer"
)

// town is a service with one other house.
type town struct {
	*Providers
	t     testing.TB
	other *issuer.Issuer
	now   time.Time
}

const back = "http://127.0.0.1:1/login/with/"

func redirect(key string) string { return back + key + "/back" }

// beside makes a town; the function changes what is known of the house.
func beside(t testing.TB, change ...func(*Config)) *town {
	t.Helper()
	other := issuer.Start(t)
	other.Register(redirect("hus"))
	other.Add(kari)
	c := Config{Key: "hus", Name: "Huset", Issuer: other.URL, ClientID: issuer.Client, Secret: issuer.Secret}
	for _, f := range change {
		f(&c)
	}
	return &town{New(redirect, c), t, other, time.Now()}
}

var kari = issuer.Person{Subject: "s-1", Name: "Kari Bakken", Email: "kari@bo.kommune.no", Verified: true, ACR: "level3", AMR: []string{"pwd", "otp"}}

func (s *town) begin(memo string) Away {
	s.t.Helper()
	away, err := s.Begin(s.t.Context(), s.now, "hus", memo)
	if err != nil {
		s.t.Fatal(err)
	}
	return away
}

// journey is an attempt up to the answer.
func (s *town) journey(memo string) (Away, url.Values) {
	s.t.Helper()
	away := s.begin(memo)
	return away, s.other.Enter(s.t, away.URL, "s-1").Query()
}

func (s *town) finish(cookie string, answer url.Values) error {
	s.t.Helper()
	_, _, err := s.Finish(s.t.Context(), s.now, "hus", cookie, answer)
	return err
}

// Somebody goes to the other house and comes back as who they are there.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	s := beside(t)
	away, answer := s.journey("where to go afterwards")
	asked, err := url.Parse(away.URL)
	if err != nil {
		t.Fatal(err)
	}
	q := asked.Query()
	if q.Get("redirect_uri") != redirect("hus") || q.Get("code_challenge_method") != "S256" || len(q.Get("state")) < 26 || len(q.Get("nonce")) < 26 || q.Get("response_type") != "code" || q.Get("scope") != "openid profile email" {
		t.Errorf("it is asked with %v", q)
	}
	who, memo, err := s.Finish(t.Context(), s.now, "hus", away.Cookie, answer)
	want := Person{House: House{"hus", "Huset"}, Issuer: s.other.URL, Subject: "s-1", Name: "Kari Bakken", Email: "kari@bo.kommune.no"}
	if diff := cmp.Diff(want, who); err != nil || diff != "" || memo != "where to go afterwards" {
		t.Errorf("%v, %q, %s", err, memo, diff)
	}
	for _, secret := range []string{q.Get("state"), q.Get("nonce"), "where"} {
		if strings.Contains(away.Cookie, secret) {
			t.Error("the cookie can be read")
		}
	}
}

// What a house's word is worth is configured: how strong a sign-in is, and whose addresses it hands out.
func TestWhatIsBelieved(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change        func(*Config)
		person        func(*issuer.Person)
		strong, owned bool
	}{
		"nothing":               {func(*Config) {}, nil, false, false},
		"always strong":         {func(c *Config) { c.Strong.Always = true }, nil, true, false},
		"by acr":                {func(c *Config) { c.Strong.ACR = []string{"level4", "level3"} }, nil, true, false},
		"by another acr":        {func(c *Config) { c.Strong.ACR = []string{"level4"} }, nil, false, false},
		"by amr":                {func(c *Config) { c.Strong.AMR = []string{"otp"} }, nil, true, false},
		"by another amr":        {func(c *Config) { c.Strong.AMR = []string{"hwk"} }, nil, false, false},
		"acr in the place":      {func(c *Config) { c.Strong.AMR = []string{"level3"} }, nil, false, false},
		"its domain":            {func(c *Config) { c.Domains = []string{"bo.kommune.no"} }, nil, false, true},
		"its domain, unchecked": {func(c *Config) { c.Domains = []string{"bo.kommune.no"} }, func(p *issuer.Person) { p.Verified = false }, false, false},
		"another domain":        {func(c *Config) { c.Domains = []string{"kommune.no"} }, nil, false, false},
		"two domains":           {func(c *Config) { c.Domains = []string{"bo.kommune.no"} }, func(p *issuer.Person) { p.Email = "x@bo.kommune.no@evil.no" }, false, false},
	} {
		s := beside(t, tt.change)
		if tt.person != nil {
			p := kari
			tt.person(&p)
			s.other.Add(p)
		}
		away, answer := s.journey("")
		who, _, err := s.Finish(t.Context(), s.now, "hus", away.Cookie, answer)
		if err != nil || who.Strong != tt.strong || who.Owned != tt.owned {
			t.Errorf("%s: %+v, %v", name, who, err)
		}
		if asks := strings.Contains(away.URL, "acr_values="); asks != (name == "by acr" || name == "by another acr") {
			t.Errorf("%s: asked for a level: %t", name, asks)
		}
	}
}

// An answer is worth something in the browser that asked, once, in time, and from the house that was asked.
func TestAnswersThatDoNotHold(t *testing.T) {
	t.Parallel()
	s := beside(t)
	for name, finish := range map[string]func(Away, url.Values) error{
		"in another browser": func(_ Away, answer url.Values) error { return s.finish(s.begin("").Cookie, answer) },
		"without a cookie":   func(_ Away, answer url.Values) error { return s.finish("", answer) },
		"a cookie of one's own": func(_ Away, answer url.Values) error {
			return s.finish("eyJTdGF0ZSI6IngifQ", answer)
		},
		"the same cookie, unsealed": func(a Away, answer url.Values) error {
			sealed, err := base64.RawURLEncoding.DecodeString(a.Cookie)
			if err != nil {
				return err
			}
			text, err := s.seal.Open(nil, nil, sealed, nil)
			if err != nil {
				return err
			}
			return s.finish(base64.RawURLEncoding.EncodeToString(text), answer)
		},
		"without a state": func(a Away, answer url.Values) error { answer.Del("state"); return s.finish(a.Cookie, answer) },
		"another state":   func(a Away, answer url.Values) error { answer.Set("state", "x"); return s.finish(a.Cookie, answer) },
		"another's code": func(a Away, answer url.Values) error {
			answer.Set("code", "invented")
			return s.finish(a.Cookie, answer)
		},
		"too late": func(a Away, answer url.Values) error {
			_, _, err := s.Finish(t.Context(), s.now.Add(Lives), "hus", a.Cookie, answer)
			return err
		},
		"another issuer": func(a Away, answer url.Values) error {
			answer.Set("iss", "https://evil.example")
			return s.finish(a.Cookie, answer)
		},
		"a decline from elsewhere": func(a Away, answer url.Values) error {
			return s.finish(a.Cookie, url.Values{"error": {"access_denied"}, "state": {"x"}})
		},
	} {
		if err := finish(s.journey("")); !errors.Is(err, ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	away, answer := s.journey("")
	answer.Set("iss", s.other.URL)
	if err := s.finish(away.Cookie, answer); err != nil {
		t.Errorf("with its issuer: %v", err)
	}
}

// The same answer again is refused before the house is asked, whatever the house would say.
func TestAnAnswerIsTakenOnce(t *testing.T) {
	t.Parallel()
	s := beside(t)
	away, answer := s.journey("")
	if err := s.finish(away.Cookie, answer); err != nil {
		t.Fatal(err)
	}
	before := s.other.Calls()
	if err := s.finish(away.Cookie, answer); !errors.Is(err, ErrForged) || s.other.Calls() != before {
		t.Errorf("again: %v, and the house was asked %d times", err, s.other.Calls()-before)
	}
	if len(s.taken) != 1 {
		t.Errorf("%d answers are remembered", len(s.taken))
	}
	s.now = s.now.Add(Lives + time.Second)
	away, answer = s.journey("")
	if err := s.finish(away.Cookie, answer); err != nil || len(s.taken) != 1 {
		t.Errorf("later: %v, and %d are remembered", err, len(s.taken))
	}
}

// A code that was caught on the way is worth nothing to another attempt: PKCE.
func TestACaughtCodeIsWorthNothing(t *testing.T) {
	t.Parallel()
	s := beside(t)
	_, theirs := s.journey("")
	own := s.begin("")
	state, _ := url.Parse(own.URL)
	caught := url.Values{"code": theirs["code"], "state": {state.Query().Get("state")}}
	if err := s.finish(own.Cookie, caught); !errors.Is(err, ErrForged) {
		t.Errorf("a caught code: %v", err)
	}
	if len(state.Query().Get("code_challenge")) != 43 {
		t.Error("no challenge")
	}
}

// A token that the house has signed is still not for us when it is of another attempt, for another service or of another issuer.
func TestTokensThatDoNotHold(t *testing.T) {
	t.Parallel()
	s := beside(t)
	for name, forge := range map[string]func(map[string]any){
		"another nonce":    func(c map[string]any) { c["nonce"] = "x" },
		"no nonce":         func(c map[string]any) { delete(c, "nonce") },
		"another audience": func(c map[string]any) { c["aud"] = "another service" },
		"another party":    func(c map[string]any) { c["azp"] = "another service" },
		"two audiences": func(c map[string]any) {
			c["aud"] = []string{issuer.Client, "another service"}
			delete(c, "azp")
		},
		"another issuer":   func(c map[string]any) { c["iss"] = "https://evil.example" },
		"over":             func(c map[string]any) { c["exp"] = s.now.Add(-time.Second).Unix() },
		"of nobody":        func(c map[string]any) { c["sub"], c["name"], c["email"] = "", "Kari", "kari@example.no" },
		"of somebody else": func(c map[string]any) { c["sub"] = "s-2" }, // and described is the first one
	} {
		s.other.Forge(forge)
		away, answer := s.journey("")
		if err := s.finish(away.Cookie, answer); !errors.Is(err, ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.other.Forge(func(c map[string]any) { c["aud"] = []string{issuer.Client, "another service"} }) // with the right party
	away, answer := s.journey("")
	if err := s.finish(away.Cookie, answer); err != nil {
		t.Error(err)
	}
}

// The answer of one house is not taken for another's.
func TestHousesAreNotMixedUp(t *testing.T) {
	t.Parallel()
	s := beside(t)
	s.Providers = New(redirect, s.all[0].Config, Config{Key: "annet", Issuer: s.other.URL, ClientID: issuer.Client, Secret: issuer.Secret})
	away, answer := s.journey("")
	before := s.other.Calls()
	if _, _, err := s.Finish(t.Context(), s.now, "annet", away.Cookie, answer); !errors.Is(err, ErrForged) || s.other.Calls() != before {
		t.Errorf("%v, and the code went to the other house", err)
	}
	if _, _, err := s.Finish(t.Context(), s.now, "ukjent", away.Cookie, answer); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
	if _, err := s.Begin(t.Context(), s.now, "ukjent", ""); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
}

// Whoever changes their mind there is told from a house that does not work, and the memo is there.
func TestDeclined(t *testing.T) {
	t.Parallel()
	s := beside(t)
	away := s.begin("memo")
	_, memo, err := s.Finish(t.Context(), s.now, "hus", away.Cookie, s.other.Decline(t, away.URL).Query())
	if !errors.Is(err, ErrDeclined) || memo != "memo" {
		t.Errorf("%q, %v", memo, err)
	}
	for _, code := range []string{"server_error", "invalid_scope", "<script>"} {
		away := s.begin("")
		state, _ := url.Parse(away.URL)
		err := s.finish(away.Cookie, url.Values{"error": {code}, "state": {state.Query().Get("state")}})
		if !errors.Is(err, ErrUnavailable) || strings.Contains(err.Error(), "<") {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// A house that is down is asked again when some seconds have passed, and not before.
func TestAHouseThatIsDown(t *testing.T) {
	t.Parallel()
	s := beside(t)
	if s.other.Calls() != 0 {
		t.Error("the house was asked before anybody wanted to go there")
	}
	s.other.Down(true)
	if _, err := s.Begin(t.Context(), s.now, "hus", ""); !errors.Is(err, ErrUnavailable) {
		t.Errorf("%v", err)
	}
	s.other.Down(false)
	calls := s.other.Calls()
	if _, err := s.Begin(t.Context(), s.now.Add(sulk-1), "hus", ""); !errors.Is(err, ErrUnavailable) || s.other.Calls() != calls {
		t.Errorf("%v", err)
	}
	s.now = s.now.Add(sulk)
	away, answer := s.journey("")
	s.other.Down(true)
	if err := s.finish(away.Cookie, answer); !errors.Is(err, ErrUnavailable) {
		t.Errorf("down on the way back: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Begin(gone, s.now, "hus", ""); err != nil {
		t.Errorf("what is known need not be asked again: %v", err)
	}
}

// A secret that does not fit is the operator's to mend, and in no error.
func TestAnotherSecret(t *testing.T) {
	t.Parallel()
	s := beside(t, func(c *Config) { c.Secret = "hemmelig" })
	away, answer := s.journey("")
	err := s.finish(away.Cookie, answer)
	if !errors.Is(err, ErrUnavailable) || strings.Contains(err.Error(), "hemmelig") || strings.Contains(err.Error(), answer.Get("code")) {
		t.Errorf("%v", err)
	}
}

// A house that describes itself in a way that would be less safe is not gone to, and one that names itself in each answer is held to it.
func TestWhatAHouseSaysAboutItself(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(map[string]any){
		"another issuer": func(says map[string]any) { says["issuer"] = "https://evil.example" },
		"only plain":     func(says map[string]any) { says["code_challenge_methods_supported"] = []string{"plain"} },
		"a script":       func(says map[string]any) { says["authorization_endpoint"] = "javascript:alert(1)" },
		"an open door":   func(says map[string]any) { says["token_endpoint"] = "ftp://id.example" },
	} {
		s := beside(t)
		s.other.Describe(change)
		if _, err := s.Begin(t.Context(), s.now, "hus", ""); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := beside(t)
	s.other.Describe(func(says map[string]any) { says["authorization_response_iss_parameter_supported"] = true })
	away, answer := s.journey("")
	if err := s.finish(away.Cookie, answer); !errors.Is(err, ErrForged) {
		t.Errorf("an answer that does not name its issuer: %v", err)
	}
}
