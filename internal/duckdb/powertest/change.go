package powertest

import "syscall"

// Kind is what a call does.
type Kind int

const (
	nothing    Kind = iota
	create          // path, file
	write           // file, at, data
	truncate        // file, size
	extend          // file, size: at least so long
	syncFile        // file, before
	syncFailed      // file, before
	syncDir         // path, before
	rename          // path, to
	link            // path, to
	unlink          // path
	mkdir           // path
	report          // text
)

// A change is one line of a recording.
type change struct {
	kind     Kind
	path, to string // relative to the folder
	file     int    // numbered in the order of creation
	at, size int64
	data     []byte
	durable  bool // a write that is synced when it ends (O_DSYNC)
	before   int  // a sync is about the changes before this one: those that had ended when it began
	text     string
}

// A Call is what a [Fault] is asked about.
type Call struct {
	Path   string // relative to the folder
	Writes bool   // puts data into a file, or makes one
	Syncs  bool   // returns when something is on the disk
}

// A Fault says with which error a call is to fail, or 0. It is asked once for each, in order, by one goroutine. A call that fails does nothing else.
type Fault func(Call) syscall.Errno
