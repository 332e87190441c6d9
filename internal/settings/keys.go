package settings

import (
	"os"
	"strconv"
	"strings"
)

// Kind is what a key holds.
type Kind int

// The kinds of keys.
const (
	Text Kind = iota
	Number
	List // in flags and the environment with commas between
)

// Key is a setting that can be given in three places under one name: as a key of the file, mail.host, as an environment variable, TILSTAND_MAIL_HOST, and as a flag of
// tilstand serve, -mail-host. A flag goes before the environment, the environment before the file, the file before what is usual.
type Key struct {
	Section string // of the file; empty for what stands before all sections
	Name    string
	Kind    Kind
	Usual   string // what holds where nothing is given; empty for none
	About   string // a line, in English like all that commands print
}

// Path is the name in the file.
func (k Key) Path() string {
	if k.Section == "" {
		return k.Name
	}
	return k.Section + "." + k.Name
}

// Flag is the name as a flag, without the dash.
func (k Key) Flag() string { return strings.NewReplacer(".", "-", "_", "-").Replace(k.Path()) }

// Env is the name as an environment variable.
func (k Key) Env() string { return EnvOf(k.Flag()) }

// EnvOf is the environment variable of a flag.
func EnvOf(flag string) string {
	return "TILSTAND_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Keys are all settings but those that are lists of sections, [[hosting.processor]] and [[oidc]], and texts in each language: they are in the file alone. What each does
// is told at length in [Example].
func Keys() []Key {
	months, days := strconv.Itoa(DefaultMonths), strconv.Itoa(DefaultBackupDays)
	connections, analyses := strconv.Itoa(DefaultConnections), strconv.Itoa(DefaultAnalyses)
	return []Key{
		{"", "listen", Text, DefaultListen, "address to listen on; port 0 takes a free one"},
		{"", "base_url", Text, "", "the address that people use, for links and QR codes (usual: the listening address)"},
		{"tls", "cert", Text, "", "certificate and its chain, PEM; read anew when it changes"},
		{"tls", "key", Text, "", "its key, PEM"},
		{"controller", "name", Text, "", "who decides why surveys are held"},
		{"controller", "contact", Text, "", "where to write to them"},
		{"officer", "name", Text, "", "the data protection officer"},
		{"officer", "contact", Text, "", "where to write to them"},
		{"operator", "name", Text, "", "who runs the service"},
		{"operator", "contact", Text, "", "where to write to them"},
		{"hosting", "place", Text, "", "where the server and its backups stand"},
		{"answers", "months", Number, months, "how long answers are kept after the end of a school's run"},
		{"answers", "floor", Number, strconv.Itoa(DefaultFloor), "no answers are taken in while the disk has less room, MB"},
		{"web", "accessibility_statement", Text, "", "address of the published accessibility statement"},
		{"web", "trusted_proxies", List, "", "addresses or networks of the proxies in front of the service"},
		{"mail", "host", Text, "", "the mail server"},
		{"mail", "port", Number, "", "its port (usual: by security)"},
		{"mail", "security", Text, "starttls", "starttls, tls or none"},
		{"mail", "from", Text, "", "the address that mails come from"},
		{"mail", "user", Text, "", "the name to sign in there with"},
		{"mail", "password_file", Text, "", "file with the password"},
		{"mail", "password_env", Text, "", "or the environment variable that holds it"},
		{"backup", "folder", Text, "", "where the service puts backups"},
		{"backup", "at", Text, defaultBackupTime, "time of day in Norway"},
		{"backup", "recipients", List, "", "age1…: who can read them"},
		{"backup", "days", Number, days, "a backup goes after so many days"},
		{"backup", "copy", List, "", "command that takes each new backup elsewhere"},
		{"limits", "connections", Number, connections, "connections at the same time"},
		{"limits", "analyses", Number, analyses, "workbooks, data files and editions that are worked out side by side"},
		{"metrics", "listen", Text, "", "address at which Prometheus reads how the service does"},
		{"metrics", "token_file", Text, "", "file with the token that a reader shows"},
		{"metrics", "token_env", Text, "", "or the environment variable that holds it"},
		{"standby", "listen", Text, "", "address at which a standby follows this machine"},
		{"standby", "secret_file", Text, "", "file with the secret that it shows"},
		{"standby", "secret_env", Text, "", "or the environment variable that holds it"},
		{"standby", "cert", Text, "", "certificate and its chain for that address, PEM"},
		{"standby", "key", Text, "", "its key, PEM"},
		{"standby", "transport", Text, "tls", "tls, or plain where something else encrypts the way"},
	}
}

// Given are settings from elsewhere than the file, by path. An empty one is not given.
type Given map[string]string

// Environment are those of the environment.
func Environment() Given {
	given := Given{}
	for _, k := range Keys() {
		if value := os.Getenv(k.Env()); value != "" {
			given[k.Path()] = value
		}
	}
	return given
}

// Or are the settings of g, and of other where g has none.
func (g Given) Or(other Given) Given {
	both := Given{}
	for _, from := range []Given{other, g} {
		for path, value := range from {
			if value != "" {
				both[path] = value
			}
		}
	}
	return both
}

// over puts what is given into a document. A value that is not of its kind stays a text, and is refused by its key like any other fault.
func (g Given) over(document map[string]any) {
	for _, k := range Keys() {
		value := g[k.Path()]
		if value == "" {
			continue
		}
		table := document
		if k.Section != "" {
			below, ok := document[k.Section].(map[string]any)
			if !ok {
				below = map[string]any{}
				document[k.Section] = below
			}
			table = below
		}
		table[k.Name] = k.Kind.value(value)
	}
}

func (k Kind) value(text string) any {
	switch k {
	case Number:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n
		}
	case List:
		var rows []any
		for row := range strings.SplitSeq(text, ",") {
			rows = append(rows, strings.TrimSpace(row))
		}
		return rows
	}
	return text
}
