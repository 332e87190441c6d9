package archtest

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestGate holds rule 2 where the compiler cannot: what the Store of surveys
// gives out is followed, field by field, to the last string and number, and
// everything that could be an answer or a count needs a line here.
func TestGate(t *testing.T) {
	report(t, gateFaults(realTree(t)))
}

// definitions are types of surveys that describe what was asked. They are
// made before anybody answered, and not followed further.
var definitions = may{
	"Instrument": "the questionnaire, immutable",
	"LocalPart":  "what a wave asks after the questionnaire, frozen at opening",
	"LocalItem":  "a question of a school's or an owner's own",
}

// knownNumbers are the numbers that may leave the Store, each with its reason.
var knownNumbers = may{
	"CheckSeals":              "of how many waves it has looked at how many",
	"CodeFiles":               "files of the data folder, for whoever copies it whole",
	"Copied.Intake":           "of the last commit, which takes whoever comes together, and a sweep, too",
	"Copied.Record":           "of the last commit",
	"Wave.HeadCount":          "how many were asked, entered by the leader",
	"Wave.Goal":               "policy",
	"Wave.MinGroup":           "policy",
	"Wave.Relevant":           "policy",
	"WaveSpec.MinGroup":       "policy",
	"WaveSpec.Goal":           "policy",
	"WaveSpec.Share":          "how much the owner is to see, as the leader chose",
	"Agreement.Degree":        "how much the owner is to see, as the leader chose",
	"Wave.Revision":           "of the wave's row",
	"Round.Revision":          "of the round's row",
	"Supplement.Revision":     "of the row",
	"JointStatement.Revision": "of the row",
	"JointVersion.Number":     "of a document that everybody may read",
	"JointVersion.Instrument": "which version of an instrument",
	"JointVersion.Edit":       "of a document that everybody may read",
	"Erasure.Months":          "policy",
	"AnnouncedErasure.Months": "policy",
	"Wave.Replaced":           "how many files took the place of an imported one",
	"Replace":                 "what becomes of the figures: one of three",
	"Wave.ProgrammeVersion":   "which template",
	"Wave.InstrumentVersion":  "which instrument",
	"Wave.Targets":            "frozen targets",
	"Wave.Path":               "frozen targets",
	"Entry.Group":             "printed on the slip",
	"Slip.Group":              "printed on the slip",
	"CodeCount.Group":         "the group's code on the form",
	"CodeCount.Codes":         "how many slips may still be made, by head count",
	"Group.Number":            "the group's code on the form",
	"Group.HeadCount":         "how many were asked",
	"GroupCount.HeadCount":    "how many were asked",
	"GroupRows.Rows":          "counted in the file that the caller gave, before anything of it is stored",
	"ImportPlan.Rows":         "counted in the file that the caller gave",
	"ImportPlan.Empty":        "counted in the file that the caller gave",
	"ImportMap.Codes":         "what values of a file mean, as the caller said",
	"ImportFault.Rows":        "places in the file that the caller gave",
	"Succession.After":        "which version of an instrument",
	"SealInfo.Ordinal":        "the sealed wave's place in the record file",
	"SealInfo.Responses":      "given once, to the closing that sealed; compared there with the tally before a release",
}

// knownNames are names that sound like answers and are none.
var knownNames = may{
	"SubmissionID": "the sender made it, and gets it back in the receipt",
}

// outsideTypes are types of other packages that know no answers.
var outsideTypes = []string{"time.Time", "time.Location", "i18n.Text", "i18n.Sentence", "programme.", "audit.AccountID"}

var soundsLikeAnswers = regexp.MustCompile(`(?i)answer|response|submission|tally|tallies|codes|respondent|distribution|frequen`)

// gateFaults follows the results of everything in surveys that can reach the
// database: the methods of Store, and functions that take a context or a Store.
func gateFaults(tr tree) []string {
	at := slices.IndexFunc(tr.packages, func(p pkg) bool { return p.path == "surveys" })
	if at < 0 {
		return nil
	}
	g := gate{types: map[string]*ast.TypeSpec{}}
	p := tr.packages[at]
	for _, s := range p.production() {
		for _, d := range s.tree.Decls {
			if decl, ok := d.(*ast.GenDecl); ok {
				g.declare(decl)
			}
		}
	}
	for _, s := range p.production() {
		for _, d := range s.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && reachesStore(fn) {
				g.function(s, fn)
			}
		}
	}
	g.store()
	return g.faults
}

// gate collects the faults of one walk through the exported surface.
type gate struct {
	types  map[string]*ast.TypeSpec
	params []string // type parameters; their arguments are followed where they are given
	seen   []string
	faults []string
}

func (g *gate) declare(decl *ast.GenDecl) {
	for _, spec := range decl.Specs {
		if t, ok := spec.(*ast.TypeSpec); ok {
			g.types[t.Name.Name] = t
		}
	}
}

func (g *gate) fault(format string, args ...any) {
	g.faults = append(g.faults, fmt.Sprintf(format, args...)+"; surveys gives out no answers and no counts (internal/archtest/gate_test.go lists what may leave)")
}

// store looks at the Store's own fields: an exported one hands out the files.
func (g *gate) store() {
	if spec, ok := g.types["Store"]; ok {
		if body, ok := spec.Type.(*ast.StructType); ok {
			for _, field := range body.Fields.List {
				for _, name := range field.Names {
					if name.IsExported() {
						g.fault("surveys.Store has an exported field %s", name.Name)
					}
				}
			}
		}
	}
}

// reachesStore tells the functions that could read stored answers from the
// pure ones, which know only what their caller gave them.
func reachesStore(fn *ast.FuncDecl) bool {
	if !fn.Name.IsExported() {
		return false
	}
	if fn.Recv != nil {
		return typeName(fn.Recv.List[0].Type) == "Store"
	}
	return slices.ContainsFunc(fn.Type.Params.List, func(p *ast.Field) bool {
		return slices.Contains([]string{"Store", "context.Context"}, typeName(p.Type)) || strings.HasPrefix(typeName(p.Type), "duckdb.")
	})
}

// typeName is the bare name of a type: "*Store" and "Store" are the same.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	}
	return ""
}

func (g *gate) function(s source, fn *ast.FuncDecl) {
	name := fn.Name.Name
	if soundsLikeAnswers.MatchString(name) && !known(knownNames, name) {
		g.fault("%s: %s sounds like a reader of answers", s.at(fn), name)
	}
	for _, field := range fn.Type.Params.List {
		if callback, ok := field.Type.(*ast.FuncType); ok {
			g.follow(name, callback)
		}
	}
	if fn.Type.Results == nil {
		return
	}
	for _, field := range fn.Type.Results.List {
		g.follow(name, field.Type)
	}
}

// follow walks a type to its leaves; at names the field or function that
// carries it. What it cannot judge is a fault: silence would prove nothing.
func (g *gate) follow(at string, e ast.Expr) {
	switch e := e.(type) {
	case *ast.StarExpr:
		g.follow(at, e.X)
	case *ast.ParenExpr:
		g.follow(at, e.X)
	case *ast.ArrayType:
		g.follow(at, e.Elt)
	case *ast.ChanType:
		g.follow(at, e.Value)
	case *ast.Ellipsis:
		g.follow(at, e.Elt)
	case *ast.MapType:
		g.follow(at, e.Key)
		g.follow(at, e.Value)
	case *ast.FuncType:
		g.signature(at, e)
	case *ast.StructType:
		g.fields(at, e)
	case *ast.IndexExpr:
		g.generic(at, e.X, e.Index)
	case *ast.IndexListExpr:
		g.generic(at, e.X, e.Indices...)
	case *ast.SelectorExpr:
		g.outside(at, typeName(e))
	case *ast.Ident:
		g.named(at, e.Name)
	default:
		g.fault("surveys.%s gives out a type this test cannot follow", at)
	}
}

func (g *gate) signature(at string, fn *ast.FuncType) {
	for _, list := range []*ast.FieldList{fn.Params, fn.Results} {
		if list == nil {
			continue
		}
		for _, field := range list.List {
			g.follow(at, field.Type)
		}
	}
}

// generic follows the arguments of iter.Seq and its like.
func (g *gate) generic(at string, base ast.Expr, arguments ...ast.Expr) {
	if name := typeName(base); !strings.HasPrefix(name, "iter.") {
		g.follow(at, base)
	}
	for _, argument := range arguments {
		g.follow(at, argument)
	}
}

func (g *gate) outside(at, name string) {
	if !slices.ContainsFunc(outsideTypes, func(o string) bool { return name == o || strings.HasSuffix(o, ".") && strings.HasPrefix(name, o) }) {
		g.fault("surveys.%s gives out %s", at, name)
	}
}

func (g *gate) named(at, name string) {
	switch {
	case slices.Contains([]string{"error", "string", "bool"}, name), slices.Contains(g.params, name):
	case isNumber(name):
		if !known(knownNumbers, at) {
			g.fault("surveys.%s gives out a number", at)
		}
	case known(definitions, name):
	case soundsLikeAnswers.MatchString(name) && !known(knownNames, name):
		g.fault("surveys.%s gives out %s", at, name)
	case g.types[name] != nil:
		g.local(at, name)
	default: // any, a type parameter
		g.fault("surveys.%s gives out %s, which can hold anything", at, name)
	}
}

func isNumber(name string) bool {
	return regexp.MustCompile(`^(u?int(8|16|32|64|ptr)?|byte|rune|float(32|64)|complex(64|128))$`).MatchString(name)
}

// local follows a type of surveys: a struct by its fields, and any other type
// under the name of the field that carries it.
func (g *gate) local(at, name string) {
	spec := g.types[name]
	if spec.TypeParams != nil {
		for _, param := range spec.TypeParams.List {
			for _, name := range param.Names {
				g.params = append(g.params, name.Name)
			}
		}
	}
	body, isStruct := spec.Type.(*ast.StructType)
	if !isStruct {
		g.follow(at, spec.Type)
		return
	}
	if slices.Contains(g.seen, name) {
		return
	}
	g.seen = append(g.seen, name)
	g.fields(name, body)
}

func (g *gate) fields(of string, body *ast.StructType) {
	for _, field := range body.Fields.List {
		if len(field.Names) == 0 {
			g.follow(of, field.Type)
		}
		for _, name := range field.Names {
			if !name.IsExported() {
				continue
			}
			at := of + "." + name.Name
			if soundsLikeAnswers.MatchString(name.Name) && !known(knownNumbers, at) && !known(knownNames, at) {
				g.fault("surveys.%s sounds like answers", at)
				continue
			}
			g.follow(at, field.Type)
		}
	}
}

func known(list may, name string) bool {
	_, ok := list[name]
	return ok
}

func TestGateFaults(t *testing.T) {
	const common = `package surveys
type Store struct{ waves map[string]Wave }
type WaveID string
type WaveState int
type Wave struct { ID WaveID; HeadCount int; Targets map[string]float64; Closes time.Time; Groups []Group; hidden int; School programme.SchoolID }
type Group struct { Number uint8; HeadCount int; Name i18n.Text; Inner *Group }
type Submission struct { Codes []int8 }
type Response struct { Codes []int8 }
type Instrument struct { Items []int }
type Box[T any] struct { V T }
type Sneaky struct { Wave; Total int }
type Alias = Response
`
	for _, tt := range []struct{ name, code, want string }{
		{"a wave", "func (s *Store) Wave(id WaveID) (Wave, error) { panic(0) }", ""},
		{"many waves", "func (s *Store) Waves() []Wave { panic(0) }", ""},
		{"a stream of waves", "func (s *Store) Each() iter.Seq2[Wave, error] { panic(0) }", ""},
		{"the instrument", "func (s *Store) InstrumentOf(w Wave) *Instrument { panic(0) }", ""},
		{"pure", "func Check(sub Submission) (Response, error) { panic(0) }", ""},
		{"unexported", "func (s *Store) count() int { panic(0) }", ""},
		{"a count", "func (s *Store) Size(ctx context.Context) (int, error) { panic(0) }", "surveys.Size gives out a number"},
		{"counts in a map", "func (s *Store) Sizes() map[WaveID]int64 { panic(0) }", "surveys.Sizes gives out a number"},
		{"a named number", "func (s *Store) State() WaveState { panic(0) }", "surveys.State gives out a number"},
		{"a new number in a struct", "func (s *Store) Look() Sneaky { panic(0) }", "surveys.Sneaky.Total gives out a number"},
		{"answers", "func (s *Store) Read() []Response { panic(0) }", "surveys.Read gives out Response"},
		{"answers by an alias", "func (s *Store) Read() []Alias { panic(0) }", "gives out Response"},
		{"answers by a callback", "func (s *Store) Walk(f func(Submission) error) error { panic(0) }", "surveys.Walk gives out Submission"},
		{"answers by a channel", "func (s *Store) Tail() <-chan Submission { panic(0) }", "gives out Submission"},
		{"by name", "func (s *Store) AnswersOf() error { panic(0) }", "sounds like a reader of answers"},
		{"anything", "func (s *Store) Raw() any { panic(0) }", "can hold anything"},
		{"bytes", "func (s *Store) Raw() []byte { panic(0) }", "gives out a number"},
		{"generic, sound", "func (s *Store) One() Box[Wave] { panic(0) }", ""},
		{"generic", "func (s *Store) Raw() Box[Response] { panic(0) }", "gives out Response"},
		{"a handle", "func (s *Store) DB() *duckdb.DB { panic(0) }", "surveys.DB gives out duckdb.DB"},
		{"function with a context", "func Total(ctx context.Context, f *duckdb.Folder) (int, error) { panic(0) }", "surveys.Total gives out a number"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bites(t, gateFaults(made(t, file{"surveys/a.go", common + tt.code + "\n"})), tt.want)
		})
	}
	bites(t, gateFaults(made(t, file{"surveys/a.go", "package surveys\ntype Store struct{ Folder *duckdb.Folder }\n"})), "exported field Folder")
	bites(t, gateFaults(made(t, file{"reports/a.go", "package reports\ntype Store struct{ DB int }\n"})), "")
}
