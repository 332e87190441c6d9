package i18n

import (
	"strconv"
	"strings"
	"sync"
	"testing"
)

// printerOf returns a printer of a small catalogue, the same in all languages.
func printerOf(t *testing.T, area string) Printer {
	t.Helper()
	b, err := load(catalogueOf(area, area, area))
	if err != nil {
		t.Fatal(err)
	}
	return b.Printer("nn")
}

const area = `
form.plain = "Svar <b>her</b>"
form.named = "{{.who}} har {{.what}}"
form.left = { one = "{{.count}} spørsmål att", other = "{{.count}} spørsmål att av {{.all}}" }
form.value = "Snitt {{.mean}}"
`

func TestT(t *testing.T) {
	t.Parallel()
	p := printerOf(t, area)
	for name, test := range map[string]struct {
		got, want string
	}{
		"plain text is text":     {p.T("form.plain"), "Svar <b>her</b>"},
		"strings stand as is":    {p.T("form.named", "who", "Åse {{.what}}", "what", "0"), "Åse {{.what}} har 0"},
		"a plural of one":        {p.T("form.left", "count", 1, "all", 20), "1 spørsmål att"},
		"a plural of none":       {p.T("form.left", "count", 0, "all", 20), "0 spørsmål att av 20"},
		"ints are plain digits":  {p.T("form.left", "count", 2000, "all", 12000), "2000 spørsmål att av 12000"},
		"floats get one decimal": {p.T("form.value", "mean", 3.25), "Snitt 3,3"},
		"texts are resolved":     {p.T("form.named", "who", Text{"nb": "skole", "nn": "skule"}, "what", "x"), "skule har x"},
		"sentences are said":     {p.T("form.named", "who", Sentence{Key: "form.value", Args: map[string]any{"mean": 1.0}}, "what", "x"), "Snitt 1,0 har x"},
		"Say":                    {p.Say(Sentence{Key: "form.plain"}), "Svar <b>her</b>"},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", name, test.got, test.want)
		}
	}
}

// A hole in a sentence is found by whoever makes it, not by a reader.
func TestTPanics(t *testing.T) {
	t.Parallel()
	p := printerOf(t, area)
	for name, test := range map[string]struct {
		args []any
		key  string
		want string // part of the message
	}{
		"unknown key":          {nil, "form.nothing", `no text for key "form.nothing"`},
		"missing argument":     {[]any{"who", "x"}, "form.named", "takes the arguments [what who]"},
		"superfluous argument": {[]any{"x", "y"}, "form.plain", "takes the arguments []"},
		"a name without value": {[]any{"who"}, "form.named", "alternating"},
		"a name of no string":  {[]any{1, 2}, "form.named", "alternating"},
		"an unprintable value": {[]any{"mean", struct{}{}}, "form.value", "format it first"},
		"a count of no number": {[]any{"count", "many", "all", 1}, "form.left", "form.left"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, test.want) {
					t.Errorf("panic: got %q, want %q in it", got, test.want)
				}
			}()
			p.T(test.key, test.args...)
			t.Error("no panic")
		})
	}
}

// One bundle serves all requests at once; the race detector watches.
func TestPrintersAreSharedSafely(t *testing.T) {
	t.Parallel()
	p := printerOf(t, area)
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			want := strconv.Itoa(n+2) + " spørsmål att av 20"
			if got := p.T("form.left", "count", n+2, "all", 20); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	group.Wait()
}

func TestPrinterOfAnUnknownLanguagePanics(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error(`Printer("no"): no panic`)
		}
	}()
	mustNew(t).Printer("no")
}

func TestTextIn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text Text
		lang string
		want string
	}{
		"its own":              {Text{"nb": "b", "nn": "n", "en": "e"}, "nn", "n"},
		"nynorsk from bokmål":  {Text{"nb": "b", "en": "e"}, "nn", "b"},
		"bokmål from nynorsk":  {Text{"nn": "n", "en": "e"}, "nb", "n"},
		"English from bokmål":  {Text{"nb": "b", "nn": "n"}, "en", "b"},
		"Norwegian at the end": {Text{"en": "e"}, "nn", "e"},
		"empty is missing":     {Text{"nn": "", "nb": "b"}, "nn", "b"},
		"none":                 {nil, "nb", ""},
		"a language of nobody": {Text{"nb": "b"}, "xx", ""},
	} {
		if got := test.text.In(test.lang); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		wishes []string
		want   string
	}{
		"nothing":                    {nil, "nb"},
		"a link's choice":            {[]string{"nn", "en", "nb"}, "nn"},
		"the cookie's":               {[]string{"", "en", "nb"}, "en"},
		"a browser's list":           {[]string{"", "", "nn-NO,nn;q=0.9,nb;q=0.8,en;q=0.7"}, "nn"},
		"its order, not its place":   {[]string{"en;q=0.3,nb;q=0.9"}, "nb"},
		"the macro language":         {[]string{"no"}, "nb"},
		"with a country":             {[]string{"no-NO,no"}, "nb"},
		"Danish":                     {[]string{"da"}, "nb"},
		"American":                   {[]string{"en-US,en"}, "en"},
		"Polish, then English":       {[]string{"pl,en;q=0.5"}, "en"},
		"only Polish":                {[]string{"pl"}, "nb"},
		"nonsense":                   {[]string{"<script>", "%%%"}, "nb"},
		"nonsense, then a choice":    {[]string{"<script>", "en"}, "en"},
		"any language":               {[]string{"*"}, "nb"},
		"a list as long as a header": {[]string{strings.Repeat("de,", 1500) + "nn"}, "nn"},
	} {
		if got := Match(test.wishes...); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

// What one sentence costs; a results page has a few hundred.
func BenchmarkT(b *testing.B) {
	bundle, err := load(catalogueOf(area, area, area))
	if err != nil {
		b.Fatal(err)
	}
	p := bundle.Printer("nb")
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			p.T("form.plain")
		}
	})
	b.Run("plural", func(b *testing.B) {
		for b.Loop() {
			p.T("form.left", "count", 3, "all", 20)
		}
	})
}
