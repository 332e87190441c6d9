package journal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ErrNoKey says that rows cannot be read because the key of their ring is not there.
var ErrNoKey = errors.New("journal: there is no key for the rows")

const (
	idSize     = 16
	secretSize = 32 // AES-256
	keyMagic   = "TJKEY001"
	keyEnd     = ".key"
)

type keyID [idSize]byte

type key struct {
	id   keyID
	aead cipher.AEAD
}

// Keys are the keys of rings, each in a file of its own in a folder that is its owner's alone. They are for one goroutine.
type Keys struct {
	dir  string
	held map[string]*key
}

// KeysIn returns the keys in a folder, which is made with the first of them.
func KeysIn(dir string) *Keys { return &Keys{dir: dir, held: map[string]*key{}} }

// path is that of a ring's key. A ring may have any name, as far as the file system allows the length.
func (k *Keys) path(ring string) string { return filepath.Join(k.dir, url.PathEscape(ring)+keyEnd) }

// Rings are the rings that have a key.
func (k *Keys) Rings() ([]string, error) {
	entries, err := os.ReadDir(k.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var rings []string
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), keyEnd)
		ring, bad := url.PathUnescape(name)
		if ok && bad == nil {
			rings = append(rings, ring)
		}
	}
	return rings, err
}

// of returns the key of a ring; when there is none it makes one, durably. A file that is damaged is replaced: a ring whose key is not held has no
// record that is still needed, since those are dealt with before anything new is written.
func (k *Keys) of(ring string) (*key, error) {
	if held := k.held[ring]; held != nil {
		return held, nil
	}
	found, err := readKey(k.path(ring))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errKeyDamaged) {
		found, err = k.make(ring)
	}
	if err != nil {
		return nil, err
	}
	k.held[ring] = found
	return found, nil
}

func (k *Keys) make(ring string) (*key, error) {
	if _, err := os.Stat(k.dir); err != nil {
		if err := errors.Join(os.MkdirAll(k.dir, 0o700), syncDir(filepath.Dir(k.dir))); err != nil {
			return nil, fmt.Errorf("journal: key: %w", err)
		}
	}
	page := append(make([]byte, 0, keySize), keyMagic...)
	page = page[:len(keyMagic)+idSize+secretSize]
	rand.Read(page[len(keyMagic):]) // never fails
	page = appendSum(page)
	f, err := os.OpenFile(k.path(ring), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: key: %w", err)
	}
	_, err = f.Write(page)
	if err := errors.Join(err, f.Sync(), f.Close(), syncDir(k.dir)); err != nil {
		return nil, fmt.Errorf("journal: key: %w", err)
	}
	return parseKey(page)
}

const keySize = len(keyMagic) + idSize + secretSize + crc32.Size

func appendSum(page []byte) []byte {
	sum := crc32.Checksum(page, castagnoli)
	return append(page, byte(sum), byte(sum>>8), byte(sum>>16), byte(sum>>24))
}

var errKeyDamaged = errors.New("journal: the file of a key is damaged")

func readKey(path string) (*key, error) {
	page, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parseKey(page)
}

func parseKey(page []byte) (*key, error) {
	n := keySize - crc32.Size
	if len(page) != keySize || !bytes.HasPrefix(page, []byte(keyMagic)) || !bytes.Equal(appendSum(bytes.Clone(page[:n])), page) {
		return nil, errKeyDamaged
	}
	block, err := aes.NewCipher(page[len(keyMagic)+idSize : n])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &key{keyID(page[len(keyMagic):]), aead}, err
}

// all reads every key. A damaged one is left out: rows that need it are found to have none.
func (k *Keys) all() (map[keyID]*key, error) {
	rings, err := k.Rings()
	if err != nil {
		return nil, err
	}
	byID := map[keyID]*key{}
	for _, ring := range rings {
		found, err := readKey(k.path(ring))
		switch {
		case err == nil:
			byID[found.id] = found
		case !errors.Is(err, errKeyDamaged):
			return nil, err
		}
	}
	return byID, nil
}

// Destroy overwrites the key of a ring in place, and removes it, durably. It does nothing when there is none.
func (k *Keys) Destroy(ring string) error {
	delete(k.held, ring)
	path := k.path(ring)
	f, err := os.OpenFile(path, os.O_WRONLY|syscall.O_DSYNC, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteAt(make([]byte, keySize), 0)
	return errors.Join(err, f.Close(), os.Remove(path), syncDir(k.dir))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
