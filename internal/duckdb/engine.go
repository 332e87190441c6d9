package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"

	driver "github.com/duckdb/duckdb-go/v2"
)

// An engine is one running instance of DuckDB on one file. The DB outlives it: after a fatal error or a rewrite there is a new one.
type engine struct {
	pool   *sql.DB
	writer *sql.Conn // used by the writer goroutine alone

	// The two statements of every transaction of the writer. To prepare them anew each time took a tenth of a small commit.
	begin, commit *sql.Stmt

	// file is open for reading as long as the engine runs. POSIX drops all of a process's locks on a file when any
	// descriptor of it is closed, so a copy made through a descriptor of its own would silently unlock the database.
	file *os.File

	readers sync.WaitGroup
	ctx     context.Context // ends when readers must leave
	expel   context.CancelFunc
}

// settings are what an engine is opened with.
type settings struct {
	path    string
	temp    string
	memory  string
	readers int
	tune    []string // further statements before the configuration is locked
}

// Settings with a reason:
//   - threads: half the cores. Several readers at once gain nothing from more, and the writer's latency suffers.
//   - checkpoint_threshold, checkpoint on shutdown: checkpoints are ours, see checkpoint.go.
//   - storage_compatibility_version: from v1.4.0 on, a WAL names the file and the checkpoint that it continues, and the engine refuses
//     one that does not belong. A file of that version can be read by 1.4 and later.
//   - no access to other files, no extensions, nothing changeable afterwards: what reaches the engine is ours, but
//     should a string ever get in that is not, it cannot read or write a file.
const (
	storageVersion = "v1.4.0"
	neverBytes     = "1TB"
	maxTempSize    = "8GB"
	defaultMemory  = "1GB"
)

func (s settings) dsn() (string, error) {
	if strings.ContainsAny(s.path, "?#%") {
		return "", fmt.Errorf("duckdb: the path %q contains one of ? # %%, which the driver cannot express; use another folder", s.path)
	}
	q := url.Values{
		"threads":                       {strconv.Itoa(max(1, runtime.GOMAXPROCS(0)/2))},
		"memory_limit":                  {s.memory},
		"checkpoint_threshold":          {neverBytes},
		"storage_compatibility_version": {storageVersion},
	}
	return s.path + "?" + q.Encode(), nil
}

func (s settings) statements() []string {
	return append(append([]string{
		"PRAGMA disable_checkpoint_on_shutdown",
		"SET GLOBAL TimeZone = 'UTC'",
		"SET temp_directory = '" + strings.ReplaceAll(s.temp, "'", "''") + "'",
		"SET max_temp_directory_size = '" + maxTempSize + "'",
		"SET autoinstall_known_extensions = false",
		"SET autoload_known_extensions = false",
		"SET allow_community_extensions = false",
		"SET allow_persistent_secrets = false",
	}, s.tune...),
		"SET enable_external_access = false",
		"SET lock_configuration = true",
	)
}

// openEngine opens or creates the file. It runs the WAL in memory and changes nothing in the files, apart from the engine
// finishing a checkpoint whose header was already durable.
func openEngine(ctx context.Context, s settings) (*engine, error) {
	dsn, err := s.dsn()
	if err != nil {
		return nil, err
	}
	connector, err := driver.NewConnector(dsn, nil)
	var refusal *driver.Error
	if errors.As(err, &refusal) {
		return nil, &damage{notOpened, err}
	}
	if err != nil {
		return nil, err // an option that the driver does not know or accept
	}
	e := &engine{pool: sql.OpenDB(connector)}
	e.ctx, e.expel = context.WithCancel(context.Background())
	e.pool.SetMaxOpenConns(s.readers + 1)
	e.pool.SetMaxIdleConns(s.readers + 1)
	if err := e.prepare(ctx, s); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

func (e *engine) prepare(ctx context.Context, s settings) (err error) {
	if e.file, err = os.Open(s.path); err != nil {
		return err
	}
	if e.writer, err = e.pool.Conn(ctx); err != nil {
		return err
	}
	for _, stmt := range s.statements() {
		if _, err := e.writer.ExecContext(ctx, stmt); err != nil {
			return fmt.Errorf("%s: %w", stmt, err)
		}
	}
	if e.begin, err = e.writer.PrepareContext(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	e.commit, err = e.writer.PrepareContext(ctx, "COMMIT")
	return err
}

// close ends the engine: readers, then the writer's statements and connection, then the instance. In another order the driver reports success
// and keeps the instance alive, and the next open of the path hangs. Appenders are gone by then: none outlives its transaction.
func (e *engine) close() error {
	e.expel()
	e.readers.Wait()
	var errs []error
	for _, stmt := range []*sql.Stmt{e.begin, e.commit} {
		if stmt != nil {
			errs = append(errs, stmt.Close())
		}
	}
	if e.writer != nil {
		errs = append(errs, e.writer.Close())
	}
	errs = append(errs, e.pool.Close())
	if e.file != nil {
		errs = append(errs, e.file.Close())
	}
	return errors.Join(errs...)
}

// alive asks the engine anything at all. After a fatal error every statement fails.
func (e *engine) alive() error {
	var one int
	return e.writer.QueryRowContext(context.Background(), "SELECT 1").Scan(&one)
}

// drain waits for the readers to leave, and makes them when stop is closed. No new ones may come.
func (e *engine) drain(stop <-chan struct{}) {
	gone := make(chan struct{})
	go func() { e.readers.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-stop:
		e.expel()
		<-gone
	}
}

// scan reads every value of every table. Opening a file and counting its rows read hardly any block of it, so this is the only
// way to learn that all its checksums are right.
func scan(q Querier) error {
	tables, err := Collect(q, func(rows *sql.Rows) (string, error) {
		var schema, table string
		err := rows.Scan(&schema, &table)
		return quote(schema) + "." + quote(table), err
	}, "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary")
	if err != nil {
		return err
	}
	for _, table := range tables {
		var sum any
		if err := q.QueryRow("SELECT bit_xor(hash(t)) FROM " + table + " AS t").Scan(&sum); err != nil {
			return &Damage{Table: table, Err: err}
		}
	}
	return nil
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// numbers returns the highest commit number, and an error when there is a gap below it.
func numbers(q Querier) (uint64, error) {
	var count, low, high uint64
	row := q.QueryRow("SELECT count(*), coalesce(min(n), 0), coalesce(max(n), 0) FROM commit_number")
	if err := row.Scan(&count, &low, &high); err != nil {
		return 0, err
	}
	if count == 0 || high-low+1 != count {
		return 0, fmt.Errorf("%w: %d commits numbered %d to %d", errGap, count, low, high)
	}
	return high, nil
}

var errGap = errors.New("duckdb: the commit numbers have a gap")
