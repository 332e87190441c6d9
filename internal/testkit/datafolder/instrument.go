package datafolder

import (
	"testing"

	"tilstand/internal/duckdb"
)

// Instrument is a version of an instrument as the record keeps it.
type Instrument struct {
	Key      string
	Version  int
	Hash     string
	Document []byte
}

// AskWith makes a wave that is open, and that nobody has answered, ask with another version of its instrument than the program carries.
// Open the stores again to see it.
func AskWith(t testing.TB, f *duckdb.Folder, wave string, in Instrument) {
	t.Helper()
	err := f.Record.Write(t.Context(), func(tx *duckdb.Tx) error {
		if _, err := tx.Exec(`-- datafolder.AskWith
			insert into instrument (key, version, hash, document, made_at) values (?, ?, ?, ?, now()::timestamp)`,
			in.Key, in.Version, in.Hash, string(in.Document)); err != nil {
			return err
		}
		_, err := tx.Exec(`-- datafolder.AskWith
			insert into wave select * replace (revision + 1 as revision, ?::integer as instrument_version, ?::varchar as instrument_hash)
			from wave where id = ? qualify row_number() over (order by revision desc) = 1`, in.Version, in.Hash, wave)
		return err
	})
	if err != nil {
		t.Fatalf("ask with %s version %d: %v", in.Key, in.Version, err)
	}
}
