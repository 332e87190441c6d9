package backup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"time"

	"tilstand/internal/i18n"
	"tilstand/internal/settings"
)

// MostDays is how long an archive may lie on a shelf.
const MostDays = settings.MostBackupDays

// Shelf is a folder of archives that the service fills by itself, once a day. It is safe for concurrent use.
type Shelf struct {
	plan   settings.Backup
	to     Recipients
	source Source
	carry  func(ctx context.Context, path string) error // nil where nothing takes archives elsewhere

	turn    sync.Mutex // one backup at a time
	waiting string     // guarded by turn: an archive that has not been carried yet

	mu     sync.Mutex // guards what follows
	tried  time.Time  // when the last one was begun
	failed error      // why it came to nothing
}

// Kept is an archive on a shelf.
type Kept struct {
	Path  string
	Made  time.Time
	Bytes int64
}

// NewShelf is the shelf of the settings, or nil where they have none. The error says what is wrong with them. To carry is to take an archive elsewhere.
func NewShelf(plan settings.Backup, source Source, carry func(ctx context.Context, path string) error) (*Shelf, error) {
	if !plan.On() {
		return nil, nil
	}
	to, err := ParseRecipients(plan.Recipients...)
	if err != nil {
		return nil, err
	}
	inside, err := filepath.Rel(source.Data, plan.Folder)
	if err == nil && filepath.IsLocal(inside) {
		return nil, fmt.Errorf("the folder of backups, %s, is in the data folder: take another, best on another disk", plan.Folder)
	}
	if len(plan.Copy) == 0 {
		carry = nil
	}
	return &Shelf{plan: plan, to: to, source: source, carry: carry}, nil
}

// stamp is the time in the name of an archive, UTC.
const stamp = "20060102T150405Z"

var archiveName = regexp.MustCompile(`^tilstand-(\d{8}T\d{6}Z)\.backup$`)

// Kept lists the archives, the newest first. Files with other names are nobody's business.
func (s *Shelf) Kept() ([]Kept, error) {
	entries, err := os.ReadDir(s.plan.Folder)
	if err != nil {
		return nil, fmt.Errorf("the folder of backups: %w", err)
	}
	var kept []Kept
	for _, e := range entries {
		name := archiveName.FindStringSubmatch(e.Name())
		if name == nil {
			continue
		}
		made, err := time.Parse(stamp, name[1])
		info, failed := e.Info()
		if err != nil || failed != nil {
			continue
		}
		kept = append(kept, Kept{Path: filepath.Join(s.plan.Folder, e.Name()), Made: made, Bytes: info.Size()})
	}
	slices.SortFunc(kept, func(a, b Kept) int { return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(a.Path, b.Path)) })
	return kept, nil
}

// last is the moment of the plan that lies behind t, and next the one ahead.
func (s *Shelf) last(t time.Time) time.Time { return s.moment(t, -1) }
func (s *Shelf) next(t time.Time) time.Time { return s.moment(t, 1) }

// moment is the time of day on the Norwegian day of t, or on the day before or after.
func (s *Shelf) moment(t time.Time, step int) time.Time {
	clock, err := time.Parse("15:04", s.plan.At)
	if err != nil {
		clock = time.Time{} // settings refuse what is none
	}
	year, month, day := t.In(i18n.Oslo).Date()
	at := time.Date(year, month, day, clock.Hour(), clock.Minute(), 0, 0, i18n.Oslo)
	if step < 0 && at.After(t) || step > 0 && !at.After(t) {
		at = time.Date(year, month, day+step, clock.Hour(), clock.Minute(), 0, 0, i18n.Oslo)
	}
	return at
}

const (
	again = time.Hour     // after a backup that failed, the next try
	late  = 2 * time.Hour // after its time, a backup that is not there is missed
)

// Standing is how a shelf is: what the operator has to know.
type Standing struct {
	Kept   []Kept // the newest first
	Next   time.Time
	Days   int
	Failed error // why the last try came to nothing, since the program was started
	Late   bool  // the one that should be there is not
}

// Standing looks at the folder.
func (s *Shelf) Standing(now time.Time) Standing {
	kept, err := s.Kept()
	s.mu.Lock()
	defer s.mu.Unlock()
	st := Standing{Kept: kept, Next: s.next(now), Days: s.plan.Days, Failed: errors.Join(err, s.failed)}
	due := s.last(now)
	st.Late = now.Sub(due) > late && (len(kept) == 0 || kept[0].Made.Before(due))
	return st
}

// Due says whether a backup is to be made now: its time has come, or that of one that failed an hour ago. Also where the time passed while the
// program was not running.
func (s *Shelf) Due(now time.Time) bool {
	s.mu.Lock()
	tried, failed := s.tried, s.failed
	s.mu.Unlock()
	if failed != nil && now.Sub(tried) < again && !now.Before(tried) {
		return false
	}
	kept, err := s.Kept()
	return err != nil || failed != nil || len(kept) == 0 || kept[0].Made.Before(s.last(now))
}

// Run makes a backup, has it carried elsewhere, and lets old ones go. Of one that lies there already and was not carried, only that is tried again.
func (s *Shelf) Run(ctx context.Context) (made Kept, err error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.mu.Lock()
	s.tried = s.source.Now()
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.failed = err
	}()
	if s.waiting == "" {
		if made, err = s.make(ctx); err != nil {
			return Kept{}, err
		}
		s.waiting = made.Path
	}
	if s.carry != nil {
		if err := s.carry(ctx, s.waiting); err != nil {
			return made, fmt.Errorf("the backup is made, and could not be taken elsewhere: %w", err)
		}
	}
	s.waiting = ""
	return made, s.letGo()
}

// make writes an archive.
func (s *Shelf) make(ctx context.Context) (Kept, error) {
	if err := os.MkdirAll(s.plan.Folder, 0o700); err != nil {
		return Kept{}, fmt.Errorf("the folder of backups: %w", err)
	}
	if err := s.sweepParts(); err != nil {
		return Kept{}, err
	}
	at := s.source.Now().UTC().Truncate(time.Second)
	path := filepath.Join(s.plan.Folder, "tilstand-"+at.Format(stamp)+".backup")
	err := WriteNew(path, func(to io.Writer) error {
		_, err := Make(ctx, s.source, s.to, to)
		return err
	})
	if err != nil {
		return Kept{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return Kept{}, err
	}
	return Kept{Path: path, Made: at, Bytes: info.Size()}, nil
}

// sweepParts removes what a kill left of archives that were being written.
func (s *Shelf) sweepParts() error {
	parts, err := filepath.Glob(filepath.Join(s.plan.Folder, partPrefix+"tilstand-*.backup.*"+partSuffix))
	for _, part := range parts {
		err = errors.Join(err, os.Remove(part))
	}
	return err
}

// letGo removes archives that are too old, the newest never.
func (s *Shelf) letGo() error {
	kept, err := s.Kept()
	if err != nil || len(kept) == 0 {
		return err
	}
	oldest := s.source.Now().AddDate(0, 0, -s.plan.Days)
	for _, k := range kept[1:] {
		if k.Made.Before(oldest) {
			err = errors.Join(err, os.Remove(k.Path))
		}
	}
	return err
}
