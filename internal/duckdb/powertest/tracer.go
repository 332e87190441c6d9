package powertest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

const (
	ptraceOptions = syscall.PTRACE_O_TRACESYSGOOD | syscall.PTRACE_O_TRACECLONE | 0x80 /* TRACESECCOMP */ | 0x100000 /* EXITKILL */
	waitMine      = syscall.WALL | 0x20000000                                                                        // __WNOTHREAD: other tests have children, too
	syscallStop   = syscall.SIGTRAP | 0x80
	done          = "power off" // the last report of a process
)

// A tracer follows one process and all of its threads.
type tracer struct {
	dir   string // absolute, without links
	pid   int
	mem   *os.File
	fault Fault

	changes []change
	ids     map[string]int // by path relative to dir: files that are there now
	inodes  map[uint64]int
	files   int

	calls   map[int]*call // under way, by thread
	known   map[int]bool  // threads whose first stop is over
	ended   bool
	outcome error
}

// follow runs a command until it reports that it is done, or ends.
func (t *tracer) follow(cmd *exec.Cmd) error {
	runtime.LockOSThread() // the kernel knows a tracer by its thread
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	t.pid = cmd.Process.Pid
	t.known[t.pid] = true
	defer func() { cmd.Process.Release() }()
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(t.pid, &status, waitMine, nil); err != nil {
		return err
	}
	if !status.Stopped() {
		return fmt.Errorf("the process did not stop at its beginning: %v", status)
	}
	err := syscall.PtraceSetOptions(t.pid, ptraceOptions)
	if err == nil {
		t.mem, err = os.Open("/proc/" + strconv.Itoa(t.pid) + "/mem")
	}
	if err == nil {
		err = syscall.PtraceCont(t.pid, 0)
	}
	if err != nil {
		return errors.Join(err, cmd.Process.Kill())
	}
	defer t.mem.Close()
	return t.loop()
}

func (t *tracer) loop() error {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, waitMine, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return fmt.Errorf("wait: %w", err)
		case status.Exited() || status.Signaled():
			if pid == t.pid {
				if t.outcome == nil && !t.ended {
					t.outcome = fmt.Errorf("the process ended by itself, status %d, signal %v", status.ExitStatus(), status.Signal())
				}
				return t.outcome
			}
		case status.Stopped():
			if err := t.stopped(pid, status); err != nil && !errors.Is(err, syscall.ESRCH) && t.outcome == nil && !t.ended {
				t.outcome = err
				t.kill()
			}
		}
	}
}

func (t *tracer) kill() { syscall.Kill(t.pid, syscall.SIGKILL) }

func (t *tracer) stopped(pid int, status syscall.WaitStatus) error {
	switch signal := status.StopSignal(); {
	case signal == syscallStop:
		return t.end(pid)
	case signal == syscall.SIGTRAP && status.TrapCause() == seccompEventCause:
		return t.begin(pid)
	case signal == syscall.SIGTRAP && status.TrapCause() > 0:
		return syscall.PtraceCont(pid, 0)
	case signal == syscall.SIGSTOP && !t.known[pid]:
		t.known[pid] = true
		return syscall.PtraceCont(pid, 0)
	default:
		return syscall.PtraceCont(pid, int(signal))
	}
}

// begin is where a thread is about to make a call.
func (t *tracer) begin(pid int) error {
	c := &call{t: t, pid: pid, begun: len(t.changes)}
	if err := syscall.PtraceGetRegs(pid, &c.regs); err != nil {
		return err
	}
	if err := c.enter(); err != nil {
		return err
	}
	if c.kind == nothing {
		return syscall.PtraceCont(pid, 0)
	}
	if c.kind == report { // promised from here on, whether the call ends or not
		for _, op := range c.ops {
			t.note(op)
		}
		if c.ops[0].text == done {
			t.ended = true
			t.kill()
		}
		return syscall.PtraceCont(pid, 0)
	}
	if errno := t.faulty(c); errno != 0 {
		c.regs.Orig_rax, c.regs.Rax = dead, uint64(-int64(errno))
		if err := syscall.PtraceSetRegs(pid, &c.regs); err != nil {
			return err
		}
		if err := c.leave(-int64(errno)); err != nil {
			return err
		}
		return syscall.PtraceCont(pid, 0)
	}
	t.calls[pid] = c
	return syscall.PtraceSyscall(pid, 0)
}

func (t *tracer) faulty(c *call) syscall.Errno {
	if t.fault == nil {
		return 0
	}
	path, _ := strings.CutPrefix(c.path, t.dir+"/")
	call := Call{Path: path, Syncs: c.kind == syncFile || c.kind == syncDir || len(c.ops) > 0 && c.ops[0].durable}
	switch c.kind {
	case write, truncate, create:
		call.Writes = true
	}
	return t.fault(call)
}

// end is where it has made it.
func (t *tracer) end(pid int) error {
	c := t.calls[pid]
	if c == nil {
		return fmt.Errorf("thread %d ended a call that it had not begun", pid)
	}
	delete(t.calls, pid)
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(pid, &regs); err != nil {
		return err
	}
	if err := c.leave(int64(regs.Rax)); err != nil {
		return err
	}
	return syscall.PtraceCont(pid, 0)
}

// note writes a change down, and keeps the list of what is there now.
func (t *tracer) note(c change) {
	switch c.kind {
	case rename:
		moved := map[string]int{}
		for path, id := range t.ids {
			if rest, ok := strings.CutPrefix(path, c.path); ok && (rest == "" || rest[0] == '/') {
				moved[c.to+rest] = id
				delete(t.ids, path)
			}
		}
		for path, id := range moved {
			t.ids[path] = id
		}
	case link:
		t.ids[c.to] = t.ids[c.path]
	case unlink:
		delete(t.ids, c.path)
	}
	t.changes = append(t.changes, c)
}

// born writes down that an open call has created a file.
func (t *tracer) born(path string, fd int) error {
	var st syscall.Stat_t
	if err := syscall.Stat(t.fd(fd), &st); err != nil {
		return err
	}
	t.files++
	t.ids[path], t.inodes[st.Ino] = t.files, t.files
	t.note(change{kind: create, path: path, file: t.files})
	return nil
}

// start takes what is in the folder before the process begins as being on the disk.
func (t *tracer) start() ([]change, error) {
	var first []change
	err := filepath.WalkDir(t.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == t.dir {
			return err
		}
		name, _ := t.within(path)
		if entry.IsDir() {
			first = append(first, change{kind: mkdir, path: name})
			return nil
		}
		var st syscall.Stat_t
		if err := syscall.Stat(path, &st); err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if id, linked := t.inodes[st.Ino]; linked {
			return fmt.Errorf("%s has a second name (%d)", path, id)
		}
		t.files++
		t.ids[name], t.inodes[st.Ino] = t.files, t.files
		first = append(first, change{kind: create, path: name, file: t.files}, change{kind: write, file: t.files, data: data})
		return err
	})
	return first, err
}

func (t *tracer) fd(n int) string { return "/proc/" + strconv.Itoa(t.pid) + "/fd/" + strconv.Itoa(n) }

// within makes a path relative to the folder; the folder itself is ".".
func (t *tracer) within(path string) (string, bool) {
	if path == t.dir {
		return ".", true
	}
	return strings.CutPrefix(path, t.dir+"/")
}

// memory reads what the process has at an address; less where the memory ends.
func (t *tracer) memory(address uint64, n int) ([]byte, error) {
	b := make([]byte, n)
	read, err := t.mem.ReadAt(b, int64(address))
	if read > 0 && (n == maxPath || read == n) {
		return b[:read], nil
	}
	if n == 0 {
		return nil, nil
	}
	return nil, fmt.Errorf("memory at %x: %w", address, err)
}

// position is where a descriptor stands, and its flags.
func (t *tracer) position(fd int) (at int64, flags int64, err error) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(t.pid) + "/fdinfo/" + strconv.Itoa(fd))
	if err != nil {
		return 0, 0, err
	}
	for line := range bytes.Lines(b) {
		if value, ok := bytes.CutPrefix(line, []byte("pos:")); ok {
			at, err = strconv.ParseInt(strings.TrimSpace(string(value)), 10, 64)
		} else if value, ok := bytes.CutPrefix(line, []byte("flags:")); ok {
			flags, err = strconv.ParseInt(strings.TrimSpace(string(value)), 8, 64)
		}
		if err != nil {
			return 0, 0, err
		}
	}
	return at, flags, nil
}
