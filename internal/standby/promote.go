package standby

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/backup"
	"tilstand/internal/duckdb"
	"tilstand/internal/settings"
	"tilstand/surveys"
)

// The steps of a promotion, as the file phase in the standby's folder has them, so that one that was killed goes on where it was:
//
//	(none)     files are moved from the cut into ready, each by its name
//	assembled  ready is a data folder; it is opened, recovered and read
//	placing    it is in order; what is in it is moved to its place, and the standby's folder goes last
const (
	phaseName  = "phase"
	readyName  = "ready"
	doneSuffix = "-done" // what a kill leaves of a folder of that name is its phase

	assembled = "assembled"
	placing   = "placing"
)

// ErrNoCut says that a standby has never had a whole copy.
var ErrNoCut = errors.New("this standby has no whole copy yet, so there is nothing that could take over")

// ErrNoStandby says that there is none in a folder.
var ErrNoStandby = errors.New("there is no standby in this folder")

// Promoter is who promotes which folder.
type Promoter struct {
	Data string
	By   audit.By
	Now  func() time.Time
	Log  *slog.Logger // nil = slog.Default()

	step func(name string) error // for tests
}

// Promoted is what a folder has now. Of a promotion that was killed in its last step it does not say what the folder holds.
type Promoted struct {
	Promotion
	Holds backup.Holds
}

// Promote makes the standby in a folder a data folder. It ends the follower, puts the files of the last cut together, opens them as any start does, reads every value and
// the log, and only then moves them to their places. The error is [ErrNoStandby], [ErrNoCut], or what is wrong with the files, which then stay in DIR/standby; called again it goes on where
// it was.
func Promote(ctx context.Context, p Promoter) (done Promoted, err error) {
	dir := following(p.Data)
	if _, err := os.Stat(dir); err != nil {
		return done, fmt.Errorf("%s: %w", p.Data, ErrNoStandby)
	}
	lock, err := takeOver(ctx, p.Data)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	promotion, holds, err := p.ready(ctx, dir)
	if err != nil {
		return done, err
	}
	if err := p.place(dir); err != nil {
		return done, err
	}
	if promotion.tell(ctx) == nil {
		promotion.Told = true
		err = writeJSON(filepath.Join(p.Data, promotedName), promotion)
	}
	return Promoted{promotion, holds}, err
}

// ready makes a data folder in the standby's, and proves it.
func (p Promoter) ready(ctx context.Context, dir string) (promotion Promotion, holds backup.Holds, err error) {
	phase, err := readPhase(dir)
	if err != nil {
		return promotion, holds, err
	}
	if phase == placing {
		promotion, err = ReadPromotion(p.Data)
		return promotion, holds, err
	}
	c, err := readCut(dir)
	if err != nil {
		return promotion, holds, err
	}
	if c == nil {
		return promotion, holds, errors.Join(fmt.Errorf("%s: %w", p.Data, ErrNoCut), os.Remove(filepath.Join(dir, promoteName)))
	}
	promotion = Promotion{Term: c.Term + 1, At: p.Now().UTC(), Until: c.Asked, Old: c.Remote}
	if s, err := ReadStatus(p.Data); err == nil {
		promotion.Until = s.Asked
	}
	if phase == "" {
		if err := p.assemble(c); err != nil {
			return promotion, holds, fmt.Errorf("put the files of the standby together: %w", err)
		}
	}
	m, err := p.prove(ctx, promotion)
	if err != nil {
		return promotion, holds, fmt.Errorf("the standby is not in order: %w", err)
	}
	if err := writeJSON(filepath.Join(p.Data, promotedName), promotion); err != nil {
		return promotion, holds, err
	}
	return promotion, m.Holds, p.enter(dir, placing)
}

// patience is how long a follower may take to end.
const patience = 30 * time.Second

// takeOver asks the follower to end, and takes the lock of the folder when it has.
func takeOver(ctx context.Context, data string) (io.Closer, error) {
	if err := writeFile(filepath.Join(following(data), promoteName), nil); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		lock, err := duckdb.LockFolder(data)
		if !errors.Is(err, duckdb.ErrLocked) {
			return lock, err
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return nil, err
		}
	}
}

func locked(data string) bool {
	lock, err := duckdb.LockFolder(data)
	if err != nil {
		return errors.Is(err, duckdb.ErrLocked)
	}
	return lock.Close() != nil
}

func readPhase(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, phaseName))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return string(text), err
}

func (p Promoter) enter(dir, phase string) error {
	if err := p.at(phase); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, phaseName), []byte(phase))
}

func (p Promoter) at(name string) error {
	if p.step == nil {
		return nil
	}
	return p.step(name)
}

// waveName is what the id of a wave may look like: it becomes the name of a file.
var waveName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// assemble makes a data folder of a cut, by moving. Whatever has been moved already is where it belongs.
func (p Promoter) assemble(c *cut) error {
	dir := following(p.Data)
	ready := filepath.Join(dir, readyName)
	if err := os.MkdirAll(ready, 0o700); err != nil {
		return err
	}
	for file, name := range map[string]string{intake: duckdb.IntakeFile, record: duckdb.RecordFile} {
		k, there := c.Files[file]
		if !there {
			return fmt.Errorf("%s is not in the cut", file)
		}
		to := filepath.Join(ready, name)
		if _, err := os.Lstat(to); errors.Is(err, os.ErrNotExist) {
			if err := apply(dir, file, k); err != nil {
				return err
			}
		}
		if err := move(filepath.Join(dir, k.WALFile), to+".wal"); err != nil {
			return err
		}
		if err := p.at("moved the WAL of " + file); err != nil {
			return err
		}
		if err := move(filepath.Join(dir, mainName(file)), to); err != nil {
			return err
		}
		if err := duckdb.Adopt(to, duckdb.Position{Generation: k.Generation, Main: k.Main, WAL: k.WAL, Number: k.Number}); err != nil {
			return err
		}
	}
	for wave, one := range c.Codes {
		if !waveName.MatchString(wave) {
			return fmt.Errorf("the codes of a wave called %q", wave)
		}
		to := filepath.Join(ready, surveys.CodeFile(surveys.WaveID(wave)))
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), move(filepath.Join(dir, one.File), to)); err != nil {
			return err
		}
	}
	if err := p.assembleSettings(c, ready); err != nil {
		return err
	}
	return errors.Join(syncFolder(ready), p.enter(dir, assembled))
}

// assembleSettings takes those of the primary where the standby's machine has none of its own.
func (p Promoter) assembleSettings(c *cut, ready string) error {
	info, err := os.Stat(filepath.Join(following(p.Data), c.Settings.File))
	if err != nil || info.IsDir() || info.Size() == 0 {
		return nil // moved already, or the primary has none
	}
	if _, err := os.Lstat(filepath.Join(p.Data, settings.File)); err == nil {
		return nil
	}
	return move(filepath.Join(following(p.Data), c.Settings.File), filepath.Join(ready, settings.File))
}

// move renames a file that may have been renamed already.
func move(from, to string) error {
	err := os.Rename(from, to)
	if errors.Is(err, os.ErrNotExist) {
		if _, there := os.Lstat(to); there == nil {
			return nil
		}
	}
	return err
}

// prove opens the folder, reads it, and writes into its log that it is the service's now.
func (p Promoter) prove(ctx context.Context, is Promotion) (backup.Manifest, error) {
	ready := filepath.Join(following(p.Data), readyName)
	return backup.Settle(ctx, ready, p.By, audit.Entry{
		Action: audit.Promoted, Detail: fmt.Sprintf("term=%d until=%s", is.Term, is.Until.UTC().Format(time.RFC3339)),
	}, p.Log)
}

// place moves the files to where they belong. The standby's folder goes last: while it is there no service opens this one.
func (p Promoter) place(dir string) error {
	ready := filepath.Join(dir, readyName)
	entries, err := os.ReadDir(ready)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if err := p.at("placing " + e.Name()); err != nil {
			return err
		}
		if strings.HasSuffix(e.Name(), ".lock") {
			continue
		}
		if err := os.Rename(filepath.Join(ready, e.Name()), filepath.Join(p.Data, e.Name())); err != nil {
			return err
		}
	}
	if err := syncFolder(p.Data); err != nil {
		return err
	}
	rest, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range rest {
		path := filepath.Join(dir, e.Name())
		switch {
		case e.Name() == phaseName: // until nothing else is left, a kill leaves a promotion to finish
		case strings.HasPrefix(e.Name(), codesPrefix):
			err = errors.Join(err, wipe(path))
		default:
			err = errors.Join(err, os.RemoveAll(path))
		}
	}
	if err == nil {
		err = p.at("placed")
	}
	if err == nil {
		err = os.Rename(dir, dir+doneSuffix)
	}
	return errors.Join(err, syncFolder(p.Data), os.RemoveAll(dir+doneSuffix))
}

// mayLieBeside says of a file whether it may be in a folder in which a standby begins: what the operator prepares there.
func mayLieBeside(name string) bool {
	return name == settings.File || name == folderName || name == "tilstand.lock" || strings.HasSuffix(name, "-secret") || strings.HasSuffix(name, "-password")
}
