package demo

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A country has about as many schools, owners and staff as Norway, the tails included, and the same ones from the same seed.
func TestCountry(t *testing.T) {
	t.Parallel()
	owners := country(1, rand.New(rand.NewPCG(1, 3)))
	schools, staff, most, nynorsk := 0, 0, 0, 0
	for _, o := range owners {
		if len(o.schools) == 0 {
			t.Errorf("%s has no schools", o.name)
		}
		most = max(most, len(o.schools))
		for _, sc := range o.schools {
			schools++
			staff += sc.staff
			if sc.form == "nn" {
				nynorsk++
			}
			if sc.staff < smallestStaff || sc.staff > largestStaff || sc.last != "c" {
				t.Errorf("%s: %+v", sc.name, sc)
			}
		}
	}
	near := func(what string, got, want int, share float64) {
		if math.Abs(float64(got-want)) > share*float64(want) {
			t.Errorf("%d %s, want about %d", got, what, want)
		}
	}
	near("owners", len(owners), countryOwners, 0)
	near("schools", schools, countrySchools, 0.02)
	near("staff", staff, countryStaff, 0.03)
	near("schools that write nynorsk", nynorsk, schools/8, 0.15)
	if most < 50 {
		t.Errorf("the largest owner has %d schools: large owners are missing", most)
	}
	again := country(1, rand.New(rand.NewPCG(1, 3)))
	for i := range owners {
		if owners[i].name != again[i].name || len(owners[i].schools) != len(again[i].schools) {
			t.Fatalf("owner %d differs from the same seed", i)
		}
	}
	if n := len(country(0, rand.New(rand.NewPCG(1, 3)))); n != 0 {
		t.Errorf("the demo alone has %d owners of a country", n)
	}
}
