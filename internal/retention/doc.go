// Package retention decides how long answers are kept, and sees to it that they go.
//
// [Rule] is the decision and pure: a school's answers are kept so many months after its run has ended. A [Keeper] applies it to a data folder:
// [Keeper.Plan] says for every wave when its answers go, and [Keeper.Run], called by the clock, announces what comes near and erases what
// is due. What was erased, when and by which rule, is the plan's, too, and is the deletion report.
//
// # The rule
//
// A run ends on the last day of its last phase. Leaders may leave that day open, so a run without it ends [LongestRun] months after its
// first survey began: the course allows two and a half years. A wave that is closed or imported after the end is counted from that day. Dates can
// be moved, by which the day moves too; but nothing is erased before the day that the school was told, and it is told
// surveys.ErasureNotice days before at least. A backup that is put back brings answers back: then the clock erases them again.
//
// # What is told
//
// Days and rules. How many answers were erased is told nowhere but in what was released: a number of rows is a number of answers. A wave that had
// no answers is announced and erased like any other.
//
// Closings are the leadership's texts and no answers: this package leaves them alone, and the record of processing says so.
//
// Deliberately absent: keeping some answers longer, and erasing some sooner by this way (a wave is called off for that); copies of the folder
// elsewhere, which the operator has to let go of (the data-protection documents say so).
package retention
