// Package metrics counts how the service does, and writes it as text for Prometheus.
//
// [Counter] and [Histogram] are counted up by those who do the work; [Coarse] holds back those that move with answers; a [Page] is the text. Who collects
// them and where they can be read is in cmd/tilstand/metrics.go.
//
// # Nothing about respondents
//
// Monitoring is read by more people than a school's figures are, every few seconds, and kept. In an installation of one school, a counter that moves the
// moment an answer is stored tells whoever looks at a telephone across the staff room that this colleague has answered now, and a sum over an evening
// is the number of answers before the service shows it. So:
//
//   - There is no counter of answers, waves, schools, codes or slips, and no label that names any of them, a person, an address or a survey.
//   - Everything that a single respondent moves goes through [Coarse]: the batches of the intake file, and all pages that are open to anybody, the answer
//     form's scripts and styles among them. It is published in whole hundreds, as of a full quarter of an hour, and not before a hundred more have come. What is published at two
//     moments is the same or a hundred events apart.
//   - Gauges that a single respondent moves are rounded down until they do not: waiting writes, connections, room on the disk.
//   - Left out for the same reason: the lengths of the files and their logs, the processor's time, goroutines, open files, bytes received and sent.
//
// What signed-in people and programs ask for, faults of ours, checkpoints, reopenings, backups and jobs are live.
//
// # Why by hand
//
// The text format is a line for a value. Prometheus' own client would bring five modules (protobuf among them) and collectors of exactly those process
// figures that must not be published, for what are some 150 lines here. A test reads what is written by the format's grammar.
//
// Deliberately absent: pushing to anywhere, tracing, quantiles (a histogram can be added up over time, a quantile cannot), and per-route figures, which would show
// who of a few leaders looks at what.
package metrics
