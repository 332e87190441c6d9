// Package powertest cuts the power of programs that store something, so that tests can look at what is left. It is for tests only.
//
// [Record] runs the calling test once more in a process of its own, as package killtest does, and writes down every system call with which the process changes
// files below a folder: writes with their data, truncations, syncs, creations, renames and removals, and what it reports in between. The engine is C++ and
// the rest is Go, so this is the one place where all of it can be seen: the kernel stops the process at each of these calls (ptrace, with a seccomp filter that
// lets all others pass). Then [Recording.States] builds the folder as the disk may hold it when the power fails at a moment of the recording:
//
//	Synced   what has been synced, and nothing else; names as of the last sync of their directory
//	All      everything: the system wrote it all before the power went
//	TornLast everything, but of the last write a part
//	Pages    of what was not synced any of its 4 KiB pages, and any of the changes of names, in any order that was possible
//	TornEach each write of the recording in turn, torn, on top of everything before it
//
// This is stricter than the file systems we know. A name is lost unless its directory was synced after it, although ext4 and XFS write the name of a new file with its
// first sync. What the hardware does beyond that (a disk that says "synced" and lies) nothing can survive, and it is not simulated.
//
// [Recording.Verify] holds the model against the real files: after the last call both must be the same, byte for byte.
//
// With a [Fault] calls can be made to fail: a disk that is full, a sync that reports an I/O error. It is exact ("the seventh sync"), needs no rights, and is seen by
// the engine and by Go alike. A sync that failed has synced nothing, now or later: the system forgets that these pages were to be written, so only what is written
// again reaches the disk.
//
// It reads registers, so it is for linux/amd64, the platform that the service is built for.
package powertest
