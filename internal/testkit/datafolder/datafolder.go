package datafolder

import (
	"context"
	"errors"
	"io/fs"
	"testing"

	"tilstand/internal/duckdb"
)

// Open opens an empty data folder that lasts as long as the test.
func Open(t testing.TB) *duckdb.Folder {
	t.Helper()
	return OpenAt(t, t.TempDir())
}

// OpenAt opens the data folder in dir, makes it if it is not there, and closes
// it when the test ends. A test that closes it before, to open it again, may.
func OpenAt(t testing.TB, dir string) *duckdb.Folder {
	t.Helper()
	folder, err := duckdb.OpenFolder(t.Context(), dir, duckdb.FolderOptions{})
	if err != nil {
		t.Fatalf("open the data folder: %v", err)
	}
	t.Cleanup(func() {
		err := folder.Close(context.Background())        // t.Context has ended by now
		if err != nil && !errors.Is(err, fs.ErrClosed) { // the test has closed it
			t.Errorf("close the data folder: %v", err)
		}
	})
	return folder
}
