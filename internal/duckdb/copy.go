package duckdb

import "database/sql"

// CopyTable copies the rows of a table that keep says yes to into the file that [DB.Rewrite] makes, in an order that is SQL, or as they lie.
func CopyTable(from *Reader, to *Tx, table, order string, keep func(row []any) bool) error {
	rows, err := from.Query("-- duckdb.CopyTable\nselect * from " + table + " " + order)
	if err != nil {
		return err
	}
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	places := make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if !keep(values) {
			continue
		}
		if err := to.Append(table, values...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// CopyAll copies every table, each as it lies, but for the rows that keep says no to.
func CopyAll(from *Reader, to *Tx, keep func(table string, row []any) bool) error {
	tables, err := Collect(from, func(row *sql.Rows) (name string, err error) { return name, row.Scan(&name) }, `-- duckdb.CopyAll
		select table_name from duckdb_tables() where not internal and table_name not in ('schema_migration', 'commit_number', 'lineage')`)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := CopyTable(from, to, table, "", func(row []any) bool { return keep(table, row) }); err != nil {
			return err
		}
	}
	return nil
}
