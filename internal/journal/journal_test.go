package journal

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

var lineage = Lineage{1, 2, 3}

// A place is a folder with a journal and its keys.
type place struct {
	path string
	keys *Keys
	*Journal
}

func newPlace(t testing.TB) *place {
	t.Helper()
	dir := t.TempDir()
	p := &place{path: filepath.Join(dir, "test.journal"), keys: KeysIn(filepath.Join(dir, "keys"))}
	p.open(t)
	return p
}

func (p *place) open(t testing.TB) {
	t.Helper()
	var err error
	if p.Journal, err = Open(p.path, p.keys, lineage); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
}

// put writes a record of rows that are named ring/text.
func (p *place) put(t testing.TB, number uint64, rows ...string) {
	t.Helper()
	var b Batch
	for _, row := range rows {
		ring, text, _ := strings.Cut(row, "/")
		if err := b.Add(ring, "entry", []any{text}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(p.Prepare(&b), p.Write(number, &b)); err != nil {
		t.Fatal(err)
	}
}

func (p *place) scan(t testing.TB) *Contents {
	t.Helper()
	c, err := Scan(p.path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Unlock(KeysIn(p.keys.dir)); err != nil {
		t.Fatal(err)
	}
	return c
}

// texts are what the rows of a record say, in the order of the alphabet.
func texts(t testing.TB, c *Contents, r Record) []string {
	t.Helper()
	rows, err := c.Rows(r)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range rows {
		all = append(all, row.Values[0].(string))
	}
	slices.Sort(all)
	return all
}

func (p *place) want(t testing.TB, want map[uint64][]string) {
	t.Helper()
	c := p.scan(t)
	if len(c.Records) != len(want) {
		t.Errorf("%d records, want %d", len(c.Records), len(want))
	}
	for _, r := range c.Records {
		if got := texts(t, c, r); !slices.Equal(got, want[r.Number]) {
			t.Errorf("record %d holds %q, want %q", r.Number, got, want[r.Number])
		}
	}
}

func TestRecordsAreReadAgain(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.put(t, 7, "a/one", "b/two", "a/three")
	p.put(t, 8)
	p.put(t, 9, "b/four", "c/"+strings.Repeat("x", 3*block))
	want := map[uint64][]string{7: {"one", "three", "two"}, 8: nil, 9: {"four", strings.Repeat("x", 3*block)}}
	p.want(t, want)
	if got, want := p.Length(), int64(6*block); got != want {
		t.Errorf("length %d, want %d", got, want)
	}
	p.Close()
	p.want(t, want)
	if _, err := Scan(p.path + "s"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no journal: %v", err)
	}
}

var values = rapid.OneOf(
	rapid.Just[any](nil), rapid.Just[any]([]byte(nil)),
	rapid.Bool().AsAny(), rapid.String().AsAny(), rapid.SliceOf(rapid.Byte()).AsAny(),
	rapid.Custom(func(t *rapid.T) [16]byte {
		return [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
	}).AsAny(),
	rapid.Int().AsAny(), rapid.Int8().AsAny(), rapid.Int16().AsAny(), rapid.Int32().AsAny(), rapid.Int64().AsAny(),
	rapid.Uint().AsAny(), rapid.Uint8().AsAny(), rapid.Uint16().AsAny(), rapid.Uint32().AsAny(), rapid.Uint64().AsAny(),
	rapid.Float32().AsAny(), rapid.Float64().AsAny(), rapid.Just[any](math.Inf(-1)),
)

// Whatever goes in comes out, of the same types, in some order; with a batch that is used again and again.
func TestAnyRowsComeBack(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	var b Batch
	number := uint64(0)
	rapid.Check(t, func(t *rapid.T) {
		b.Reset()
		p.Rewind()
		number++
		want := map[string]int{}
		for range rapid.IntRange(0, 20).Draw(t, "rows") {
			ring := rapid.SampledFrom([]string{"", "..", "a", "b/c", "æ%"}).Draw(t, "ring")
			row := Row{rapid.StringN(0, 20, -1).Draw(t, "table"), rapid.SliceOfN(values, 1, 6).Draw(t, "values")}
			want[fmt.Sprintf("%#v", row)]++
			if err := b.Add(ring, row.Table, row.Values); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(p.Prepare(&b), p.Write(number, &b)); err != nil {
			t.Fatal(err)
		}
		c, err := Scan(p.path)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.Unlock(p.keys); err != nil {
			t.Fatal(err)
		}
		rows, err := c.Rows(c.Records[len(c.Records)-1])
		if err != nil || c.Last() != number {
			t.Fatalf("record %d: %v", c.Last(), err)
		}
		got := map[string]int{}
		for _, row := range rows {
			got[fmt.Sprintf("%#v", row)]++
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestWhatCannotBeJournalled(t *testing.T) {
	t.Parallel()
	var b Batch
	for _, v := range []any{[]string{"a"}, struct{}{}, fmt.Errorf("an error")} {
		if err := b.Add("ring", "entry", []any{v}); !errors.Is(err, errValue) {
			t.Errorf("%T: %v", v, err)
		}
		b.Reset()
	}
	huge := strings.Repeat("x", maxBatch/2)
	if err := errors.Join(b.Add("ring", "entry", []any{huge}), b.Add("ring", "entry", []any{huge})); !errors.Is(err, errTooLarge) {
		t.Errorf("a batch of %d bytes: %v", maxBatch, err)
	}
	p := newPlace(t)
	p.put(t, 1, "a/one")
	if err := p.Barrier(2); err != nil {
		t.Fatal(err)
	}
	if c := p.scan(t); len(c.Records) != 2 || c.Records[0].Barrier || !c.Records[1].Barrier || c.Records[1].Lineage != lineage {
		t.Errorf("records %+v", c.Records)
	}
}

// A record that was taken back is not there, and the next takes its place; records of before a Rewind are there until they are overwritten.
func TestVoidAndRewind(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.put(t, 1, "a/one")
	p.put(t, 2, "a/"+strings.Repeat("x", 2*block))
	if err := p.Void(); err != nil {
		t.Fatal(err)
	}
	p.want(t, map[uint64][]string{1: {"one"}})
	p.put(t, 2, "a/two")
	p.put(t, 3, "a/three")
	p.Rewind()
	p.put(t, 4, "a/four")
	p.want(t, map[uint64][]string{4: {"four"}, 2: {"two"}, 3: {"three"}})
}

// A write that fails takes nothing with it when it is taken back: what lies before it has been acknowledged.
func TestVoidAfterAFailedWrite(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.put(t, 1, "a/one")
	good, err := p.f, error(nil)
	if p.f, err = os.Open(p.path); err != nil { // for reading alone
		t.Fatal(err)
	}
	if err := p.Write(2, &Batch{}); err == nil {
		t.Fatal("a write to a file that is open for reading succeeded")
	}
	p.f.Close()
	p.f = good
	if err := p.Void(); err != nil {
		t.Fatal(err)
	}
	p.put(t, 2, "a/two")
	p.want(t, map[uint64][]string{1: {"one"}, 2: {"two"}})
}

// numbers are the records in the bytes of a journal.
func numbers(t testing.TB, file []byte) []uint64 {
	t.Helper()
	records, err := scan(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all []uint64
	for _, r := range records {
		all = append(all, r.Number)
	}
	return all
}

// three is a journal with three records, which begin at the blocks 0, 1 and 4.
func three(t testing.TB) []byte {
	t.Helper()
	p := newPlace(t)
	p.put(t, 1, "a/one", "b/two")
	p.put(t, 2, "a/three", "b/"+strings.Repeat("x", 2*block))
	p.put(t, 3, "b/four")
	file, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func lengthAt(file []byte, at int) int {
	h, _ := parseHeader(file[at:])
	return h.length
}

// Cut off at any byte, the journal has every record that is whole before it.
func TestTruncatedAnywhere(t *testing.T) {
	t.Parallel()
	file := three(t)
	ends := []int{lengthAt(file, 0), block + lengthAt(file, block), 4*block + lengthAt(file, 4*block)}
	for n := range 5*block + 1 {
		var want []uint64
		for i, end := range ends {
			if n >= end {
				want = append(want, uint64(i+1))
			}
		}
		if got := numbers(t, file[:n]); !slices.Equal(got, want) {
			t.Fatalf("cut off at %d: records %v, want %v", n, got, want)
		}
	}
}

// A flipped bit in a record costs that record and no other; beside the records it costs nothing.
func TestBitFlippedAnywhere(t *testing.T) {
	t.Parallel()
	file := three(t)
	starts := []int{0, block, 4 * block}
	for at := range 5 * block {
		want := []uint64{1, 2, 3}
		for i, start := range starts {
			if at >= start && at < start+lengthAt(file, start) {
				want = slices.Delete(want, i, i+1)
			}
		}
		file[at] ^= 1 << (at % 8)
		if got := numbers(t, file); !slices.Equal(got, want) {
			t.Fatalf("byte %d: records %v, want %v", at, got, want)
		}
		file[at] ^= 1 << (at % 8)
	}
}

// Written in part, block by block in any combination, over what an earlier round left: either the whole new record or none of it.
func TestTornAnywhere(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.put(t, 1, "a/"+strings.Repeat("o", 2*block))
	p.put(t, 2, "a/two")
	before, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	p.Rewind()
	p.put(t, 3, "a/"+strings.Repeat("n", 2*block))
	after, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	for written := range 8 {
		file := bytes.Clone(before)
		for i := range 3 {
			if written&(1<<i) != 0 {
				copy(file[i*block:], after[i*block:(i+1)*block])
			}
		}
		want := map[int][]uint64{0: {1, 2}, 7: {2, 3}}[written]
		if want == nil {
			want = []uint64{2}
		}
		if got := numbers(t, file); !slices.Equal(got, want) {
			t.Errorf("blocks %03b: records %v, want %v", written, got, want)
		}
	}
}

func TestScanReportsAReadError(t *testing.T) {
	t.Parallel()
	bad := errors.New("unreadable")
	if _, err := scan(readerAt{iotest.ErrReader(bad)}, block); !errors.Is(err, bad) {
		t.Errorf("error %v", err)
	}
}

type readerAt struct {
	r interface{ Read([]byte) (int, error) }
}

func (r readerAt) ReadAt(b []byte, _ int64) (int, error) { return r.r.Read(b) }

// The file says nothing of rows or rings, and a record of many rows has them in another order than they came. The chance that 100 rows in random
// order are in that of their coming is one in 100!.
func TestNothingInTheClear(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	var rows []string
	for i := range 100 {
		rows = append(rows, fmt.Sprintf("secretring/secretrow%03d", i))
	}
	p.put(t, 1, rows...)
	file, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file, []byte("secret")) || bytes.Contains(file, []byte("entry")) {
		t.Error("the file holds a row, a ring or a table in the clear")
	}
	c := p.scan(t)
	got, err := c.Rows(c.Records[0])
	if err != nil || len(got) != 100 {
		t.Fatalf("%d rows: %v", len(got), err)
	}
	if slices.IsSortedFunc(got, func(a, b Row) int { return strings.Compare(a.Values[0].(string), b.Values[0].(string)) }) {
		t.Error("the rows lie in the order in which they came")
	}
}

// Rows cannot be moved to another transaction or file: they are bound to both.
func TestRowsAreBoundToTheirRecord(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.put(t, 1, "a/one")
	c := p.scan(t)
	moved := c.Records[0].header
	rec := make([]byte, moved.length)
	if _, err := c.file.ReadAt(rec, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := moved.open(rec, c.keys); err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{8, 24} { // lineage, number
		rec[at]++
		if _, err := moved.open(rec, c.keys); err == nil {
			t.Errorf("rows are read under another header: byte %d", at)
		}
		rec[at]--
	}
}
