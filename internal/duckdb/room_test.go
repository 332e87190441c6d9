package duckdb

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Below the floor the folder says so, and it notices within a second that there is room again.
func TestRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := int64(DefaultFloor)
		f := &Folder{Dir: "x", Floor: DefaultFloor}
		f.room.look = func(string) (int64, error) { return free, nil }
		if err := f.Room(); err != nil {
			t.Errorf("with just enough room: %v", err)
		}
		free--
		if err := f.Room(); err != nil {
			t.Errorf("the disk was looked at twice in a second: %v", err)
		}
		time.Sleep(roomAge)
		if err := f.Room(); !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "499 MB are free") {
			t.Errorf("error %v, want ErrFull and how much there is", err)
		}
		free++
		time.Sleep(roomAge)
		if err := f.Room(); err != nil {
			t.Errorf("there is room again: %v", err)
		}
	})
	folder, err := OpenFolder(t.Context(), t.TempDir(), FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close(t.Context())
	if folder.Floor != DefaultFloor {
		t.Errorf("floor %d", folder.Floor)
	}
	folder.Floor = 1
	if err := folder.Room(); err != nil {
		t.Errorf("the disk of the tests: %v", err)
	}
}
