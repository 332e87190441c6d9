package standby

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// stateName is the file that names a cut. What it names is on the disk.
const stateName = "state.json"

// cut is a whole copy as of one round.
type cut struct {
	Format   int                `json:"format"`
	Remote   Remote             `json:"remote"`
	Term     uint64             `json:"term"`
	Asked    time.Time          `json:"asked"` // when its round began, by this machine's clock: all that was acknowledged before is in it
	Files    map[string]kept    `json:"files"`
	Codes    map[string]keptOne `json:"codes"` // by wave
	Settings keptOne            `json:"settings"`
}

const cutFormat = 1

// kept is one database: a main of a generation and a WAL on top of it.
type kept struct {
	Generation string   `json:"generation"`
	Number     uint64   `json:"number"`
	Main       int64    `json:"main"`
	WAL        int64    `json:"wal"`
	WALFile    string   `json:"walFile"`
	Patch      [][2]int `json:"patch,omitempty"` // runs of blocks that are still to be copied from next to main: the first and how many
}

// keptOne is a small file: its name in the folder, and its sum. Without a name there is none.
type keptOne struct {
	File string `json:"file"`
	Sum  string `json:"sum"`
}

// following is the folder that a standby keeps its files in.
func following(data string) string { return filepath.Join(data, folderName) }

func mainName(file string) string { return file + ".main" }
func nextName(file string) string { return file + ".next" }

// readCut reads the last cut; nil where there is none.
func readCut(dir string) (*cut, error) {
	var c cut
	there, err := readJSON(filepath.Join(dir, stateName), &c)
	if err != nil || !there {
		return nil, err
	}
	if c.Format != cutFormat {
		return nil, fmt.Errorf("%s has format %d, and this program reads %d: use the version that followed", filepath.Join(dir, stateName), c.Format, cutFormat)
	}
	return &c, nil
}

// names are the files that a cut is made of.
func (c *cut) names() map[string]bool {
	all := map[string]bool{}
	if c == nil {
		return all
	}
	for file, k := range c.Files {
		all[mainName(file)] = true
		all[k.WALFile] = true
		if len(k.Patch) > 0 {
			all[nextName(file)] = true
		}
	}
	for _, code := range c.Codes {
		all[code.File] = true
	}
	all[c.Settings.File] = true
	return all
}

// wipe overwrites a file before it removes it. Files of codes hold marks that came with answers.
func wipe(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(make([]byte, info.Size()))
	}
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(path))
}
