// Package standby keeps a second machine ready to take over: it follows the data folder of a running service by its bytes, a second behind, and becomes a data folder when it is told to.
//
// On the primary a [Primary] answers a [Follower], which runs on the other machine; [Promote] makes a data folder of what it has. [Refusal] says of a folder that no service may
// open it.
//
//	http.Serve(listener, standby.NewPrimary(source, secret))        // on the primary
//	standby.NewFollower(dir, remote, log).Run(ctx)                  // on the other machine, until
//	standby.Promote(ctx, dir, …)                                    // it takes over
//
// # What is shipped, and in which order
//
// Both databases by their bytes ([duckdb.Position] has why that is an exact copy): after each checkpoint the blocks of main that are others than before, and each second what the
// WAL has grown by, up to the end of an acknowledged commit. Besides, the files of one-time codes and settings.toml. What is in no backup is not here either: secrets, results of
// long work, sessions.
//
// A cut is what has been fetched in one round, in the order of surveys.Store.CopyTo: intake, then codes, then the record. None of the three may be older than the one before it. What is
// sealed between intake and record is in both, and opening finishes the sealing; the other way round it would be in neither. There are never more answers than marks. So a cut
// may be opened like a folder after a kill, and it has everything that was acknowledged before its round began.
//
// # What is on the disk of the standby
//
// DIR/standby holds one whole cut at any moment, named by state.json, which is replaced in one step when everything that it names is on the disk. What comes is held against its
// SHA-256 first. Blocks of a new main are gathered beside it and written into it only when state.json says so, which a start after a kill does again. So a follower may be killed
// anywhere; it reads what it has, asks for the sums of the primary, and fetches what differs, which mends a disk that has lost something, too. A primary that starts, checkpoints or rewrites begins a
// generation; one that has fewer commits than the cut was restored, and is not followed without being told ([ErrOlder]): the standby may be all that is left of the
// newer answers.
//
// # Taking over, and the other one
//
// [Promote] puts the files of the cut in place, with ack marks that oblige recovery to find every commit, opens the folder as any start does, reads every value and the log, and only then lets it
// be a data folder. Each promotion has a number, the term, one above that of the folder it followed. Whoever promotes tells the old primary, and the promoted service goes on
// telling it until it has heard; it then stops, and its folder is refused from then on ([ErrReplaced]). What cannot be guaranteed by two machines alone: an old primary that lives and cannot
// be reached from here takes answers until somebody ends it, and these are in no folder but its own. Nothing merges two folders. So nothing here promotes by itself: a person does,
// who has seen to it that the old one is off.
//
// # What a standby tells
//
// What the folder tells, and no more; but it follows, so whoever reads it again and again, or listens in, learns what whoever reads the primary's folder again and again learns: in which order
// answers come, and which code's mark comes together with which answer. It belongs on a disk as well guarded as the primary's, and its traffic into TLS; only a loopback address goes without.
// What is sealed or erased goes from the standby with the next cut: main is overwritten block by block where it differs, WALs of earlier generations go, files of codes are overwritten before they go.
//
// Deliberately absent: more than one step (a standby is not followed), merging, promotion by itself, acknowledging only what the standby has (a second machine that is away would stop every
// answer).
package standby
