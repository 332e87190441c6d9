package journal

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Destroying a key overwrites its file in place: who has it open sees it go. The rows of its ring are gone from every record, those of others are not.
func TestDestroyedKeys(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.put(t, 1, "a/one")
	p.put(t, 2, "b/two")
	path := p.keys.path("a")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v of a key: %v", info.Mode(), err)
	}
	open, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	if err := errors.Join(p.keys.Destroy("a"), p.keys.Destroy("a"), p.keys.Destroy("never")); err != nil {
		t.Fatal(err)
	}
	left := make([]byte, keySize)
	if n, _ := open.ReadAt(left, 0); n != keySize || !bytes.Equal(left, make([]byte, keySize)) {
		t.Errorf("the file of a destroyed key holds %x", left[:n])
	}
	secret := before[len(keyMagic)+idSize : keySize-4]
	err = filepath.WalkDir(filepath.Dir(p.path), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, secret) {
			t.Errorf("%s holds a destroyed key", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c := p.scan(t)
	if _, err := c.Rows(c.Records[0]); !errors.Is(err, ErrNoKey) {
		t.Errorf("a row whose key was destroyed: %v", err)
	}
	if got := texts(t, c, c.Records[1]); !slices.Equal(got, []string{"two"}) {
		t.Errorf("the other ring holds %q", got)
	}
	p.put(t, 3, "a/three") // a ring that goes on has a new key
	c = p.scan(t)
	if _, err := c.Rows(c.Records[0]); !errors.Is(err, ErrNoKey) {
		t.Errorf("a row whose key was destroyed, beside a new key: %v", err)
	}
	if got := texts(t, c, c.Records[2]); !slices.Equal(got, []string{"three"}) {
		t.Errorf("a row under the new key: %q", got)
	}
}

func TestRingsHaveAnyName(t *testing.T) {
	t.Parallel()
	keys := KeysIn(filepath.Join(t.TempDir(), "keys"))
	if rings, err := keys.Rings(); err != nil || len(rings) > 0 {
		t.Errorf("rings %q, %v", rings, err)
	}
	want := []string{"", "%2F", "..", "../../x", "skule åtte"}
	for _, ring := range want {
		if _, err := keys.of(ring); err != nil {
			t.Fatal(err)
		}
	}
	got, err := keys.Rings()
	if slices.Sort(got); err != nil || !slices.Equal(got, want) {
		t.Errorf("rings %q, %v; want %q", got, err, want)
	}
}

// The same key is found again; one that is damaged opens nothing, and is replaced when its ring goes on.
func TestDamagedKeys(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.put(t, 1, "a/one")
	path := p.keys.path("a")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first, err := KeysIn(p.keys.dir).of("a")
	if err != nil || first.id != p.keys.held["a"].id {
		t.Fatalf("another key: %v", err)
	}
	for at := range page {
		page[at] ^= 0x41
		if _, err := parseKey(page); !errors.Is(err, errKeyDamaged) {
			t.Errorf("byte %d: %v", at, err)
		}
		if _, err := parseKey(page[:at]); !errors.Is(err, errKeyDamaged) {
			t.Errorf("cut off at %d: %v", at, err)
		}
		page[at] ^= 0x41
	}
	page[20] ^= 1
	if err := os.WriteFile(path, page, 0o600); err != nil {
		t.Fatal(err)
	}
	c := p.scan(t)
	if _, err := c.Rows(c.Records[0]); !errors.Is(err, ErrNoKey) {
		t.Errorf("a row whose key is damaged: %v", err)
	}
	again, err := KeysIn(p.keys.dir).of("a")
	if err != nil || again.id == first.id {
		t.Errorf("the damaged key was not replaced: %v", err)
	}
}
