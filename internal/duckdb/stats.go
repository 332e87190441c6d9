package duckdb

import "tilstand/internal/metrics"

// Stats count how a database does, since it was opened. What they count is for package metrics to publish or to hold back: the batches of the intake file move
// with single answers.
type Stats struct {
	Commits     metrics.Coarse    // batches that were stored, from the beginning of COMMIT to the durable ack mark or record in the journal
	Checkpoints metrics.Histogram // copying included
	Reopenings  metrics.Counter   // after a breakdown of the engine
	Repeated    metrics.Counter   // commits that the database lacked and the journal had, at any start; worth a look at the log
}

// Stats are those of this database. They live as long as it does.
func (db *DB) Stats() *Stats { return &db.stats }

// Waiting is how many writes wait for the writer now.
func (db *DB) Waiting() int { return len(db.queue) }
