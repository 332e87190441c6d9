package analytics

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/klauspost/compress/zstd"

	"tilstand/internal/duckdb"
	"tilstand/surveys"
)

// Release documents are stored packed (zstd): a tenth of their size. One of 40 kB takes 0.1 ms to unpack, and reading five of a country's 14,000
// takes milliseconds, while DuckDB's own packing of the text made it unpack thousands for it.
var (
	packer, _   = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	unpacker, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxDocument))
)

// maxDocument bounds what a damaged file can make us unpack.
const maxDocument = 256 << 20

func pack(document []byte) []byte { return packer.EncodeAll(document, nil) }

// unpack returns a stored document as it was released. One that was stored before documents were packed is its text.
func unpack(stored []byte) ([]byte, error) {
	if bytes.HasPrefix(stored, []byte("{")) {
		return stored, nil
	}
	document, err := unpacker.DecodeAll(stored, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack a release document: %w; restore the record from a backup", err)
	}
	return document, nil
}

// scanPacked reads a row of one stored document.
func scanPacked(rows *sql.Rows) ([]byte, error) {
	var stored []byte
	if err := rows.Scan(&stored); err != nil {
		return nil, err
	}
	return unpack(stored)
}

// readPacked returns the documents of waves, by revision. The waves are written out one by one: of a list in one parameter DuckDB does not see which
// rows it may pass over.
func readPacked(r *duckdb.Reader, waves []surveys.WaveID) ([]two[surveys.WaveID, []byte], error) {
	if len(waves) == 0 {
		return nil, nil
	}
	marks, args := strings.Repeat(",?", len(waves))[1:], make([]any, len(waves))
	for i, w := range waves {
		args[i] = string(w)
	}
	return duckdb.Collect(r, func(rows *sql.Rows) (row two[surveys.WaveID, []byte], err error) {
		var stored []byte
		if err = rows.Scan(&row.a, &stored); err == nil {
			row.b, err = unpack(stored)
		}
		return row, err
	}, "-- analytics.readPacked\nselect wave_id, document from release where wave_id in ("+marks+") order by revision", args...)
}

// repackAtOnce is how many documents are packed in one transaction.
const repackAtOnce = 500

// repack packs the documents that were stored as text, some at a time. It can be killed and begins where it was. Text begins with a brace and
// packed documents do not, so that the statistics of the column tell DuckDB that there is nothing to look for.
func (s *Store) repack(ctx context.Context) error {
	for {
		var plain []two[string, []byte]
		err := s.record.Read(ctx, func(r *duckdb.Reader) (err error) {
			plain, err = duckdb.Collect(r, func(rows *sql.Rows) (row two[string, []byte], err error) {
				err = rows.Scan(&row.a, &row.b)
				return row, err
			}, `-- analytics.repack
				select id, document from release where document >= '{'::blob and document < '|'::blob limit $1`, repackAtOnce)
			return err
		})
		if err != nil || len(plain) == 0 {
			return err
		}
		err = s.record.Write(ctx, func(tx *duckdb.Tx) error {
			for _, row := range plain {
				if _, err := tx.Exec("update release set document = $1 where id = $2", pack(row.b), row.a); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("pack releases: %w", err)
		}
	}
}
