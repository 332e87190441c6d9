package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/klauspost/compress/zstd"

	"tilstand/internal/audit"
)

var (
	// ErrNotEmpty says that there is something in the folder that a backup was to be restored into.
	ErrNotEmpty = errors.New("the folder is not empty: a backup is restored into a new or empty folder, so that nothing is overwritten")

	// ErrNeedsIdentity says that an archive is encrypted and nobody has given a key.
	ErrNeedsIdentity = errors.New("the backup is encrypted: give the identity (the file that age-keygen wrote) of one of its recipients")

	// ErrWrongIdentity says that an archive was encrypted to others.
	ErrWrongIdentity = errors.New("the backup is encrypted to other recipients than this identity")

	// ErrDamaged says that an archive is not as it was written.
	ErrDamaged = errors.New("the backup is damaged or was cut off; nothing was restored")

	// ErrUnfinished says that a folder holds half a restore.
	ErrUnfinished = errors.New("a restore of this folder was interrupted: remove everything in it and restore again")
)

// Restorer is who restores, into which folder.
type Restorer struct {
	Data string // missing or empty
	By   audit.By
	Log  *slog.Logger // nil = slog.Default()

	step func(name string) error // for tests
}

// restoring is the folder inside the data folder in which an archive is unpacked.
const restoring = "restoring"

// Unfinished is [ErrUnfinished] for a folder that a restore was interrupted in, and nil for any other.
func Unfinished(data string) error {
	if _, err := os.Lstat(filepath.Join(data, restoring)); err == nil {
		return fmt.Errorf("%s: %w", data, ErrUnfinished)
	}
	return nil
}

// Restore makes a data folder of an archive: it unpacks it, holds every part against its hash, opens the folder, reads all of it, and only then puts the files in
// their places. It ends all one-time links, which may have been used since the backup was made, and is in the log of the folder. Errors: [ErrNotEmpty], [ErrNeedsIdentity], [ErrWrongIdentity], [ErrDamaged], and what is wrong with what was unpacked. They leave the folder as it was, but for one in
// putting files in their places, after which [Unfinished] refuses it.
func Restore(ctx context.Context, in io.Reader, identities []Identity, r Restorer) (m Manifest, err error) {
	if err := empty(r.Data); err != nil {
		return Manifest{}, err
	}
	plain, err := opened(in, identities)
	if err != nil {
		return Manifest{}, err
	}
	defer plain.Close()
	dir := filepath.Join(r.Data, restoring)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Manifest{}, err
	}
	if m, err = unpack(ctx, plain, dir); err == nil {
		if err = r.settle(ctx, dir, m); err != nil {
			err = fmt.Errorf("the backup was unpacked, and is not in order: %w", err)
		}
	}
	if err != nil {
		return Manifest{}, errors.Join(err, os.RemoveAll(dir))
	}
	return m, r.place(dir)
}

// empty refuses a folder with anything in it.
func empty(dir string) error {
	if err := Unfinished(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return fmt.Errorf("%s has %s and %d more: %w", dir, entries[0].Name(), len(entries)-1, ErrNotEmpty)
	}
	return nil
}

const (
	ageBeginning   = "age-encryption.org/"
	armorBeginning = "-----BEGIN AGE"
)

// opened is the tar of an archive.
func opened(in io.Reader, identities []age.Identity) (*zstd.Decoder, error) {
	buffered := bufio.NewReader(in)
	in = buffered
	beginning, err := buffered.Peek(len(ageBeginning))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	armored := bytes.HasPrefix(beginning, []byte(armorBeginning))
	if armored {
		in = armor.NewReader(in)
	}
	if armored || bytes.HasPrefix(beginning, []byte(ageBeginning)) {
		if len(identities) == 0 {
			return nil, ErrNeedsIdentity
		}
		clear, err := age.Decrypt(in, identities...)
		var none *age.NoIdentityMatchError
		switch {
		case errors.As(err, &none):
			return nil, ErrWrongIdentity
		case err != nil:
			return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
		}
		in = clear
	}
	plain, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20))
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return plain, nil
}

// unpack writes the parts into a folder, each held against its hash.
func unpack(ctx context.Context, plain io.Reader, dir string) (Manifest, error) {
	archive := tar.NewReader(&reader{ctx, plain})
	m, err := readManifest(archive)
	if err != nil {
		return Manifest{}, damaged(ctx, err)
	}
	if m.Format != Format {
		return Manifest{}, fmt.Errorf("the backup has format %d, made by version %s; this program reads format %d: use that version", m.Format, m.Program, Format)
	}
	left := slices.Clone(m.Parts)
	for {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Manifest{}, damaged(ctx, err)
		}
		at := slices.IndexFunc(left, func(p Part) bool { return p.Name == head.Name && p.Bytes == head.Size })
		if at < 0 || !known(head.Name) {
			return Manifest{}, fmt.Errorf("%w (%q does not belong there)", ErrDamaged, head.Name)
		}
		if err := unpackPart(ctx, archive, dir, left[at]); err != nil {
			return Manifest{}, err
		}
		left = slices.Delete(left, at, at+1)
	}
	if len(left) > 0 {
		return Manifest{}, fmt.Errorf("%w (%s is missing)", ErrDamaged, left[0].Name)
	}
	if _, err := io.Copy(io.Discard, plain); err != nil { // the end of the encryption tells whether something was cut off
		return Manifest{}, damaged(ctx, err)
	}
	return m, nil
}

func readManifest(archive *tar.Reader) (m Manifest, err error) {
	head, err := archive.Next()
	if err != nil {
		return Manifest{}, err
	}
	if head.Name != manifestName || head.Size > maxManifest {
		return Manifest{}, errors.New("it does not begin with its manifest")
	}
	text, err := io.ReadAll(archive)
	if err != nil {
		return Manifest{}, err
	}
	return m, json.Unmarshal(text, &m)
}

// damaged is what an error in reading an archive means, unless somebody has stopped it.
func damaged(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w (%w)", ErrDamaged, err)
}

func unpackPart(ctx context.Context, archive io.Reader, dir string, p Part) error {
	path := filepath.Join(dir, filepath.FromSlash(p.Name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	sum, faulty := sha256.New(), &faultyReader{Reader: archive}
	_, err = io.Copy(io.MultiWriter(f, sum), faulty)
	err = errors.Join(err, f.Sync(), f.Close())
	switch {
	case faulty.err != nil:
		return damaged(ctx, faulty.err)
	case err != nil: // of the disk
		return err
	case hex.EncodeToString(sum.Sum(nil)) != p.SHA256:
		return fmt.Errorf("%w (%s is not what was written)", ErrDamaged, p.Name)
	}
	return nil
}

// faultyReader tells apart what is wrong with an archive and what with the disk that it is unpacked on.
type faultyReader struct {
	io.Reader
	err error
}

func (r *faultyReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// settle opens what was unpacked, reads it, and writes into its log that it was restored.
func (r Restorer) settle(ctx context.Context, dir string, m Manifest) error {
	h, err := openHouse(ctx, dir, r.Log)
	if err != nil {
		return err
	}
	err = h.check(ctx, Quick, nil)
	if err == nil {
		var schema Schema
		var holds Holds
		schema, holds, err = h.describe(ctx)
		if err == nil && schema == m.Schema && holds != m.Holds { // a newer program may count otherwise; the parts have their hashes
			err = fmt.Errorf("it holds %v, and its manifest says %v", holds, m.Holds)
		}
	}
	if err == nil {
		err = h.Accounts.EndLinks(ctx, r.By, audit.Entry{Action: audit.Restored, Detail: "made=" + m.Made.Format(time.RFC3339)})
	}
	return errors.Join(err, h.Folder.Close(context.WithoutCancel(ctx)))
}

// Settle opens a folder that came from elsewhere as the service does, reads all of it, and writes an entry into its log. The error has every fault.
func Settle(ctx context.Context, dir string, by audit.By, entry audit.Entry, log *slog.Logger) (m Manifest, err error) {
	h, err := openHouse(ctx, dir, log)
	if err != nil {
		return Manifest{}, err
	}
	err = h.check(ctx, Quick, nil)
	if err == nil {
		err = audit.Open(h.Folder.Record).Write(ctx, by, entry)
	}
	if err == nil {
		m.Schema, m.Holds, err = h.describe(ctx)
	}
	return m, errors.Join(err, h.Folder.Close(context.WithoutCancel(ctx)))
}

// place moves the files to where they belong. The folder that they were unpacked in goes last: while it is there nobody opens this one.
func (r Restorer) place(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := r.at("placing " + e.Name()); err != nil {
			return err
		}
		if strings.HasSuffix(e.Name(), ".lock") {
			continue
		}
		if err := os.Rename(filepath.Join(dir, e.Name()), filepath.Join(r.Data, e.Name())); err != nil {
			return err
		}
	}
	return errors.Join(syncFolder(r.Data), os.RemoveAll(dir), syncFolder(r.Data))
}

func (r Restorer) at(name string) error {
	if r.step == nil {
		return nil
	}
	return r.step(name)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
