package analytics

import (
	"errors"
	"net/url"
	"testing"
)

func TestParseQuery(t *testing.T) {
	t.Parallel()
	tests := []struct {
		address string
		want    Query
	}{
		{"", Query{}},
		{"school=974600951", Query{School: "974600951"}},
		{"lang=nn&wave=&school=974600951", Query{School: "974600951"}},
		{"owner=944117784", Query{Owner: "944117784"}},
		{
			"owner=944117784&sort=gap.put_in_place&by=semester&beside=974600951.974600952",
			Query{Owner: "944117784", Sort: "gap.put_in_place", By: "semester", Beside: "974600951.974600952"},
		},
		{
			"item=promote_plan&group=assistants%2Bsfo&kind=state&school=974600951&wave=ABC",
			Query{School: "974600951", Item: "promote_plan", Group: "assistants+sfo", Kind: "state", Wave: "ABC"},
		},
	}
	for _, tt := range tests {
		values, err := url.ParseQuery(tt.address)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseQuery(values); err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v; want %+v", tt.address, got, err, tt.want)
		}
	}
}

func TestParseQueryRefuses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"school=97460095",
		"school=974600951&school=974600952",
		"school=974600951&owner=944117784",
		"item=<script>",
		"wave=..%2F..",
		"kind=all",
		"sort=rank",
		"sort=gap.",
		"by=week",
		"beside=97460095",
		"beside=974600951.974600952.974600953.974600954.974600955",
		"group=teachers%20or%201",
	} {
		values, err := url.ParseQuery(address)
		if err != nil {
			t.Fatal(err)
		}
		if q, err := ParseQuery(values); !errors.Is(err, ErrQuery) {
			t.Errorf("%s was read as %q, %v", address, q, err)
		}
	}
}

// What parses prints, and what was printed parses to the same query and prints the same again.
func FuzzParseQuery(f *testing.F) {
	f.Add("school=974600951&wave=ABC&component=promote")
	f.Add("owner=944117784&group=a%2Bb&x=1")
	f.Add("item=%zz&kind=mapping")
	f.Fuzz(func(t *testing.T, address string) {
		values, err := url.ParseQuery(address)
		if err != nil {
			return
		}
		q, err := ParseQuery(values)
		if err != nil {
			if q != (Query{}) {
				t.Errorf("%q: refused, and yet %+v", address, q)
			}
			return
		}
		var again Query
		if err := again.UnmarshalText([]byte(q.String())); err != nil || again != q || again.String() != q.String() {
			t.Errorf("%q: %q came back as %q, %v", address, q, again, err)
		}
	})
}
