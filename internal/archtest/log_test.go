package archtest

import (
	"go/ast"
	"regexp"
	"testing"
)

// TestLog holds that every action of the log is written somewhere, and that only package audit touches its table: an entry
// that went in beside the chain would look like a forged one.
func TestLog(t *testing.T) {
	report(t, logFaults(realTree(t)))
}

var touchesLog = regexp.MustCompile(`\baudit_log\b`)

func logFaults(tr tree) []string {
	actions, used := map[string]string{}, map[string]bool{}
	var faults []string
	for _, p := range tr.packages {
		for _, s := range p.production() {
			if p.path == "internal/audit" {
				for name, at := range constantsOf(s, "Action") {
					actions[name] = at
				}
				continue
			}
			ast.Inspect(s.tree, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					if from, ok := sel.X.(*ast.Ident); ok && from.Name == "audit" {
						used[sel.Sel.Name] = true
					}
				}
				return true
			})
			for _, l := range s.literals() {
				if touchesLog.MatchString(l.value) && p.path != "internal/duckdb" {
					faults = append(faults, l.at+" touches the table of the log: entries go in by audit.Append and out by audit.Log")
				}
			}
		}
	}
	for name, at := range actions {
		if !used[name] {
			faults = append(faults, at+" "+name+" is an action that no production code writes")
		}
	}
	return faults
}

// constantsOf are the names of a file's constants of a type, and where they stand.
func constantsOf(s source, kind string) map[string]string {
	found := map[string]string{}
	for _, decl := range s.tree.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range group.Specs {
			value, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			if of, ok := value.Type.(*ast.Ident); ok && of.Name == kind {
				for _, name := range value.Names {
					found[name.Name] = s.at(name)
				}
			}
		}
	}
	return found
}

func TestLogFaults(t *testing.T) {
	log := file{"internal/audit/action.go", "package audit\ntype Action string\nconst (\n\tOpened Action = \"opened\"\n\tClosed Action = \"closed\"\n)\nvar q = `select 1 from audit_log`\n"}
	both := "package surveys\nimport \"tilstand/internal/audit\"\nvar a, b = audit.Opened, audit.Closed\n"
	for _, tt := range []struct{ name, body, want string }{
		{"sound", both, ""},
		{"never written", "package surveys\nimport \"tilstand/internal/audit\"\nvar a = audit.Opened\n", "Closed is an action that no production code writes"},
		{"past the chain", both + "var q = `insert into audit_log values (1)`\n", "touches the table of the log"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bites(t, logFaults(made(t, log, file{"surveys/a.go", tt.body})), tt.want)
		})
	}
}
