package surveys

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"tilstand/internal/duckdb"
)

// Tests of what somebody learns who copies the data folder once, at any moment of a wave with one-time codes.

// A secret is something that stands in a file and says something of one submission by code.
type secret struct {
	kind string // code, id, hash, mark, row
	of   int    // the submission
}

// secrets finds many of them in files at once: by their first eight bytes, then whole.
type secrets struct {
	first map[uint64]bool
	all   map[string]secret
}

func newSecrets(codes []LinkCode, subs []Submission) *secrets {
	s := &secrets{map[uint64]bool{}, map[string]secret{}}
	for i, code := range codes {
		hash, mark, row := hashCode(code), markOf(code, subs[i].ID), rowID(code, subs[i].ID)
		raw, err := hex.DecodeString(string(row))
		if err != nil {
			panic(err)
		}
		for kind, forms := range map[string][]string{
			"code": {string(code), code.Grouped(), strings.ToUpper(string(code))},
			"id":   {string(subs[i].ID)},
			"hash": {string(hash[:]), fmt.Sprintf("%x", hash)},
			"mark": {string(mark[:]), fmt.Sprintf("%x", mark)},
			"row":  {string(row), string(raw)},
		} {
			for _, text := range forms {
				s.first[binary.LittleEndian.Uint64([]byte(text))] = true
				s.all[text] = secret{kind, i}
			}
		}
	}
	return s
}

// in are the secrets that stand in bytes: kind → how many.
func (s *secrets) in(data []byte) map[string]int {
	found := map[string]int{}
	for at := 0; at+8 <= len(data); at++ {
		if !s.first[binary.LittleEndian.Uint64(data[at:])] {
			continue
		}
		for _, length := range []int{12, 14, 16, 26, 32} {
			if at+length > len(data) {
				break
			}
			if secret, ok := s.all[string(data[at:at+length])]; ok {
				found[secret.kind]++
			}
		}
	}
	return found
}

// A folderCopy is every file of the data folder as it was at some moment.
type folderCopy struct {
	stage string
	files map[string][]byte
}

// copyFolder copies as somebody would who does not stop the service: a file may go while it is copied.
func copyFolder(t testing.TB, dir, stage string) folderCopy {
	t.Helper()
	c := folderCopy{stage, map[string][]byte{}}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			var data []byte
			data, err = os.ReadFile(path)
			name, _ := filepath.Rel(dir, path)
			c.files[name] = data
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// judge says what the copy tells of the secrets. No file has a code or a submission id, and none has both rows and slots.
func (c folderCopy) judge(t *testing.T, s *secrets) (kinds map[string]int) {
	t.Helper()
	kinds = map[string]int{}
	for name, data := range c.files {
		found := s.in(data)
		for kind, n := range found {
			kinds[kind] += n
		}
		if found["code"]+found["id"] > 0 {
			t.Errorf("%s: %s has %v", c.stage, name, found)
		}
		if found["row"] > 0 && found["mark"]+found["hash"] > 0 {
			t.Errorf("%s: %s has rows and slots: %v", c.stage, name, found)
		}
	}
	return kinds
}

// read opens the copy as a database and reads every value of every table, which finds what compression hides from a search in the files.
func (c folderCopy) read(t *testing.T, s *secrets) map[string]int {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "copy")
	for name, data := range c.files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := duckdb.OpenFolder(t.Context(), dir, duckdb.FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close(t.Context())
	kinds := map[string]int{}
	for _, db := range []*duckdb.DB{folder.Record, folder.Intake} {
		for _, table := range rows[string](t, db, "select table_name from duckdb_tables() where not internal") {
			for kind, n := range s.in(everything(t, db, table)) {
				kinds[kind] += n
			}
		}
	}
	return kinds
}

// everything is all values of a table as text.
func everything(t *testing.T, db *duckdb.DB, table string) []byte {
	t.Helper()
	var all bytes.Buffer
	err := db.Read(t.Context(), func(r *duckdb.Reader) error {
		all.Reset()
		_, err := duckdb.Collect(r, func(row *sql.Rows) (struct{}, error) {
			var text string
			err := row.Scan(&text)
			fmt.Fprintln(&all, text)
			return struct{}{}, err
		}, "select cast(t as varchar) from "+table+" t")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.Bytes()
}

// Whoever copies the folder once, at whatever moment, has nothing that joins a code to an answer, and when the wave has been swept nothing of
// codes at all. Copies are taken at every stage, and over and over while answers come and while the wave is closed, sealed and swept.
func TestFolderCopyJoinsNothing(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	spec := g.spec()
	spec.Counts = []GroupCount{{"teachers", 120}, {"assistants", 50}, {"sfo", 30}}
	w, codes := g.coded(t, spec)
	mathrand.Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
	var subs []Submission
	for n, code := range codes {
		sub := g.by(w, code, 0)
		sub.ID, sub.Answers = SubmissionID(rand.Text()), numbered(g.InstrumentOf(w), n, 1)
		subs = append(subs, sub)
	}
	s := newSecrets(codes, subs)

	var copies []folderCopy
	take := func(stage string) folderCopy {
		c := copyFolder(t, g.dir, stage)
		copies = append(copies, c)
		return c
	}
	take("opened")
	for n, sub := range subs[:100] {
		g.submit(t, sub)
		if n%25 == 0 {
			take(fmt.Sprintf("%d answers", n+1))
		}
	}
	half := take("half")
	if err := g.folder.Intake.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	take("checkpoint")
	meanwhile := g.copyMeanwhile(t, s)
	for _, sub := range subs[100:] {
		g.submit(t, sub)
	}
	full := take("all answered")
	g.finish(t, w)
	more := meanwhile()
	swept := take("swept")
	g.reopen(t)
	again := take("opened again")

	for _, c := range copies {
		c.judge(t, s)
	}
	// The search finds what is there: without this it could be looking for the wrong bytes.
	if kinds := half.judge(t, s); kinds["hash"] != 200 || kinds["mark"] != 100 {
		t.Errorf("half: %v", kinds)
	}
	if kinds := full.read(t, s); kinds["row"] != 200 || len(kinds) != 1 {
		t.Errorf("the tables when all have answered hold %v, want rows alone", kinds)
	}
	for _, c := range []folderCopy{swept, again} {
		if kinds := c.judge(t, s); len(kinds) > 0 {
			t.Errorf("%s: the files hold %v", c.stage, kinds)
		}
		if kinds := c.read(t, s); len(kinds) > 0 {
			t.Errorf("%s: the tables hold %v", c.stage, kinds)
		}
		if slices.ContainsFunc(slices.Collect(maps.Keys(c.files)), func(name string) bool { return strings.HasPrefix(name, "codes/") }) {
			t.Errorf("%s: there is a file of codes", c.stage)
		}
	}
	g.wantShuffled(t, w, len(codes))
	if _, err := g.EntryByCode(now, codes[0]); !errors.Is(err, ErrNotFound) {
		t.Errorf("a code of a sealed wave: %v", err)
	}
	t.Logf("%d copies, and %d meanwhile", len(copies), more)
}

// copyMeanwhile copies and judges the folder until it is told to stop, and says how often.
func (g *ground) copyMeanwhile(t *testing.T, s *secrets) (stop func() int) {
	copies, done := 0, make(chan struct{})
	var copying sync.WaitGroup
	copying.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				copyFolder(t, g.dir, "meanwhile").judge(t, s)
				copies++
			}
		}
	})
	return func() int {
		close(done)
		copying.Wait()
		return copies
	}
}

// wantShuffled holds that all answers are sealed, each once, and not in the order of arrival. With n = 200 the rank correlation of independent
// orders has standard deviation 0.071, so that 0.05 cannot be held here: five of those are. TestSealForgetsArrival holds 0.05, of 10,000.
func (g *ground) wantShuffled(t *testing.T, w Wave, n int) {
	t.Helper()
	var order []int
	for _, response := range g.sealed(t, w) {
		number := 0
		for digit := numberItems - 1; digit >= 0; digit-- {
			number = 5*number + int(response.Codes[digit]) - 1
		}
		order = append(order, number)
	}
	once := slices.Clone(order)
	slices.Sort(once)
	if len(order) != n || len(slices.Compact(once)) != n {
		t.Fatalf("%d answers are sealed, %d different, want %d", len(order), len(slices.Compact(once)), n)
	}
	if r, _ := rankCorrelation(order); math.Abs(r) > 5*0.071 {
		t.Errorf("sealed answers and arrival have rank correlation %.3f", r)
	}
}

// Where a code's slot lies tells neither when it was made nor when it was used: slots lie by a slow hash. Over twenty waves of 200 the mean rank correlation
// with any fixed order has standard deviation 0.071/√20 = 0.016. The keys are fixed, so the figure is the same in every run.
func TestSlotsForgetOrder(t *testing.T) {
	t.Parallel()
	const waves, n = 20, 200
	sum := 0.0
	for wave := range waves {
		type made struct {
			hash codeHash
			n    int
		}
		var slots []made
		for i := range n {
			slots = append(slots, made{hashCode(CodeKey("TESTOFORDER").code(WaveID(fmt.Sprint(wave)), 1, i)), i})
		}
		slices.SortFunc(slots, func(a, b made) int { return bytes.Compare(a.hash[:], b.hash[:]) })
		order := make([]int, n)
		for at, sl := range slots {
			order[at] = sl.n
		}
		r, _ := rankCorrelation(order)
		sum += r
	}
	if r := sum / waves; math.Abs(r) >= 0.05 {
		t.Errorf("slots and the order of making have mean rank correlation %.3f", r)
	}
}
