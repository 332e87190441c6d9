package mail

import (
	"strings"
	"testing"

	"tilstand/internal/i18n"
	"tilstand/internal/testkit/smtp"
)

// printers are all languages.
func printers(t *testing.T) map[string]i18n.Printer {
	t.Helper()
	words, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]i18n.Printer{}
	for _, lang := range i18n.Languages {
		all[lang] = words.Printer(lang)
	}
	return all
}

const link = "https://tilstand.example.no/link/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"

// Letters arrive as they were written, in each language: their link whole on a line of its own, and nothing else that a program could fetch.
func TestLettersArrive(t *testing.T) {
	t.Parallel()
	server := smtp.Start(t, 0)
	sender, err := New(Server{Host: "127.0.0.1", Port: server.Port, Security: Open, From: "tilstand@example.no"})
	if err != nil {
		t.Fatal(err)
	}
	for lang, words := range printers(t) {
		for _, l := range []Letter{Invitation(words, "kari@example.no", "Kari Bø", "Ola Nes", link), Reset(words, "kari@example.no", "Kari Bø", link)} {
			if err := sender.Send(t.Context(), l); err != nil {
				t.Fatal(err)
			}
			got := server.Next(t)
			if got.From != "tilstand@example.no" || got.To != "kari@example.no" || got.Subject != l.Subject || strings.TrimSpace(got.Text) != strings.TrimSpace(l.Text) {
				t.Errorf("%s: %+v\nwas sent as %+v", lang, got, l)
			}
			if !strings.Contains(got.Text, "\n"+link+"\n") || strings.Count(got.Text, "://") != 1 || !strings.Contains(got.Text, "Kari Bø") {
				t.Errorf("%s: the link or the name:\n%s", lang, got.Text)
			}
			if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") || got.Header.Get("Content-Language") != lang || got.Header.Get("Auto-Submitted") == "" {
				t.Errorf("%s: %v", lang, got.Header)
			}
			for name := range got.Header {
				if strings.HasPrefix(name, "X-") || name == "User-Agent" {
					t.Errorf("a header tells of the program: %s", name)
				}
			}
		}
	}
}

// A passing fault of the server is passed over; a sender never says in the open what was to be encrypted.
func TestFaultsOfTheServer(t *testing.T) {
	t.Parallel()
	words := printers(t)["nb"]
	l := Reset(words, "kari@example.no", "Kari", link)
	for name, tt := range map[string]struct {
		refusals int
		security Security
		to       string
		arrives  bool
	}{
		"once":                    {1, Open, "kari@example.no", true},
		"twice":                   {2, Open, "kari@example.no", false},
		"no encryption to be had": {0, STARTTLS, "kari@example.no", false},
		"encrypted at once":       {0, TLS, "kari@example.no", false},
		"two lines in an address": {0, Open, "kari@example.no\r\nRCPT TO:<ola@example.no>", false},
	} {
		server := smtp.Start(t, tt.refusals)
		sender, err := New(Server{Host: "127.0.0.1", Port: server.Port, Security: tt.security, From: "tilstand@example.no"})
		if err != nil {
			t.Fatal(err)
		}
		l.To = tt.to
		err = sender.Send(t.Context(), l)
		if (err == nil) != tt.arrives || (server.Waiting() == 1) != tt.arrives {
			t.Errorf("%s: %v, %d letters", name, err, server.Waiting())
		}
		if err != nil && (strings.Contains(err.Error(), "kari@") || strings.Contains(err.Error(), link)) {
			t.Errorf("%s: the error tells to whom: %v", name, err)
		}
	}
	if _, err := New(Server{Host: "127.0.0.1", Security: Open, From: "nobody"}); err == nil {
		t.Error("a sender without an address was made")
	}
}
