package duckdb

import (
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
)

var wide = fstestSchema(`CREATE TABLE submission (id UUID NOT NULL, body VARCHAR NOT NULL);
	CREATE TABLE answer (id UUID NOT NULL, item UTINYINT NOT NULL, code TINYINT NOT NULL);`)

// BenchmarkWrite measures durable writes. One operation is one Write: a row of 500 bytes, or that row and 40 short ones.
func BenchmarkWrite(b *testing.B) {
	for _, rows := range []int{1, 41} {
		for _, clients := range []int{1, 16, 64, 256} {
			b.Run(fmt.Sprintf("rows=%d/clients=%d", rows, clients), func(b *testing.B) {
				o := options(b)
				o.Migrations = wide
				writeFrom(b, mustOpen(b, o), rows, clients)
			})
		}
	}
}

// BenchmarkMark is what the ack mark costs: the same writes with the mark made durable, and with it left to the operating system.
func BenchmarkMark(b *testing.B) {
	for _, clients := range []int{1, 64} {
		for _, durable := range []bool{true, false} {
			b.Run(fmt.Sprintf("clients=%d/durable=%v", clients, durable), func(b *testing.B) {
				o := options(b)
				o.Migrations = wide
				db := mustOpen(b, o)
				if !durable {
					err := db.control(b.Context(), func(w *writer) (err error) {
						w.acked.f.Close()
						w.acked.f, err = os.OpenFile(db.files.acked, os.O_WRONLY, 0)
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
				writeFrom(b, db, 41, clients)
			})
		}
	}
}

// BenchmarkJournal is what the journal costs, or saves: the same writes with the ack mark made durable after each commit, and with a journal beside it. Rows belong to
// eight rings.
func BenchmarkJournal(b *testing.B) {
	for _, clients := range []int{1, 16, 64, 256} {
		for _, name := range []string{"mark", "journal"} {
			b.Run(fmt.Sprintf("clients=%d/%s", clients, name), func(b *testing.B) {
				o := options(b)
				o.Migrations = wide
				if name == "journal" {
					o.Ring = func(_ string, values []any) string {
						id := values[0].([16]byte)
						return string('a' + rune(id[0]%8))
					}
				}
				writeFrom(b, mustOpen(b, o), 1, clients)
			})
		}
	}
}

func writeFrom(b *testing.B, db *DB, rows, clients int) {
	body := strings.Repeat("x", 500)
	var next atomic.Uint64
	done := make(chan error, clients)
	b.ResetTimer()
	for range clients {
		go func() {
			for {
				n := next.Add(1)
				if n > uint64(b.N) {
					done <- nil
					return
				}
				var id [16]byte
				binary.LittleEndian.PutUint64(id[:], n)
				err := db.Write(b.Context(), func(tx *Tx) error {
					if err := tx.Append("submission", id, body); err != nil {
						return err
					}
					for item := range rows - 1 {
						if err := tx.Append("answer", id, item, item%5); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					done <- err
					return
				}
			}
		}()
	}
	for range clients {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}

// BenchmarkOpen is a close and a start of a small database.
func BenchmarkOpen(b *testing.B) {
	o := options(b)
	o.Migrations = wide
	db, err := Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		mustClose(b, db)
		if db, err = Open(b.Context(), o); err != nil {
			b.Fatal(err)
		}
	}
	mustClose(b, db)
}
