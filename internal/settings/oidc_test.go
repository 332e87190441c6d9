package settings

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const nobodyElse = "[controller]\nname = \"A\"\ncontact = \"b\"\n[hosting]\nplace = \"c\"\n"

const tenant = "01234567-89ab-cdef-0123-456789abcdef"

// Presets fill in what is known of a house, and the file goes before them.
func TestOIDCPresets(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		want OIDC
	}{
		"Feide": {
			`preset="feide"`,
			OIDC{Name: "Feide", Issuer: "https://auth.dataporten.no", Groups: "https://groups-api.dataporten.no/groups/me/groups"},
		},
		"Feide with two factors": {
			"preset=\"feide\"\nstrong=\"acr\"",
			OIDC{Name: "Feide", Issuer: feideIssuer, Groups: feideGroups, Strong: OIDCStrength{ACR: []string{"urn:mace:feide.no:auth:level:fad08:3"}}},
		},
		"Entra": {
			"preset=\"entra\"\ntenant=\"" + tenant + "\"\nname=\"Bø kommune\"\nstrong=\"always\"\ntrusted_domains=[\"bo.kommune.no\"]",
			OIDC{Name: "Bø kommune", Issuer: "https://login.microsoftonline.com/" + tenant + "/v2.0", Strong: OIDCStrength{Always: true}, Domains: []string{"bo.kommune.no"}},
		},
		"any": {
			"name=\"Hus\"\nissuer=\"https://id.example.no\"\nstrong=\"amr\"\nstrong_values=[\"mfa\",\"hwk\"]\nscopes=[\"email\"]",
			OIDC{Name: "Hus", Issuer: "https://id.example.no", Scopes: []string{"email"}, Strong: OIDCStrength{AMR: []string{"mfa", "hwk"}}},
		},
		"Feide elsewhere": {
			"preset=\"feide\"\nissuer=\"http://127.0.0.1:9\"\ngroups=\"http://localhost:9/groups\"",
			OIDC{Name: "Feide", Issuer: "http://127.0.0.1:9", Groups: "http://localhost:9/groups"},
		},
	} {
		s, err := Parse(nobodyElse + "[[oidc]]\nkey=\"hus\"\nclient_id=\"id\"\nclient_secret_env=\"E\"\n" + tt.text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		tt.want.Key, tt.want.ClientID, tt.want.Secret = "hus", "id", Secret{Env: "E"}
		if diff := cmp.Diff([]OIDC{tt.want}, s.OIDC); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// What is wrong with a house is found by the key where it is.
func TestOIDCFaults(t *testing.T) {
	t.Parallel()
	const sound = "[[oidc]]\nkey=\"hus\"\nname=\"Hus\"\nissuer=\"https://id.no\"\nclient_id=\"id\"\nclient_secret_file=\"f\"\n"
	const feide = "[[oidc]]\nkey=\"feide\"\npreset=\"feide\"\nclient_id=\"id\"\nclient_secret_file=\"f\"\n"
	const entra = "[[oidc]]\nkey=\"e\"\npreset=\"entra\"\nclient_id=\"id\"\nclient_secret_file=\"f\"\n"
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"nothing": {"[[oidc]]", []string{
			"settings.missing oidc[1].key", "settings.missing oidc[1].name", "settings.missing oidc[1].issuer", "settings.missing oidc[1].client_id", "settings.no_secret oidc[1].client_secret_file",
		}},
		"the secret itself":     {sound + "client_secret=\"x\"", []string{"settings.unknown oidc[1].client_secret"}},
		"the same key":          {sound + sound, []string{"settings.twice oidc[2].key"}},
		"a key with a slash":    {"[[oidc]]\nkey=\"a/b\"\nname=\"Hus\"\nissuer=\"https://id.no\"\nclient_id=\"id\"\nclient_secret_file=\"f\"", []string{"settings.no_key oidc[1].key"}},
		"an open issuer":        {feide + "issuer=\"http://id.no\"", []string{"settings.no_address oidc[1].issuer"}},
		"an open list":          {sound + "groups=\"http://id.no\"", []string{"settings.no_address oidc[1].groups"}},
		"no tenant":             {entra, []string{"settings.missing oidc[1].tenant"}},
		"all tenants":           {entra + "tenant=\"common\"", []string{"settings.no_tenant oidc[1].tenant"}},
		"a tenant of Feide":     {feide + "tenant=\"" + tenant + "\"", []string{"settings.unknown oidc[1].tenant"}},
		"an unknown preset":     {sound + "preset=\"google\"", []string{"settings.no_choice oidc[1].preset"}},
		"strength in own words": {sound + "strong=\"sometimes\"", []string{"settings.no_choice oidc[1].strong"}},
		"values are missing":    {sound + "strong=\"acr\"", []string{"settings.strong_values oidc[1].strong_values"}},
		"values for nothing":    {sound + "strong=\"always\"\nstrong_values=[\"mfa\"]", []string{"settings.strong_values oidc[1].strong_values"}},
		"a value, not a list":   {sound + "strong=\"amr\"\nstrong_values=\"mfa\"", []string{"settings.no_words oidc[1].strong_values", "settings.strong_values oidc[1].strong_values"}},
		"every domain":          {sound + "trusted_domains=[\"*\"]", []string{"settings.no_domains oidc[1].trusted_domains"}},
		"an empty list":         {sound + "trusted_domains=[]", []string{"settings.no_words oidc[1].trusted_domains"}},
	} {
		_, err := Parse(nobodyElse + tt.text)
		invalid, ok := errors.AsType[*Invalid](err)
		if !ok {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, f := range invalid.Faults {
			got = append(got, fmt.Sprint(f.Key, " ", f.Args["key"]))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
