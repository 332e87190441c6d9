package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"tilstand/internal/duckdb"
	"tilstand/internal/settings"
)

// Format is the version of the archive. A reader refuses others.
const Format = 1

// Manifest says what is in an archive.
type Manifest struct {
	Format  int       `json:"format"`
	Program string    `json:"program"` // version
	Made    time.Time `json:"made"`
	Schema  Schema    `json:"schema"`
	Commits Commits   `json:"commits"` // the last ones when the files were copied
	Holds   Holds     `json:"holds"`
	Parts   []Part    `json:"parts"`
}

// Schema names the last migration of each file.
type Schema struct {
	Intake string `json:"intake"`
	Record string `json:"record"`
}

// Commits are numbers of commits.
type Commits struct {
	Intake uint64 `json:"intake"`
	Record uint64 `json:"record"`
}

// Holds counts what somebody recognises a folder by. How many answered is not in it.
type Holds struct {
	Owners   int    `json:"owners"`
	Schools  int    `json:"schools"`
	Waves    int    `json:"waves"`
	Open     int    `json:"open"`     // of these
	Releases int    `json:"releases"` // waves that have one
	Log      string `json:"log"`      // its head
}

// Part is a file of the archive.
type Part struct {
	Name   string `json:"name"` // with slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Bytes is how long all parts are together.
func (m Manifest) Bytes() (n int64) {
	for _, p := range m.Parts {
		n += p.Bytes
	}
	return n
}

const (
	manifestName = "manifest.json"
	maxManifest  = 16 << 20 // bytes; a part takes two hundred
)

// codesName is a file of one-time codes, by the id of its wave.
var codesName = regexp.MustCompile(`^codes/[A-Za-z0-9_-]{1,64}$`)

// known says whether a part may be called so.
func known(name string) bool {
	return slices.Contains([]string{duckdb.IntakeFile, duckdb.RecordFile, settings.File}, name) || codesName.MatchString(name)
}

// partsOf lists what of a folder goes into an archive.
func partsOf(ctx context.Context, dir string) (parts []Part, err error) {
	names := []string{duckdb.IntakeFile, duckdb.RecordFile, settings.File}
	codes, err := os.ReadDir(filepath.Join(dir, "codes"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, c := range codes {
		names = append(names, "codes/"+c.Name())
	}
	for _, name := range names {
		part, err := partOf(ctx, dir, name)
		switch {
		case name == settings.File && errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, err
		case !known(name):
			return nil, fmt.Errorf("%s does not belong into a backup", filepath.Join(dir, name))
		}
		parts = append(parts, part)
	}
	return parts, nil
}

func partOf(ctx context.Context, dir, name string) (Part, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return Part{}, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, &reader{ctx, f})
	return Part{Name: name, Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

// reader ends with a context.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r *reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}
