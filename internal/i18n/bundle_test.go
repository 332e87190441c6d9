package i18n

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestTheEmbeddedCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	b, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Keys()) == 0 {
		t.Fatal("the catalogue is empty")
	}
}

// catalogueOf builds a catalogue of one area, "form", from one file per language.
func catalogueOf(nb, nn, en string) fstest.MapFS {
	return fstest.MapFS{
		"nb/form.toml": {Data: []byte(nb)},
		"nn/form.toml": {Data: []byte(nn)},
		"en/form.toml": {Data: []byte(en)},
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	good := `form.title = "Svar"`
	for name, test := range map[string]struct {
		nb, nn, en string
		want       string // part of the message
	}{
		"a missing key":          {good + "\n" + `form.more = "x"`, good, good, "nn lacks what nb has: form.more"},
		"a key too many":         {good, good, good + "\n" + `form.more = "x"`, "nb lacks what en has: form.more"},
		"another argument":       {`form.a = "{{.count}}"`, `form.a = "{{.n}}"`, `form.a = "{{.count}}"`, "arguments of form.a differ"},
		"a plural in one only":   {`form.a = {one = "{{.count}}", other = "{{.count}}"}`, `form.a = "{{.count}}"`, `form.a = "{{.count}}"`, "only one of nb and nn has a plural"},
		"another area's key":     {`base.a = "x"`, good, good, `begin with "form."`},
		"an empty text":          {`form.a = ""`, good, good, "empty"},
		"a template action":      {`form.a = "{{if .x}}"`, good, good, "write an argument as"},
		"a half-closed argument": {`form.a = "{{.x}"`, good, good, "write an argument as"},
		"a number":               {`form.a = 3`, good, good, "a text is wanted"},
		"broken TOML":            {`form.a = `, good, good, "nb/form.toml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(catalogueOf(test.nb, test.nn, test.en))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("load: got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestLoadNamesEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	_, err := load(catalogueOf(`form.a = "x"`, `form.b = "x"`, `form.c = "x"`))
	for _, want := range []string{"form.a", "form.b", "form.c"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("load: got %v, want it to name %s", err, want)
		}
	}
}

// A staff group is called "other", and the words one and other mean a plural only together and alone.
func TestNoKeyIsReserved(t *testing.T) {
	t.Parallel()
	area := `
form.group.other = "Andre"
form.group.two = "To"
form.lonely.other = "Bare én"
form.left = {one = "{{.count}} igjen", other = "{{.count}} igjen"}`
	b, err := load(catalogueOf(area, area, area))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"form.group.other", "form.group.two", "form.left", "form.lonely.other"}
	if diff := cmp.Diff(want, b.Keys()); diff != "" {
		t.Error(diff)
	}
}
