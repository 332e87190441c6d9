package web

import (
	"testing"

	"tilstand/internal/accounts"
)

// A link stands on a page exactly for those whom the route behind it lets in.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	own, other := h.tenant("964338531", "974600951"), h.tenant("938759839", "987654325")
	ours, theirs := "/schools/"+own.school.Orgnr, "/schools/"+other.school.Orgnr
	leader := &request{grants: []accounts.Grant{{Role: accounts.Leader, At: string(own.school.ID)}}}
	for _, tt := range []struct {
		who    *request
		method string
		path   string
		want   bool
	}{
		{leader, GET, ours, true},
		{leader, GET, ours + "?wave=x", true},
		{leader, POST, ours + "/share", true},
		{leader, GET, ours + "/share", false}, // there is no such page
		{leader, GET, theirs, false},
		{leader, GET, "/schools/999999999", false},
		{leader, GET, "/waves/" + string(own.wave.ID), true},
		{leader, GET, "/waves/" + string(other.wave.ID), false},
		{leader, GET, "/owners/" + own.owner.Orgnr, false},
		{leader, GET, "/privacy", true},
		{leader, GET, "//", false},
		{&request{}, GET, ours, false},
		{&request{}, GET, "/schools", false},
		{&request{}, GET, "/privacy", true},
	} {
		if got := h.reaches(tt.who, tt.method, tt.path); got != tt.want {
			t.Errorf("%s %s by somebody with %v: %v", tt.method, tt.path, tt.who.grants, got)
		}
	}
}
