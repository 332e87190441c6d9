package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestSQL(t *testing.T) {
	report(t, sqlFaults(realTree(t)))
}

func TestAnswerReaders(t *testing.T) {
	report(t, answerFaults(realTree(t)))
}

// sqlRules are what must not stand in a query or a migration.
var sqlRules = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`(?i)(^|[^.\w])(now|today|get_current_timestamp|transaction_timestamp|current_localtimestamp|current_localtime)\s*\(\s*\)|\bcurrent_(timestamp|date|time)\b`),
		"asks the database for the time: time is a parameter, so that all rows of a change agree and a test can set it"},
	{regexp.MustCompile(`(?i)\bcreate\s+(unique\s+)?index\b`),
		"creates an index: secondary indexes lose entries after a crash"},
	{regexp.MustCompile(`(?i)\bforeign\s+key\b|\breferences\s+\w+\s*\(`),
		"makes a foreign key: DuckDB then refuses ordinary updates of the parent"},
}

// answerReaders are the places whose queries may read the answer tables, each
// with its reason. Nothing else may: a count that has not passed disclosure
// control must have nowhere to come from.
var answerReaders = []struct{ place, why string }{
	{"analytics/internal/tally/", "counts for analytics, which the compiler keeps others away from"},
	{"surveys/seal", "sealing moves a wave's answers from intake to record, and finishes after a kill"},
	{"surveys/load", "after a start, a repeated submission id is still the same submission"},
	{"surveys/submit", "a repeated submission id is the same submission"},
	{"surveys/code_marks", "at a start, codes that are older than the answers are refused"},
	{"surveys/copy", "which waves and seals there are answers of, to find what belongs to nothing"},
	{"surveys/sweep", "rewrites the intake file without sealed and void waves"},
	{"surveys/sql/", "the same queries, when they are long"},
	{"internal/duckdb/", "migrations, and proofs that a file is whole"},
}

var readsAnswers = regexp.MustCompile(`(?i)\b(from|join)\s+(\w+\.)?"?(submission|answer|respondent)"?\b`)

// sqlWatchers name what is forbidden in order to forbid it.
var sqlWatchers = may{
	"internal/duckdb/migrate.go": "refuses migrations that break the rules",
}

func sqlFaults(tr tree) []string {
	var faults []string
	for _, rule := range sqlRules {
		for _, q := range queries(tr) {
			if file, _, _ := strings.Cut(q.at, ":"); known(sqlWatchers, file) {
				continue
			}
			if rule.pattern.MatchString(q.sql) {
				faults = append(faults, q.at+" "+rule.why)
			}
		}
	}
	return faults
}

func answerFaults(tr tree) []string {
	var faults []string
	for _, q := range queries(tr) {
		if readsAnswers.MatchString(q.sql) && !slices.ContainsFunc(answerReaders, func(r struct{ place, why string }) bool {
			return strings.HasPrefix(q.at, r.place)
		}) {
			faults = append(faults, q.at+" reads the answer tables: figures come from analytics, as part of a release (internal/archtest/sql_test.go lists who may)")
		}
	}
	return faults
}

// jointReaders are the packages that may know of the joint statement of union and safety representatives: its table, and the methods that begin
// with Joint. It is a document and no answer: where figures are made or shown there is no way to it.
var jointReaders = may{
	"surveys":         "keeps it",
	"internal/web":    "the pages on which it is written and read",
	"internal/demo":   "writes one that is made up",
	"internal/duckdb": "the migration that makes its table",
}

func TestJointStatementReaders(t *testing.T) {
	report(t, jointFaults(realTree(t)))
}

var readsJoint = regexp.MustCompile(`\bjoint_statement\b`)

func jointFaults(tr tree) []string {
	var faults []string
	for _, p := range tr.packages {
		if known(jointReaders, p.path) || slices.Contains(paths(testTable), p.path) {
			continue
		}
		for _, s := range p.production() {
			ast.Inspect(s.tree, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "Joint") {
					faults = append(faults, s.at(sel)+" comes to the joint statement, which is in no figure (internal/archtest/sql_test.go lists who may)")
				}
				return true
			})
			for _, l := range s.literals() {
				if readsJoint.MatchString(l.value) {
					faults = append(faults, l.at+" reads the joint statement, which is in no figure (internal/archtest/sql_test.go lists who may)")
				}
			}
		}
	}
	return faults
}

// query is a piece of SQL and where it stands.
type query struct{ at, sql string }

var sqlComment = regexp.MustCompile(`--[^\n]*|(?s:/\*.*?\*/)`)

// queries are all production string literals and all .sql files, without
// comments. No attempt is made to tell SQL from other strings: the patterns do.
func queries(tr tree) []query {
	var list []query
	for _, p := range tr.packages {
		if slices.Contains(paths(testTable), p.path) {
			continue
		}
		for _, s := range p.production() {
			for _, l := range s.literals() {
				list = append(list, query{l.at, sqlComment.ReplaceAllString(l.value, " ")})
			}
		}
	}
	for _, f := range tr.texts {
		if path.Ext(f.name) == ".sql" && !strings.Contains(f.name, "/testdata/") {
			list = append(list, query{f.name, sqlComment.ReplaceAllString(f.body, " ")})
		}
	}
	return list
}

// clocks are the packages that may ask what time it is. In all others time is
// a parameter: a store that looks at the clock cannot be tested at a closing
// time, and two rows of one change would disagree.
var clocks = may{
	"cmd/tilstand":     "a command happens now",
	"internal/web":     "a request happens now",
	"internal/jobs":    "a job starts now",
	"internal/demo":    "progress is shown as it goes",
	"internal/duckdb":  "how long a commit took; nothing stored",
	"internal/testkit": "deadlines of a test",
}

func TestClocks(t *testing.T) {
	report(t, clockFaults(realTree(t)))
}

func clockFaults(tr tree) []string {
	var faults []string
	for _, p := range tr.packages {
		if _, ok := clocks[p.path]; ok || strings.HasPrefix(p.path, "internal/testkit") {
			continue
		}
		for _, s := range p.production() {
			ast.Inspect(s.tree, func(n ast.Node) bool {
				if call, ok := n.(*ast.SelectorExpr); ok && isClock(call) {
					faults = append(faults, fmt.Sprintf("%s looks at the clock (time.%s): take the time as a parameter (internal/archtest/sql_test.go lists who may)", s.at(n), call.Sel.Name))
				}
				return true
			})
		}
	}
	return faults
}

func isClock(call *ast.SelectorExpr) bool {
	from, ok := call.X.(*ast.Ident)
	return ok && from.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, call.Sel.Name)
}

func TestSQLFaults(t *testing.T) {
	goFile := func(sql string) file {
		return file{"surveys/a.go", "package surveys\nvar q = `" + sql + "`\n"}
	}
	for _, tt := range []struct {
		name string
		file file
		want string
	}{
		{"sound", goFile("-- Store.Due\nselect id from wave where closes_at <= $1"), ""},
		{"now()", goFile("insert into wave values (NOW ( ))"), "time is a parameter"},
		{"current_timestamp", goFile("select current_timestamp"), "time is a parameter"},
		{"today()", goFile("select today()"), "time is a parameter"},
		{"a column called now_at", goFile("select now_at, known() from wave"), ""},
		{"a script's clock", goFile("var x = Date.now()"), ""},
		{"in a comment", goFile("-- never now()\nselect 1"), ""},
		{"index", file{"internal/duckdb/migrations/record/0002_x.sql", "CREATE UNIQUE\n INDEX x ON wave(id);"}, "lose entries after a crash"},
		{"index in a comment", file{"internal/duckdb/migrations/record/0002_x.sql", "-- no CREATE INDEX here\n/* nor\n create index */ create table t(a int);"}, ""},
		{"foreign key", file{"internal/duckdb/migrations/record/0002_x.sql", "create table t(a int, foreign key (a) references u(b));"}, "foreign key"},
		{"inline reference", goFile("create table t(a int references u(b))"), "foreign key"},
		{"default clock in a migration", file{"internal/duckdb/migrations/record/0002_x.sql", "create table t(at timestamp default current_timestamp);"}, "time is a parameter"},
		{"a test may", file{"surveys/a_test.go", "package surveys\nvar q = `select now()`\n"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) { bites(t, sqlFaults(made(t, tt.file)), tt.want) })
	}
}

func TestAnswerFaults(t *testing.T) {
	const body = "package p\nvar q = `select count(*) from %s where 1=1`\n"
	for _, tt := range []struct{ name, file, from, want string }{
		{"tally", "analytics/internal/tally/count.go", "answer", ""},
		{"sealing", "surveys/seal.go", "submission", ""},
		{"analytics itself", "analytics/close.go", "answer", "reads the answer tables"},
		{"a page", "internal/web/wave.go", "intake.submission", "reads the answer tables"},
		{"a report, joined", "reports/x.go", "wave join respondent", "reads the answer tables"},
		{"another of surveys", "surveys/wave.go", "submission s", "reads the answer tables"},
		{"a table with a longer name", "surveys/wave.go", "answer_option", ""},
		{"a test may", "surveys/wave_test.go", "submission", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bites(t, answerFaults(made(t, file{tt.file, fmt.Sprintf(body, tt.from)})), tt.want)
		})
	}
}

func TestJointStatementFaults(t *testing.T) {
	const call, table = "package p\nfunc f(s S) { s.JointOf(1) }\n", "package p\nvar q = `select * from joint_statement`\n"
	for _, tt := range []struct{ name, file, body, want string }{
		{"where it is kept", "surveys/joint_store.go", table, ""},
		{"a page", "internal/web/joint.go", call, ""},
		{"a figure", "analytics/close.go", call, "comes to the joint statement"},
		{"a count", "analytics/internal/tally/count.go", table, "reads the joint statement"},
		{"a workbook", "reports/cover.go", call, "comes to the joint statement"},
		{"a test may", "analytics/close_test.go", call, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bites(t, jointFaults(made(t, file{tt.file, tt.body})), tt.want)
		})
	}
}

func TestClockFaults(t *testing.T) {
	const body = "package p\nimport \"time\"\nvar x = time.%s\n"
	bites(t, clockFaults(made(t, file{"surveys/a.go", fmt.Sprintf(body, "Now()")})), "surveys/a.go:3 looks at the clock (time.Now)")
	bites(t, clockFaults(made(t, file{"surveys/a.go", fmt.Sprintf(body, "Now")})), "looks at the clock")
	bites(t, clockFaults(made(t, file{"surveys/a.go", fmt.Sprintf(body, "Hour")})), "")
	bites(t, clockFaults(made(t, file{"surveys/a_test.go", fmt.Sprintf(body, "Now()")})), "")
	bites(t, clockFaults(made(t, file{"cmd/tilstand/a.go", fmt.Sprintf(body, "Now()")})), "")
}
