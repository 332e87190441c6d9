package archtest

// may says what a package is allowed to import and why: a path of ours
// ("analytics/stat", relative to the module) or a module from outside
// ("gonum.org/v1/gonum", which covers the packages below it).
type may map[string]string

// entry is one package of the program.
type entry struct {
	path  string
	may   may
	tests may // what its tests may import besides; see alwaysInTests
}

// table is the architecture, bottom to top. A package may only be allowed
// what stands above its own line, so the arrows cannot turn:
// programme ← surveys ← analytics ← closing ← reports ← web ← cmd.
//
// A package that is written down here and does not exist yet is a plan, not a
// fault. A package that exists and is not written down fails the build.
var table = []entry{
	{path: "internal/i18n", may: may{
		"github.com/nicksnyder/go-i18n/v2": "plural forms and message catalogues",
		"github.com/BurntSushi/toml":       "the catalogue files are TOML",
		"golang.org/x/text":                "numbers, language tags, collation",
	}},
	{path: "internal/settings", may: may{
		"internal/i18n":              "faults are sentences in the reader's language",
		"github.com/BurntSushi/toml": "the file is TOML",
	}},
	{path: "internal/journal", may: may{}},
	{path: "internal/metrics"}, // nothing of ours: every package that is worth watching counts with it
	{path: "internal/duckdb", may: may{
		"internal/journal":               "what is acknowledged is there too",
		"internal/metrics":               "how commits and checkpoints go",
		"github.com/duckdb/duckdb-go/v2": "the driver; this is its only importer",
		"golang.org/x/sys":               "the lock on the folder, and how much room the disk has",
	}},
	{path: "internal/mail", may: may{
		"internal/i18n":               "mails are written in the reader's language",
		"github.com/wneessen/go-mail": "speaks to the mail server; this is its only importer",
	}},
	{path: "internal/federation", may: may{
		"github.com/coreos/go-oidc": "ID tokens are checked; this is its only importer",
		"golang.org/x/oauth2":       "codes are asked for and redeemed; this is its only importer",
	}},
	{path: "internal/tabular", may: may{
		"github.com/xuri/excelize/v2": "reading uploaded workbooks, and writing those that are uploaded again",
		"golang.org/x/text":           "old spreadsheets export Windows-1252",
	}},
	{path: "internal/audit", may: may{
		"internal/duckdb": "an entry commits with the change it describes",
	}},
	{path: "internal/accounts", may: may{
		"internal/duckdb":                 "its tables",
		"internal/audit":                  "signing in is logged",
		"internal/i18n":                   "a session carries notices to the next page, as sentences",
		"golang.org/x/crypto":             "argon2id",
		"golang.org/x/sync":               "one change at a time, for as long as a caller waits",
		"golang.org/x/text":               "a password is the same letters whichever way a keyboard composes them",
		"github.com/ccojocar/zxcvbn-go":   "how soon a chosen password is guessed, with its lists of breached ones",
		"github.com/pquerna/otp":          "codes of an app (RFC 6238)",
		"github.com/go-webauthn/webauthn": "passkeys (WebAuthn)",
	}},

	{path: "internal/programme", may: may{
		"internal/duckdb":   "its tables",
		"internal/audit":    "who registered and set what is logged with it",
		"internal/i18n":     "names and the target state are texts in three languages",
		"golang.org/x/sync": "one change at a time, for as long as a caller waits",
		"github.com/santhosh-tekuri/jsonschema/v6": "a template is checked against its published schema",
		"golang.org/x/text":                        "the schema checker words its faults through it",
	}},

	{path: "internal/roll", may: may{
		"internal/i18n":      "the day in Norway on which a school closed",
		"internal/programme": "what a file says of schools",
		"internal/tabular":   "schools come in tables, too",
	}},

	{path: "surveys/instruments"},
	{path: "surveys/condition"}, // pure, and the same in the browser
	{path: "surveys", may: may{
		"surveys/condition":                        "which items are asked, given the answers before them",
		"internal/duckdb":                          "its tables, intake and record",
		"internal/audit":                           "who opened, changed, closed and withdrew is logged with it; nobody who answers",
		"internal/i18n":                            "items and scales are texts in three languages",
		"internal/programme":                       "a wave is one school in one phase",
		"internal/tabular":                         "answers of earlier surveys come in a file",
		"surveys/instruments":                      "the built-in instruments",
		"golang.org/x/sync":                        "one change at a time, for as long as a caller waits",
		"github.com/santhosh-tekuri/jsonschema/v6": "an instrument is checked against its published schema",
		"golang.org/x/text":                        "the schema checker words its faults through it; texts are compared in one normal form",
	}, tests: may{
		"github.com/mattn/go-sqlite3": "the yardstick that durable submissions are measured against",
	}},
	{path: "surveys/ddi", may: may{
		"surveys": "an instrument is described for archives",
	}},
	{path: "surveys/xlsform", may: may{
		"internal/i18n":      "texts in three languages, and faults in the reader's",
		"internal/programme": "the type of a component's key",
		"internal/tabular":   "an XLSForm is a workbook",
		"surveys":            "an XLSForm becomes an instrument",
	}},

	{path: "analytics/stat", may: may{
		"gonum.org/v1/gonum": "quantiles of t, beta and F",
	}},
	{path: "analytics/disclosure"},
	{path: "analytics/attack"}, // the auditor sees what an outsider sees: the release's JSON, and nothing of ours
	{path: "analytics/internal/tally", may: may{
		"analytics/stat":  "counts come in the shape that the formulas take",
		"internal/duckdb": "the only reader of answers",
		"surveys":         "which wave, which instrument",
	}},
	{path: "analytics", may: may{
		"internal/duckdb":                          "its tables: releases, editions and sharing",
		"internal/audit":                           "who released, shared and withdrew is logged with it",
		"internal/i18n":                            "findings are sentences as data",
		"internal/programme":                       "components, targets, schools, owners",
		"surveys":                                  "waves and instruments",
		"analytics/stat":                           "counts become estimates",
		"analytics/disclosure":                     "estimates become cells",
		"analytics/attack":                         "a release is attacked before it is stored",
		"analytics/internal/tally":                 "the counts; the compiler keeps everybody else out",
		"golang.org/x/sync":                        "one closing at a time, for as long as a caller waits",
		"github.com/santhosh-tekuri/jsonschema/v6": "the release format is published as a schema",
		"github.com/klauspost/compress":            "release documents are stored packed",
	}},

	{path: "internal/readlink", may: may{
		"internal/duckdb":    "its tables",
		"internal/audit":     "a link that is made or revoked is logged",
		"internal/programme": "whose results a link shows",
		"surveys":            "of which waves",
	}},

	{path: "internal/brand", may: may{
		"internal/duckdb":    "its tables",
		"internal/audit":     "a change is logged",
		"internal/programme": "whose it is, and what is wrong with it",
	}},

	{path: "analytics/analysis", may: may{
		"internal/programme":   "components and phases, and a school for a release of a file",
		"surveys":              "the instrument that a file answers",
		"analytics":            "releases of a file pass the same gate",
		"analytics/stat":       "all figures",
		"analytics/disclosure": "a publication plan may be given",
		"internal/tabular":     "responses and people invited come as tables",
	}, tests: may{
		"github.com/santhosh-tekuri/jsonschema/v6": "its documents hold to their schemas",
	}},

	{path: "internal/retention", may: may{
		"internal/i18n":      "which day it is in Norway",
		"internal/audit":     "who erased answers, and when",
		"internal/programme": "when a run ends",
		"surveys":            "answers are announced and erased there",
		"analytics":          "and nothing counts them meanwhile",
	}, tests: may{
		"internal/duckdb": "looks at what is left in the file",
	}},
	{path: "internal/dataprotection", may: may{
		"internal/i18n":      "documents are in the reader's language",
		"internal/settings":  "who is responsible",
		"internal/retention": "how long answers are kept",
		"surveys":            "the limits that surveys are held by",
		"analytics":          "and those that figures are shown by",
	}},

	{path: "internal/closing", may: may{
		"internal/duckdb":    "its tables",
		"internal/i18n":      "summaries are written in the reader's language",
		"internal/programme": "phases and components",
		"internal/audit":     "a signed conclusion is logged",
		"surveys":            "which phases have a state survey",
		"analytics":          "a conclusion is drawn from a release",
		"analytics/stat":     "the verdicts of a view",
		"internal/tabular":   "figures from elsewhere come in tables",
		"golang.org/x/sync":  "one change at a time, for as long as a caller waits",
	}},

	{path: "internal/oversight", may: may{
		"internal/programme": "dates, cohorts and phases",
		"surveys":            "which surveys are planned, open and closed",
		"analytics":          "what schools share with their owner",
		"analytics/stat":     "what may be said of a change and of a target",
		"internal/closing":   "which conclusions are signed",
	}},

	{path: "reports/sav"}, // a format, and nothing of ours
	{path: "reports/dataset", may: may{
		"internal/duckdb":    "writes Parquet",
		"internal/i18n":      "columns and values have names in the reader's language",
		"internal/programme": "names of phases and components",
		"surveys/ddi":        "the codebook",
		"analytics":          "a row is a cell of a release or an edition",
		"reports/sav":        "files for SPSS",
	}},
	{path: "reports", may: may{
		"internal/i18n":               "a workbook is written in the reader's language",
		"internal/programme":          "names of phases and components",
		"surveys":                     "the codebook describes the instrument",
		"analytics":                   "a workbook renders releases, nothing else",
		"analytics/disclosure":        "the bands of a cell",
		"analytics/stat":              "the type of an interval",
		"analytics/analysis":          "the tables of `analyse`",
		"internal/closing":            "the report carries the school's conclusion",
		"internal/brand":              "the owner's logo and colours",
		"internal/oversight":          "the yearly summary says where the schools are in the course",
		"internal/dataprotection":     "the record of processing is a table",
		"reports/dataset":             "data files",
		"github.com/xuri/excelize/v2": "writing workbooks",
	}},
	{path: "internal/charts", may: may{
		"internal/i18n":                       "numbers and names in the reader's language",
		"internal/programme":                  "phases and components",
		"analytics":                           "a chart draws a view",
		"analytics/disclosure":                "the bands of a cell",
		"analytics/stat":                      "the type of an interval",
		"github.com/go-echarts/go-echarts/v2": "typed builder of options, never its renderer",
	}},

	{path: "internal/jobs", may: may{
		"internal/duckdb":    "its table",
		"internal/audit":     "who asked for long work, and how it ended",
		"internal/i18n":      "reports are written in a language",
		"internal/programme": "the schools of an owner",
		"analytics":          "what they share",
		"internal/closing":   "the measures that they let it see",
		"internal/brand":     "and what they look like",
		"reports":            "the workbooks of all of them",
	}},
	{path: "internal/backup", may: may{
		"internal/duckdb":               "copies of the two files",
		"internal/audit":                "the log is walked, and tells of a restore",
		"internal/settings":             "the settings file goes with the data, and says when backups are made",
		"internal/i18n":                 "what time it is in Norway",
		"internal/programme":            "a copy is opened like any data folder",
		"internal/accounts":             "what is erased there is erased in the copy; one-time links end",
		"surveys":                       "in which order to copy, and sealed answers are read back",
		"analytics":                     "releases are held against the answers",
		"filippo.io/age":                "archives are encrypted; this is its only importer",
		"github.com/klauspost/compress": "and packed",
	}},
	{path: "internal/standby", may: may{
		"internal/duckdb":   "both files, by their bytes",
		"internal/audit":    "a promotion is logged",
		"internal/settings": "the settings file goes with the data",
		"internal/backup":   "a standby is opened and read like a backup before it takes over",
		"surveys":           "in which order to copy, and the one-time codes",
	}, tests: may{
		"internal/programme": "a school that asks",
	}},
	{path: "internal/demo", may: may{
		"internal/duckdb":    "one transaction for many schools",
		"internal/audit":     "says that the program itself did it",
		"internal/i18n":      "names in three languages",
		"internal/programme": "schools and owners, through the real store",
		"internal/accounts":  "somebody to sign in as",
		"surveys":            "waves and answers, through the real store",
		"analytics":          "waves are closed as they are in production",
		"internal/closing":   "conclusions, through the real store",
		"golang.org/x/sync":  "schools are filled side by side; the first error stops all",
	}},

	{path: "internal/web", may: may{
		"internal/roll":               "schools come in a file that is looked at first",
		"internal/metrics":            "how requests are answered",
		"internal/i18n":               "every word on a page",
		"internal/settings":           "who is responsible, on the privacy page",
		"internal/programme":          "schools, owners, phases",
		"surveys":                     "waves and the answer form",
		"surveys/condition":           "conditions travel to the form as small trees",
		"analytics":                   "views of releases",
		"analytics/disclosure":        "the bands of a cell",
		"internal/closing":            "the school's conclusion",
		"internal/oversight":          "where an owner's schools are in the course",
		"reports":                     "the workbook behind the button",
		"reports/dataset":             "data files",
		"internal/charts":             "pictures",
		"internal/accounts":           "who is signed in",
		"internal/federation":         "signing in by another house",
		"internal/audit":              "who saw what",
		"internal/readlink":           "links for those without an account",
		"internal/brand":              "logos and colours of owners",
		"internal/retention":          "when answers go",
		"internal/dataprotection":     "the documents about it",
		"internal/jobs":               "progress of long work",
		"internal/backup":             "what the operator has to know about backups",
		"internal/standby":            "and about the standby",
		"internal/mail":               "invitations",
		"internal/tabular":            "uploaded lists",
		"surveys/xlsform":             "questionnaires as workbooks, in and out",
		"surveys/ddi":                 "questionnaires for archives",
		"github.com/gofiber/fiber/v2": "the web framework; this is its only importer",
		"github.com/valyala/fasthttp": "Fiber's server, for the settings that Fiber does not expose",
		"rsc.io/qr":                   "the QR code on the poster",
	}, tests: may{
		"github.com/santhosh-tekuri/jsonschema/v6": "what programs are answered holds to what is documented",
	}},

	{path: "cmd/tilstand", may: may{
		"internal/duckdb":      "opens the data folder",
		"internal/i18n":        "the catalogues",
		"internal/settings":    "what the installation says about itself",
		"internal/metrics":     "collects and publishes",
		"internal/programme":   "wiring",
		"surveys":              "wiring, and `instrument check`",
		"surveys/instruments":  "`instrument check` knows the built-in ones",
		"surveys/ddi":          "`instrument export`",
		"surveys/xlsform":      "`instrument import`, `export`, and `check` of a workbook",
		"analytics":            "wiring, and `wave close`",
		"analytics/analysis":   "`analyse`",
		"analytics/attack":     "`release attack`",
		"analytics/disclosure": "the plan of `analyse`",
		"internal/closing":     "wiring",
		"internal/oversight":   "`report yearly`",
		"reports":              "`report school`",
		"reports/dataset":      "`data export`",
		"internal/charts":      "wiring",
		"internal/accounts":    "wiring",
		"internal/federation":  "wiring",
		"internal/audit":       "wiring",
		"internal/retention":   "by the clock, and `retention plan`",
		"internal/jobs":        "wiring",
		"internal/backup":      "`backup`, `restore`, `verify`, and by the clock",
		"internal/standby":     "`standby`, and what it is answered",
		"internal/readlink":    "wiring",
		"internal/brand":       "wiring, and `owner brand`",
		"internal/mail":        "wiring",
		"internal/tabular":     "`import responses` reads the file where the command runs",
		"internal/roll":        "`school import` reads the file where the command runs",
		"internal/demo":        "`serve -demo`",
		"internal/web":         "`serve`",
	}},
}

// testTable are the packages that only tests import, bottom to top.
var testTable = []entry{
	{path: "internal/duckdb/killtest"}, // nothing of ours: the tests of every package that stores something may use it
	{path: "internal/duckdb/powertest", may: may{
		"internal/duckdb/killtest": "the process whose power fails is started in the same way",
	}},
	{path: "internal/testkit", may: may{ // light, and nothing of ours: every package's tests may use it
		"github.com/google/go-cmp": "readable differences",
	}},
	{path: "internal/testkit/datafolder", may: may{
		"internal/testkit": "its manners",
		"internal/duckdb":  "opens a migrated data folder",
	}},
	{path: "internal/testkit/workbook", may: may{
		"github.com/xuri/excelize/v2": "reads a workbook back",
	}},
	{path: "internal/testkit/page", may: may{
		"golang.org/x/net": "the HTML parser",
	}},
	{path: "internal/testkit/smtp"}, // nothing of ours: a mail server
	{path: "internal/testkit/issuer", may: may{
		"github.com/zitadel/oidc":    "a real provider of sign-ins",
		"github.com/go-jose/go-jose": "its keys, and tokens that it forges",
	}},
	{path: "internal/testkit/figures"}, // nothing of ours: it reads what the benchmarks print
	{path: "internal/testkit/server", may: may{
		"internal/testkit": "its manners",
	}},
	{path: "internal/testkit/browser", may: may{
		"internal/testkit":             "its manners",
		"github.com/chromedp/chromedp": "drives Chromium",
		"github.com/chromedp/cdproto":  "the protocol's types",
	}},
	{path: "internal/e2e"},
	{path: "internal/torture", tests: may{ // the whole storage of the service
		"internal/duckdb":           "opens data folders",
		"internal/duckdb/killtest":  "kills",
		"internal/duckdb/powertest": "cuts the power",
		"internal/testkit":          "its manners",
		"internal/programme":        "schools",
		"internal/accounts":         "part of a start",
		"internal/audit":            "the log is walked",
		"internal/tabular":          "earlier surveys come in a file",
		"internal/backup":           "archives",
		"surveys":                   "waves and answers",
		"analytics":                 "releases",
	}},
	{path: "internal/archtest"},
}

// alwaysInTests is what the tests of every package may import.
var alwaysInTests = may{
	"github.com/google/go-cmp": "readable differences",
	"pgregory.net/rapid":       "properties",
	"github.com/pquerna/otp":   "the app of somebody who signs in",
}

// soleImporters repeats for the awkward libraries what the table says for all,
// so that letting a second package in takes two deliberate edits.
var soleImporters = []struct {
	library   string
	importers []string // production and tests
	inTests   []string // tests only
	why       string
}{
	{"github.com/gofiber/", []string{"internal/web"}, nil, "its strings die with the request; one package copies them"},
	{"github.com/valyala/", []string{"internal/web"}, nil, "Fiber's server, and the same trap"},
	{"github.com/duckdb/", []string{"internal/duckdb"}, nil, "one writer, one checkpoint, one place that knows when a commit is real"},
	{"github.com/marcboeker/", nil, nil, "deprecated: the driver moved to github.com/duckdb/duckdb-go"},
	{"github.com/xuri/excelize/", []string{"reports", "internal/tabular", "internal/testkit/workbook"}, []string{"internal/e2e"}, "reports writes figures; tabular reads, and writes the sheets that it reads back; both know its traps"},
	{"github.com/go-echarts/", []string{"internal/charts"}, nil, "its renderer lets markup through; charts only builds options"},
	{"github.com/wneessen/", []string{"internal/mail"}, nil, "one sender of mail"},
	{"github.com/coreos/", []string{"internal/federation"}, nil, "what it leaves to its caller is checked in one place"},
	{"golang.org/x/oauth2", []string{"internal/federation"}, nil, "an access token is used where it was got, and kept nowhere"},
	{"github.com/zitadel/", []string{"internal/testkit/issuer"}, nil, "a house for tests; in the program it would be a great deal of code for nothing"},
	{"filippo.io/", []string{"internal/backup"}, nil, "one place encrypts what leaves the machine"},
	{"github.com/chromedp/", []string{"internal/testkit/browser"}, []string{"internal/e2e"}, "a browser is for tests"},
}

// standard limits packages of the standard library. Nil importers: nobody.
// Tests are free, except where tests is true.
var standard = []struct {
	library   string
	importers []string
	why       string
}{
	{"unsafe", []string{"internal/duckdb/powertest"}, "a filter is given to the kernel by address; nothing in the program is worth it"},
	{"log", nil, "log/slog, with constant messages"},
	{"math/rand", nil, "crypto/rand for ids and secrets, math/rand/v2 for simulation"},
	{"text/template", []string{"internal/mail"}, "html/template escapes; only a plain-text mail needs no escaping"},
	{"net/http", []string{"cmd/tilstand", "internal/web", "internal/federation", "internal/standby", "internal/testkit/server", "internal/testkit/issuer"}, "one web server, a client for its socket, and one for other houses; a primary and its standby talk on a door of their own, where no respondent comes"},
	{"net/http/pprof", nil, "it publishes itself on the default mux"},
	{"expvar", nil, "it publishes itself on the default mux"},
	{"net/smtp", []string{"internal/mail"}, "one sender of mail"},
	{"os/exec", []string{"cmd/tilstand", "internal/duckdb/killtest", "internal/duckdb/powertest", "internal/testkit/server", "internal/testkit/browser"}, "the service starts no other program but the operator's, which takes backups elsewhere; a command prints with a browser"},
	{"plugin", nil, "the service loads no code"},
}

// forbiddenNames are packages that have not found their owner yet.
var forbiddenNames = []string{
	"base", "common", "core", "helper", "helpers", "lib", "libs", "manager", "misc", "model", "models",
	"pkg", "service", "services", "shared", "stuff", "type", "types", "util", "utils", "utility",
}
