package standby

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

var (
	// ErrStandby says that a folder follows a service and is none itself.
	ErrStandby = errors.New("this is a standby: it follows a service, and is none itself until tilstand standby promote says so")

	// ErrReplaced says that a standby has taken over from a folder.
	ErrReplaced = errors.New("a standby has taken over from this folder, so no service may open it: two would take answers, and nothing merges them")

	// ErrOlder says that a primary has less than its standby.
	ErrOlder = errors.New("the primary has less than this standby: it was restored from a backup, or is one that was replaced")
)

// The files in a data folder that say what it is among others.
const (
	folderName   = "standby"       // a folder: what a standby has
	promotedName = "promoted.json" // a [Promotion]
	replacedName = "replaced.json" // a [Notice]
)

// Notice tells a folder that it is not the service any more.
type Notice struct {
	Term uint64    `json:"term"` // of the folder that took over
	At   time.Time `json:"at"`
}

// Promotion is how a folder came to be the service's. The zero value is one that has always been.
type Promotion struct {
	Term  uint64    `json:"term"`
	At    time.Time `json:"at"`
	Until time.Time `json:"until"` // all that was acknowledged before is in it, by the clock of its machine
	Old   Remote    `json:"old"`   // where it followed
	Told  bool      `json:"told"`  // the old one knows
}

// Refusal is why no service may open a folder: nil, or an error that wraps [ErrStandby] or [ErrReplaced] and says what to do.
func Refusal(data string) error {
	if _, err := os.Lstat(filepath.Join(data, folderName)); err == nil {
		return fmt.Errorf("%s: %w", data, ErrStandby)
	}
	var n Notice
	there, err := readJSON(filepath.Join(data, replacedName), &n)
	if err != nil || !there {
		return err
	}
	return fmt.Errorf("%s: %w (at %s). Keep the folder until nobody misses an answer of that time, then let a new standby begin in an empty one. Only if the other is not the service after all: remove %s",
		data, ErrReplaced, n.At.Format("2006-01-02 15:04:05 UTC"), replacedName)
}

// ReadPromotion reads how a folder came to be the service's.
func ReadPromotion(data string) (p Promotion, err error) {
	_, err = readJSON(filepath.Join(data, promotedName), &p)
	return p, err
}

// Replace notes that a standby has taken over from a folder, for an operator who cannot wait until it is told.
func Replace(data string, now time.Time) error {
	p, err := ReadPromotion(data)
	if err != nil {
		return err
	}
	return writeJSON(filepath.Join(data, replacedName), Notice{p.Term + 1, now})
}

// notice takes a folder out of use. One that has the term itself is the one that took over, reached at the old address.
func (p *Primary) notice(w http.ResponseWriter, r *http.Request) error {
	var n Notice
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxText)).Decode(&n); err != nil {
		return errAsked
	}
	if n.Term <= p.term {
		w.WriteHeader(http.StatusConflict)
		return nil
	}
	if err := writeJSON(filepath.Join(p.Folder.Dir, replacedName), n); err != nil {
		return err
	}
	select {
	case p.replaced <- n:
	default:
	}
	return nil
}

// tellAgain is how long a promoted service waits before it tells its predecessor again.
const tellAgain = 2 * time.Second

// Tell tells the folder that this one followed that it was replaced, until it has heard or ctx ends. Where this one was never promoted it returns at once.
func Tell(ctx context.Context, data string, log *slog.Logger) {
	for {
		p, err := ReadPromotion(data)
		if err != nil {
			log.Error("whether the old primary knows that it was replaced", "err", err)
		}
		if err != nil || p.Term == 0 || p.Told {
			return
		}
		if err := p.tell(ctx); err == nil {
			log.Info("the old primary knows that it was replaced")
			p.Told = true
			if err := writeJSON(filepath.Join(data, promotedName), p); err != nil {
				log.Error("noting that the old primary knows that it was replaced", "err", err)
			}
			return
		}
		select {
		case <-time.After(tellAgain):
		case <-ctx.Done():
			return
		}
	}
}

func (p Promotion) tell(ctx context.Context) error {
	c, err := p.Old.dial()
	if err != nil {
		return err
	}
	defer c.http.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return c.replaced(ctx, Notice{p.Term, p.At})
}

// readJSON reads a file that may not be there.
func readJSON(path string, into any) (there bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", path, err)
	}
	return true, nil
}

// writeJSON puts a file in place so that after a power failure there is the old one or the new one.
func writeJSON(path string, what any) error {
	text, err := json.Marshal(what)
	if err != nil {
		return err
	}
	return writeFile(path, text)
}

func writeFile(path string, text []byte) error {
	f, err := os.OpenFile(path+".tmp", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".tmp", path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
