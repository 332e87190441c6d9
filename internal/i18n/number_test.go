package i18n

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/language"
	cldr "golang.org/x/text/message"
	"golang.org/x/text/number"
	"pgregory.net/rapid"
)

func printer(t *testing.T, lang string) Printer { return mustNew(t).Printer(lang) }

func TestNumber(t *testing.T) {
	t.Parallel()
	nb, en := printer(t, "nb"), printer(t, "en")
	for _, test := range []struct{ got, want string }{
		{nb.Number(1234.5, 1), "1\u00a0234,5"},
		{nb.Number(-0.3, 1), "\u22120,3"},
		{nb.Number(1234567.891, 2), "1\u00a0234\u00a0567,89"},
		{nb.Number(4, 1), "4,0"},
		{nb.Number(0, 0), "0"},
		{nb.Number(-0.04, 1), "0,0"}, // no minus before nothing
		{nb.Number(math.Copysign(0, -1), 1), "0,0"},
		{nb.Number(999.96, 1), "1\u00a0000,0"},
		{nb.Number(1e21, 0), "1\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000"},
		{nb.Number(5e-324, 2), "0,00"},
		// Half away from zero, as in Excel; strconv and x/text would say 4,2 and −4,2 and 1,00.
		{nb.Number(4.25, 1), "4,3"},
		{nb.Number(-4.25, 1), "\u22124,3"},
		{nb.Number(1.005, 2), "1,01"},
		{nb.Number(math.NaN(), 1), "NaN"},
		{nb.Number(math.Inf(-1), 1), "\u2212Inf"},
		{en.Number(1234.5, 1), "1,234.5"},
		{en.Number(-0.3, 1), "\u22120.3"},
		{nb.Signed(0.3, 1), "+0,3"},
		{nb.Signed(-0.3, 1), "\u22120,3"},
		{nb.Signed(0.04, 1), "0,0"},
		{nb.Percent(0.834), "83\u00a0%"},
		{nb.Percent(0.835), "84\u00a0%"}, // 83.5 up, whatever 0.835*100 is in binary
		{nb.Percent(0.285), "29\u00a0%"},
		{nb.Percent(-0.05), "\u22125\u00a0%"},
		{nb.Percent(0), "0\u00a0%"},
		{nb.Percent(1), "100\u00a0%"},
		{en.Percent(0.834), "83%"},
		{nb.Interval(-0.2, 0.4, 1), "\u22120,2 til 0,4"},
		{en.Interval(3.4, 4.1, 1), "3.4 to 4.1"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// The layout is that of the Unicode CLDR as golang.org/x/text has it, but for the minus sign in English and the rounding
// of halves, which do not occur here: three decimals are given, and the last is never 5.
func TestNumberAgreesWithCLDR(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages {
		p, theirs := printer(t, lang), cldr.NewPrinter(language.MustParse(lang))
		rapid.Check(t, func(t *rapid.T) {
			thousandths := rapid.Int64Range(-1e12, 1e12).Filter(func(n int64) bool { return n%10 != 5 && n%10 != -5 }).Draw(t, "thousandths")
			x := float64(thousandths) / 1000
			want := strings.ReplaceAll(theirs.Sprint(number.Decimal(x, number.Scale(2))), "-", minus)
			if want == minus+"0"+layouts[lang].point+"00" {
				want = want[len(minus):]
			}
			if got := p.Number(x, 2); got != want {
				t.Errorf("%s %v: got %q, x/text says %q", lang, x, got, want)
			}
		})
	}
}

// Whole per cents need no rounding, so x/text and we may differ in the layout only.
func TestPercentAgreesWithCLDR(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages {
		p, theirs := printer(t, lang), cldr.NewPrinter(language.MustParse(lang))
		for percent := range 101 {
			x := float64(percent) / 100
			if got, want := p.Percent(x), theirs.Sprint(number.Percent(x)); got != want {
				t.Errorf("%s %v: got %q, x/text says %q", lang, x, got, want)
			}
		}
	}
}

// Rounding compared with exact arithmetic on the shortest decimal: add half a unit to the magnitude and cut.
func TestRoundIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-1e9, 1e9).Draw(t, "x")
		decimals := rapid.IntRange(0, 6).Draw(t, "decimals")
		exact, ok := new(big.Rat).SetString(strconv.FormatFloat(math.Abs(x), 'f', -1, 64))
		if !ok {
			t.Fatalf("%v has no decimal", x)
		}
		unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil))
		exact.Quo(exact.Add(exact, new(big.Rat).Mul(unit, big.NewRat(1, 2))), unit)
		units := new(big.Int).Quo(exact.Num(), exact.Denom())
		want := new(big.Rat).Mul(new(big.Rat).SetInt(units), unit).FloatString(decimals)
		digits, negative := round(x, 0, decimals)
		if digits != want || negative != (x < 0 && units.Sign() != 0) {
			t.Errorf("round(%v, %d): got %s negative %v, want %s", x, decimals, digits, negative, want)
		}
	})
}

func ExamplePrinter_Number() {
	b, err := New()
	if err != nil {
		panic(err)
	}
	fmt.Println(b.Printer("nb").Number(4.25, 1), b.Printer("en").Number(4.25, 1))
	// Output: 4,3 4.3
}
