package main

import (
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"strings"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/backup"
)

// shelf is where the service puts its backups, by the settings; nil where they name none.
func (a *app) shelf() (*backup.Shelf, error) {
	command := a.settings.Backup.Copy
	shelf, err := backup.NewShelf(a.settings.Backup, a.source(), func(ctx context.Context, path string) error {
		return carry(ctx, command, path)
	})
	if err != nil {
		return nil, fmt.Errorf("[backup] in settings.toml: %w", err)
	}
	return shelf, nil
}

// carryTime is how long the operator's command may take.
const carryTime = 2 * time.Hour

// carry runs the operator's command with the name of an archive behind its arguments. It is the one program that the service starts, and only because the
// operator has written it into the settings; no shell reads it.
func carry(ctx context.Context, command []string, path string) error {
	ctx, cancel := context.WithTimeout(ctx, carryTime)
	defer cancel()
	said, err := exec.CommandContext(ctx, command[0], append(command[1:len(command):len(command)], path)...).CombinedOutput()
	if err == nil {
		return nil
	}
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return fmt.Errorf("%s: %w: %s", command[0], err, lines[len(lines)-1])
}

// backUp makes backups when their time has come, and looks each minute until ctx ends. One that is under way then is broken off: it is no backup yet.
func backUp(ctx, life context.Context, a *app, shelf *backup.Shelf, log *slog.Logger) {
	if shelf == nil {
		return
	}
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if shelf.Due(now()) {
			makeDue(ctx, life, a, shelf, log)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func makeDue(ctx, life context.Context, a *app, shelf *backup.Shelf, log *slog.Logger) {
	began := time.Now()
	made, err := shelf.Run(ctx)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		log.Error("backing up", "err", err)
	}
	if made.Path == "" {
		return
	}
	log.Info("backup made and read", "bytes", made.Bytes, "took", time.Since(began))
	if err := a.noteBackup(life, audit.Service.At(now())); err != nil {
		log.Error("a backup is not in the log", "err", err)
	}
}
