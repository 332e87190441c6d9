package federation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/testkit/issuer"
)

// The groups have the shape that docs.feide.no describes ("School group", "School owner group").
const (
	ownerGroup  = `{"id":"fc:org:bo.kommune.no","type":"fc:org","displayName":"Bø kommune","membership":{"basic":"member","affiliation":["member","employee","faculty"]},"orgType":["primary_and_lower_secondary_owner"],"norEduOrgNIN":"NO974600951"}`
	pupilGroup  = `{"id":"fc:org:bo.kommune.no","type":"fc:org","membership":{"basic":"member","affiliation":["member","student"]},"norEduOrgNIN":"NO974600951"}`
	schoolGroup = `{"id":"fc:org:bo.kommune.no:unit:NO987654321","type":"fc:org","parent":"fc:org:bo.kommune.no","membership":{"basic":"member","primarySchool":true},"orgType":["primary_and_lower_secondary"]}`
	abroad      = `{"id":"fc:org:bo.kommune.no:unit:U87654321","type":"fc:org","parent":"fc:org:bo.kommune.no","membership":{"basic":"member"}}`
	course      = `{"id":"fc:gogroup:bo.kommune.no:b:NO975278964:10A:2026-08-01:2027-06-15","type":"fc:gogroup","parent":"fc:org:bo.kommune.no:unit:NO975278964","membership":{"affiliation":["faculty"]}}`
)

func TestGroups(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		want Orgs
	}{
		"a teacher":       {"[" + ownerGroup + "," + schoolGroup + "," + course + "]", Orgs{Schools: []string{"987654321"}}},
		"at the owner":    {"[" + ownerGroup + "]", Orgs{Owner: "974600951"}},
		"a pupil":         {"[" + pupilGroup + "," + schoolGroup + "]", Orgs{}},
		"nobody says":     {"[" + schoolGroup + "]", Orgs{}},
		"a school abroad": {"[" + ownerGroup + "," + abroad + "]", Orgs{Owner: "974600951"}},
		"twice":           {"[" + ownerGroup + "," + schoolGroup + "," + schoolGroup + "]", Orgs{Schools: []string{"987654321"}}},
		"none":            {"[]", Orgs{}},
	} {
		got, err := readGroups([]byte(tt.text))
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" || got.None() != (tt.want.Schools == nil && tt.want.Owner == "") {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	if _, err := readGroups([]byte(`{"error":"x"}`)); err == nil {
		t.Error("an error reads as a list")
	}
}

// The list is asked for with the person's own token; a house that does not give it leaves the person as certain as before.
func TestGroupsAreAskedFor(t *testing.T) {
	t.Parallel()
	s := beside(t)
	c := s.all[0].Config
	c.Groups = s.other.GroupsURL()
	s.Providers = New(redirect, c)
	p := kari
	p.Groups = "[" + ownerGroup + "," + schoolGroup + "]"
	s.other.Add(p)
	s.other.Add(issuer.Person{Subject: "s-2", Name: "Ola", Groups: "[" + ownerGroup + "]"})
	away, answer := s.journey("")
	who, _, err := s.Finish(t.Context(), s.now, "hus", away.Cookie, answer)
	if diff := cmp.Diff(Orgs{Schools: []string{"987654321"}}, who.Orgs); err != nil || diff != "" || who.Missing != nil {
		t.Errorf("%v %v %s", err, who.Missing, diff)
	}
	c.Scopes = []string{"email"}
	s.Providers = New(redirect, c)
	if away = s.begin(""); !strings.Contains(away.URL, "scope=openid+email&") {
		t.Errorf("asked with %s", away.URL)
	}
	c.Groups = s.other.URL + "/nowhere"
	s.Providers = New(redirect, c)
	away, answer = s.journey("")
	if who, _, err = s.Finish(t.Context(), s.now, "hus", away.Cookie, answer); err != nil || !who.Orgs.None() || who.Missing == nil || who.Subject != "s-1" {
		t.Errorf("%+v, %v", who, err)
	}
}

// Whatever a house sends, no number that is none gets through.
func FuzzGroups(f *testing.F) {
	f.Add("[" + ownerGroup + "," + schoolGroup + "," + abroad + "," + course + "]")
	f.Add(`[{"type":"fc:org","parent":"x","id":":unit:NO12345678٣"}]`)
	f.Fuzz(func(t *testing.T, text string) {
		orgs, err := readGroups([]byte(text))
		if err != nil && !orgs.None() {
			t.Error("a broken list names organisations")
		}
		for _, number := range append(orgs.Schools, orgs.Owner) {
			if number != "" && orgnr("NO"+number) != number {
				t.Errorf("%q", number)
			}
		}
	})
}
