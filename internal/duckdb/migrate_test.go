package duckdb

import (
	"errors"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"tilstand/internal/testkit"
)

func sqlFiles(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{"README.md": {Data: []byte("not a migration")}}
	for name, body := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return fsys
}

func TestMigrations(t *testing.T) {
	t.Parallel()
	one := map[string]string{"0001_entry.sql": "CREATE TABLE entry (id BIGINT NOT NULL, body VARCHAR NOT NULL);"}
	two := maps.Clone(one)
	two["0002_more.sql"] = "ALTER TABLE entry ADD COLUMN more INTEGER DEFAULT 7; CREATE TABLE other (n INTEGER);"
	broken := maps.Clone(two)
	broken["0003_broken.sql"] = "CREATE TABLE third (n INTEGER); SELECT * FROM nowhere;"
	changed := maps.Clone(two)
	changed["0001_entry.sql"] += " -- a typo corrected"

	o := options(t)
	with := func(files map[string]string) Options { o.Migrations = sqlFiles(files); return o }
	fails := func(files map[string]string, want string) {
		t.Helper()
		if _, err := Open(t.Context(), with(files)); err == nil || !strings.Contains(err.Error(), want) || errors.As(err, new(*RecoveryError)) {
			t.Errorf("error %v, want one with %q that is no RecoveryError", err, want)
		}
	}
	db := mustOpen(t, with(one))
	mustPut(t, db, 1, 2)
	mustClose(t, db)
	fails(broken, "0003_broken.sql")
	db = mustOpen(t, with(two))
	err := db.Read(t.Context(), func(r *Reader) error {
		var more, tables int
		if err := r.QueryRow("SELECT sum(more), (SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('other', 'third')) FROM entry").Scan(&more, &tables); err != nil {
			return err
		}
		if more != 14 || tables != 1 {
			t.Errorf("sum %d, want 14; %d tables, want 1", more, tables)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	fails(one, "newer program")
	fails(changed, "was changed")
	fails(map[string]string{}, "newer program")
	wantStored(t, mustOpen(t, with(two)), 1, 2)
}

func TestBadMigrations(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, want string }{
		{"0002_late.sql", "SELECT 1", "expected 0001"},
		{"1_short.sql", "SELECT 1", "expected 0001"},
		{"0001_Upper.sql", "SELECT 1", "expected 0001"},
		{"0001_x.sql", "create unique\n index i on t(a)", "entries after a crash"},
		{"0001_x.sql", "CREATE INDEX i ON t(a)", "entries after a crash"},
		{"0001_x.sql", "create table t(a int, foreign key (a) references u(b))", "correct updates"},
		{"0001_x.sql", "create table t(a int references u(b))", "correct updates"},
		{"0001_x.sql", "create table t(a int); commit; begin", "one transaction"},
		{"0001_x.sql", "-- create index, foreign key, commit\n/* and\n checkpoint */ create table t(a varchar default 'commit')", ""},
	} {
		o := options(t)
		o.Migrations = sqlFiles(map[string]string{tt.name: tt.body})
		db, err := Open(t.Context(), o)
		if err == nil {
			mustClose(t, db)
		}
		if (tt.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.body, err, tt.want)
		}
	}
}

// A kill in a migration leaves the schema from before it or from after it.
func TestKilledInAMigration(t *testing.T) {
	t.Parallel()
	o, w := witnessed(t)
	db := mustOpen(t, o)
	mustPut(t, db, 1, 2)
	mustClose(t, db)
	next := maps.Clone(schema)
	next["0002_more.sql"] = &fstest.MapFile{Data: []byte("CREATE TABLE more AS SELECT id FROM entry; ALTER TABLE entry ADD COLUMN c INTEGER DEFAULT 3;")}
	o.Migrations = next
	clear(w.states)
	mustClose(t, mustOpen(t, o))
	if len(w.states) < 4 {
		t.Fatalf("only %d steps seen", len(w.states))
	}
	for step, s := range w.states {
		killed := s.put(t)
		killed.Migrations = next
		db := mustOpen(t, killed)
		err := db.Read(t.Context(), func(r *Reader) error {
			var n int
			err := r.QueryRow("SELECT sum(c) + (SELECT count(*) FROM more) FROM entry").Scan(&n)
			if n != 8 {
				t.Errorf("%s: %d, want 8", step, n)
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", step, err)
		}
	}
}

// Answers that an older program took in keep their codes when they become bytes.
func TestMigrationPacksCodes(t *testing.T) {
	t.Parallel()
	all, err := fs.Sub(migrations, "migrations/intake")
	if err != nil {
		t.Fatal(err)
	}
	first, err := fs.ReadFile(all, "0001_submissions.sql")
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	o.Migrations = fstest.MapFS{"0001_submissions.sql": {Data: first}}
	db := mustOpen(t, o)
	err = db.Write(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec("insert into submission values ('w', 'a', 1, 2, [1, 5, 0, -1, 90]), ('w', 'b', 2, 0, [])")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	o.Migrations = all
	err = mustOpen(t, o).Read(t.Context(), func(r *Reader) error {
		var got string
		err := r.QueryRow("select string_agg(concat_ws(' ', id, revision, grp, hex(codes)), ', ' order by id) from submission").Scan(&got)
		if want := "a 1 2 010500FF5A, b 2 0 "; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Reference values that editions froze by themselves, before a person did, are in force after the migration that made them rows: those of the
// programme, in the order in which they were made. An edition without the name of one gives none, nor does an owner's.
func TestMigrationKeepsReferences(t *testing.T) {
	t.Parallel()
	all, err := fs.Sub(migrations, "migrations/record")
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	o.Migrations = before(t, all, "0017_reference.sql")
	db := mustOpen(t, o)
	err = db.Write(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec(`insert into edition values
			('e3', 'programme', 'skolemiljo', 3, '2028-01-20 12:00:00', '{"format":1,"quality":{"reference":"skolemiljo-2028-01-20","answers":900}}'),
			('e1', 'programme', 'skolemiljo', 1, '2027-01-10 12:00:00', '{"format":1,"quality":{"answers":300,"reference":"skolemiljo-2027-01-10"}}'),
			('e2', 'programme', 'skolemiljo', 2, '2027-06-15 12:00:00', '{"format":1,"quality":{"reference":"","answers":500}}'),
			('e0', 'owner', 'o', 1, '2026-12-01 12:00:00', '{"format":1,"quality":{"reference":"of-an-owner"}}')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	o.Migrations = all
	err = mustOpen(t, o).Read(t.Context(), func(r *Reader) error {
		var got string
		err := r.QueryRow("select string_agg(concat_ws(' ', name, edition_id, strftime(made_at, '%d.%m.%Y')), ', ' order by rowid) from reference").Scan(&got)
		if want := "skolemiljo-2027-01-10 e1 10.01.2027, skolemiljo-2028-01-20 e3 20.01.2028"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// before are the migrations that an older program had: those up to a name.
func before(t *testing.T, all fs.FS, name string) fs.FS {
	t.Helper()
	names, err := fs.Glob(all, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	older := fstest.MapFS{}
	for _, n := range names {
		if n >= name {
			continue
		}
		body, err := fs.ReadFile(all, n)
		if err != nil {
			t.Fatal(err)
		}
		older[n] = &fstest.MapFile{Data: body}
	}
	return older
}

// The schema as the migrations leave it.
func TestSchema(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"intake", "record"} {
		o := options(t)
		var err error
		if o.Migrations, err = fs.Sub(migrations, "migrations/"+name); err != nil {
			t.Fatal(err)
		}
		db := mustOpen(t, o)
		err = db.Read(t.Context(), func(r *Reader) error {
			var indexes, keys int
			err := r.QueryRow(`SELECT (SELECT count(*) FROM duckdb_indexes()),
				(SELECT count(*) FROM duckdb_constraints() WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY'))`).Scan(&indexes, &keys)
			if indexes+keys > 0 {
				t.Errorf("%s: %d indexes and %d keys, want none", name, indexes, keys)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		testkit.Golden(t, name+".schema.sql", dump(t, db))
	}
}

func dump(t *testing.T, db *DB) string {
	t.Helper()
	var b strings.Builder
	err := db.Read(t.Context(), func(r *Reader) error {
		b.Reset()
		rows, err := r.Query(`SELECT sql FROM duckdb_tables() WHERE NOT internal UNION ALL SELECT sql FROM duckdb_views() WHERE NOT internal ORDER BY sql`)
		if err != nil {
			return err
		}
		for rows.Next() {
			var sql string
			if err := rows.Scan(&sql); err != nil {
				return err
			}
			sql = strings.Replace(sql, "(", "(\n    ", 1)
			b.WriteString(strings.ReplaceAll(sql, ", ", ",\n    ") + "\n")
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
