package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"tilstand/analytics"
	"tilstand/internal/accounts"
	"tilstand/internal/backup"
	"tilstand/internal/brand"
	"tilstand/internal/closing"
	"tilstand/internal/duckdb"
	"tilstand/internal/i18n"
	"tilstand/internal/jobs"
	"tilstand/internal/programme"
	"tilstand/internal/readlink"
	"tilstand/internal/retention"
	"tilstand/internal/settings"
	"tilstand/internal/standby"
	"tilstand/surveys"
)

// app is an open data folder: its two files and the stores that own what is in them.
type app struct {
	folder    *duckdb.Folder
	programme *programme.Store
	surveys   *surveys.Store
	analytics *analytics.Store
	accounts  *accounts.Store
	closings  *closing.Store
	links     *readlink.Store
	brands    *brand.Store
	jobs      *jobs.Store
	words     *i18n.Bundle
	settings  settings.Settings
	retention *retention.Keeper
	scratch   string           // the folder of files that are being made; nothing in it outlives its process
	primary   *standby.Primary // nil where nobody may follow

	health probe

	capacity gauge
}

// openApp opens the data folder and recovers what a kill may have left undone. The caller closes it.
func openApp(ctx context.Context, dir string, log *slog.Logger) (*app, error) {
	return openAppWith(ctx, dir, settings.Environment(), log)
}

// openAppWith opens the data folder with settings from elsewhere than its file.
func openAppWith(ctx context.Context, dir string, given settings.Given, log *slog.Logger) (*app, error) {
	if err := errors.Join(backup.Unfinished(dir), standby.Refusal(dir)); err != nil {
		return nil, err
	}
	folder, err := duckdb.OpenFolder(ctx, dir, duckdb.FolderOptions{Log: log})
	if err != nil {
		return nil, err
	}
	a := &app{folder: folder, scratch: filepath.Join(folder.Dir, "scratch")}
	a.health.try, a.capacity.of = a.writeAndRead, a
	if err = errors.Join(backup.Tidy(folder.Dir), os.RemoveAll(a.scratch), os.Mkdir(a.scratch, 0o700)); err == nil {
		a.words, err = i18n.New()
	}
	if err == nil {
		a.settings, err = loadSettings(a.words, dir, given)
	}
	if err == nil {
		folder.Floor = int64(a.settings.Floor) << 20
		err = a.openStores(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, folder.Close(context.WithoutCancel(ctx)))
	}
	return a, nil
}

func (a *app) openStores(ctx context.Context) (err error) {
	if a.programme, err = programme.Open(ctx, a.folder.Record); err != nil {
		return err
	}
	if a.surveys, err = surveys.Open(ctx, a.folder, a.programme); err != nil {
		return err
	}
	if a.analytics, err = analytics.Open(ctx, a.folder, a.programme, a.surveys); err != nil {
		return err
	}
	if a.closings, err = closing.Open(ctx, a.folder.Record, a.programme, closing.In(a.surveys, a.analytics)); err != nil {
		return err
	}
	if a.links, err = readlink.Open(ctx, a.folder.Record); err != nil {
		return err
	}
	if a.brands, err = brand.Open(ctx, a.folder.Record); err != nil {
		return err
	}
	a.jobs, err = jobs.Open(ctx, a.folder.Record, a.folder.Dir, jobs.Works{
		jobs.SchoolReports: &jobs.Reports{Programme: a.programme, Analytics: a.analytics, Closings: a.closings, Brands: a.brands, Words: a.words},
	})
	if err != nil {
		return err
	}
	a.retention = &retention.Keeper{
		Rule: retention.Rule{Months: a.settings.Months}, Programme: a.programme, Surveys: a.surveys, Analytics: a.analytics,
	}
	a.accounts, err = accounts.Open(ctx, a.folder.Record)
	return err
}

// close lets a closing erase what it left behind, then closes the files.
func (a *app) close(ctx context.Context) error {
	return errors.Join(a.analytics.Settle(ctx), a.folder.Close(ctx))
}
