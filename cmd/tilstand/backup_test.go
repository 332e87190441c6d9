package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tilstand/internal/duckdb"
)

// A pair of keys as age-keygen makes them, for tests.
const (
	testRecipient = "age1uzdhz7nvmgdmdzw2tm8zxh4f4c7mc8w0cmkl2alt9ppj037eev8s0unrmm"
	testIdentity  = "AGE-SECRET-KEY-1SSSU2M3RGQYEL2SP7YR54DH6D4NAX5TJ4V3U8WLQCZ70L7266Q3Q66EUGP\n"
)

// Beside a running service and without one: a backup is made, not written over, restored into a new folder, and what came back is in order.
func TestBackupByCommand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, key := filepath.Join(dir, "data"), filepath.Join(dir, "backup.key")
	if err := os.WriteFile(key, []byte(testIdentity), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := func(words ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), words, &out, io.Discard)
		return out.String(), err
	}
	a, err := openApp(t.Context(), data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	oldWave(t, a)
	stop, err := listenBeside(t.Context(), a, data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for _, running := range []bool{true, false} {
		if !running {
			stop()
			if err := a.close(context.WithoutCancel(t.Context())); err != nil {
				t.Fatal(err)
			}
		}
		name := map[bool]string{true: "running", false: "stopped"}[running]
		file, back := filepath.Join(dir, name+".backup"), filepath.Join(dir, name)
		if _, err := ask("backup", "-data", data, "-o", file); err == nil || !strings.Contains(err.Error(), "recipient") {
			t.Errorf("%s: without a recipient: %v", name, err)
		}
		if out, err := ask("backup", "-data", data, "-to", testRecipient, "-o", file); err != nil || !strings.Contains(out, "1 schools of 1 owners, 1 waves") {
			t.Fatalf("%s: %v %s", name, err, out)
		}
		if _, err := ask("backup", "-data", data, "-to", testRecipient, "-o", file); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: over another one: %v", name, err)
		}
		if out, err := ask("backup", "-data", data, "-plain", "-o", "-"); err != nil || !strings.HasPrefix(out, "\x28\xb5\x2f\xfd") { // zstd, RFC 8878 section 3.1.1
			t.Errorf("%s: to standard output: %v", name, err)
		}
		if _, err := ask("restore", "-data", back, file); err == nil || !strings.Contains(err.Error(), "identity") {
			t.Errorf("%s: without a key: %v", name, err)
		}
		if out, err := ask("restore", "-data", back, "-identity", key, file); err != nil || !strings.Contains(out, "1 schools of 1 owners") {
			t.Fatalf("%s: %v %s", name, err, out)
		}
		for _, folder := range []string{data, back} {
			if out, err := ask("verify", "-data", folder); err != nil || !strings.HasPrefix(out, "in order: 1 schools of 1 owners, 1 waves (0 of them open), 1 released\n") {
				t.Errorf("%s: %v %s", name, err, out)
			}
		}
		if out, err := ask("log", "list", "-data", back, "-action", "restored"); err != nil || strings.Count(out, "made=") != 1 {
			t.Errorf("%s: %v %s", name, err, out)
		}
	}
	if parts, _ := filepath.Glob(filepath.Join(dir, ".*")); len(parts) > 0 {
		t.Errorf("there is left %v", parts)
	}
}

// A folder with a damaged file is not in order, and the words say which file and what to do.
func TestVerifyNamesFaults(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	a, err := openApp(t.Context(), data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	oldWave(t, a)
	if err := a.close(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(data, duckdb.RecordFile)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 12<<10 + 5000; at < len(content); at += 256 << 10 {
		content[at] ^= 1
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	err = run(t.Context(), []string{"verify", "-data", data}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "restore the newest backup") {
		t.Errorf("the words are %v", err)
	}
}
