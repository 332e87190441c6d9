package federation

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// groupsScope lets Feide's list of groups tell of schools and school owners.
const groupsScope = "groups-org"

// Orgs are organisation numbers of where somebody works.
type Orgs struct {
	Schools []string
	Owner   string // "" for whoever works at a school: everybody there belongs to its owner, too
}

// None reports whether there are none.
func (o Orgs) None() bool { return len(o.Schools) == 0 && o.Owner == "" }

// group is one of somebody's groups, as Feide describes schools and school owners: docs.feide.no, "School group" and "School owner group".
type group struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	Parent     string `json:"parent"` // only schools have one
	Number     string `json:"norEduOrgNIN"`
	Membership struct {
		Affiliation []string `json:"affiliation"`
	} `json:"membership"`
}

// orgs asks for somebody's groups.
func (p *provider) orgs(ctx context.Context, token string) (Orgs, error) {
	answer, err := p.get(ctx, p.Groups, token)
	if err != nil {
		return Orgs{}, fmt.Errorf("ask for groups: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return Orgs{}, fmt.Errorf("ask for groups: status %d", answer.StatusCode)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return Orgs{}, fmt.Errorf("read groups: %w", err)
	}
	return readGroups(text)
}

// atWork are the affiliations of those who work somewhere (eduPersonAffiliation); pupils and their parents have others.
var atWork = []string{"employee", "faculty", "staff"}

// readGroups reads where somebody works. A school says nothing about what people are there, so the owner's word decides for all: of whom it does not say that
// they work for it, nothing is taken.
func readGroups(text []byte) (Orgs, error) {
	var groups []group
	if err := json.Unmarshal(text, &groups); err != nil {
		return Orgs{}, fmt.Errorf("read groups: %w", err)
	}
	var found Orgs
	works := false
	for _, g := range groups {
		if g.Type != "fc:org" {
			continue
		}
		works = works || slices.ContainsFunc(g.Membership.Affiliation, func(what string) bool { return slices.Contains(atWork, what) })
		if g.Parent == "" {
			found.Owner = orgnr(g.Number)
			continue
		}
		_, unit, _ := strings.Cut(g.ID, ":unit:")
		if number := orgnr(unit); number != "" && !slices.Contains(found.Schools, number) {
			found.Schools = append(found.Schools, number)
		}
	}
	if !works {
		return Orgs{}, nil
	}
	if len(found.Schools) > 0 {
		found.Owner = ""
	}
	return found, nil
}

// orgnr is the number in NO974600951; "" for schools abroad, which have another kind.
func orgnr(text string) string {
	number, norwegian := strings.CutPrefix(text, "NO")
	if !norwegian || len(number) != 9 || strings.ContainsFunc(number, func(r rune) bool { return r < '0' || r > '9' }) {
		return ""
	}
	return number
}
