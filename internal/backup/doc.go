// Package backup copies a data folder into one file, puts it back, and proves that what is kept can be read.
//
// [Make] writes an archive of a folder whose service is running. [Restore] makes a folder of an archive. [Verify] and [VerifyFree] read everything in a folder
// and name every fault. [Shelf] is the folder of archives that the service fills by itself. What goes into an archive has been opened, swept and read like a
// restored folder before its first byte is written, so that every backup is half a drill.
//
//	manifest, err := backup.Make(ctx, backup.Source{Surveys: s, Data: dir}, recipients, out)
//	manifest, err = backup.Restore(ctx, in, identities, dir, restorer)
//
// # The archive
//
// A tar of the two files, the one-time codes in use and settings.toml, compressed with zstd and encrypted with age: without this program,
// age -d -i KEY FILE | zstd -d | tar x takes it apart. Its first entry, manifest.json, is the [Manifest]: formats, the last commit of each file, and length and SHA-256 of
// every part.
//
// # What is in it, and why it tells nothing that the folder does not
//
//   - Answers of open waves, in random order: the intake file is written anew for it, so an archive does not tell in which order they came. Their ids
//     must stay, since they make what is sent again the same submission.
//   - One-time codes of open waves, with their marks: without them a code could be used twice after a restore. As in the folder they are slow
//     hashes, and no single archive joins a code to an answer. A row of archives made during a wave is what package surveys promises nothing
//     against, copying the folder again and again: between two of them marks and rows come together. Therefore archives are encrypted to keys that are not
//     kept on the server, and whoever makes slips should not hold one.
//   - Nothing of waves that are sealed but the seal: their rows in the intake file, their submission ids and codes are swept from the copy as in the service,
//     also where the copy fell between two steps of sealing.
//   - Accounts with the hashes of their passwords, the keys of their apps and the hashes of links and tokens: whoever could sign in can sign in again. That is
//     why an archive without encryption has to be asked for by name.
//
// What is not in it: the secrets that settings.toml names (of the mail server, of other houses), which are the operator's and lie where he has put them; sessions, which are in
// no file, so that everybody signs in anew; results of long work, which a school may have withdrawn since; WAL, marks, the
// journal of the intake file and its keys, since the copy is whole without them; and whatever an interrupted recovery set aside.
//
// # Backups and erasing
//
// An archive keeps what has been erased since. So archives on a [Shelf] go after a number of days, at most [MostDays]: the notice that schools get
// before answers are erased, and the longest that an erased answer lives on. The newest stays as long as there is none after it: a service whose
// backups fail would otherwise throw its last one away. Putting an old archive back brings erased answers back, and the clock of package retention erases them
// again; roles and tokens that were taken away since are there again, too, and [Restore] says so. One-time links it ends.
//
// # What survives a kill
//
// An archive has its name when it is whole and on the disk. The copy that it is made of lies in the data folder and holds answers, so [Tidy] removes at the next
// start what a kill left. A restore that was interrupted leaves a folder that [Unfinished] refuses to open.
//
// Deliberately absent: keys (age-keygen makes them), other kinds of encryption, copies to other machines (a command of the operator's does that), incremental
// archives: a country is some hundred megabytes.
package backup
