// Package stat holds the statistics for small, nearly complete staffs: a school of 5 to 90 people, all of them invited,
// most of them answering, anonymously and afresh in every wave.
//
// # What to call first
//
// Reduce the answers once, to [Counts] (a histogram of one item), [Moments] (n, sum, sum of squares) or [Freq] (a
// frequency table of index scores); everything else works on those, so the cost of an analysis grows with groups and
// items and not with answers. A [Sample] adds the number of people invited, and then:
//
//   - [MeanInterval] and [ShareInterval] say what is known about one group in one wave;
//   - [EstimateMean] and [Difference] give a change with its standard error, [JudgeChange] puts it into one of four words,
//     and [Superiority] checks it on the ordinal scale;
//   - [JudgeTarget] compares an interval with a target;
//   - [LinearTrend], [LineAt] and [FitProportionalOdds] use all waves at once;
//   - [StratifiedMean] is the mean of an owner over its schools, [Funnel] and [Shrink] compare schools of different sizes;
//   - [AgreementWithin] and [Polarisation] say how far a staff is of one mind;
//   - [Alpha], [OneFactor] and [VarianceComponents] judge the instrument, over all schools pooled;
//   - [Holm] and [BenjaminiHochberg] correct a declared family of comparisons.
//
// # Two questions, two errors
//
// Every mean and change can be asked about in two ways, and [Inference] names them. [Descriptive]: what does this staff
// answer now? The finite population counts, and at full response nothing is uncertain. [Analytic]: is it more than normal
// fluctuation? Then the same staff would answer slightly differently next week, and the finite population does not help.
// Claims of change use the second; both are computed, and they are never mixed in one sentence.
//
// # Conventions
//
// A function that cannot answer from what it was given (too few answers, no spread, more answers than people) returns
// ok = false; a caller that breaks a documented precondition (a code off the scale, a scale without a range) gets a panic.
// Levels are two-sided probabilities such as [Level] (0.95). Variances have the divisor n−1. Later minus earlier, always.
//
// # What is deliberately absent
//
// No Wald interval for a share, no percentile bootstrap, no significance stars, no ranks: on staffs of this size they
// promise more than they keep. Nothing here decides what may be shown to whom, and nothing here reads a
// database: that is the work of the disclosure gate and of the tally.
package stat
