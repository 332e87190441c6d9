package demo

import (
	"fmt"
	"math"
	"math/rand/v2"

	"tilstand/internal/programme"
)

// World is what [Fill] makes up: the named owners and schools that people look at, and around them as much of a country as is asked for.
type World struct {
	Effects Effects
	// Country is how many times the schools of Norway are made besides those with a story: 0 for the demo, 1 for a country, 10 for what a
	// service should bear without a page becoming slower. Fractions make a part of it.
	Country float64
	// Progress is told how many of all waves are asked and closed. It may be nil.
	Progress func(done, all int)
}

// Norway in round numbers, as the service is measured: schools, municipalities that own them, and people who work at a school.
const (
	countrySchools = 2800
	countryOwners  = 357
	countryStaff   = 150_000
)

// Schools per owner and staff per school have long tails: most municipalities have a handful of small schools, a few have dozens.
// Both are drawn as log-normal, with these spreads on the logarithmic scale.
const (
	ownerSpread = 0.95
	staffSpread = 0.55
)

const (
	smallestStaff = 5
	largestStaff  = 160
)

// batchSize is how many schools have waves open at the same time: enough for one rewriting of the intake file to serve many.
const batchSize = 100

// country makes owners with schools that have gone through the whole course. How many schools the owners have follows the quantiles of the
// distribution, so that the largest and the smallest are always there.
func country(size float64, r *rand.Rand) []owner {
	all := make([]owner, int(math.Round(size*countryOwners)))
	for i := range all {
		place := placeName(r)
		all[i] = owner{name: place + " kommune", municipality: fmt.Sprintf("%04d", 6000+i%3000), kind: programme.Municipality}
		z := math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/float64(len(all))-1)
		n := countrySchools / float64(countryOwners) * math.Exp(ownerSpread*z-ownerSpread*ownerSpread/2)
		for range max(1, int(math.Round(n))) {
			all[i].schools = append(all[i].schools, countrySchool(r))
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func countrySchool(r *rand.Rand) school {
	mean := float64(countryStaff) / countrySchools
	staff := int(math.Round(mean * math.Exp(staffSpread*r.NormFloat64()-staffSpread*staffSpread/2)))
	sc := school{name: placeName(r) + " skole", form: "nb", staff: min(largestStaff, max(smallestStaff, staff)), last: "c"}
	if r.IntN(8) == 0 { // about as many pupils have nynorsk as their written form
		sc.name, sc.form = placeName(r)+" skule", "nn"
	}
	return sc
}

// Names of places are put together of these. That some come out twice is as in life: the organisation number tells schools apart.
var (
	placeFirst = []string{
		"Alm", "Bekke", "Berg", "Bjørk", "Brek", "Dal", "Eike", "Elve", "Fjell", "Foss", "Fure", "Grane", "Hag", "Hassel", "Haug", "Heim", "Hjelm", "Holm", "Kirke", "Kleiv", "Krok", "Kvern",
		"Lauv", "Lille", "Lind", "Lyng", "Mjø", "Myr", "Nor", "Oks", "Orre", "Rogn", "Sande", "Selje", "Skog", "Sol", "Sten", "Stor", "Sunn", "Svart", "Tange", "Torv", "Ulve", "Vang", "Vester", "Viks", "Ytter", "Øst", "Åker",
	}
	placeLast = []string{"bakken", "berget", "bygda", "dalen", "eidet", "fjorden", "gard", "haugen", "hei", "lia", "løkka", "mo", "neset", "rud", "sletta", "stad", "sund", "vik", "voll", "åsen"}
)

func placeName(r *rand.Rand) string {
	return placeFirst[r.IntN(len(placeFirst))] + placeLast[r.IntN(len(placeLast))]
}

// tell tells how far the filling has come.
func (f *filler) tell() {
	if f.world.Progress != nil {
		f.world.Progress(f.asked, f.toAsk)
	}
}
