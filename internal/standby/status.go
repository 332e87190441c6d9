package standby

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"tilstand/internal/settings"
)

// Status is how a standby stands.
type Status struct {
	Remote Remote    `json:"remote"`
	Asked  time.Time `json:"asked"` // all that was acknowledged before is here; zero: there is no whole copy yet
	Tried  time.Time `json:"tried"` // the last round ended; zero: none yet
	Fault  string    `json:"fault"` // why it failed; "" where it did not

	Intake, Record uint64 `json:"-"` // commits
	Bytes          int64  `json:"-"` // on the disk
	Running        bool   `json:"-"` // a follower has the folder
}

// Behind is how long ago what was acknowledged may be missing.
func (s Status) Behind(now time.Time) time.Duration { return now.Sub(s.Asked) }

const (
	statusName  = "status.json"
	promoteName = "promote" // there while somebody wants the follower to end
)

// writeStatus need not survive a power failure: the cut has a time of its own.
func writeStatus(dir string, s Status) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, statusName)
	if err := os.WriteFile(path+".tmp", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}

// ReadStatus reads how the standby in a folder stands. fs.ErrNotExist where there is none.
func ReadStatus(data string) (s Status, err error) {
	dir := following(data)
	if _, err := os.Stat(dir); err != nil {
		return s, err
	}
	if _, err := readJSON(filepath.Join(dir, statusName), &s); err != nil {
		return s, err
	}
	c, err := readCut(dir)
	if err != nil {
		return s, err
	}
	if c == nil {
		s.Asked = time.Time{}
	} else {
		s.Remote = cmp.Or(s.Remote, c.Remote)
		if c.Asked.After(s.Asked) {
			s.Asked = c.Asked
		}
		s.Intake, s.Record = c.Files[intake].Number, c.Files[record].Number
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return s, err
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			s.Bytes += info.Size()
		}
	}
	s.Running = s.Remote.URL != "" && locked(data)
	return s, nil
}

// ReadSettings reads those that have come from the primary.
func ReadSettings(data string) (settings.Settings, error) {
	c, err := readCut(following(data))
	if err != nil || c == nil {
		return settings.Default(), err
	}
	text, err := os.ReadFile(filepath.Join(following(data), c.Settings.File))
	if err != nil || len(text) == 0 {
		return settings.Default(), err
	}
	return settings.Parse(string(text))
}

// endWhenAsked calls stop when somebody wants to promote.
func endWhenAsked(ctx context.Context, dir string, stop func()) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := os.Lstat(filepath.Join(dir, promoteName)); err == nil || !errors.Is(err, os.ErrNotExist) {
				stop()
				return
			}
		}
	}
}
