package settings

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// OIDC is another house by whose sign-in people come in (OpenID Connect).
type OIDC struct {
	Key      string // names it in addresses: the one to be registered there ends in /login/with/KEY/back
	Name     string // on the sign-in page
	Issuer   string // address, as the house writes it itself
	ClientID string
	Secret   Secret
	Domains  []string // of e-mail addresses that are believed to be people's own when the house says that it has checked them
	Strong   OIDCStrength
	Scopes   []string // beside openid; the usual ones where there are none
	Groups   string   // address of the list of somebody's groups, as Feide gives it; "" for none
}

// OIDCStrength says when a sign-in at another house counts as more than a password. The zero value is never.
type OIDCStrength struct {
	Always   bool
	ACR, AMR []string // values of the claims of the same names, one of which is enough
}

// Presets are houses whose addresses are known. Sources: docs.feide.no (OpenID Connect details, groups API, service-initiated multi-factor
// authentication) and Microsoft's description of the v2.0 endpoint.
const (
	presetFeide = "feide"
	presetEntra = "entra"

	feideIssuer = "https://auth.dataporten.no"
	feideGroups = "https://groups-api.dataporten.no/groups/me/groups"
	feideStrong = "urn:mace:feide.no:auth:level:fad08:3"
	entraIssuer = "https://login.microsoftonline.com/%s/v2.0"
)

var (
	oidcKey    = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$`)
	oidcTenant = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	oidcDomain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
)

// oidc reads the sections of other houses.
func (s section) oidc() (houses []OIDC) {
	for _, t := range s.list("oidc") {
		house := t.house()
		if slices.ContainsFunc(houses, func(other OIDC) bool { return house.Key != "" && other.Key == house.Key }) {
			t.refuse(t.prefix+"key", "settings.twice", "value", house.Key)
		}
		houses = append(houses, house)
		t.done()
	}
	return houses
}

func (s section) house() OIDC {
	house := OIDC{Key: s.line("key", true)}
	if house.Key != "" && !oidcKey.MatchString(house.Key) {
		s.refuse(s.prefix+"key", "settings.no_key")
	}
	preset := s.choice("preset", "", presetFeide, presetEntra)
	house.Name = cmp.Or(s.line("name", preset == ""), map[string]string{presetFeide: "Feide", presetEntra: "Microsoft"}[preset])
	house.Issuer = cmp.Or(s.houseAddress("issuer"), s.presetIssuer(preset))
	if house.Issuer == "" && preset == "" {
		s.refuse(s.prefix+"issuer", "settings.missing")
	}
	house.ClientID = s.line("client_id", true)
	if house.Secret = s.secret("client_secret"); house.Secret == (Secret{}) {
		s.refuse(s.prefix+"client_secret_file", "settings.no_secret")
	}
	house.Domains = s.words("trusted_domains")
	if slices.ContainsFunc(house.Domains, func(domain string) bool { return !oidcDomain.MatchString(domain) }) {
		s.refuse(s.prefix+"trusted_domains", "settings.no_domains")
	}
	house.Strong = s.oidcStrength(preset)
	house.Scopes = s.words("scopes")
	house.Groups = s.houseAddress("groups")
	if preset == presetFeide {
		house.Groups = cmp.Or(house.Groups, feideGroups)
	}
	return house
}

// presetIssuer is the address of a house that is known. Entra's is one for each tenant: the ones that all tenants share let in the whole world.
func (s section) presetIssuer(preset string) string {
	switch preset {
	case presetFeide:
		return feideIssuer
	case presetEntra:
		tenant := s.line("tenant", true)
		if tenant != "" && !oidcTenant.MatchString(tenant) {
			s.refuse(s.prefix+"tenant", "settings.no_tenant")
		}
		return fmt.Sprintf(entraIssuer, strings.ToLower(tenant))
	}
	return ""
}

// oidcStrength reads when a sign-in is strong. Feide's value for two factors is known; what another house calls it has to be said.
func (s section) oidcStrength(preset string) (strong OIDCStrength) {
	by, values := s.choice("strong", "never", "never", "always", "acr", "amr"), s.words("strong_values")
	if by == "acr" && preset == presetFeide && values == nil {
		values = []string{feideStrong}
	}
	switch by {
	case "always":
		strong.Always = true
	case "acr":
		strong.ACR = values
	case "amr":
		strong.AMR = values
	}
	if (by == "acr" || by == "amr") != (len(values) > 0) {
		s.refuse(s.prefix+"strong_values", "settings.strong_values")
	}
	return strong
}

// words is a list of short texts.
func (s section) words(key string) []string {
	value, there := s.take(key)
	rows, ok := value.([]any)
	var found []string
	for _, row := range rows {
		word, text := row.(string)
		ok = ok && text && word != "" && fits(word) && !strings.Contains(word, " ")
		found = append(found, word)
	}
	if there && (!ok || len(found) == 0 || len(found) > maxRows) {
		s.refuse(s.prefix+key, "settings.no_words")
		return nil
	}
	return found
}

// houseAddress is an address by https. On this machine it may be http, where somebody tries things out.
func (s section) houseAddress(key string) string {
	text := s.line(key, false)
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.RawQuery != "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		s.refuse(s.prefix+key, "settings.no_address")
	}
	return text
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
