package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// EngineVersion asks the engine that the program is linked with for its version, such as v1.5.6. It needs no file.
func EngineVersion(ctx context.Context) (version string, err error) {
	engine, err := sql.Open("duckdb", "")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	if err := engine.QueryRowContext(ctx, "SELECT version()").Scan(&version); err != nil {
		return "", fmt.Errorf("ask the engine for its version: %w", err)
	}
	return version, nil
}
