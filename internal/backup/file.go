package backup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// partPrefix and partSuffix are of files that are being written. What a kill leaves of one is of no use to anybody.
const (
	partPrefix = "."
	partSuffix = ".part"
)

// WriteNew writes a file that has its name when it is whole and on the disk, and never takes the place of another: then the error wraps fs.ErrExist.
func WriteNew(path string, write func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w, and a backup is never written over another file", path, fs.ErrExist)
	}
	f, err := os.CreateTemp(filepath.Dir(path), partPrefix+filepath.Base(path)+".*"+partSuffix)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	err = os.Link(f.Name(), path)                                                  // unlike a rename it refuses where there is a file by now
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) { // a share that knows no links
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}
