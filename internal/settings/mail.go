package settings

import (
	"net/mail"
	"net/netip"
	"slices"
	"strings"
)

// mail reads the section of the mail server.
func (s section) mail() Mail {
	t := s.table("mail", false)
	m := Mail{
		Host: t.line("host", true), Port: t.number("port", 1, 65535, 0), Security: t.choice("security", "starttls", "starttls", "tls", "none"),
		From: t.line("from", true), User: t.line("user", false), Password: t.secret("password"),
	}
	if address, err := mail.ParseAddress(m.From); m.From != "" && (err != nil || address.Address != m.From) {
		t.refuse(t.prefix+"from", "settings.no_email")
	}
	if m.User != "" && m.Security == "none" {
		t.refuse(t.prefix+"user", "settings.open_password")
	}
	t.done()
	if t.absent {
		return Mail{}
	}
	return m
}

// choice is one of some words; the first is taken where the key is left out.
func (s section) choice(key, otherwise string, words ...string) string {
	word := s.line(key, false)
	switch {
	case word == "":
		return otherwise
	case !slices.Contains(words, word):
		s.refuse(s.prefix+key, "settings.no_choice", "words", strings.Join(words, ", "))
	}
	return word
}

// secret is a pair of keys, one of which says where a secret is kept.
func (s section) secret(key string) Secret {
	secret := Secret{File: s.line(key+"_file", false), Env: s.line(key+"_env", false)}
	if secret.File != "" && secret.Env != "" {
		s.refuse(s.prefix+key+"_env", "settings.one_secret")
	}
	return secret
}

// networks is a list of addresses, or of networks such as 10.0.0.0/8.
func (s section) networks(key string) []string {
	value, there := s.take(key)
	rows, ok := value.([]any)
	if there && !ok {
		s.refuse(s.prefix+key, "settings.no_networks")
	}
	var found []string
	for _, row := range rows {
		text, _ := row.(string)
		if address, err := netip.ParseAddr(text); err == nil {
			found = append(found, netip.PrefixFrom(address, address.BitLen()).String())
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil || network.Bits() == 0 { // whoever trusts everybody trusts whoever lies
			s.refuse(s.prefix+key, "settings.no_networks")
			return nil
		}
		found = append(found, network.Masked().String())
	}
	return found
}
