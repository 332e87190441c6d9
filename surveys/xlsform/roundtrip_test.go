package xlsform_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"tilstand/internal/i18n"
	"tilstand/surveys"
	"tilstand/surveys/xlsform"
)

func english(t testing.TB) i18n.Printer {
	t.Helper()
	words, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	return words.Printer("en")
}

func written(t testing.TB, in *surveys.Instrument) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := xlsform.Write(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// mixed is an instrument with everything that the format has.
func mixed(t testing.TB) *surveys.Instrument {
	t.Helper()
	data, err := os.ReadFile("../testdata/mixed.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	in, err := surveys.ParseInstrument(data)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// TestRoundTrip: what was written reads back with the same content hash, and nothing but the guide is passed over.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, in := range append(surveys.BuiltinInstruments(), mixed(t)) {
		t.Run(in.Key, func(t *testing.T) {
			t.Parallel()
			back, ignored, err := xlsform.Read(written(t, in))
			if faults, ok := errors.AsType[*xlsform.Faults](err); ok {
				t.Fatalf("refused:\n%s", faults.In(english(t)))
			}
			if err != nil {
				t.Fatal(err)
			}
			if back.Hash() != in.Hash() {
				t.Errorf("hash %s became %s", in.Hash(), back.Hash())
			}
			if len(ignored) != 1 || ignored[0].Sheet != "veiledning" {
				t.Errorf("ignored: %v", ignored)
			}
		})
	}
}
