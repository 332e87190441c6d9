package settings

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every value that the file may have is a key, and every key is a value that the file may have.
func TestKeysAreAllThereIs(t *testing.T) {
	t.Parallel()
	_, asked, _ := parse(map[string]any{}, true)
	var want, got []string
	for _, path := range asked {
		tables := []string{"hosting.processor", "oidc"} // lists of sections, in the file alone
		isTable := slices.ContainsFunc(asked, func(other string) bool { return strings.HasPrefix(other, path+".") })
		if !isTable && !slices.Contains(tables, path) {
			want = append(want, path)
		}
	}
	for _, k := range Keys() {
		got = append(got, k.Path())
		if k.About == "" || strings.ToLower(k.Flag()) != k.Flag() || strings.ContainsAny(k.Flag(), "._") {
			t.Errorf("%+v", k)
		}
		if _, said, _ := strings.Cut(Example, "\n"); !strings.Contains(said, k.Name) {
			t.Errorf("the example does not have %s", k.Path())
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(slices.Compact(want), got); diff != "" {
		t.Error(diff)
	}
}

// What is given goes before the file, the file before what is usual, and an empty value is none.
func TestPrecedence(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, File), []byte("listen = \"127.0.0.1:1\"\nbase_url = \"https://file.no\"\n"+nobodyElse+"[web]\ntrusted_proxies = [\"10.0.0.1\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TILSTAND_BASE_URL", "https://environment.no/")
	t.Setenv("TILSTAND_ANSWERS_MONTHS", "24")
	t.Setenv("TILSTAND_WEB_TRUSTED_PROXIES", "10.0.0.2, 10.1.0.0/16")
	t.Setenv("TILSTAND_LISTEN", "")
	s, err := Load(dir, Given{"base_url": "", "answers.months": "36"}.Or(Environment()))
	if err != nil || s.Listen != "127.0.0.1:1" || s.BaseURL != "https://environment.no" || s.Months != 36 || len(s.Proxies) != 2 || s.Mail.Host != "" {
		t.Errorf("%+v, %v", s, err)
	}
	told, err := Told(dir, Environment())
	if err != nil {
		t.Fatal(err)
	}
	from := map[string]string{}
	for _, k := range told {
		from[k.Path()] = k.From + " " + k.Value
	}
	for path, want := range map[string]string{"listen": "file 127.0.0.1:1", "base_url": "environment https://environment.no/", "backup.at": "usual 02:30", "mail.host": " ", "controller.name": "file A"} {
		if from[path] != want {
			t.Errorf("%s: %q, want %q", path, from[path], want)
		}
	}
}

// What is wrong with a value is told by its key, wherever it came from; and without a file nobody needs to be named.
func TestGivenFaults(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		given Given
		want  string
	}{
		"nothing":                {nil, ""},
		"an address":             {Given{"listen": ":8080"}, ""},
		"half a responsible":     {Given{"controller.name": "A"}, "settings.missing, settings.missing"},
		"months in words":        {Given{"answers.months": "twelve"}, "settings.no_number"},
		"a path in the base URL": {Given{"base_url": "https://a.no/b"}, "settings.no_base"},
		"no port":                {Given{"listen": "localhost"}, "settings.no_listener"},
		"half a certificate":     {Given{"tls.cert": "a.pem"}, "settings.missing"},
		"metrics for all":        {Given{"metrics.listen": ":9"}, "settings.open_metrics"},
	} {
		_, err := Load(t.TempDir(), tt.given)
		if got := strings.TrimPrefix(errorOf(err), File+": "); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func errorOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
