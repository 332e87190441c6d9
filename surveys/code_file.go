package surveys

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// The slots of a wave's one-time codes, in DIR/codes/WAVE: a header, then a slot of 64 bytes for each code, sorted by hash, which is
// a random order. Spending a code overwrites sixteen bytes of its slot; nothing is appended and nothing tells when.
const (
	slotSize   = 64
	slotGroup  = 16 // after the hash
	slotMark   = 32
	slotsMagic = "tilstand codes 1"

	codesFolder = "codes"
)

type slot struct {
	hash  codeHash
	group uint8
	mark  spentMark     // zero while the code has not been used
	kept  bool          // the mark is on disk for certain
	claim chan struct{} // closed when the submission that is using the code has ended
}

func bySlotHash(a, b slot) int { return bytes.Compare(a.hash[:], b.hash[:]) }

// errReplaced says that a file was put in place, and that it is not known whether a restart finds it there.
var errReplaced = errors.New("the file of codes was replaced, perhaps not durably")

// pageOf is the file.
func pageOf(slots []slot) []byte {
	page := make([]byte, slotSize*(1+len(slots)))
	for i, sl := range slots {
		at := page[slotSize*(1+i):]
		copy(at, sl.hash[:])
		at[slotGroup] = sl.group
		copy(at[slotMark:], sl.mark[:])
	}
	copy(page, slotsMagic)
	sum := slotsSum(page)
	copy(page[slotMark:], sum[:])
	return page
}

// writeSlots puts the file in place so that after a kill there is the old one or the new one.
func writeSlots(path string, slots []slot) error {
	page := pageOf(slots)
	tmp := path + ".tmp"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(page)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return errors.Join(errReplaced, err)
	}
	return nil
}

// slotsSum is over what never changes: hashes and groups.
func slotsSum(page []byte) [sha256.Size]byte {
	sum := sha256.New()
	for at := slotSize; at < len(page); at += slotSize {
		sum.Write(page[at : at+slotMark])
	}
	return [sha256.Size]byte(sum.Sum(nil))
}

func readSlots(path string) ([]slot, error) {
	page, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(page) < slotSize || len(page)%slotSize != 0 || !bytes.HasPrefix(page, []byte(slotsMagic)) {
		return nil, fmt.Errorf("%s is damaged: put it back from the backup of the whole folder", path)
	}
	if sum := slotsSum(page); !bytes.Equal(page[slotMark:slotSize], sum[:]) {
		return nil, fmt.Errorf("%s is damaged: put it back from the backup of the whole folder", path)
	}
	var slots []slot
	for at := slotSize; at < len(page); at += slotSize {
		mark := spentMark(page[at+slotMark : at+slotMark+16])
		slots = append(slots, slot{hash: codeHash(page[at : at+16]), group: page[at+slotGroup], mark: mark, kept: mark != spentMark{}})
	}
	slices.SortFunc(slots, bySlotHash)
	return slots, nil
}

// eraseSlots overwrites the file before it removes it.
func eraseSlots(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, info.Size()))
	if err := errors.Join(err, f.Sync(), f.Close(), os.Remove(path)); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
