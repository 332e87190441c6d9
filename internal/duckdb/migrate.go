package duckdb

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"

	driver "github.com/duckdb/duckdb-go/v2"

	"tilstand/internal/journal"
)

// A migration is one numbered step of the schema. Once it has been applied somewhere it never changes.
type migration struct {
	name   string // NNNN_name.sql
	sql    string
	sha256 string
}

// The tables of the keeper itself. The commit number is appended, never updated: the rows of a million commits compress to almost
// nothing, and a gap in them is proof that file and WAL do not belong together. The lineage is a random number that every file draws when it is built: a
// journal names it.
const (
	systemTables = `
CREATE TABLE schema_migration (name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL);
CREATE TABLE commit_number (n UBIGINT NOT NULL);` + lineageTable
	lineageTable = `
CREATE TABLE lineage (id UUID NOT NULL);
INSERT INTO lineage VALUES (uuid());`
)

var (
	migrationName = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+\.sql$`)

	sqlNoise = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'`) // comments and strings

	// What a migration must not say, each with its reason.
	forbidden = []struct {
		pattern *regexp.Regexp
		why     string
	}{
		{regexp.MustCompile(`(?i)\bcreate\s+(unique\s+)?index\b`), "an index loses entries after a crash"},
		{regexp.MustCompile(`(?i)\bforeign\s+key\b|\breferences\b`), "a foreign key refuses correct updates of its parent"},
		{regexp.MustCompile(`(?i)\b(begin|commit|rollback|abort|checkpoint)\b`), "a migration is one transaction, opened and closed by this package"},
	}
)

// loadMigrations reads and checks NNNN_name.sql at the root of a file system; numbers run from 0001 without a gap. Other files are ignored.
func loadMigrations(fsys fs.FS) ([]migration, error) {
	if fsys == nil {
		return nil, nil
	}
	names, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var all []migration
	for i, name := range names {
		m := migrationName.FindStringSubmatch(name)
		if m == nil || m[1] != fmt.Sprintf("%04d", i+1) {
			return nil, fmt.Errorf("migration %s: expected %04d_name.sql, in small letters, digits and _", name, i+1)
		}
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		if err := checkMigration(string(body)); err != nil {
			return nil, fmt.Errorf("migration %s: %w", name, err)
		}
		sum := sha256.Sum256(body)
		all = append(all, migration{name: name, sql: string(body), sha256: hex.EncodeToString(sum[:])})
	}
	return all, nil
}

func checkMigration(body string) error {
	code := sqlNoise.ReplaceAllString(body, " ")
	for _, f := range forbidden {
		if found := f.pattern.FindString(code); found != "" {
			return fmt.Errorf("%q is not allowed: %s", found, f.why)
		}
	}
	return nil
}

// pending compares what has been applied with what there is and returns what remains to be done.
func pending(ctx context.Context, conn *sql.Conn, all []migration) ([]migration, error) {
	rows, err := conn.QueryContext(ctx, "SELECT name, sha256 FROM schema_migration ORDER BY name")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	applied := 0
	for ; rows.Next(); applied++ {
		var name, sum string
		if err := rows.Scan(&name, &sum); err != nil {
			return nil, err
		}
		if applied == len(all) || all[applied].name != name {
			return nil, fmt.Errorf("migration %s has been applied to this file but is not part of this program: use the newer program that applied it", name)
		}
		if all[applied].sha256 != sum {
			return nil, fmt.Errorf("migration %s was changed after it had been applied: restore it, and put the change into a new migration", name)
		}
	}
	return all[applied:], rows.Err()
}

// migrate applies what is missing, to a copy that then takes the place of main. In main itself the changes would be in the WAL before they are in the
// file, and the engine cannot run every change of a schema again from there: a kill at that moment left a file that did not open any more
// (TestKillDuringMigrations). So there is the old schema or the new one, and never a WAL between them.
func (w *writer) migrate(ctx context.Context) error {
	todo, err := pending(ctx, w.engine.writer, w.db.migrations)
	if err != nil {
		return err
	}
	named := w.db.o.Ring == nil
	if !named {
		if named, err = hasLineage(&Reader{ctx: ctx, conn: w.engine.writer}); err != nil {
			return err
		}
	}
	if named && len(todo) == 0 {
		return nil
	}
	var steps []func(tx *Tx) error
	if !named {
		steps = append(steps, func(tx *Tx) error { _, err := tx.Exec(lineageTable); return err })
	}
	for _, m := range todo {
		steps = append(steps, func(tx *Tx) error { return apply(tx.shared, m) })
	}
	if err := w.db.buildMigrated(ctx, w.engine.file, steps, w.number); err != nil {
		return errors.Join(err, remove(matches(w.db.files.rewrite+"*")...))
	}
	if err := w.db.o.step("migrate: built"); err != nil {
		return err
	}
	err = errors.Join(w.engine.close(), w.acked.close())
	w.engine, w.acked = nil, nil
	if err == nil {
		err = w.db.replaceMain()
	}
	if err != nil {
		return err
	}
	var lacks replay // none: what the journal has is below the migrations
	if w.engine, w.number, lacks, err = w.db.recover(ctx); err != nil {
		return err
	}
	lacks.close()
	if len(todo) > 0 {
		w.db.log.Info("migrations applied", "from", todo[0].name, "to", todo[len(todo)-1].name)
	}
	w.acked, err = createMark(w.db.files.acked, mark{number: w.number})
	return err
}

// buildMigrated makes .rewrite of what main holds, with the steps that are missing: each in a transaction of its own, with the next commit number.
func (db *DB) buildMigrated(ctx context.Context, main *os.File, steps []func(tx *Tx) error, number uint64) error {
	path := db.files.rewrite
	if err := remove(matches(path + "*")...); err != nil {
		return err
	}
	if err := writeDurably(path, copyFrom(main, -1)); err != nil {
		return err
	}
	e, err := openEngine(ctx, db.settings(path))
	if err != nil {
		return err
	}
	for i := 0; i < len(steps) && err == nil; i++ {
		number++
		err = e.transact(ctx, func(tx *Tx) error {
			if err := steps[i](tx); err != nil {
				return err
			}
			return tx.Append("commit_number", number)
		})
	}
	return db.complete(ctx, e, number, err, true)
}

// apply runs a migration and records it, within the caller's transaction.
func apply(t *transaction, m migration) error {
	tx := &Tx{ctx: context.Background(), shared: t}
	if _, err := tx.Exec(m.sql); err != nil {
		return fmt.Errorf("migration %s: %w", m.name, err)
	}
	return tx.Append("schema_migration", m.name, m.sha256)
}

// hasLineage is false for a file from before there was a journal.
func hasLineage(q Querier) (has bool, err error) {
	err = q.QueryRow("SELECT count(*) > 0 FROM duckdb_tables() WHERE table_name = 'lineage' AND NOT internal").Scan(&has)
	return has, err
}

// lineageOf returns the lineage of a file, the zero one when it has none.
func lineageOf(q Querier) (journal.Lineage, error) {
	var id driver.UUID
	has, err := hasLineage(q)
	if err == nil && has {
		err = q.QueryRow("SELECT id FROM lineage").Scan(&id)
	}
	return journal.Lineage(id), err
}
