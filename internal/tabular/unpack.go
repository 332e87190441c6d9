package tabular

import (
	"archive/zip"
	"fmt"
	"io"
)

// How much a workbook may be when unpacked: so many times its size, but always the least and never more than the most. Sheets of codes
// pack to about a fifteenth; a file made to exhaust the machine packs to a thousandth.
const (
	unpackedTimes = 25
	unpackedLeast = 16 << 20
	unpackedMost  = 1 << 30
)

// maxParts is how many files a workbook may consist of. One with charts on each of its sheets has a few hundred.
const maxParts = 2000

// unpackable says whether a workbook stays under a limit when unpacked, by the sizes that the archive states. One that understates them
// costs no more: reading a part ends with an error where it becomes larger than stated.
func unpackable(r io.ReaderAt, size, most int64) error {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrNotTable, err)
	}
	if len(archive.File) > maxParts {
		return fmt.Errorf("%w: it consists of %d parts, the limit is %d", ErrTooLarge, len(archive.File), maxParts)
	}
	left := uint64(most)
	for _, part := range archive.File {
		if part.UncompressedSize64 > left {
			return fmt.Errorf("%w: unpacked it has more than %d bytes", ErrTooLarge, most)
		}
		left -= part.UncompressedSize64
	}
	return nil
}

// unpackedLimit is what a workbook of a size may be when unpacked.
func unpackedLimit(size int64) int64 {
	return min(max(size*unpackedTimes, unpackedLeast), unpackedMost)
}
