// Package oversight says where the schools of an owner are in the course, and which of them an owner may want to offer help.
//
// Begin with [Gather], which reads what an owner may know of its schools, and [Facts.Run], which is a pure function of that and of the day: where the
// school is, how its dates hold, what comes next, and the reasons for asking whether it needs something ([Need]).
//
// An owner knows dates and states of every school of its own: when phases are planned, and when surveys open and close. What was answered it knows of
// schools that share, and only from releases; that includes how many answered, and whether a conclusion has been signed. So no reason here can give
// away what a school has not shared.
//
// Deliberately absent: how many have answered a survey that is open, which is the school's own figure until it closes, so that no owner asks a staff
// room why it is slow, and which is why a survey with few answers and few days left is for the school's page alone to point out; what a school has ticked off in its course, which is for its own use; and any score or order of merit. A school is
// listed because of a reason that can be read beside its name, and for no other.
package oversight
