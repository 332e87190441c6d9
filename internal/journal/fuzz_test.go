package journal

import (
	"bytes"
	"fmt"
	"testing"
)

// Whatever a journal holds, reading it ends, takes no more than is there, and finds only records whose checksum is right.
func FuzzScan(f *testing.F) {
	file := three(f)
	f.Add(file[:lengthAt(file, 0)])
	f.Add(file[:block+100])
	f.Add(file[3*block : 5*block])
	f.Fuzz(func(t *testing.T, file []byte) {
		records, err := scan(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			rec := file[r.at : r.at+int64(r.header.length)]
			if !whole(rec) {
				t.Errorf("record %d is not whole", r.Number)
			}
			if _, err := r.header.open(rec, nil); err == nil && len(rec) > headerSize {
				t.Errorf("record %d was opened without a key", r.Number)
			}
		}
	})
}

// Rows that are read are written as the same bytes, unless a length was written in more bytes than it needs.
func FuzzRows(f *testing.F) {
	row, err := appendRow(nil, "entry", []any{nil, true, "text", []byte{1}, [16]byte{2}, -3, uint8(4), 0.5, float32(6), []byte(nil)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(row)
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := (&parser{rest: data}).rows()
		if err != nil {
			return
		}
		var again []byte
		for _, row := range rows {
			if again, err = appendRow(again, row.Table, row.Values); err != nil {
				t.Fatal(err)
			}
		}
		if len(again) > len(data) {
			t.Errorf("%d bytes became %d", len(data), len(again))
		}
		reread, err := (&parser{rest: again}).rows()
		if err != nil || fmt.Sprintf("%#v", reread) != fmt.Sprintf("%#v", rows) {
			t.Errorf("rows %#v became %#v: %v", rows, reread, err)
		}
	})
}
