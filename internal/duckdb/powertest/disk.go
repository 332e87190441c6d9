package powertest

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A disk is a folder as the program sees it, and as it is on the disk.
type disk struct {
	files   map[int]*file
	names   map[string]int // as the program sees them; directories are folders
	synced  map[string]int // as they are on the disk
	waiting []pending      // changes of names that are not
	reports []string
}

const folder = -1

type file struct {
	now     []byte
	synced  []byte
	waiting []pending // changes of content that are not on the disk
}

// A pending change has a number: its place in the recording.
type pending struct {
	change
	number int
	never  bool // a sync of it has failed, and the system has forgotten it
}

func newDisk() *disk {
	return &disk{files: map[int]*file{}, names: map[string]int{}, synced: map[string]int{}}
}

// apply runs a change.
func (d *disk) apply(number int, c change) {
	switch c.kind {
	case create, mkdir, rename, link, unlink:
		if c.kind == create {
			d.files[c.file] = &file{}
		}
		renamed(d.names, c)
		d.waiting = append(d.waiting, pending{change: c, number: number})
	case write, truncate, extend:
		f := d.files[c.file]
		f.now = changed(f.now, c)
		if c.durable {
			f.synced = changed(f.synced, c)
		} else {
			f.waiting = append(f.waiting, pending{change: c, number: number})
		}
	case syncFile:
		d.files[c.file].sync(c.before)
	case syncFailed:
		f := d.files[c.file]
		for i := range f.waiting {
			f.waiting[i].never = f.waiting[i].never || f.waiting[i].number < c.before
		}
	case syncDir:
		d.waiting = slices.DeleteFunc(d.waiting, func(p pending) bool {
			of := p.path
			if p.kind == rename || p.kind == link {
				of = p.to
			}
			if p.number >= c.before || filepath.Dir(of) != c.path {
				return false
			}
			renamed(d.synced, p.change)
			return true
		})
	case report:
		d.reports = append(d.reports, c.text)
	}
}

func (f *file) sync(before int) {
	f.waiting = slices.DeleteFunc(f.waiting, func(p pending) bool {
		if p.number >= before || p.never {
			return false
		}
		f.synced = changed(f.synced, p.change)
		return true
	})
}

// flushed takes what there is now as being on the disk.
func (d *disk) flushed() {
	for _, f := range d.files {
		f.synced, f.waiting = slices.Clone(f.now), nil
	}
	d.synced, d.waiting = maps.Clone(d.names), nil
}

// renamed applies a change of names where it is possible: what it is about may never have got onto the disk.
func renamed(names map[string]int, c change) {
	id, known := names[c.path]
	switch c.kind {
	case create:
		names[c.path] = c.file
	case mkdir:
		names[c.path] = folder
	case link:
		if known {
			names[c.to] = id
		}
	case unlink:
		delete(names, c.path)
	case rename:
		if !known {
			return
		}
		for path, id := range maps.Clone(names) {
			if rest, ok := strings.CutPrefix(path, c.path); ok && (rest == "" || rest[0] == '/') {
				delete(names, path)
				names[c.to+rest] = id
			}
		}
	}
}

// changed applies a change of content.
func changed(content []byte, c change) []byte {
	switch c.kind {
	case truncate:
		if c.size <= int64(len(content)) {
			return content[:c.size:c.size]
		}
		return append(content, make([]byte, c.size-int64(len(content)))...)
	case extend:
		return grown(content, c.size)
	default:
		content = grown(content, c.at+int64(len(c.data)))
		copy(content[c.at:], c.data)
		return content
	}
}

func grown(content []byte, size int64) []byte {
	if missing := size - int64(len(content)); missing > 0 {
		content = append(content, make([]byte, missing)...)
	}
	return content
}

// asSynced is what is on the disk for certain.
func (d *disk) asSynced() map[string][]byte {
	return d.held(d.synced, func(f *file) []byte { return f.synced })
}

// asWritten is what the program sees.
func (d *disk) asWritten() map[string][]byte {
	return d.held(d.names, func(f *file) []byte { return f.now })
}

// asTorn is what the program sees, and a part of one write more.
func (d *disk) asTorn(c change, part func(change) []change) map[string][]byte {
	return d.held(d.names, func(f *file) []byte {
		content := slices.Clone(f.now)
		if f == d.files[c.file] {
			for _, piece := range part(c) {
				content = changed(content, piece)
			}
		}
		return content
	})
}

// asScattered is what is on the disk for certain, and anything of the rest.
func (d *disk) asScattered(rnd *rand.Rand) map[string][]byte {
	names := maps.Clone(d.synced)
	for _, p := range d.waiting {
		if rnd.IntN(2) == 0 {
			renamed(names, p.change)
		}
	}
	contents := map[*file][]byte{} // the same under each of its names
	return d.held(names, func(f *file) []byte {
		content, known := contents[f]
		if known {
			return content
		}
		content = slices.Clone(f.synced)
		for _, p := range f.waiting {
			for _, piece := range pieces(p.change, pageSize) {
				if rnd.IntN(2) == 0 {
					content = changed(content, piece)
				}
			}
		}
		if rnd.IntN(2) == 0 { // the length may be there before the data
			content = grown(content, int64(len(f.now)))
		}
		contents[f] = content
		return content
	})
}

// held is what lies under names. What is in a folder that is not there is not there either.
func (d *disk) held(names map[string]int, content func(*file) []byte) map[string][]byte {
	all := map[string][]byte{}
	for path, id := range names {
		if !reachable(names, path) {
			continue
		}
		if id == folder {
			all[path+"/"] = nil
			continue
		}
		all[path] = content(d.files[id])
	}
	return all
}

func reachable(names map[string]int, path string) bool {
	for parent := filepath.Dir(path); parent != "."; parent = filepath.Dir(parent) {
		if names[parent] != folder {
			return false
		}
	}
	return true
}

const (
	pageSize   = 4096
	sectorSize = 512
)

// pieces cuts a write at the borders of pages.
func pieces(c change, size int64) (all []change) {
	if c.kind != write {
		return []change{c}
	}
	for data, at := c.data, c.at; len(data) > 0; {
		n := min(int64(len(data)), size-at%size)
		all = append(all, change{kind: write, file: c.file, at: at, data: data[:n]})
		data, at = data[n:], at+n
	}
	return all
}

// put writes a state into a folder.
func put(dir string, state map[string][]byte) error {
	for _, path := range slices.Sorted(maps.Keys(state)) {
		full := filepath.Join(dir, path)
		var err error
		if strings.HasSuffix(path, "/") {
			err = os.Mkdir(full, 0o700)
		} else {
			err = os.WriteFile(full, state[path], 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
