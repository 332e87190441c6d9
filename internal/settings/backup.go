package settings

import (
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Backup is where and when the service backs itself up. The zero value is an installation that does not.
type Backup struct {
	Folder     string   // absolute; "" for none
	At         string   // the time of day in Norway, "02:30"
	Recipients []string // age1…: who can read the backups
	Days       int      // a backup goes after so many
	Copy       []string // a command and its arguments, called with the name of each new backup behind them; empty for none
}

// On says whether there is one.
func (b Backup) On() bool { return b.Folder != "" }

// How many days backups are kept. The most is surveys.ErasureNotice: what has been erased is in no backup longer than schools are told beforehand that it
// will be.
const (
	DefaultBackupDays = 14
	MostBackupDays    = 30
)

// defaultBackupTime is when nobody answers a survey.
const defaultBackupTime = "02:30"

// backup reads the section of backups.
func (s section) backup() Backup {
	t := s.table("backup", false)
	b := Backup{
		Folder: t.line("folder", true), At: t.line("at", false), Recipients: t.words("recipients"),
		Days: t.number("days", 1, MostBackupDays, DefaultBackupDays), Copy: t.words("copy"),
	}
	if b.Folder != "" && !filepath.IsAbs(b.Folder) {
		t.refuse(t.prefix+"folder", "settings.no_path")
	}
	if b.At == "" {
		b.At = defaultBackupTime
	}
	if _, err := time.Parse("15:04", b.At); err != nil {
		t.refuse(t.prefix+"at", "settings.no_time")
	}
	foreign := slices.ContainsFunc(b.Recipients, func(text string) bool { return !strings.HasPrefix(text, "age1") })
	if !t.absent && (len(b.Recipients) == 0 || foreign) {
		t.refuse(t.prefix+"recipients", "settings.no_recipients")
	}
	if len(b.Copy) > 0 && !filepath.IsAbs(b.Copy[0]) {
		t.refuse(t.prefix+"copy", "settings.no_command")
	}
	t.done()
	if t.absent {
		return Backup{}
	}
	return b
}
