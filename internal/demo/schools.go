package demo

import (
	"fmt"
	"math/rand/v2"

	"tilstand/internal/programme"
)

// owner is one synthetic owner and the schools it has. The municipality numbers lie outside the real range.
type owner struct {
	name, municipality string
	kind               programme.OwnerKind
	schools            []school
}

// school is one synthetic school: its name, written form, how many work there, and how far it has come.
type school struct {
	name, form string
	staff      int
	cohort     int                // 0 or 1
	last       programme.PhaseKey // the last phase whose state survey is closed; "" before the first
}

// owners lists the schools of the demo. Staffs run from 6, where nothing may be shown, to 90; the first cohort has
// reached C, the second A or B, and some lag behind or have skipped a wave, as they do.
func owners() []owner {
	return []owner{
		{"Fjordvik kommune", "9901", programme.Municipality, []school{
			{"Bjørkelia skole", "nb", 34, 0, "b"}, {"Elvebakken skole", "nb", 52, 0, "c"}, {"Fjordgløtt skole", "nb", 18, 0, "c"},
			{"Granåsen skole", "nb", 27, 0, "c"}, {"Havnehagen skole", "nb", 61, 0, "b"}, {"Kirkevoll skole", "nb", 44, 0, "c"},
			{"Lysløkka skole", "nb", 23, 1, "a"}, {"Nordstrand oppvekstsenter", "nb", 12, 1, "a"}, {"Sjøvegen skole", "nb", 38, 1, "a"},
			{"Solvang skole", "nb", 90, 0, "c"}, {"Utsikten skole", "nb", 8, 0, "b"}, {"Ørneberget skole", "nb", 31, 1, "prep"},
		}},
		{"Granli kommune", "9902", programme.Municipality, []school{
			{"Bruhaugen skole", "nb", 29, 0, "c"}, {"Ekornlia skole", "nb", 21, 0, "c"}, {"Furumo skole", "nb", 47, 0, "c"},
			{"Kvernbekken skole", "nb", 15, 1, "a"}, {"Liatoppen skole", "nb", 33, 1, "b"}, {"Myrvang skole", "nb", 26, 1, "a"},
			{"Rognerud skole", "nb", 58, 0, "c"}, {"Åsheim skole", "nb", 40, 1, "a"},
		}},
		{"Storelv kommune", "9903", programme.Municipality, []school{
			{"Breidablikk skule", "nn", 24, 0, "c"}, {"Dalane skule", "nn", 14, 0, "c"}, {"Fossheim skule", "nn", 36, 0, "b"},
			{"Hjelmeland oppvekstsenter", "nn", 6, 1, "a"}, {"Kyrkjebygda skule", "nn", 19, 1, "a"}, {"Leitet skule", "nn", 30, 0, "c"},
			{"Nybø skule", "nn", 43, 1, "b"}, {"Øvrebø skule", "nn", 22, 1, "a"},
		}},
		{"Nordmarka fylkeskommune", "9904", programme.County, []school{
			{"Elvetangen videregående skole", "nb", 84, 0, "c"}, {"Fagerhaug videregående skole", "nb", 72, 0, "b"},
			{"Hammeren videregående skole", "nb", 65, 1, "a"}, {"Nordmarka videregående skole", "nb", 78, 1, "b"},
			{"Vestli videregående skole", "nb", 55, 1, "a"}, {"Østbygda videregående skole", "nb", 49, 0, "c"},
		}},
		{"Havnes kommune", "9905", programme.Municipality, []school{
			{"Havnes skole", "nb", 37, 0, "c"}, {"Ytre Havnes skole", "nb", 11, 0, "c"},
		}},
		{"Stiftelsen Solbakken", "9901", programme.Private, []school{
			{"Solbakken friskole", "nb", 17, 1, "a"}, {"Solbakken ungdomsskole", "nb", 13, 1, ""},
		}},
	}
}

// split divides a staff over the groups the way schools are made up: most are teachers, the rest assistants,
// after-school and others. Upper secondary schools (fylkeskommune) have no after-school programme.
func split(r *rand.Rand, staff int, sfo bool) map[string]int {
	counts := map[string]int{"assistants": int(float64(staff) * (0.14 + 0.06*r.Float64())), "other": int(float64(staff) * (0.08 + 0.06*r.Float64()))}
	if sfo {
		counts["sfo"] = int(float64(staff) * (0.12 + 0.06*r.Float64()))
	}
	counts["teachers"] = staff - counts["assistants"] - counts["other"] - counts["sfo"]
	return counts
}

// orgnr makes an organisation number with a valid check digit from a running number (weights 3 2 7 6 5 4 3 2, modulo 11).
// They begin with 3, so that they are not taken for numbers of real schools, which begin with 8 or 9.
func orgnr(n int) string {
	weights := [8]int{3, 2, 7, 6, 5, 4, 3, 2}
	for ; ; n++ {
		base := fmt.Sprintf("31%06d", n)
		sum := 0
		for i, w := range weights {
			sum += w * int(base[i]-'0')
		}
		if digit := (11 - sum%11) % 11; digit < 10 {
			return base + fmt.Sprint(digit)
		}
	}
}
