package powertest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// The calls that change files, by their numbers on linux/amd64.
const (
	sysSyncfs         = 306
	sysRenameat2      = 316
	sysCopyFileRange  = 326
	sysPwritev2       = 328
	oDsync            = syscall.O_DSYNC
	reportFD          = 3 // as in package killtest
	atFDCWD           = -100
	maxPath           = 4096
	dead              = ^uint64(0)
	fallocKeepSize    = 1
	seccompEventCause = 7
)

var observed = []int{
	syscall.SYS_WRITE, syscall.SYS_PWRITE64, syscall.SYS_WRITEV, syscall.SYS_PWRITEV, sysPwritev2, sysCopyFileRange, syscall.SYS_SENDFILE, syscall.SYS_SPLICE,
	syscall.SYS_TRUNCATE, syscall.SYS_FTRUNCATE, syscall.SYS_FALLOCATE,
	syscall.SYS_FSYNC, syscall.SYS_FDATASYNC, syscall.SYS_SYNC, sysSyncfs, syscall.SYS_SYNC_FILE_RANGE,
	syscall.SYS_OPEN, syscall.SYS_CREAT, syscall.SYS_OPENAT,
	syscall.SYS_RENAME, syscall.SYS_RENAMEAT, sysRenameat2, syscall.SYS_LINK, syscall.SYS_LINKAT, syscall.SYS_SYMLINK, syscall.SYS_SYMLINKAT,
	syscall.SYS_UNLINK, syscall.SYS_UNLINKAT, syscall.SYS_RMDIR, syscall.SYS_MKDIR, syscall.SYS_MKDIRAT,
}

// A call is one of these between its beginning and its end.
type call struct {
	t       *tracer
	pid     int // of the thread
	regs    syscall.PtraceRegs
	begun   int      // how many changes were written down when it began
	ops     []change // what it does if it succeeds, apart from what its result says
	creates string   // the path that it creates
	path    string   // of the file that it is about, where a fault may want to know it
	kind    Kind
}

func (c *call) arg(n int) uint64 {
	return [...]uint64{c.regs.Rdi, c.regs.Rsi, c.regs.Rdx, c.regs.R10, c.regs.R8, c.regs.R9}[n]
}

// enter looks at a call that is about to happen. What is not about files below the folder comes back without a kind.
func (c *call) enter() error {
	switch nr := int(c.regs.Orig_rax); nr {
	case syscall.SYS_WRITE, syscall.SYS_PWRITE64:
		return c.enterWrite(nr == syscall.SYS_PWRITE64)
	case sysCopyFileRange:
		if _, ok := c.file(2); ok {
			c.kind = write
		}
	case syscall.SYS_FTRUNCATE:
		if id, ok := c.file(0); ok {
			c.kind, c.ops = truncate, []change{{kind: truncate, file: id, size: int64(c.arg(1))}}
		}
	case syscall.SYS_FALLOCATE:
		if id, ok := c.file(0); ok && c.arg(1)&fallocKeepSize == 0 {
			c.kind, c.ops = truncate, []change{{kind: extend, file: id, size: int64(c.arg(2) + c.arg(3))}}
		}
	case syscall.SYS_FSYNC, syscall.SYS_FDATASYNC:
		c.enterSync()
	case syscall.SYS_OPEN, syscall.SYS_CREAT, syscall.SYS_OPENAT:
		return c.enterOpen(nr)
	case syscall.SYS_RENAME, syscall.SYS_RENAMEAT, sysRenameat2, syscall.SYS_LINK, syscall.SYS_LINKAT:
		return c.enterPair(nr)
	case syscall.SYS_UNLINK, syscall.SYS_RMDIR, syscall.SYS_UNLINKAT:
		return c.enterName(unlink, nr == syscall.SYS_UNLINKAT)
	case syscall.SYS_MKDIR, syscall.SYS_MKDIRAT:
		return c.enterName(mkdir, nr == syscall.SYS_MKDIRAT)
	case syscall.SYS_SYNC_FILE_RANGE: // promises nothing, so nothing is credited for it
	case syscall.SYS_TRUNCATE, syscall.SYS_SYMLINK, syscall.SYS_SYMLINKAT:
		return fmt.Errorf("call %d is not understood", nr)
	case syscall.SYS_WRITEV, syscall.SYS_PWRITEV, sysPwritev2:
		if _, ok := c.file(0); ok {
			return fmt.Errorf("call %d on a file is not understood", nr)
		}
	case syscall.SYS_SENDFILE:
		if _, ok := c.file(0); ok {
			return fmt.Errorf("call %d on a file is not understood", nr)
		}
	case syscall.SYS_SPLICE:
		if _, ok := c.file(2); ok {
			return fmt.Errorf("call %d on a file is not understood", nr)
		}
	}
	return nil
}

func (c *call) enterWrite(positioned bool) error {
	if int(c.arg(0)) == reportFD {
		text, err := c.t.memory(c.arg(1), int(c.arg(2)))
		if err != nil {
			return err
		}
		c.kind, c.ops = report, []change{{kind: report, text: strings.TrimSuffix(string(text), "\n")}}
		return nil
	}
	id, ok := c.file(0)
	if !ok {
		return nil
	}
	data, err := c.t.memory(c.arg(1), int(c.arg(2)))
	if err != nil {
		return err
	}
	at, flags, err := c.t.position(int(c.arg(0)))
	if err != nil {
		return err
	}
	switch {
	case positioned:
		at = int64(c.arg(3))
	case flags&syscall.O_APPEND != 0:
		info, err := os.Stat(c.t.fd(int(c.arg(0))))
		if err != nil {
			return err
		}
		at = info.Size()
	}
	c.kind, c.ops = write, []change{{kind: write, file: id, at: at, data: data, durable: flags&oDsync != 0}}
	return nil
}

func (c *call) enterSync() {
	if id, ok := c.file(0); ok {
		c.kind, c.ops = syncFile, []change{{kind: syncFile, file: id, before: c.begun}}
		return
	}
	if dir, ok := c.t.within(c.path); ok {
		c.kind, c.ops = syncDir, []change{{kind: syncDir, path: dir, before: c.begun}}
	}
}

func (c *call) enterOpen(nr int) error {
	from, flags, dir := 0, c.arg(1), atFDCWD
	switch nr {
	case syscall.SYS_OPENAT:
		from, flags, dir = 1, c.arg(2), int(int32(c.arg(0)))
	case syscall.SYS_CREAT:
		flags = syscall.O_CREAT | syscall.O_TRUNC | syscall.O_WRONLY
	}
	if flags&(syscall.O_CREAT|syscall.O_TRUNC) == 0 {
		return nil
	}
	path, ok, err := c.resolve(dir, c.arg(from))
	if !ok {
		return err
	}
	c.path = path
	if id, known := c.t.ids[path]; known {
		if flags&syscall.O_TRUNC != 0 {
			c.kind, c.ops = truncate, []change{{kind: truncate, file: id}}
		}
	} else if flags&syscall.O_CREAT != 0 {
		c.kind, c.creates = create, path
	}
	return nil
}

func (c *call) enterPair(nr int) error {
	kind, dirA, a, dirB, b := rename, atFDCWD, 0, atFDCWD, 1
	if nr == syscall.SYS_LINK || nr == syscall.SYS_LINKAT {
		kind = link
	}
	if nr != syscall.SYS_RENAME && nr != syscall.SYS_LINK {
		dirA, a, dirB, b = int(int32(c.arg(0))), 1, int(int32(c.arg(2))), 3
	}
	from, inA, err := c.resolve(dirA, c.arg(a))
	if err != nil {
		return err
	}
	to, inB, err := c.resolve(dirB, c.arg(b))
	if err != nil || !inA && !inB {
		return err
	}
	if !inA || !inB {
		return fmt.Errorf("%s and %s are not both in the folder", from, to)
	}
	c.path, c.kind, c.ops = from, kind, []change{{kind: kind, path: from, to: to}}
	return nil
}

func (c *call) enterName(kind Kind, at bool) error {
	dir, arg := atFDCWD, 0
	if at {
		dir, arg = int(int32(c.arg(0))), 1
	}
	path, ok, err := c.resolve(dir, c.arg(arg))
	if ok {
		c.path, c.kind, c.ops = path, kind, []change{{kind: kind, path: path}}
	}
	return err
}

// file is the number of the file behind a descriptor, if it is one of the folder's.
func (c *call) file(arg int) (id int, ok bool) {
	fd := int(int32(c.arg(arg)))
	path, err := os.Readlink(c.t.fd(fd))
	if err != nil {
		return 0, false
	}
	c.path = strings.TrimSuffix(path, " (deleted)")
	if c.path != c.t.dir && !strings.HasPrefix(c.path, c.t.dir+"/") {
		return 0, false
	}
	var st syscall.Stat_t
	if syscall.Stat(c.t.fd(fd), &st) != nil || st.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return 0, false
	}
	id, ok = c.t.inodes[st.Ino]
	return id, ok
}

// resolve reads a path from the process, and makes it relative to the folder.
func (c *call) resolve(dir int, address uint64) (path string, ok bool, err error) {
	b, err := c.t.memory(address, maxPath)
	if err != nil {
		return "", false, err
	}
	text, _, _ := bytes.Cut(b, []byte{0})
	path = string(text)
	if !filepath.IsAbs(path) {
		base := "/proc/" + strconv.Itoa(c.t.pid) + "/cwd"
		if dir != atFDCWD {
			base = c.t.fd(dir)
		}
		if base, err = os.Readlink(base); err != nil {
			return "", false, err
		}
		path = filepath.Join(base, path)
	}
	path, ok = c.t.within(path)
	return path, ok, nil
}

// leave writes down what a call has done.
func (c *call) leave(result int64) error {
	if result < 0 {
		if c.kind == syncFile && result == -int64(syscall.EIO) {
			c.ops[0].kind = syncFailed
			c.t.note(c.ops[0])
		}
		return nil
	}
	switch {
	case c.kind == write && int(c.regs.Orig_rax) == sysCopyFileRange:
		return c.copied(result)
	case c.kind == write:
		c.ops[0].data = c.ops[0].data[:result]
	case c.kind == create:
		return c.t.born(c.creates, int(result))
	}
	for _, op := range c.ops {
		c.t.note(op)
	}
	return nil
}

// copied reads what copy_file_range has put into a file.
func (c *call) copied(n int64) error {
	id, ok := c.file(2)
	if !ok || n == 0 {
		return nil
	}
	at, _, err := c.t.position(int(c.arg(2)))
	if err != nil {
		return err
	}
	if c.arg(3) != 0 {
		return fmt.Errorf("copy_file_range with an offset is not understood")
	}
	f, err := os.Open(c.t.fd(int(c.arg(2))))
	if err != nil {
		return err
	}
	defer f.Close()
	data := make([]byte, n)
	if _, err := f.ReadAt(data, at-n); err != nil {
		return err
	}
	c.t.note(change{kind: write, file: id, at: at - n, data: data})
	return nil
}
