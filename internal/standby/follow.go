package standby

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tilstand/internal/duckdb"
)

// Follower keeps a standby. Only one may follow in a folder, which the lock of the folder sees to.
type Follower struct {
	Data   string // the folder; empty, or a standby's
	Remote Remote
	Anew   bool             // take a primary that has less than the standby
	Every  time.Duration    // from one round to the next; 0 = a second
	Now    func() time.Time // the clock
	Log    *slog.Logger     // nil = slog.Default()

	step func(name string) error // for tests

	lock    io.Closer
	dir     string
	from    *client
	intake  *mirror
	record  *mirror
	held    *cut      // on the disk, and what promotion would take; nil before the first
	asked   time.Time // of the last round that went well
	codes   map[string]keptOne
	written bool // codes or settings have come that are in no cut
	named   bool // the cut is on the disk, and not all of it is in its place
	setting keptOne
	said    string // the last fault
}

const (
	codesPrefix    = "codes-"
	settingsPrefix = "settings-"

	everySecond = time.Second
	againFailed = time.Second // after a round that failed
)

var (
	// ErrOwn says that a folder has another use.
	ErrOwn = errors.New("there is something else in this folder: a standby begins in an empty one")

	// ErrPromoting says that a folder follows nobody any more.
	ErrPromoting = errors.New("somebody is promoting this standby, or was and has not come to the end: tilstand standby promote finishes it")
)

// Run follows until ctx ends or somebody promotes the folder, which ends it with nil. Faults of the way and of the primary are waited out; the errors are those of
// this machine: the folder, the secret, an address that must not be.
func (f *Follower) Run(ctx context.Context) (err error) {
	if f.Log == nil {
		f.Log = slog.Default()
	}
	if f.Every == 0 {
		f.Every = everySecond
	}
	if err := f.open(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.intake.close(), f.record.close(), f.lock.Close()) }()
	defer f.from.http.CloseIdleConnections()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go endWhenAsked(ctx, f.dir, stop)
	for {
		began := f.Now()
		wait := f.Every
		err := f.round(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			wait = max(againFailed, f.Every)
		}
		f.tell(err)
		select {
		case <-time.After(wait - f.Now().Sub(began)):
		case <-ctx.Done():
			return nil
		}
	}
}

// open takes the folder, finishes what a kill left of a cut, and reads what is there.
func (f *Follower) open() (err error) {
	if f.from, err = f.Remote.dial(); err != nil {
		return err
	}
	f.dir = following(f.Data)
	if err := f.begin(); err != nil {
		return err
	}
	if f.lock, err = duckdb.LockFolder(f.Data); err != nil {
		return err
	}
	if err := f.load(); err != nil {
		return errors.Join(err, f.lock.Close())
	}
	return nil
}

// begin makes the folder of a standby, in an empty one.
func (f *Follower) begin() error {
	for _, begun := range []string{promoteName, readyName, phaseName} {
		if _, err := os.Lstat(filepath.Join(f.dir, begun)); err == nil {
			return fmt.Errorf("%s: %w", f.Data, ErrPromoting)
		}
	}
	if _, err := os.Lstat(f.dir); err == nil {
		return nil
	}
	entries, err := os.ReadDir(f.Data)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if !mayLieBeside(e.Name()) {
			return fmt.Errorf("%s: %w (%s)", f.Data, ErrOwn, e.Name())
		}
	}
	return os.MkdirAll(f.dir, 0o700)
}

func (f *Follower) load() (err error) {
	if f.held, err = readCut(f.dir); err != nil {
		return err
	}
	f.codes = map[string]keptOne{}
	if f.held != nil {
		f.codes, f.setting, f.asked = maps.Clone(f.held.Codes), f.held.Settings, f.held.Asked
		if f.codes == nil {
			f.codes = map[string]keptOne{}
		}
	}
	if err := f.settle(); err != nil {
		return err
	}
	if err := f.sweep(nextName(intake), nextName(record)); err != nil {
		return err
	}
	if f.intake, err = openMirror(f.dir, intake); err != nil {
		return err
	}
	f.record, err = openMirror(f.dir, record)
	return err
}

// settle writes into main what the cut on the disk says is still to be written there.
func (f *Follower) settle() error {
	if f.held == nil {
		return nil
	}
	pending := false
	for file, k := range f.held.Files {
		if err := apply(f.dir, file, k); err != nil {
			return err
		}
		pending = pending || len(k.Patch) > 0
		k.Patch = nil
		f.held.Files[file] = k
	}
	if !pending {
		return nil
	}
	return writeJSON(filepath.Join(f.dir, stateName), f.held)
}

// round fetches a cut and makes it the one that is held. See the package comment for the order.
func (f *Follower) round(ctx context.Context) error {
	if err := f.finish(); err != nil {
		return err
	}
	asked := f.Now()
	behind := -time.Second
	if f.held != nil {
		behind = max(0, asked.Sub(f.asked))
	}
	term, err := f.intake.follow(ctx, f.from, behind, f.fits(intake))
	if err != nil {
		return err
	}
	if err := f.at("intake"); err != nil {
		return err
	}
	if err := f.fetchCodes(ctx); err != nil {
		return err
	}
	if err := f.at("codes"); err != nil {
		return err
	}
	termThen, err := f.record.follow(ctx, f.from, behind, f.fits(record))
	if err != nil {
		return err
	}
	if termThen != term {
		return duckdb.ErrMoved // another has answered at this address meanwhile
	}
	if err := f.fetchSettings(ctx); err != nil {
		return err
	}
	if err := f.at("fetched"); err != nil {
		return err
	}
	return f.keep(asked, term)
}

func (f *Follower) at(name string) error {
	if f.step == nil {
		return nil
	}
	return f.step(name)
}

// fits refuses a primary that has less than what is held.
func (f *Follower) fits(file string) func(placed) error {
	return func(p placed) error {
		if f.held == nil || f.Anew {
			return nil
		}
		if has := f.held.Files[file]; p.Term < f.held.Term || p.Number < has.Number {
			return fmt.Errorf("%w (term %d, commit %d; here are term %d, commit %d). What is here stays as it is. If the primary is right: tilstand standby -anew", ErrOlder, p.Term, p.Number, f.held.Term, has.Number)
		}
		return nil
	}
}

func (f *Follower) fetchCodes(ctx context.Context) error {
	has := map[string]string{}
	for wave, one := range f.codes {
		has[wave] = one.Sum
	}
	now := map[string]keptOne{}
	err := f.from.codes(ctx, has, func(wave, sum string, file []byte) (err error) {
		one := f.codes[wave]
		if file != nil {
			one, err = f.write(codesPrefix, file)
		}
		now[wave] = one
		return err
	})
	if err != nil {
		return err
	}
	f.written = f.written || len(now) != len(f.codes)
	f.codes = now
	return nil
}

func (f *Follower) fetchSettings(ctx context.Context) error {
	text, err := f.from.settings(ctx)
	if err != nil || sumOf(text) == f.setting.Sum {
		return err
	}
	f.setting, err = f.write(settingsPrefix, text)
	return err
}

// write keeps a small file under a new name.
func (f *Follower) write(prefix string, b []byte) (keptOne, error) {
	f.written = true
	name := prefix + rand.Text()
	to, err := os.OpenFile(filepath.Join(f.dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return keptOne{}, err
	}
	_, err = to.Write(b)
	return keptOne{name, sumOf(b)}, errors.Join(err, to.Sync(), to.Close())
}

// keep makes what has been fetched the cut that is held. Where nothing has changed but the time, only that is noted.
func (f *Follower) keep(asked time.Time, term uint64) error {
	freshIntake, err := f.intake.sync()
	if err != nil {
		return err
	}
	freshRecord, err := f.record.sync()
	if err != nil {
		return err
	}
	if f.held == nil || freshIntake || freshRecord || f.written || f.held.Term != term || f.held.Remote != f.Remote {
		next := &cut{
			Format: cutFormat, Remote: f.Remote, Term: term, Asked: asked,
			Files: map[string]kept{intake: f.intake.ahead, record: f.record.ahead}, Codes: maps.Clone(f.codes), Settings: f.setting,
		}
		if err := f.store(next); err != nil {
			return err
		}
		f.written, f.Anew = false, false
	}
	f.asked = asked
	return nil
}

func (f *Follower) store(next *cut) error {
	if err := syncFolder(f.dir); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(f.dir, stateName), next); err != nil {
		return err
	}
	f.held, f.named = next, true
	return f.finish()
}

// finish does what a cut that has been named leaves to do. Nothing is fetched before.
func (f *Follower) finish() error {
	if !f.named {
		return nil
	}
	if err := f.at("named"); err != nil {
		return err
	}
	if err := f.settle(); err != nil {
		return err
	}
	f.intake.applied()
	f.record.applied()
	f.named = false
	if err := f.at("applied"); err != nil {
		return err
	}
	return f.sweep()
}

// sweep removes what is in no cut: WALs and codes of before, with the rows and marks in them. Codes are overwritten, as the primary does.
func (f *Follower) sweep(but ...string) error {
	keep := f.held.names()
	for _, name := range append(but, stateName, statusName, promoteName) {
		keep[name] = true
	}
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(f.dir, e.Name())
		switch {
		case keep[e.Name()]:
		case strings.HasPrefix(e.Name(), codesPrefix):
			err = errors.Join(err, wipe(path))
		default:
			err = errors.Join(err, os.Remove(path))
		}
	}
	return err
}

// tell notes how the round went, for whoever asks, and a fault in the log when it begins and when it ends.
func (f *Follower) tell(fault error) {
	s := Status{Remote: f.Remote, Tried: f.Now(), Asked: f.asked}
	if fault != nil {
		s.Fault = fault.Error()
	}
	if s.Fault != f.said {
		if fault != nil {
			f.Log.Warn("the primary cannot be followed; trying again", "err", fault)
		} else {
			f.Log.Info("the primary is followed again")
		}
		f.said = s.Fault
	}
	if err := writeStatus(f.dir, s); err != nil && fault == nil {
		f.Log.Error("noting how the standby stands", "err", err)
	}
}
