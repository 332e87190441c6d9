package duckdb

import (
	"fmt"
	"sync/atomic"
	"testing"
)

var wide = fstestSchema("CREATE TABLE submission (id UUID NOT NULL, body VARCHAR NOT NULL); CREATE TABLE answer (id UUID NOT NULL, item UTINYINT NOT NULL, code TINYINT NOT NULL);")

// BenchmarkWrite measures durable writes. One operation is one Write: one row of 500 bytes, or that row and 40 more.
func BenchmarkWrite(b *testing.B) {
	for _, rows := range []int{1, 41} {
		for _, clients := range []int{1, 16, 64, 256} {
			b.Run(fmt.Sprintf("rows=%d/clients=%d", rows, clients), func(b *testing.B) {
				o := options(b)
				o.Migrations = wide
				benchmarkWrite(b, mustOpen(b, o), rows, clients)
			})
		}
	}
}

func benchmarkWrite(b *testing.B, db *DB, rows, clients int) {
	body := string(make([]byte, 500))
	var serial atomic.Uint64
	b.SetParallelism(clients) // times GOMAXPROCS, corrected below
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	done := make(chan error, clients)
	for range clients {
		go func() {
			for left.Add(-1) >= 0 {
				id := [16]byte{}
				n := serial.Add(1)
				for i := range 8 {
					id[i] = byte(n >> (8 * i))
				}
				err := db.Write(b.Context(), func(tx *Tx) error {
					if err := tx.Append("submission", id, body); err != nil {
						return err
					}
					for i := range rows - 1 {
						if err := tx.Append("answer", id, i, i%5); err != nil {
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
			done <- nil
		}()
	}
	for range clients {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}
