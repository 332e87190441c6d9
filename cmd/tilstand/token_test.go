package main

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
)

// A token is made, listed without its secret, and revoked, by commands.
func TestTokensByCommand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ask := func(words ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), append(words, "-data", dir), &out, io.Discard)
		return out.String(), err
	}
	secret, err := ask("token", "add", "-at", "programme", "-name", "Forskning", "-days", "90")
	if err != nil || !regexp.MustCompile(`^tok_[A-Za-z0-9_-]{48}\n$`).MatchString(secret) {
		t.Fatalf("%v: %q", err, secret)
	}
	list, err := ask("token", "list", "-at", "programme")
	lines := strings.Split(strings.TrimSpace(list), "\n")
	if err != nil || len(lines) != 2 || !strings.Contains(lines[1], " live ") || !strings.HasSuffix(lines[1], "Forskning") || strings.Contains(list, strings.TrimSpace(secret)) {
		t.Fatalf("%v:\n%s", err, list)
	}
	if _, err := ask("token", "revoke", "-at", "programme", "-id", strings.Fields(lines[1])[0]); err != nil {
		t.Fatal(err)
	}
	if list, err := ask("token", "list", "-at", "programme"); err != nil || !strings.Contains(list, " revoked ") {
		t.Errorf("%v:\n%s", err, list)
	}
	for _, at := range []string{"owner@999999999", "operator", "leader@974600951", "x"} {
		if _, err := ask("token", "add", "-at", at, "-name", "x"); err == nil {
			t.Errorf("a token of %s is made", at)
		}
	}
	if _, err := ask("token", "add", "-at", "programme", "-name", "x", "-days", "366"); err == nil {
		t.Error("a token is made for more than a year")
	}
}
