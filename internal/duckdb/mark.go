package duckdb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"syscall"
)

// A mark says what has been acknowledged.
type mark struct {
	number uint64 // the highest acknowledged commit number
	wal    int64  // length of the WAL after that commit; 0 when the commit has been checkpointed; inJournal
}

// A markFile keeps the newest mark on disk in two slots that are overwritten in turn, so that a torn write costs the mark that
// was being written, which nobody has been told about, and never the one before. The slots are in different
// pages. The file keeps its size and O_DSYNC makes a write durable before it returns, so an overwrite is one
// write to the disk without a journal entry in the file system.
//
// A third slot is left to the operating system to write when it likes. It is for a database with a journal, which knows by itself what was acknowledged: should the
// journal and the WAL both be damaged, the number in that slot still tells that something is missing.
type markFile struct {
	f     *os.File
	loose *os.File // the same without O_DSYNC
	turn  uint64   // counts the writes
	slot  int64    // that is written next of the two
}

const (
	markMagic  = 0x31304b52414d4b41 // "AKMARK01" in little-endian order
	markSlot   = 4096               // distance between the slots, bytes
	hintSlot   = 2
	markSlots  = 3
	markLength = 8 + 8 + 8 + 8 + 4 // magic, turn, number, wal, CRC-32C
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func encodeMark(turn uint64, m mark) []byte {
	b := make([]byte, 0, markLength)
	b = binary.LittleEndian.AppendUint64(b, markMagic)
	b = binary.LittleEndian.AppendUint64(b, turn)
	b = binary.LittleEndian.AppendUint64(b, m.number)
	b = binary.LittleEndian.AppendUint64(b, uint64(m.wal))
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

func decodeMark(b []byte) (turn uint64, m mark, ok bool) {
	if len(b) < markLength {
		return 0, mark{}, false
	}
	b = b[:markLength]
	sum := binary.LittleEndian.Uint32(b[markLength-4:])
	if binary.LittleEndian.Uint64(b) != markMagic || crc32.Checksum(b[:markLength-4], castagnoli) != sum {
		return 0, mark{}, false
	}
	m = mark{number: binary.LittleEndian.Uint64(b[16:]), wal: int64(binary.LittleEndian.Uint64(b[24:]))}
	return binary.LittleEndian.Uint64(b[8:]), m, m.wal >= 0
}

// readMark returns the newest whole mark in a file, or false when there is none.
func readMark(name string) (m mark, ok bool, err error) {
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return mark{}, false, nil
	}
	if err != nil {
		return mark{}, false, err
	}
	var newest uint64
	for at := 0; at < len(b); at += markSlot {
		if turn, slot, whole := decodeMark(b[at:]); whole && (!ok || turn > newest) {
			newest, m, ok = turn, slot, true
		}
	}
	return m, ok, nil
}

// createMark replaces whatever mark there is.
func createMark(name string, m mark) (*markFile, error) {
	err := writeDurably(name, func(f *os.File) error {
		page := make([]byte, markSlots*markSlot)
		copy(page, encodeMark(0, m))
		_, err := f.Write(page)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ack mark: %w", err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|syscall.O_DSYNC, 0)
	if err != nil {
		return nil, fmt.Errorf("ack mark: %w", err)
	}
	loose, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ack mark: %w", err), f.Close())
	}
	return &markFile{f: f, loose: loose, slot: 1}, nil
}

// write returns when the mark is on disk.
func (f *markFile) write(m mark) error {
	f.turn++
	_, err := f.f.WriteAt(encodeMark(f.turn, m), f.slot*markSlot)
	if err != nil {
		return fmt.Errorf("ack mark: %w", err)
	}
	f.slot = 1 - f.slot
	return nil
}

// hint writes a mark that need not be durable.
func (f *markFile) hint(m mark) error {
	f.turn++
	if _, err := f.loose.WriteAt(encodeMark(f.turn, m), hintSlot*markSlot); err != nil {
		return fmt.Errorf("ack mark: %w", err)
	}
	return nil
}

func (f *markFile) close() error { return errors.Join(f.f.Close(), f.loose.Close()) }
