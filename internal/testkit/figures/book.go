package main

// A metric is one number of one benchmark: package and name without "Benchmark", and the unit that it is reported in.
type metric struct{ bench, unit string }

// A figure is a line of the table. The limit is of the quotient where there is something beside, and of the figure itself where not; a figure
// without a limit has neither bound.
type figure struct {
	what            string
	of              metric
	beside          metric // the zero metric is nothing
	who             string // is beside
	atLeast, atMost float64
}

// book is what was promised, in the order of the table. Figures of web.Country and e2e.Serve are of the folder that TILSTAND_COUNTRY names.
var book = []figure{
	{what: "whole answer forms over HTTP by the open link, 256 connections", of: metric{"web.AnswerOverHTTP/durable/256", "answers/s"}, beside: metric{"web.AnswerOverHTTP/bare/256", "answers/s"}, who: "a bare Fiber handler that parses the same form", atLeast: 0.40},
	{what: "… at least so many", of: metric{"web.AnswerOverHTTP/durable/256", "answers/s"}, atLeast: 10_000},
	{what: "… 99th percentile", of: metric{"web.AnswerOverHTTP/durable/256", "p99-ms"}, atMost: 60},
	{what: "the same by one-time code", of: metric{"web.AnswerOverHTTP/code/256", "answers/s"}, beside: metric{"web.AnswerOverHTTP/bare/256", "answers/s"}, who: "the same handler", atLeast: 0.40},
	{what: "… 99th percentile", of: metric{"web.AnswerOverHTTP/code/256", "p99-ms"}, atMost: 60},
	{what: "by the open link while four leaders read, 99th percentile", of: metric{"web.AnswerOverHTTP/durable_with_readers/256", "p99-ms"}, atMost: 150},
	{what: "by one-time code while four leaders read, 99th percentile", of: metric{"web.AnswerOverHTTP/code_with_readers/256", "p99-ms"}, atMost: 150},
	{what: "submissions to the store, 256 clients", of: metric{"surveys.Submit/clients=256", "submissions/s"}, beside: metric{"surveys.Submit/clients=256", "sqlite/s"}, who: "SQLite, synchronous=FULL, the same rows", atLeast: 1},
	{what: "submissions to the store, one client", of: metric{"surveys.Submit/clients=1", "submissions/s"}, beside: metric{"surveys.Submit/clients=1", "sqlite/s"}, who: "SQLite, synchronous=FULL, the same rows", atLeast: 1},
	{what: "a typical wave is closed: counted, judged, attacked, on disk", of: metric{"analytics.Close", "ns/op"}, atMost: 50},
	{what: "the hard case: 300 atoms, 1,000 groups, 4 waves", of: metric{"analytics.CloseHard", "ns/op"}, atMost: 1000},
	{what: "an owner's edition over 100 schools with four before it, and its attack", of: metric{"analytics.Edition", "ns/op"}, atMost: 30_000},
	{what: "a school's four waves as the pages read them, from the file", of: metric{"analytics.SchoolFresh", "ns/op"}},
	{what: "one wave of a country is counted", of: metric{"tally.ReadCountry", "ms/tally"}, beside: metric{"tally.ReadCountry", "sql-ms/tally"}, who: "SQL written by hand for the same sums", atMost: 2},
	{what: "a school's workbook", of: metric{"reports.Report", "ns/report"}, beside: metric{"reports.Report", "ns/bare"}, who: "bare excelize writing the same cells"},
	{what: "a school's overview, median", of: metric{"web.Country/school/overview", "p50-ms"}, atMost: 30},
	{what: "… a component, median", of: metric{"web.Country/school/component", "p50-ms"}, atMost: 30},
	{what: "… the development, median", of: metric{"web.Country/school/development", "p50-ms"}, atMost: 30},
	{what: "… staff groups, median", of: metric{"web.Country/school/groups", "p50-ms"}, atMost: 30},
	{what: "… the mapping survey, median", of: metric{"web.Country/school/mapping", "p50-ms"}, atMost: 30},
	{what: "… the items, median", of: metric{"web.Country/school/items", "p50-ms"}, atMost: 30},
	{what: "an owner of fifty: overview, median", of: metric{"web.Country/owner/overview", "p50-ms"}, atMost: 60},
	{what: "… a component, median", of: metric{"web.Country/owner/component", "p50-ms"}, atMost: 60},
	{what: "… the development, median", of: metric{"web.Country/owner/development", "p50-ms"}, atMost: 60},
	{what: "… the funnel, median", of: metric{"web.Country/owner/funnel", "p50-ms"}, atMost: 60},
	{what: "… the schools' runs, median", of: metric{"web.Country/owner/runs", "p50-ms"}, atMost: 60},
	{what: "… the yearly summary, median", of: metric{"web.Country/owner/yearly", "p50-ms"}, atMost: 60},
	{what: "the programme's results, median", of: metric{"web.Country/programme/results", "p50-ms"}, atMost: 300},
	{what: "… the quality of its instruments, median", of: metric{"web.Country/programme/quality", "p50-ms"}, atMost: 300},
	{what: "a school's workbook over HTTP, median", of: metric{"web.Country/file/workbook", "p50-ms"}, atMost: 200},
	{what: "20 views a second: of schools, 95th percentile", of: metric{"web.Country/open", "school-p95-ms"}, atMost: 60},
	{what: "… of an owner of fifty", of: metric{"web.Country/open", "owner-p95-ms"}, atMost: 120},
	{what: "… of the programme", of: metric{"web.Country/open", "programme-p95-ms"}, atMost: 500},
	{what: "a school's overview on the wire", of: metric{"web.Country/school/overview", "kB"}, atMost: 60},
	{what: "an owner's overview on the wire", of: metric{"web.Country/owner/overview", "kB"}, atMost: 60},
	{what: "the program starts and answers", of: metric{"e2e.Serve", "start-ms"}, atMost: 2000},
	{what: "its memory at rest", of: metric{"e2e.Serve", "rest-MB"}, atMost: 300},
	{what: "… at its highest, after a few thousand pages", of: metric{"e2e.Serve", "peak-MB"}, atMost: 1000},
}
