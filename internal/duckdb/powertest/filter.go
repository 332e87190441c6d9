package powertest

import (
	"fmt"
	"runtime"
	"syscall"
	"unsafe"
)

const (
	prSetNoNewPrivs   = 38
	sysSeccomp        = 317
	seccompSetFilter  = 1
	seccompAllThreads = 1 // SECCOMP_FILTER_FLAG_TSYNC
	seccompTrace      = 0x7ff00000
	seccompAllow      = 0x7fff0000
)

// observe asks the kernel to stop this process, in all of its threads, at each call that changes files. Without a tracer these calls fail from now on.
func observe() error {
	program := []syscall.SockFilter{{Code: syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS, K: 0}} // the number of the call
	for i, nr := range observed {
		program = append(program, syscall.SockFilter{Code: syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K, Jt: uint8(len(observed) - i), K: uint32(nr)})
	}
	program = append(program,
		syscall.SockFilter{Code: syscall.BPF_RET | syscall.BPF_K, K: seccompAllow},
		syscall.SockFilter{Code: syscall.BPF_RET | syscall.BPF_K, K: seccompTrace},
	)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0); errno != 0 {
		return fmt.Errorf("no_new_privs: %w", errno)
	}
	filter := syscall.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	_, _, errno := syscall.RawSyscall(sysSeccomp, seccompSetFilter, seccompAllThreads, uintptr(unsafe.Pointer(&filter)))
	if errno != 0 {
		return fmt.Errorf("seccomp: %w", errno)
	}
	return nil
}
