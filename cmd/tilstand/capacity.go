package main

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"tilstand/internal/web"
)

// gauge measures the machine now and then, for the operator's page. The answer stands for a minute: what is measured costs some writes.
type gauge struct {
	of *app

	mu       sync.Mutex
	measured web.Capacity
	at       time.Time
}

const (
	capacityStands = time.Minute
	capacityWrites = 21 // the median of so few is steady, and they are over before anybody waits
)

func (g *gauge) ask(ctx context.Context) (web.Capacity, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.at.IsZero() && time.Since(g.at) < capacityStands {
		return g.measured, nil
	}
	measured, err := g.measure(ctx)
	if err == nil {
		g.measured, g.at = measured, time.Now()
	}
	return measured, err
}

// measure writes into the record, one row after another, as the intake is written to by somebody who answers alone.
func (g *gauge) measure(ctx context.Context) (c web.Capacity, err error) {
	var took []time.Duration
	for range capacityWrites {
		began := time.Now()
		if err := g.of.folder.Record.Healthy(ctx); err != nil {
			return c, err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	var disk syscall.Statfs_t
	if err := syscall.Statfs(g.of.folder.Dir, &disk); err != nil {
		return c, err
	}
	c = web.Capacity{Commit: took[len(took)/2], Free: int64(disk.Bavail) * disk.Bsize, Memory: resident()}
	c.Files, err = lengthOf(g.of.folder.Dir)
	return c, err
}

// lengthOf is what the files of a folder take, bytes. One that has just been removed takes nothing.
func lengthOf(dir string) (bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			var info fs.FileInfo
			if info, err = e.Info(); err == nil {
				bytes += info.Size()
			}
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	return bytes, err
}
