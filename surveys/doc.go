// Package surveys knows what is asked, of whom, and takes in what comes back: instruments, waves, submissions, sealing.
//
// An [Instrument] is a questionnaire ([ParseInstrument], [Builtin]). Its versions live in the library ([Store.Instruments]): one comes in as a
// draft, is compared with the version before it ([Compare]), published and asked from then on, and one day retired. A [Wave] is one school asked with one version of one
// instrument in one phase. Call [Open] first; then the life of a wave is
//
//	Plan → OpenWave → Submit … → BeginClosing → Seal → Sweep
//
// and package analytics, which makes the figures, calls the last three.
//
// # What is asked
//
// Items are answered on a scale, by one option of a list or by several; there is no free text. Items that measure a construct form indices, the others stand
// alone. A condition (package condition) decides who is asked. What is stored of a respondent is a code per [Variable], in the order of
// [Instrument.Variables]; not asked and left blank are two codes.
//
// # Local items
//
// A school and its owner can each ask up to five items of their own after an instrument ([Supplement], [Store.SaveSupplement]). They stand alone, have no
// conditions and no free text, and are in no library. [Store.OpenWave] freezes them in the wave as a [LocalPart], behind the instrument, and
// from there on [Store.InstrumentOf] has them: form, intake, sealing, paper and figures know no difference. The instrument itself cannot be touched
// by them: its version, hash, variables and series are what they are in every other wave. Files that are imported have none.
//
// # Two homes of an answer
//
// While a wave is open its answers are rows of the intake file: one row per submission, under the random id that makes a resend
// the same submission. Closing moves them to the record file: shuffled, numbered anew, a row per answer, without
// the ids. DuckDB has no transaction over two files, so sealing is two steps that recover from a kill between any two
// instructions:
//
//  1. The wave becomes closing, durably. From here nothing is taken in, so the set of submissions stands still.
//  2. In one transaction of the record: the shuffled answers, the seal with an order-free checksum, and the wave as closed. Before
//     it the wave is still closing and all is done again; after it the wave is sealed.
//  3. The answers are read back and compared with the checksum, and the intake file is rewritten into a new file without the sealed
//     wave, the rest in random order. A row that was only deleted would stay readable in the file. Then the wave's key of the intake journal is
//     destroyed: the journal (package duckdb) holds answers a second time, in order of arrival, each encrypted to a key of its wave.
//
// [Open] repeats the third step for whatever a kill left behind.
//
// # Rounds
//
// An owner can propose one wave to all its schools: a [Round] ([Store.ProposeRound]). Each school confirms it by opening a wave that names the round
// ([Store.Proposal], then [Store.OpenWave]), or postpones. The owner is told where each school stands ([Store.Standings]): states and dates, never how many answered.
//
// # One-time codes
//
// A wave opened with WaveSpec.ByCode is answered with one-time codes in place of the open link ([Store.MakeSlips], [Store.Slips],
// [Store.EntryByCode]). The code decides the group. One code is one answer: its slot in DIR/codes/WAVE is marked before the answer is
// stored, and both before anything is acknowledged. A kill between the two leaves a mark that the same submission passes and no other.
//
// No single copy of the folder, taken at any moment, joins a code to an answer. No file holds a code, nor the submission id of an answer
// by code: the slot has a slow hash of the code and, once used, a hash of code and id; the row has another hash of the two. Slots are
// sorted by hash and marked in place, so they have no order of use. What is left is what the service itself must know: who
// holds the slips can ask a copy which of them were used, and while one code of a group has been used that group has one answer.
// Who copies the folder again and again during a wave sees marks and rows come together; against that nothing is promised.
// Which codes have been used is told by no method: [Store.EntryByCode] does not say, since whoever made the slips could otherwise list who
// has not answered. Sweeping destroys the slots; who comes with a slip after that meets an unknown code.
//
// There are never more answers than marks, in no group: [Open] refuses a file of codes from a backup that is older than the answers. Guessing
// is held back without knowing who guesses; code_guess.go has the reasons and the figures.
//
// # How long answers are kept
//
// When they have been kept long enough, the answers of a wave go and what was released of them stays ([Store.AnnounceErasure], then [Store.Erase] on the
// day that was announced). The seal goes with them: what says how many answers there were. How long that is decides package retention.
//
// # Earlier answers
//
// A survey that was held elsewhere comes in as a file: [ReadSheet] reads it, [Store.PlanImport] tells what it would become and every fault,
// and [Store.Import] makes it a wave that is closed and sealed, in one transaction. It is marked as imported for good, and for all
// that follows a wave like any other.
//
// # Who is asked, and who is not
//
// An instrument asks one [Audience]: staff, parents or pupils, each by groups of its own from the programme's template, where one answer is one
// person. A group of one person cannot be made, and so the union and safety representatives are not asked by a wave: they make a
// [JointStatement], a document that is openly not anonymous and that they sign by role. Begin with [Store.InviteJoint].
//
// # What is promised
//
// [Store.Submit] returns a receipt after the commit is on disk. The same submission id with the same content is the
// same submission, however often and however concurrently it is sent, also across restarts. What was asked is frozen: from its publication on
// a version of an instrument never changes, and what was declared of its reworded items ([SameMeasure]) neither; a wave keeps
// the groups, targets and names it was opened with.
//
// Deliberately absent: any reader of answers or of their number (they are read by analytics/internal/tally alone, at closing),
// a time or an address beside an answer, personal invitations, and a way to delete a wave without a trace: a wave is voided,
// which erases its answers and keeps the fact that there was one.
package surveys
