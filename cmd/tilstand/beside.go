package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// One process owns a data folder. A task is what a command does to it: it runs in the server that owns the folder
// when one is running (over DIR/tilstand.sock, which only the folder's own user may open), and in this process when
// none is. Both ways run the same function, and what it writes to out reaches the one who asked.
type task func(ctx context.Context, a *app, args url.Values, out io.Writer) error

// tasks are what may be asked over the socket.
var tasks = map[string]task{
	"wave/list":        listWaves,
	"wave/close":       closeWave,
	"wave/slips":       makeSlips,
	"school/list":      listSchools,
	"school/add":       addSchool,
	"school/change":    changeSchool,
	"school/close":     closeSchool,
	"school/merge":     mergeSchool,
	"school/reopen":    reopenSchool,
	"school/import":    importSchools,
	"owner/list":       listOwners,
	"owner/add":        addOwner,
	"owner/change":     changeOwner,
	"owner/brand":      brandOwner,
	"cohort/list":      listCohorts,
	"cohort/add":       addCohort,
	"cohort/change":    changeCohort,
	"import/responses": importResponses,
	"report/all":       reportAllTask,
	"report/owner":     reportOwner,
	"report/school":    reportSchool,
	"report/yearly":    reportYearly,
	"report/print":     printSchool,
	"report/summary":   printSummary,
	"owner/print":      printOwner,
	"report/paper":     printYearly,
	"edition/attack":   attackEditions,
	"edition/issue":    issueEdition,
	"edition/list":     listEditions,
	"release/attack":   attackReleases,
	"release/export":   exportReleases,
	"retention/plan":   planRetention,
	"retention/run":    runRetention,
	"standby/seen":     seenStandby,
	"user/list":        listUsers,
	"user/add":         addUser,
	"user/take":        takeUser,
	"user/link":        linkUser,
	"user/close":       closeUser,
	"user/unlink":      unlinkUser,
	"user/export":      exportUser,
	"user/erase":       eraseUser,
	"token/list":       listTokens,
	"token/add":        addToken,
	"token/revoke":     revokeToken,
	"log/list":         listLog,
	"log/verify":       verifyLog,
	"verify":           verifyFolder,
	"health":           func(ctx context.Context, a *app, _ url.Values, _ io.Writer) error { return a.health.ask(ctx) },
}

// beside runs the task on the data folder, in the running server if there is one.
func beside(ctx context.Context, dir, name string, args url.Values, out io.Writer, log *slog.Logger) (err error) {
	if serverRuns(dir) {
		return askServer(ctx, dir, name, args, out)
	}
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("there is no data folder %s: %w", dir, err)
	}
	a, err := openApp(ctx, dir, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(context.WithoutCancel(ctx))) }()
	return tasks[name](ctx, a, args, out)
}

// serverRuns reports whether a running server owns the folder.
func serverRuns(dir string) bool {
	conn, err := net.Dial("unix", socketPath(dir))
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

// askServer sends the task to the server and copies what it answers.
func askServer(ctx context.Context, dir, name string, args url.Values, out io.Writer) error {
	reply, err := askSocket(ctx, dir, name, args)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	_, err = io.Copy(out, reply.Body)
	return err
}

// askSocket sends a task to the server. A refusal is an error, in the server's words; else the caller closes the body.
func askSocket(ctx context.Context, dir, name string, args url.Values) (*http.Response, error) {
	client := http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socketPath(dir))
		},
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://tilstand/"+name, strings.NewReader(args.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	reply, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the running server: %w", err)
	}
	if reply.StatusCode != http.StatusOK {
		defer reply.Body.Close()
		message, _ := io.ReadAll(io.LimitReader(reply.Body, 8<<20)) // every faulty row of a large file
		return nil, errors.New(strings.TrimSpace(string(message)))
	}
	return reply, nil
}

// listenBeside answers commands on the folder's socket until the returned function is called, which waits for the
// commands under way.
func listenBeside(ctx context.Context, a *app, dir string, log *slog.Logger) (stop func(), err error) {
	path := socketPath(dir)
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("remove the old socket: %w", err)
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen for commands: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		ln.Close()
		return nil, err
	}
	mux := http.NewServeMux()
	for name, do := range tasks {
		mux.HandleFunc("POST /"+name, func(w http.ResponseWriter, r *http.Request) { answerTask(w, r, a, do) })
	}
	for name, do := range streams {
		mux.HandleFunc("POST /"+name, func(w http.ResponseWriter, r *http.Request) { answerStream(w, r, a, do) })
	}
	server := &http.Server{Handler: mux, BaseContext: func(net.Listener) context.Context { return ctx }, ReadTimeout: 10 * time.Second}
	var running sync.WaitGroup
	running.Go(func() {
		if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			log.Error("command socket ended", "err", err)
		}
	})
	return func() {
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		if err := server.Shutdown(wait); err != nil {
			log.Error("command under way at shutdown", "err", err)
		}
		running.Wait()
	}, nil
}

// answerTask runs one task. Its output is held back until it has succeeded, so that an error is never half a workbook.
func answerTask(w http.ResponseWriter, r *http.Request, a *app, do task) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var out strings.Builder
	if err := do(r.Context(), a, r.PostForm, &out); err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	io.WriteString(w, out.String())
}

// socketPath is DIR/tilstand.sock. Socket addresses hold about a hundred bytes, so a long path goes by way of the
// working directory where that is shorter.
func socketPath(dir string) string {
	path := filepath.Join(dir, "tilstand.sock")
	if abs, err := filepath.Abs(path); err == nil {
		if wd, err := os.Getwd(); err == nil {
			if rel, err := filepath.Rel(wd, abs); err == nil && len(rel) < len(abs) {
				return rel
			}
		}
		return abs
	}
	return path
}
