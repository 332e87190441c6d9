// Package jobs does what takes longer than a request may: it is asked for, done in the background one after another, can be followed and called off,
// goes on after a restart where it was, and leaves one file that is kept for a while.
//
// [Open] gives a [Store] with the works that it knows by name. [Store.Ask] asks for one, [Store.Latest] says how far it is, [Store.Cancel] calls it
// off, [Store.Result] is the file it made; [Store.Run] does what waits, until its context ends.
//
//	store, err := jobs.Open(ctx, folder.Record, dir, jobs.Works{jobs.SchoolReports: reports})
//	go store.Run(ctx, log)
//	job, err := store.Ask(ctx, by, jobs.SchoolReports, ownerID, "nb")
//
// The only work so far is [Reports]: the workbooks of all schools of an owner in one ZIP.
//
// # What survives a kill
//
// What was asked for, and how it ended, is in the record. How far it is, is in the job's own folder: a work puts every finished part there, and when it is
// called again it goes on from what it finds. A part is there whole or not at all.
//
// # What a file holds today may not be shown tomorrow
//
// A result waits in the data folder, and meanwhile a school may withdraw what is in it. So every work says whether a result still [Work.Holds]: it is asked
// each minute, and again when somebody takes the file. One that does not hold is removed, and nobody gets it.
//
// # Deliberately absent
//
// Times at which work begins by itself: closing and erasing have their own, and leave no file. More than one work at a time: the processor belongs to those
// who answer and read. Percentages in the record: they would be a write a second for something that a restart finds out anyway.
package jobs
