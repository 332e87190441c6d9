package tabular

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func everySheet(string) bool { return true }

// What is written is read back cell by cell, whatever its letters; empty cells at the end of a row are not stored.
func TestBookReadsWhatWriteBookWrote(t *testing.T) {
	t.Parallel()
	cell := rapid.OneOf(rapid.SampledFrom([]string{"=1+1", "'x", "_x0041_", "_x005F_x0041_", "@SUM", "<b>&", "\u3000å\u00ad", "-5", "TRUE"}),
		rapid.StringOfN(rapid.RuneFrom([]rune(" abcæøå_x0041=+-\"'<>&𝄞\u200b")), 1, 30, -1))
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 4), 0, 5).Draw(t, "rows")
		page := Page{Name: "ark", Columns: []Column{{"type", 10}, {"label::nynorsk (nn)", 40}}}
		want := [][]string{{"type", "label::nynorsk (nn)"}}
		for i, row := range rows {
			var cells []any
			for _, c := range row {
				cells = append(cells, c)
			}
			page.Rows = append(page.Rows, Line{Cells: cells, Strong: i%2 == 0})
			want = append(want, row)
		}
		var b bytes.Buffer
		if err := WriteBook(&b, []Page{page, {Name: "tal", Rows: []Line{{Cells: []any{7, "", 1}}}}}); err != nil {
			t.Fatal(err)
		}
		got, err := Book(b.Bytes(), Limits{}, everySheet)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Sheet{{"ark", want}, {"tal", [][]string{nil, {"7", "", "1"}}}}, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// bomb is an archive of zeros that unpack to size bytes; it may say of itself that they are fewer.
func bomb(t *testing.T, size int64, understated bool) []byte {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	part, err := archive.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(part, zeros{}, size); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	if understated { // in the central directory, where the size is 24 bytes after the signature
		at := bytes.LastIndex(data, []byte("PK\x01\x02"))
		binary.LittleEndian.PutUint32(data[at+24:], 10)
	}
	return data
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A small file that unpacks to a large one is refused before it is unpacked into memory, and one that lies about its size ends there.
func TestBookRefusesBombs(t *testing.T) {
	t.Parallel()
	for understated, want := range map[bool]error{false: ErrTooLarge, true: ErrNotTable} {
		t.Run(want.Error(), func(t *testing.T) {
			t.Parallel()
			data := bomb(t, 2*unpackedLeast, understated)
			if len(data) > 1<<20 {
				t.Fatalf("the bomb has %d bytes", len(data))
			}
			if _, err := Book(data, Limits{}, everySheet); !errors.Is(err, want) {
				t.Errorf("a whole book: got %v, want %v", err, want)
			}
			if _, err := Read(bytes.NewReader(data), Options{}); !errors.Is(err, want) {
				t.Errorf("a table: got %v, want %v", err, want)
			}
		})
	}
}

func TestColumnLetters(t *testing.T) {
	t.Parallel()
	for index, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 701: "ZZ", 702: "AAA"} {
		if got := ColumnLetters(index); got != want {
			t.Errorf("column %d is %s, want %s", index, got, want)
		}
	}
}
