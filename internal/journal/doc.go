// Package journal is a second place for what a database is about to acknowledge: a file of records, one for each transaction, that is written
// and synced at the same time as the transaction is committed. What has been acknowledged then depends on no single format and no single engine.
//
// The writer of a database fills a [Batch] with the rows of a transaction and calls [Journal.Prepare]; then [Journal.Write] on one goroutine
// while COMMIT runs on another; and acknowledges when both have returned. [Journal.Void] takes back the record of a transaction that was rolled
// back. When the rows are elsewhere for good, [Journal.Rewind] lets the next records overwrite the old ones. A start of the program
// looks with [Scan] for what the database has not got.
//
// # The file
//
// Records lie at multiples of 4,096 bytes. No write touches a block that holds part of an older record that is still needed, so a torn write costs
// the record that was being written, which nobody has been told about, and no other. The room is written with zeros beforehand: an overwrite
// of a file that keeps its size is one write to the disk. A record is, in little-endian order:
//
//	magic    8 bytes   "TJOURN01"
//	lineage 16         which file the transaction belongs to, see below
//	number   8         of the transaction
//	kind     4         1 rows, 2 barrier: a transaction that cannot be repeated from the journal
//	groups   4
//	length   4         of the whole record
//	CRC-32C  4         of all of the above and the groups
//	groups             key id 16, nonce 12, length 4, AES-256-GCM of the rows of one ring, with the first 40 bytes and the group's place as further data
//
// Nothing else says where the journal begins and ends: [Scan] looks at every block, takes each record that is whole, and leaves it to the
// numbers what they mean. Numbers that go up by one from where the database ends are what it lacks; a number that is missing below
// another was damaged after it had been acknowledged; lower numbers have been overwritten in part and mean nothing.
//
// A lineage names one file that was built as a whole. A file that takes another's place, a backup perhaps, may count its transactions with
// the same numbers; its lineage tells that they are not the same transactions.
//
// # Keys
//
// A ring is what rows belong to and end with; the caller says which. Each has a random key in a file of its own ([Keys]), made with its first
// record. [Keys.Destroy] overwrites and removes it, and with that the rows of the ring are gone from every record, also from those that have
// not been overwritten and those in copies of the journal. In the file a ring has no name but the id of its key, which goes with the key. Within a
// record the rings come in random order, and so do the rows within a ring.
//
// Somebody who copies journal and keys together reads what the database holds in the clear beside them, in less detail: the order of
// transactions, not of rows.
//
// # Deliberately absent
//
// No times and no lists among the values: see [Batch.Add]. No compression, no index, no knowledge of SQL. No goroutine: the caller has the one that
// commits. Nothing for two processes, since a database has one.
package journal
