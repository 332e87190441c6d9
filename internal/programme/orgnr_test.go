package programme

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestCheckOrgnr(t *testing.T) {
	t.Parallel()
	tests := []struct {
		orgnr string
		want  error
	}{
		{"974760673", nil}, // Brønnøysundregistrene, in the Central Coordinating Register
		{"970018131", nil}, // Utdanningsdirektoratet
		{"958935420", nil}, // Oslo kommune
		{"974760674", ErrOrgnrCheck},
		{"974760763", ErrOrgnrCheck}, // two neighbours swapped
		{"97476067", ErrOrgnrDigits},
		{"9747606730", ErrOrgnrDigits},
		{"97476067x", ErrOrgnrDigits},
		{"９74760673", ErrOrgnrDigits}, // a full-width digit
		{"", ErrOrgnrDigits},
	}
	for _, test := range tests {
		if got := CheckOrgnr(test.orgnr); !errors.Is(got, test.want) {
			t.Errorf("CheckOrgnr(%q) = %v, want %v", test.orgnr, got, test.want)
		}
	}
}

// 2·6 = 12 leaves 1 modulo 11, which asks for the digit 10: no number begins with 00000006.
func TestCheckOrgnrNoDigit(t *testing.T) {
	t.Parallel()
	if got := validOrgnr(6); got != "" {
		t.Errorf("%s passes", got)
	}
}

// A check digit modulo 11 finds every single wrong digit and every swap of two unlike neighbours: that is why it is there.
func TestCheckOrgnrFindsSlips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		orgnr := validOrgnr(rapid.IntRange(0, 99_999_999).Filter(func(n int) bool { return validOrgnr(n) != "" }).Draw(t, "first eight"))
		slip := []byte(orgnr)
		i := rapid.IntRange(0, 7).Draw(t, "place")
		if rapid.Bool().Draw(t, "swap") {
			slip[i], slip[i+1] = slip[i+1], slip[i]
		} else {
			slip[i] = '0' + (slip[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		}
		if string(slip) != orgnr && CheckOrgnr(string(slip)) == nil {
			t.Fatalf("%s passes for %s", slip, orgnr)
		}
	})
}

// validOrgnr is the organisation number that begins with the eight digits, or "" when there is none.
func validOrgnr(first int) string {
	for digit := range 10 {
		if orgnr := fmt.Sprintf("%08d%d", first, digit); CheckOrgnr(orgnr) == nil {
			return orgnr
		}
	}
	return ""
}

func TestTidyOrgnr(t *testing.T) {
	t.Parallel()
	if got := TidyOrgnr(" 974 760\u00a0673\t"); got != "974760673" {
		t.Errorf("got %q", got)
	}
}
