package settings

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tilstand/internal/i18n"
)

// File is the name of the file in the data folder.
const File = "settings.toml"

// How many months after the end of a school's run its answers are kept.
//
// No source sets a period for such surveys (research for this program found none), so it follows from the purpose: what answers are still needed
// for is correcting head counts and a mistaken import, and a programme's figures on how well the questionnaire measures. A year has room
// for the yearly report that follows the run. The longest is what a controller would have to give strong reasons for.
const (
	DefaultMonths = 12
	LeastMonths   = 1
	MostMonths    = 60
)

// How much room the disk must have for answers to be taken in, MB. It is for what has to go on without more room: closing waves, checkpoints, erasing.
const (
	DefaultFloor = 500
	MostFloor    = 1_000_000
)

// Settings are what the installation says about itself. The zero value names nobody.
type Settings struct {
	Listen  string // host and port
	BaseURL string // the address that people use, without a slash at its end; "" for the listening address
	TLS     TLS

	Controller Party // decides why and how: behandlingsansvarlig
	Officer    Party // data protection officer: personvernombud; may be nobody
	Operator   Party // runs the service; nobody where the controller does it
	Hosting    i18n.Text
	Processors []Processor
	Months     int    // answers are kept so long after the end of a run
	Floor      int    // no answers are taken in while the disk has less room, MB
	Statement  string // address of the published accessibility statement; may be empty
	Mail       Mail
	OIDC       []OIDC   // other houses by whose sign-in people come in
	Proxies    []string // networks of the proxies in front of the service, which say where a request comes from
	Backup     Backup
	Metrics    Metrics
	Limits     Limits
	Standby    Standby
}

// Trusts reports whether a proxy of ours has the address.
func (s Settings) Trusts(address netip.Addr) bool {
	return slices.ContainsFunc(s.Proxies, func(network string) bool {
		prefix, err := netip.ParsePrefix(network)
		return err == nil && prefix.Contains(address.Unmap())
	})
}

// Mail is where the service hands its mails over. The zero value is an installation that sends none.
type Mail struct {
	Host     string
	Port     int    // 0 for the usual one
	Security string // starttls, tls or none
	From     string // address
	User     string // "" where the server asks for none
	Password Secret
}

// Secret says where a secret is kept: never in the settings themselves, which are read by many.
type Secret struct {
	File string // a path; one that does not begin at the root is in the data folder
	Env  string // the name of an environment variable
}

// Read returns the secret, without spaces and line breaks around it; "" for the zero value.
func (s Secret) Read(dir string) (string, error) {
	switch {
	case s.Env != "":
		value, there := os.LookupEnv(s.Env)
		if !there {
			return "", fmt.Errorf("the environment variable %s is not set", s.Env)
		}
		return strings.TrimSpace(value), nil
	case s.File != "":
		path := s.File
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		text, err := os.ReadFile(path)
		return strings.TrimSpace(string(text)), err
	}
	return "", nil
}

// A Party is an organisation or an office, never a person's name unless the operator writes one.
type Party struct {
	Name    string
	Contact string // an address that people can write to, or a telephone number
}

// Named says whether anybody is.
func (p Party) Named() bool { return p.Name != "" }

// A Processor handles data for the controller.
type Processor struct {
	Name  string
	Task  i18n.Text
	Place i18n.Text
}

// Named says whether somebody has said who is responsible.
func (s Settings) Named() bool { return s.Controller.Named() }

// Runs is who runs the service: the operator, or the controller.
func (s Settings) Runs() Party {
	if s.Operator.Named() {
		return s.Operator
	}
	return s.Controller
}

// Fingerprint is the same for the same settings, and tells nothing about them. Where the service is reached is no matter of it.
func (s Settings) Fingerprint() string {
	s.Listen, s.BaseURL, s.TLS, s.Metrics, s.Limits = "", "", TLS{}, Metrics{}, Limits{}
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", s)) // maps are written in the order of their keys
	return hex.EncodeToString(sum[:8])
}

// Default are the settings of an installation without a file.
func Default() Settings {
	return Settings{Listen: DefaultListen, Months: DefaultMonths, Floor: DefaultFloor, Limits: Limits{DefaultConnections, DefaultAnalyses}}
}

// Example is a file to begin with, with a comment on every key.
//
//go:embed example.toml
var Example string

// Load reads the file of a data folder, if there is one, and puts over it what is given elsewhere. The error is an *[Invalid] where there are faults.
func Load(dir string, given Given) (Settings, error) {
	document, there, err := read(dir)
	if err != nil {
		return Settings{}, err
	}
	given.over(document)
	for _, about := range []string{"controller", "officer", "operator", "hosting"} {
		_, told := document[about]
		there = there || told
	}
	s, _, err := parse(document, there)
	return s, err
}

// read decodes the file of a data folder.
func read(dir string) (document map[string]any, there bool, err error) {
	text, err := os.ReadFile(filepath.Join(dir, File))
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]any{}, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read the settings: %w", err)
	}
	document, err = decode(string(text))
	return document, true, err
}

// Standing is a key with what holds, and from where.
type Standing struct {
	Key
	Value string // as a flag would have it; "" where nothing is given
	From  string // "environment", "file", "usual", or ""
}

// Told are all [Keys] as they stand in a data folder. Secrets are not among them: settings only name where they are kept.
func Told(dir string, given Given) ([]Standing, error) {
	document, _, err := read(dir)
	if err != nil {
		return nil, err
	}
	var all []Standing
	for _, k := range Keys() {
		table := document
		if k.Section != "" {
			table, _ = document[k.Section].(map[string]any)
		}
		value, there := table[k.Name]
		switch {
		case given[k.Path()] != "":
			all = append(all, Standing{k, given[k.Path()], "environment"})
		case there:
			all = append(all, Standing{k, plain(value), "file"})
		case k.Usual != "":
			all = append(all, Standing{k, k.Usual, "usual"})
		default:
			all = append(all, Standing{k, "", ""})
		}
	}
	return all, nil
}

// plain writes a value of the file as a flag would have it.
func plain(value any) string {
	rows, ok := value.([]any)
	if !ok {
		return fmt.Sprint(value)
	}
	var words []string
	for _, row := range rows {
		words = append(words, fmt.Sprint(row))
	}
	return strings.Join(words, ",")
}
