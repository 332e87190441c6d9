// Package duckdb keeps the system of record: one DuckDB file with one writer, bounded readers, owned checkpoints and
// recovery without a person. It is the only importer of the DuckDB driver.
//
// Call [OpenFolder] for the service's two files, or [Open] for one. Then [DB.Write] to change something, [DB.Read] to
// look, [DB.Rewrite] to forget for good, [DB.CopyTo] and [DB.Scan] for backups.
//
//	err := folder.Intake.Write(ctx, func(tx *duckdb.Tx) error {
//		return tx.Append("submission", id, codes)
//	})
//
// # What a nil error from Write means
//
// The rows are in the file, on the disk, once, and a later start of the program will find them there or refuse to start.
// DuckDB alone does not give that. A checkpoint overwrites a block that the only valid header points at; a damaged end of the
// write-ahead log (WAL) keeps the file from opening, and a damaged length inside it is silently read as "the end";
// COMMIT reports success after a statement failed. So this package adds things of its own:
//
//   - A commit number. Every transaction appends the next integer to the table commit_number. After any recovery the
//     numbers must have no gap and must reach the highest acknowledged one. This is the proof that file and WAL belong together and
//     that nothing acknowledged is missing, and it depends on no knowledge of DuckDB's formats.
//   - An ack mark (the file .acked): the last acknowledged commit number and how long the WAL was at that commit, durable
//     before anyone is told "received". What lies beyond it in the WAL may be cut, what lies before it may not.
//   - A journal, where Options.Ring asks for one: the rows of every transaction in a second file of another format, made durable while COMMIT runs. It takes
//     the place of the mark, so it costs no sync more; and what the database lacks after a fault is repeated from it. So what was acknowledged since the last checkpoint does
//     not depend on the engine alone. Its rows are encrypted to a key for each ring, which [DB.Forget] destroys. See journal.go.
//   - Checkpoints only by the writer, and only after a copy of the file (.pre) is durable. See checkpoint.go.
//   - A start that repairs what it can prove harmless, and otherwise changes nothing and says what to do ([RecoveryError]).
//     See recover.go, which walks through every moment at which the program can be killed.
//
// # Rules for what is stored
//
// No CREATE INDEX (DuckDB's indexes can lose entries after a crash), no foreign keys (they refuse correct updates), tables
// that are only appended to. Migrations that break the first two are refused.
//
// # Deliberately absent
//
// No query builder, no row mapping, no nouns of the product: packages that own nouns own their SQL. No second writer, no
// nested transactions, no statement cache. No encryption of the file: the engine's own cannot be linked statically, so it belongs to the
// volume. Unix only: it needs flock and rename over an open file.
package duckdb
