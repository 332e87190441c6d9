package roll

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tilstand/internal/programme"
	"tilstand/internal/tabular"
)

// ErrNoSchools: the file can be read, and lists no schools.
var ErrNoSchools = errors.New("the file lists no schools: a table needs a column with organisation numbers, and a file of the national school register its units")

// A File is what was found in a file.
type File struct {
	Roll     programme.Roll
	Register bool           // it is of the national register
	Headings []string       // of a table, those that were used
	Ignored  []string       // columns of a table that say nothing here
	Faults   tabular.Faults // rows of a table that cannot be read at all
	Others   int            // units of the national register that are no schools in Norway
}

// Limits are those of package tabular; Bytes holds for files of the national register, too.
type Limits = tabular.Limits

// Read reads a file from its beginning. Which kind it is is seen from its content. Errors are [ErrNoSchools] and those of package tabular, wrapped.
func Read(r io.ReadSeeker, limits Limits) (*File, error) {
	json, err := looksLikeJSON(r)
	if err != nil {
		return nil, fmt.Errorf("read schools: %w", err)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read schools: %w", err)
	}
	if json {
		return readRegister(r, limits)
	}
	return readTable(r, limits)
}

// looksLikeJSON looks at the first character that is not blank. No heading begins with a bracket.
func looksLikeJSON(r io.Reader) (bool, error) {
	in := bufio.NewReader(r)
	for {
		c, _, err := in.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		case c == '{', c == '[':
			return true, nil
		case c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\ufeff':
			return false, nil
		}
	}
}

// In keeps the entries that say that they are in one of some municipalities, by number.
func In(r programme.Roll, municipalities []string) programme.Roll {
	wanted := map[string]bool{}
	for _, number := range municipalities {
		wanted[strings.TrimSpace(number)] = true
	}
	r.Entries = slices.DeleteFunc(slices.Clone(r.Entries), func(e programme.RollEntry) bool { return !wanted[e.Municipality] })
	return r
}
