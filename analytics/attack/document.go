package attack

import (
	"errors"
	"fmt"
	"io"
)

// ErrDocument is wrapped by every error of [Read] about what a document says, as opposed to not being able to read it.
var ErrDocument = errors.New("this is no release document that can be attacked")

// Document is a release as it is published, format 1. Only what [Read] accepts can be attacked.
type Document struct {
	Format     int        `json:"format"`
	ID         string     `json:"id"`
	Revision   int        `json:"revision"`
	Wave       Wave       `json:"wave"`
	School     School     `json:"school"`
	Programme  Programme  `json:"programme"`
	Instrument Instrument `json:"instrument"`
	MinGroup   int        `json:"min_group"`
	Atoms      []Atom     `json:"atoms"`
	Groups     []Group    `json:"groups"`
	Measures   []Measure  `json:"measures"`
	Figures    []Figure   `json:"figures"`
	Alone      []Alone    `json:"alone"`
	Audit      *Audit     `json:"audit"`
}

// Wave is the wave that the release is of.
type Wave struct {
	ID       string `json:"id"`
	Phase    string `json:"phase"`
	Opened   string `json:"opened"`
	Closed   string `json:"closed"`
	Imported string `json:"imported"`
	Replaced int    `json:"replaced"`
}

// School is the school that was asked.
type School struct {
	ID           string `json:"id"`
	Orgnr        string `json:"orgnr"`
	Name         string `json:"name"`
	Municipality string `json:"municipality"`
	WrittenForm  string `json:"written_form"`
	Synthetic    bool   `json:"synthetic"`
}

// Programme is the programme in which it was asked.
type Programme struct {
	Key     string `json:"key"`
	Version int    `json:"version"`
}

// Instrument is what was asked.
type Instrument struct {
	Key     string `json:"key"`
	Version int    `json:"version"`
	Hash    string `json:"hash"`
	Kind    string `json:"kind"`
}

// Atom is a smallest group of people; everybody is in exactly one.
type Atom struct {
	Key       string `json:"key"`
	HeadCount int    `json:"head_count"`
}

// Group is a set of atoms on which figures are published or withheld.
type Group struct {
	Key       string            `json:"key"`
	Name      map[string]string `json:"name"`
	Atoms     []string          `json:"atoms"`
	HeadCount int               `json:"head_count"`
	Answered  Cell              `json:"answered"`
}

// Measure is an item, or an index: the mean over persons of the mean of the items they answered, for who answered half of
// them or more.
type Measure struct {
	Key       string             `json:"key"`
	Kind      string             `json:"kind"`
	Items     []string           `json:"items"`
	Steps     int                `json:"steps"`
	Construct string             `json:"construct"`
	Component string             `json:"component"`
	Target    *float64           `json:"target"`
	Path      map[string]float64 `json:"path"`
}

// Figure is the cell of a measure in a group.
type Figure struct {
	Measure string `json:"measure"`
	Group   string `json:"group"`
	Cell    Cell   `json:"cell"`
}

// Alone is an item that is in no measure, with its figure for the whole school.
type Alone struct {
	Item      string   `json:"item"`
	Type      string   `json:"type"`
	Options   int      `json:"options"`
	DependsOn []string `json:"depends_on"`
	AskedOf   []int    `json:"asked_of"`
	Cell      Cell     `json:"cell"`
}

// Cell is a figure or the reason why there is none.
type Cell struct {
	State      string    `json:"state"`
	N          int       `json:"n"`
	Limit      string    `json:"limit"`
	Mean       float64   `json:"mean"`
	Bounds     *Interval `json:"bounds"`
	Interval   *Interval `json:"interval"`
	Claim      *Interval `json:"claim"`
	SD         float64   `json:"sd"`
	SDSource   string    `json:"sd_source"`
	Bands      []Band    `json:"bands"`
	Categories []int     `json:"categories"`
}

// Interval is two limits, both included.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Band is a share of the answers, in whole per cent.
type Band struct {
	From    int    `json:"from"`
	To      int    `json:"to"`
	Percent int    `json:"percent"`
	Limit   string `json:"limit"`
}

// Audit is what an attack said when the release was made. It is read and not believed.
type Audit struct {
	Complete bool `json:"complete"`
	Releases int  `json:"releases"`
}

const (
	stateValue   = "value"
	stateHidden  = "hidden"
	stateNoData  = "no_data"
	limitCount   = "count"
	limitExact   = "exact"
	limitAtLeast = "at_least"
	limitAtMost  = "at_most"
	limitMiddle  = "middle"
	limitBetween = "between"
	kindItem     = "item"
	ownSD        = "own"
)

// maxDocument is more than a thousand times a large school's release.
const maxDocument = 64 << 20

// Read reads one release document and refuses what it does not understand: another format, a field it does not know (it could hold a
// figure that is not attacked), a figure out of place, a number that no rule of the format can give. The error wraps [ErrDocument], but for one of r.
func Read(r io.Reader) (Document, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxDocument))
	if err != nil {
		return Document{}, err
	}
	d, err := parse(text, documentFields)
	if err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	if err := d.check(); err != nil {
		return Document{}, fmt.Errorf("%w: release %s: %w", ErrDocument, d.ID, err)
	}
	return d, nil
}
