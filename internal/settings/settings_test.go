package settings

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tilstand/internal/i18n"
)

func TestExample(t *testing.T) {
	t.Parallel()
	s, err := Parse(Example)
	if err != nil {
		t.Fatal(err)
	}
	if s.Controller.Name != "Eksempel kommune" || s.Months != 12 || len(s.Processors) != 1 || s.Hosting["nn"] != "Eksempel, Noreg" {
		t.Errorf("the example reads as %+v", s)
	}
	if s.Mail.Host != "smtp.eksempel.no" || s.Mail.Password.File != "smtp-password" || len(s.Proxies) != 2 {
		t.Errorf("mail and proxies read as %+v, %v", s.Mail, s.Proxies)
	}
	if s.Runs().Name != "Eksempel IKT IKS" {
		t.Errorf("%s runs it", s.Runs().Name)
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Load(dir, nil)
	if diff := cmp.Diff(Default(), s); err != nil || diff != "" || s.Named() {
		t.Errorf("without a file: %v %s", err, diff)
	}
	if err := os.WriteFile(filepath.Join(dir, File), []byte("[controller]\nname = \"Asker kommune\"\ncontact = \"post@asker.no\"\n[hosting]\nplace = \"Asker\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err = Load(dir, nil)
	want := Settings{Listen: DefaultListen, Limits: Limits{DefaultConnections, DefaultAnalyses}, Controller: Party{"Asker kommune", "post@asker.no"}, Hosting: i18n.Text{"nb": "Asker", "nn": "Asker", "en": "Asker"}, Months: DefaultMonths, Floor: DefaultFloor}
	if diff := cmp.Diff(want, s); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if s.Runs() != s.Controller || s.Fingerprint() == Default().Fingerprint() || s.Fingerprint() != want.Fingerprint() {
		t.Error("who runs it, or the fingerprint, is wrong")
	}
}

// A proxy is known by its address, however it is written.
func TestTrusts(t *testing.T) {
	t.Parallel()
	s := Settings{Proxies: []string{"10.1.0.0/16", "::1/128"}}
	for address, want := range map[string]bool{"10.1.2.3": true, "::ffff:10.1.2.3": true, "::1": true, "10.2.0.1": false, "127.0.0.1": false} {
		if got := s.Trusts(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}

// A secret is in a file of the data folder, or in the environment, and never in the settings.
func TestSecret(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "word"), []byte(" hemmelig\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TILSTAND_TEST_SECRET", "annet")
	for secret, want := range map[Secret]string{{}: "", {File: "word"}: "hemmelig", {File: filepath.Join(dir, "word")}: "hemmelig", {Env: "TILSTAND_TEST_SECRET"}: "annet"} {
		if got, err := secret.Read(dir); err != nil || got != want {
			t.Errorf("%+v: %q, %v", secret, got, err)
		}
	}
	for _, secret := range []Secret{{File: "none"}, {Env: "TILSTAND_TEST_NOTHING"}} {
		if _, err := secret.Read(dir); err == nil {
			t.Errorf("%+v was read", secret)
		}
	}
}

// Every fault of a file is found at once, by the key where it is.
func TestFaults(t *testing.T) {
	t.Parallel()
	const sound = "[controller]\nname = \"A\"\ncontact = \"b\"\n[hosting]\nplace = \"c\"\n"
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"an empty file":            {"", []string{"settings.missing controller.name", "settings.missing controller.contact", "settings.missing hosting.place"}},
		"half an officer":          {sound + "[officer]\nname = \" \"", []string{"settings.missing officer.name", "settings.missing officer.contact"}},
		"misspelt keys":            {sound + "[anwsers]\nmonths = 3\n[web]\nstatement = \"x\"", []string{"settings.unknown web.statement", "settings.unknown anwsers"}},
		"no time at all":           {sound + "[answers]\nmonths = 0", []string{"settings.no_number answers.months"}},
		"for ever":                 {sound + "[answers]\nmonths = 61", []string{"settings.no_number answers.months"}},
		"months in words":          {sound + "[answers]\nmonths = \"12\"", []string{"settings.no_number answers.months"}},
		"an open address":          {sound + "[web]\naccessibility_statement = \"http://a.no\"", []string{"settings.no_address web.accessibility_statement"}},
		"a script":                 {sound + "[web]\naccessibility_statement = \"javascript:alert(1)\"", []string{"settings.no_address web.accessibility_statement"}},
		"a list for a table":       {"controller = [1]\n[hosting]\nplace = \"c\"", []string{"settings.no_table controller"}},
		"a text for a list":        {sound + "processor = \"x\"", []string{"settings.no_list hosting.processor"}},
		"a number for a text":      {strings.Replace(sound, `"b"`, "22", 1), []string{"settings.no_text controller.contact"}},
		"two lines":                {strings.Replace(sound, `"b"`, `"b\nc"`, 1), []string{"settings.no_line controller.contact"}},
		"very long":                {strings.Replace(sound, `"b"`, `"`+strings.Repeat("ø", 201)+`"`, 1), []string{"settings.no_line controller.contact"}},
		"a language is missing":    {strings.Replace(sound, `"c"`, `{nb = "c", en = "d", se = "e"}`, 1), []string{"settings.missing hosting.place.nn", "settings.unknown hosting.place.se"}},
		"the second processor":     {sound + "[[hosting.processor]]\nname=\"a\"\ntask=\"b\"\nplace=\"c\"\n[[hosting.processor]]\nname=\"a\"", []string{"settings.missing hosting.processor[2].task", "settings.missing hosting.processor[2].place"}},
		"too many processors":      {sound + strings.Repeat("[[hosting.processor]]\n", 51), []string{"settings.too_many hosting.processor"}},
		"half a mail server":       {sound + "[mail]\nport = 0", []string{"settings.missing mail.host", "settings.no_number mail.port", "settings.missing mail.from"}},
		"a mail server in words":   {sound + "[mail]\nhost=\"a\"\nfrom=\"b\"\nsecurity=\"ssl\"", []string{"settings.no_choice mail.security", "settings.no_email mail.from"}},
		"an open password":         {sound + "[mail]\nhost=\"a\"\nfrom=\"b@c.no\"\nsecurity=\"none\"\nuser=\"d\"", []string{"settings.open_password mail.user"}},
		"two passwords":            {sound + "[mail]\nhost=\"a\"\nfrom=\"b@c.no\"\npassword_file=\"d\"\npassword_env=\"e\"", []string{"settings.one_secret mail.password_env"}},
		"a password itself":        {sound + "[mail]\nhost=\"a\"\nfrom=\"b@c.no\"\npassword=\"hemmelig\"", []string{"settings.unknown mail.password"}},
		"everybody is a proxy":     {sound + "[web]\ntrusted_proxies=[\"0.0.0.0/0\"]", []string{"settings.no_networks web.trusted_proxies"}},
		"a proxy by name":          {sound + "[web]\ntrusted_proxies=[\"proxy.no\"]", []string{"settings.no_networks web.trusted_proxies"}},
		"one proxy":                {sound + "[web]\ntrusted_proxies=\"10.0.0.1\"", []string{"settings.no_networks web.trusted_proxies"}},
		"metrics for all":          {sound + "[metrics]\nlisten=\":9464\"", []string{"settings.open_metrics metrics.listen"}},
		"metrics nowhere":          {sound + "[metrics]\nlisten=\"127.0.0.1:http\"", []string{"settings.no_listener metrics.listen"}},
		"a standby without secret": {sound + "[standby]\nlisten=\"127.0.0.1:8444\"", []string{"settings.missing standby.secret_file"}},
		"an open standby":          {sound + "[standby]\nlisten=\":8444\"\nsecret_file=\"a\"", []string{"settings.open_standby standby.listen"}},
		"half a certificate":       {sound + "[standby]\nlisten=\":8444\"\nsecret_file=\"a\"\ncert=\"b\"", []string{"settings.half_certificate standby.cert"}},
		"a standby somehow":        {sound + "[standby]\nlisten=\":8444\"\nsecret_file=\"a\"\ntransport=\"vpn\"", []string{"settings.no_choice standby.transport", "settings.open_standby standby.listen"}},
		"a quotation mark short":   {sound + "[officer]\nname = \"a\n", []string{"settings.syntax 7"}},
	} {
		_, err := Parse(tt.text)
		invalid, ok := errors.AsType[*Invalid](err)
		if !ok {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, f := range invalid.Faults {
			at, _ := f.Args["key"].(string)
			if line, ok := f.Args["line"].(int); ok {
				at = string(rune('0' + line))
			}
			got = append(got, f.Key+" "+at)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A standby is followed over TLS, on this machine, or where somebody has said that the way is encrypted; and off where nothing is said of it.
func TestStandby(t *testing.T) {
	t.Parallel()
	secret := Secret{File: "standby-secret"}
	for text, want := range map[string]Standby{
		"":                          {},
		"listen=\"127.0.0.1:8444\"": {Listen: "127.0.0.1:8444", Secret: secret, Transport: "tls"},
		"listen=\":8444\"\ncert=\"a\"\nkey=\"b\"":       {Listen: ":8444", Secret: secret, TLS: TLS{"a", "b"}, Transport: "tls"},
		"listen=\"10.0.0.1:8444\"\ntransport=\"plain\"": {Listen: "10.0.0.1:8444", Secret: secret, Transport: "plain"},
	} {
		if text != "" {
			text = "[standby]\nsecret_file=\"standby-secret\"\n" + text
		}
		if s, err := Parse(nobodyElse + text); err != nil || s.Standby != want || s.Standby.On() != (text != "") {
			t.Errorf("%q: %+v, %v", text, s.Standby, err)
		}
	}
}

// Metrics need a token where other machines can ask, and are off where nothing is said of them.
func TestMetrics(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Metrics{
		"":                                     {},
		"[metrics]\nlisten=\"127.0.0.1:9464\"": {Listen: "127.0.0.1:9464"},
		"[metrics]\nlisten=\":9464\"\ntoken_file=\"token\"": {Listen: ":9464", Token: Secret{File: "token"}},
	} {
		if s, err := Parse(nobodyElse + text); err != nil || s.Metrics != want {
			t.Errorf("%q: %+v, %v", text, s.Metrics, err)
		}
	}
}

// Whatever the file says, every fault can be told in every language.
func FuzzParse(f *testing.F) {
	f.Add(Example)
	f.Add("[controller]\nname = 1\n[answers]\nmonths = -1\n[[hosting.processor]]\n")
	words, err := i18n.New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err == nil && (!s.Named() || s.Months < LeastMonths || s.Months > MostMonths) {
			t.Errorf("taken: %+v", s)
		}
		invalid, ok := errors.AsType[*Invalid](err)
		if err != nil && (!ok || len(invalid.Faults) == 0) {
			t.Fatal(err)
		}
		if !ok {
			return
		}
		for _, fault := range invalid.Faults {
			for _, lang := range i18n.Languages {
				words.Printer(lang).Say(fault)
			}
		}
	})
}

// Backups are on when they are named whole; each key that is wrong is told.
func TestBackup(t *testing.T) {
	t.Parallel()
	const named = "[controller]\nname = \"Asker kommune\"\ncontact = \"post@asker.no\"\n[hosting]\nplace = \"Asker\"\n[backup]\n"
	s, err := Parse(named + "folder = \"/b\"\nrecipients = [\"age1x\"]\n")
	if want := (Backup{Folder: "/b", At: "02:30", Recipients: []string{"age1x"}, Days: 14}); err != nil || !cmp.Equal(s.Backup, want) || !s.Backup.On() {
		t.Errorf("%+v, %v", s.Backup, err)
	}
	for text, fault := range map[string]string{
		"":                                     "settings.missing",
		"folder = \"b\"":                       "settings.no_path",
		"folder = \"/b\"\nat = \"25:00\"":      "settings.no_time",
		"folder = \"/b\"\nat = \"2.30\"":       "settings.no_time",
		"folder = \"/b\"\ndays = 31":           "settings.no_number",
		"folder = \"/b\"\nrecipients = []":     "settings.no_recipients",
		"recipients = [\"ssh-ed25519 x\"]":     "settings.no_recipients",
		"folder = \"/b\"\ncopy = [\"rclone\"]": "settings.no_command",
		"folder = \"/b\"\nkeep = 3":            "settings.unknown",
	} {
		_, err := Parse(named + text)
		if err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%q: %v, want %s", text, err, fault)
		}
	}
	if s, err := Parse(strings.TrimSuffix(named, "[backup]\n")); err != nil || s.Backup.On() {
		t.Errorf("without the section: %+v, %v", s.Backup, err)
	}
}
