package standby

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"tilstand/internal/duckdb"
	"tilstand/internal/settings"
	"tilstand/surveys"
)

// Source is the folder of a running service.
type Source struct {
	Folder  *duckdb.Folder
	Surveys *surveys.Store
	Now     func() time.Time
	Log     *slog.Logger // nil = slog.Default()
}

// Primary answers followers. It holds no lock and no file between requests, and in memory a megabyte for each of at most [mostAtOnce].
type Primary struct {
	Source
	term     uint64
	secret   [sha256.Size]byte
	routes   *http.ServeMux
	turns    chan struct{}
	replaced chan Notice

	mu      sync.Mutex
	seen    time.Time
	behind  time.Duration
	knocked time.Time // when somebody without the secret was last written about
}

const (
	mostAtOnce = 4               // requests that are answered at the same time
	knockQuiet = 5 * time.Minute // between two lines in the log about strangers
)

// NewPrimary is the handler. The error is [ErrSecret], or why the term of the folder cannot be read.
func NewPrimary(from Source, secret string) (*Primary, error) {
	if err := CheckSecret(secret); err != nil {
		return nil, err
	}
	if from.Log == nil {
		from.Log = slog.Default()
	}
	promoted, err := ReadPromotion(from.Folder.Dir)
	if err != nil {
		return nil, err
	}
	p := &Primary{
		Source: from, term: promoted.Term, secret: sha256.Sum256([]byte(secret)), routes: http.NewServeMux(),
		turns: make(chan struct{}, mostAtOnce), replaced: make(chan Notice, 1),
	}
	for pattern, answer := range map[string]func(w http.ResponseWriter, r *http.Request) error{
		"GET /v1/position":  p.position,
		"GET /v1/sums":      p.sums,
		"GET /v1/main":      p.main,
		"GET /v1/wal":       p.wal,
		"POST /v1/codes":    p.codes,
		"GET /v1/settings":  p.settings,
		"POST /v1/replaced": p.notice,
	} {
		p.routes.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { p.answer(w, r, answer) })
	}
	return p, nil
}

// Standing is what a primary knows of its standby.
type Standing struct {
	Seen   time.Time     // when it last asked; zero: not since the service was started
	Behind time.Duration // how old its last cut was then; negative: it had none
}

// Standing is how it stands.
func (p *Primary) Standing() Standing {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Standing{p.seen, p.behind}
}

// Away is how long a standby may be silent before somebody should look.
const Away = time.Minute

// Late says that a standby is not where it should be.
func (s Standing) Late(now time.Time) bool {
	return s.Seen.IsZero() || s.Behind < 0 || now.Sub(s.Seen)+s.Behind > Away
}

// Replaced gives the notice of a standby that has taken over. The folder is refused from then on; the service has to stop.
func (p *Primary) Replaced() <-chan Notice { return p.replaced }

// ServeHTTP lets in who has the secret. Both sides of the comparison are hashes, so neither length nor beginning of a guess takes a time of its own.
func (p *Primary) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	given := sha256.Sum256([]byte(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")))
	if subtle.ConstantTimeCompare(given[:], p.secret[:]) != 1 {
		p.stranger()
		http.Error(w, "", http.StatusUnauthorized)
		return
	}
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
		p.routes.ServeHTTP(w, r)
	default:
		http.Error(w, "", http.StatusServiceUnavailable)
	}
}

func (p *Primary) stranger() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.Now().Sub(p.knocked) > knockQuiet {
		p.knocked = p.Now()
		p.Log.Warn("somebody without its secret asks for what is the standby's")
	}
}

var errAsked = errors.New("no such thing")

// answer gives an error its status. What went wrong is for the log of this side.
func (p *Primary) answer(w http.ResponseWriter, r *http.Request, do func(w http.ResponseWriter, r *http.Request) error) {
	err := do(w, r)
	switch {
	case err == nil, r.Context().Err() != nil:
	case errors.Is(err, errAsked):
		http.Error(w, "", http.StatusBadRequest)
	case errors.Is(err, duckdb.ErrMoved):
		http.Error(w, "", http.StatusGone)
	case errors.Is(err, duckdb.ErrBusy), errors.Is(err, duckdb.ErrClosed):
		http.Error(w, "", http.StatusServiceUnavailable)
	default:
		p.Log.Error("answering the standby", "err", err)
		http.Error(w, "", http.StatusInternalServerError)
	}
}

func (p *Primary) database(r *http.Request) (*duckdb.DB, error) {
	switch r.FormValue("file") {
	case intake:
		return p.Folder.Intake, nil
	case record:
		return p.Folder.Record, nil
	}
	return nil, errAsked
}

func (p *Primary) position(w http.ResponseWriter, r *http.Request) error {
	db, err := p.database(r)
	if err != nil {
		return err
	}
	behind, err := strconv.ParseInt(r.FormValue("behind"), 10, 64)
	if err != nil {
		return errAsked
	}
	p.mu.Lock()
	p.seen, p.behind = p.Now(), time.Duration(behind)*time.Millisecond
	p.mu.Unlock()
	at, err := db.Position(r.Context())
	if err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(placed{p.term, at})
}

func (p *Primary) sums(w http.ResponseWriter, r *http.Request) error {
	db, err := p.database(r)
	if err != nil {
		return err
	}
	sums, err := db.MainSums(r.Context(), r.FormValue("generation"))
	if err != nil {
		return err
	}
	all := make([]byte, 0, len(sums)*sha256.Size)
	for _, sum := range sums {
		all = append(all, sum[:]...)
	}
	return give(w, all)
}

func (p *Primary) main(w http.ResponseWriter, r *http.Request) error {
	return p.part(w, r, (*duckdb.DB).ReadMain)
}
func (p *Primary) wal(w http.ResponseWriter, r *http.Request) error {
	return p.part(w, r, (*duckdb.DB).ReadWAL)
}

type readPart = func(db *duckdb.DB, ctx context.Context, generation string, at int64, b []byte) (int, error)

// part gives a piece of a file, or of its end what there is.
func (p *Primary) part(w http.ResponseWriter, r *http.Request, read readPart) error {
	db, err := p.database(r)
	if err != nil {
		return err
	}
	at, wrongAt := strconv.ParseInt(r.FormValue("at"), 10, 64)
	bytes, wrongBytes := strconv.Atoi(r.FormValue("bytes"))
	if wrongAt != nil || wrongBytes != nil || at < 0 || bytes < 1 || bytes > maxChunk {
		return errAsked
	}
	b := make([]byte, bytes)
	n, err := read(db, r.Context(), r.FormValue("generation"), at, b)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return give(w, b[:n])
}

func give(w http.ResponseWriter, b []byte) error {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set(sumHeader, sumOf(b))
	_, err := w.Write(b)
	return err
}

// codes gives the files that the follower does not have, and names those that it has.
func (p *Primary) codes(w http.ResponseWriter, r *http.Request) error {
	var has map[string]string
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxCodes)).Decode(&has); err != nil {
		return errAsked
	}
	out := json.NewEncoder(w)
	err := p.Surveys.CodeFiles(func(wave surveys.WaveID, file []byte) error {
		f := frame{Wave: string(wave), Sum: sumOf(file)}
		if has[f.Wave] == f.Sum {
			return out.Encode(f)
		}
		f.Bytes = len(file)
		if err := out.Encode(f); err != nil {
			return err
		}
		_, err := w.Write(file)
		return err
	})
	if err != nil {
		return err
	}
	return out.Encode(frame{})
}

func (p *Primary) settings(w http.ResponseWriter, _ *http.Request) error {
	text, err := os.ReadFile(filepath.Join(p.Folder.Dir, settings.File))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return give(w, text)
}
