package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"tilstand/internal/backup"
	"tilstand/internal/duckdb"
	"tilstand/internal/federation"
	"tilstand/internal/i18n"
	"tilstand/internal/mail"
	"tilstand/internal/settings"
	"tilstand/internal/standby"
)

const doctorHelp = `
Looks at everything around the service that usually goes wrong, and says what to do about it: the folder and who may read it, the settings and the secrets that they
name, room on the disk, the clock, the mail server, other houses to sign in with, and backups. It changes nothing, and does not need the service to run. What is in
the files themselves is proved by tilstand verify. It ends with exit code 1 where something is wrong.

  tilstand doctor -data /var/lib/tilstand`

// What a finding is.
const (
	fine  = "OK  "
	warns = "WARN"
	fails = "FAIL"
)

// finding is a line of what the doctor says.
type finding struct {
	grade string
	about string // a word or two
	found string
	do    string // empty where nothing is to be done
}

func good(about, format string, args ...any) finding {
	return finding{fine, about, fmt.Sprintf(format, args...), ""}
}

func runDoctor(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("doctor", doctorHelp, errs)
	data := fs.String("data", "data", "the data folder")
	if err := parse(fs, args); err != nil {
		return err
	}
	sick := 0
	say := func(findings ...finding) {
		for _, f := range findings {
			fmt.Fprintf(out, "%s  %-10s %s\n", f.grade, f.about, f.found)
			if f.do != "" {
				fmt.Fprintf(out, "                 → %s\n", f.do)
			}
			if f.grade == fails {
				sick++
			}
		}
	}
	d, ok := newDoctor(*data, say)
	if ok {
		say(d.owners(), d.room(), d.clock(), d.tls(now()), d.service(ctx))
		say(d.secrets()...)
		say(d.post(ctx))
		say(d.houses(ctx)...)
		say(d.backups()...)
		say(d.standby(ctx)...)
	}
	if sick > 0 {
		return fmt.Errorf("%d to be put right", sick)
	}
	return nil
}

// doctor looks at one folder.
type doctor struct {
	data     string
	settings settings.Settings
}

// newDoctor looks at whether there is anything to look at.
func newDoctor(data string, say func(...finding)) (*doctor, bool) {
	d := &doctor{data: data}
	if _, err := os.Stat(data); err != nil {
		say(finding{fails, "folder", err.Error(), "name the data folder with -data; tilstand serve makes a new one, tilstand restore one of a backup"})
		return nil, false
	}
	if err := backup.Unfinished(data); err != nil {
		say(finding{fails, "folder", err.Error(), ""})
		return nil, false
	}
	if errors.Is(standby.Refusal(data), standby.ErrStandby) {
		d.ofStandby(say)
		return nil, false
	}
	if err := standby.Refusal(data); err != nil {
		say(finding{fails, "folder", err.Error(), ""})
		return nil, false
	}
	words, err := i18n.New()
	if err == nil {
		d.settings, err = loadSettings(words, data, settings.Environment())
	}
	switch {
	case err != nil:
		say(finding{fails, "settings", err.Error(), "mend them; tilstand settings example has every key"})
		d.settings = settings.Default()
	case !d.settings.Named():
		say(finding{warns, "settings", "nobody is named as responsible, which schools and those who answer read", "tilstand settings example > " + filepath.Join(data, settings.File)})
	default:
		say(good("settings", "%s is responsible, answers are kept %d months", d.settings.Controller.Name, d.settings.Months))
	}
	return d, true
}

// owners looks at who may read and write the folder. What is in one that is closed to others is closed to them, too.
func (d *doctor) owners() finding {
	info, err := os.Stat(d.data)
	if err != nil {
		return finding{fails, "rights", err.Error(), ""}
	}
	if info.Mode().Perm()&0o077 != 0 {
		return finding{fails, "rights", "others may look into " + d.data, "chmod go= " + d.data}
	}
	var foreign string
	err = filepath.WalkDir(d.data, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) { // the service has just removed it
			return nil
		}
		if err != nil {
			return err
		}
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) != os.Getuid() && foreign == "" {
			foreign = path
		}
		return nil
	})
	switch {
	case errors.Is(err, fs.ErrPermission):
		return finding{fails, "rights", err.Error(), "run this as the user that the service runs as"}
	case err != nil:
		return finding{fails, "rights", err.Error(), ""}
	case foreign != "":
		return finding{fails, "rights", foreign + " belongs to another user than the one who asks", "run this as the user that the service runs as, or give everything in the folder to them: chown -R"}
	}
	return good("rights", "the folder is readable for its user alone")
}

// room worries before the service refuses answers: the two files are rewritten and copied whole.
func (d *doctor) room() finding {
	free, err := duckdb.FreeSpace(d.data)
	if err != nil {
		return finding{fails, "disk", err.Error(), ""}
	}
	need := int64(d.settings.Floor) << 20
	for _, name := range []string{"intake.duckdb", "record.duckdb"} {
		if info, err := os.Stat(filepath.Join(d.data, name)); err == nil {
			need += 2 * info.Size()
		}
	}
	if free < need {
		return finding{fails, "disk", fmt.Sprintf("%s are free, and the service may need %s", megabytes(free), megabytes(need)), "make room: erasing, checkpoints and backups each write a file anew before the old one goes"}
	}
	return good("disk", "%s are free", megabytes(free))
}

// clock cannot know the time, but it can know that the files are from the future.
func (d *doctor) clock() finding {
	for _, name := range []string{"intake.duckdb.acked", "record.duckdb.acked"} {
		info, err := os.Stat(filepath.Join(d.data, name))
		if err == nil && info.ModTime().After(time.Now().Add(5*time.Minute)) {
			return finding{fails, "clock", "the files were written at " + info.ModTime().Format(time.RFC3339) + ", which is to come", "set the clock, and let it be set by NTP: waves close and codes of apps are checked by it"}
		}
	}
	return good("clock", "%s", time.Now().Format("2006-01-02 15:04:05 MST"))
}

// service asks the running one whether it can read and write.
func (d *doctor) service(ctx context.Context) finding {
	if !serverRuns(d.data) {
		return finding{warns, "service", "it does not run", "start it: tilstand serve -data " + d.data}
	}
	if err := askServer(ctx, d.data, "health", nil, io.Discard); err != nil {
		return finding{fails, "service", err.Error(), "its own log says more; tilstand verify tells whether the files are whole"}
	}
	return good("service", "it runs, and writes and reads both files")
}

// secrets looks at whether those that the settings name can be read, and by whom.
func (d *doctor) secrets() (all []finding) {
	look := func(of string, s settings.Secret) {
		value, err := s.Read(d.data)
		switch {
		case s == settings.Secret{}:
		case s.Env != "" && err != nil:
			all = append(all, finding{warns, "secrets", of + ": " + err.Error() + " here", "see to it that the service has it"})
		case err != nil:
			all = append(all, finding{fails, "secrets", of + ": " + err.Error(), "write it into the file; it is not in a backup"})
		case value == "":
			all = append(all, finding{fails, "secrets", of + ": it is empty", "write it into the file"})
		default:
			all = append(all, good("secrets", "%s is there", of))
		}
	}
	look("the password of the mail server", d.settings.Mail.Password)
	look("the secret of the standby", d.settings.Standby.Secret)
	look("the token of metrics", d.settings.Metrics.Token)
	for _, h := range d.settings.OIDC {
		look("the client secret of "+h.Key, h.Secret)
	}
	return all
}

// patience is how long the doctor waits for somebody else.
const patience = 10 * time.Second

func (d *doctor) post(ctx context.Context) finding {
	m := d.settings.Mail
	if m.Host == "" {
		return finding{warns, "mail", "there is no mail server: invitations are shown to copy", ""}
	}
	password, _ := m.Password.Read(d.data)
	sender, err := mail.New(mail.Server{Host: m.Host, Port: m.Port, Security: mail.Security(m.Security), User: m.User, Password: password, From: m.From})
	if err == nil {
		wait, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		err = sender.Reach(wait)
	}
	if err != nil {
		return finding{fails, "mail", err.Error(), "look at [mail] in settings.toml, and whether this machine may connect there"}
	}
	return good("mail", "%s takes letters", m.Host)
}

func (d *doctor) houses(ctx context.Context) (all []finding) {
	for _, h := range d.settings.OIDC {
		wait, cancel := context.WithTimeout(ctx, patience)
		err := federation.Reach(wait, federation.Config{Key: h.Key, Name: h.Name, Issuer: h.Issuer})
		cancel()
		if err != nil {
			all = append(all, finding{fails, "sign-in", err.Error(), "look at [[oidc]] in settings.toml, and whether this machine may connect there; people sign in with password and passkey meanwhile"})
			continue
		}
		all = append(all, good("sign-in", "%s answers", h.Name))
	}
	return all
}

func (d *doctor) backups() []finding {
	plan := d.settings.Backup
	if !plan.On() {
		return []finding{{warns, "backup", "the service makes none", "write [backup] into settings.toml, or let something else call tilstand backup every night"}}
	}
	shelf, err := backup.NewShelf(plan, backup.Source{Data: d.data, Now: now}, nil)
	if err != nil {
		return []finding{{fails, "backup", err.Error(), "mend [backup] in settings.toml"}}
	}
	var all []finding
	st := shelf.Standing(now())
	switch {
	case len(st.Kept) == 0:
		all = append(all, finding{fails, "backup", "there is none in " + plan.Folder, "let the service run, or see in its log why it cannot make one"})
	case st.Late:
		all = append(all, finding{fails, "backup", "the newest is of " + st.Kept[0].Made.Format("2006-01-02 15:04 UTC"), "see in the log of the service why there is none after it"})
	default:
		all = append(all, good("backup", "the newest is of %s, %s; %d in all", st.Kept[0].Made.Format("2006-01-02 15:04 UTC"), megabytes(st.Kept[0].Bytes), len(st.Kept)))
	}
	if sameDisk(plan.Folder, d.data) {
		all = append(all, finding{warns, "backup", "they lie on the same disk as the data", "take another folder, or have them copied elsewhere: copy in [backup]"})
	}
	if len(plan.Copy) > 0 {
		if info, err := os.Stat(plan.Copy[0]); err != nil || info.Mode().Perm()&0o111 == 0 || info.IsDir() {
			all = append(all, finding{fails, "backup", plan.Copy[0] + " is no program that can be run", "mend copy in [backup]"})
		}
	}
	return all
}

func sameDisk(a, b string) bool {
	var first, second syscall.Stat_t
	return syscall.Stat(a, &first) == nil && syscall.Stat(b, &second) == nil && first.Dev == second.Dev
}
