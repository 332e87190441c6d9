package e2e

import (
	"bytes"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tilstand/internal/testkit"
	"tilstand/internal/testkit/server"
)

// TestCommands is the operator, who can do the same beside a running server
// and without one.
func TestCommands(t *testing.T) {
	t.Parallel()
	for _, running := range []bool{true, false} {
		name := "without a server"
		if running {
			name = "beside a running server"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := server.Start(t, server.Options{})
			leader := signIn(t, s)
			school := leader.register("Lia skole")
			w := leader.open(school, "a/tilstand", counts{"teachers": 16, "sfo": 8})
			answer(t, s.URL, w, inGroup("1", 15, 4)...)
			answer(t, s.URL, w, inGroup("2", 3, 1)...)
			if !running {
				s.Stop()
			}

			list := command(t, 0, "wave", "list", "-data", s.Data)
			if !strings.Contains(list, w.ID) || !strings.Contains(list, " open ") || !strings.Contains(list, "Lia skole") {
				t.Errorf("the list of waves:\n%s", list)
			}
			closed := command(t, 0, "wave", "close", "-data", s.Data, "-wave", w.ID)
			if want := "wave " + w.ID + " is closed; release "; !strings.HasPrefix(closed, want) {
				t.Errorf("closing said %q, want %q", closed, want)
			}
			if again := command(t, 0, "wave", "close", "-data", s.Data, "-wave", w.ID); again != closed {
				t.Errorf("closing again said %q, want the same release: %q", again, closed)
			}
			if list := command(t, 0, "wave", "list", "-data", s.Data); !strings.Contains(list, " closed ") {
				t.Errorf("the list of waves after closing:\n%s", list)
			}
			command(t, 1, "wave", "close", "-data", s.Data, "-wave", "NOSUCHWAVE")

			file := filepath.Join(t.TempDir(), "report.xlsx")
			command(t, 0, "report", "school", "-data", s.Data, "-school", school, "-o", file)
			wantHiddenGroup(t, file)
			command(t, 1, "report", "school", "-data", s.Data, "-school", newOrgnr(), "-o", file)
			printed := filepath.Join(t.TempDir(), "report.pdf")
			command(t, 0, "report", "school", "-data", s.Data, "-school", school, "-lang", "nn", "-o", printed)
			wantTaggedPDF(t, printed)

			// Of one school, which does not share either, there is no edition.
			command(t, 1, "edition", "issue", "-data", s.Data, "-programme", "skolemiljo")
			if list := command(t, 0, "edition", "list", "-data", s.Data, "-programme", "skolemiljo"); !strings.HasPrefix(list, "NUMBER") || strings.Count(list, "\n") != 1 {
				t.Errorf("the list of editions:\n%s", list)
			}

			if said := command(t, 0, "edition", "attack", "-data", s.Data, "-programme", "skolemiljo"); !strings.HasPrefix(said, "0 editions") {
				t.Errorf("the attack on no editions:\n%s", said)
			}

			link := strings.TrimSpace(command(t, 0, "user", "link", "-data", s.Data, "-base-url", "https://x.example", "-email", leader.email))
			if !running {
				s = server.Start(t, server.Options{Data: s.Data})
			}
			wantNewSignIn(t, s, leader, strings.TrimPrefix(link, "https://x.example"), running)
			wantRoles(t, s, school)
			if n := leader.view(school).Now.Answered.N; n != 18 {
				t.Errorf("%d answered, want 18", n)
			}
		})
	}
}

// command runs a command that is to end with that code and returns what it printed.
func command(t *testing.T, code int, args ...string) string {
	t.Helper()
	result := server.Run(t, args...)
	if result.Code != code {
		t.Fatalf("tilstand %s ended with %d, want %d\n%s%s", strings.Join(args, " "), result.Code, code, result.Stdout, result.Stderr)
	}
	if code != 0 && (result.Stderr == "" || strings.Contains(result.Stderr, "goroutine")) {
		t.Errorf("tilstand %s does not say what is wrong: %q", strings.Join(args, " "), result.Stderr)
	}
	return result.Stdout
}

// wantTaggedPDF holds a printed report to what makes it readable for everybody: a language, a tree of what each part is, and an outline (ISO 14289-1, PDF/UA).
// Nothing in it may lead to the file that it was printed from.
func wantTaggedPDF(t *testing.T, file string) {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(body, []byte("%PDF-")) {
		t.Fatalf("%.20q begins no PDF", body)
	}
	for _, want := range []string{"/Lang (nn)", "/StructTreeRoot", "/Marked true", "/Outlines", "/S /Table", "/S /TH", "/S /H1"} {
		if !bytes.Contains(body, []byte(want)) {
			t.Errorf("the PDF has no %s", want)
		}
	}
	if bytes.Contains(body, []byte("file://")) {
		t.Error("the PDF has links to where it was printed")
	}
}

// wantHiddenGroup opens the report. Eighteen answered, fifteen of them teachers:
// 15·4 + 3·1 = 63, 63/18 = 3.5. The three of the other group are fewer than seven.
func wantHiddenGroup(t *testing.T, file string) {
	t.Helper()
	book, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data := readData(t, book)
	if row := data.find(t, "component", "promote", "group", "total"); row["state"] != "value" || row["value"] != "3.5" || row["n"] != "18" {
		t.Errorf("the whole school: %v", row)
	}
	row := data.find(t, "component", "promote", "group", "sfo")
	for _, column := range []string{"value", "low", "high", "n"} {
		if row[column] != "" {
			t.Errorf("the hidden group shows %s = %q", column, row[column])
		}
	}
	if row["state"] != "hidden" {
		t.Errorf("the small group is %q in the Data sheet, want hidden", row["state"])
	}
	wantNumbers(t, book)
}

// wantNewSignIn holds that a new link lets its owner in, and that sessions from before it have ended.
func wantNewSignIn(t *testing.T, s *server.Server, l *leader, link string, running bool) {
	t.Helper()
	old := *l
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	l.server, l.base, l.client = s, s.URL, &http.Client{Jar: jar}
	l.enroll(link)
	if !running {
		return
	}
	response, err := old.client.Get(s.URL + "/schools")
	if err != nil {
		t.Fatal(err)
	}
	if at, _ := old.read(response, http.StatusOK); at != "/login" {
		t.Errorf("whoever was signed in before still reaches %s", at)
	}
}

// wantRoles gives somebody a role by command, takes it, and closes the account.
func wantRoles(t *testing.T, s *server.Server, school string) {
	t.Helper()
	who := func(args ...string) []string {
		return append([]string{"user", args[0], "-data", s.Data, "-email", "moe@example.no"}, args[1:]...)
	}
	listed := func() string {
		for line := range strings.Lines(command(t, 0, "user", "list", "-data", s.Data)) {
			if fields := strings.Fields(line); fields[0] == "moe@example.no" {
				return fields[len(fields)-1]
			}
		}
		return ""
	}
	appoint(t, s, "moe@example.no", "member@"+school)
	if got := listed(); got != "member@"+school {
		t.Errorf("given: %q", got)
	}
	command(t, 0, who("take", "-role", "member@"+school)...)
	if got := listed(); strings.Contains(got, "@") {
		t.Errorf("taken: %q", got)
	}
	command(t, 0, who("close")...)
	if got := listed(); got != "closed" {
		t.Errorf("closed: %q", got)
	}
	command(t, 1, who("link")...)
	command(t, 1, who("add", "-name", "Moe", "-role", "boss")...)
	command(t, 1, who("add", "-name", "Moe", "-role", "leader@"+newOrgnr())...)
}

// TestInstrumentCheck is the author of a questionnaire.
func TestInstrumentCheck(t *testing.T) {
	t.Parallel()
	good := filepath.Join(testkit.Root(t), "surveys", "instruments", "tilstand.v1.json")
	if said := command(t, 0, "instrument", "check", good); !strings.Contains(said, "21 items in 4 sections") {
		t.Errorf("of a good one it says:\n%s", said)
	}
	document, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	faulty := filepath.Join(t.TempDir(), "mine.json")
	text := strings.Replace(string(document), `"scale": "extent"`, `"scale": "extend"`, 1)
	text = regexp.MustCompile(`"minutes": \d+`).ReplaceAllString(text, `"minutes": 500`)
	if err := os.WriteFile(faulty, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	result := server.Run(t, "instrument", "check", faulty)
	if result.Code != 1 || !strings.Contains(result.Stdout, "extend") || !strings.Contains(result.Stdout, "500 is above") {
		t.Errorf("of a faulty one it says, ending with %d:\n%s%s", result.Code, result.Stdout, result.Stderr)
	}
}

// TestUsage is somebody who does not know the commands yet.
func TestUsage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"version"}, 0, "tilstand "},
		{nil, 0, "tilstand serve"},
		{[]string{"help"}, 0, "tilstand serve"},
		{[]string{"wave", "close", "-h"}, 0, "-wave"},
		{[]string{"wave", "close"}, 2, "-wave is missing"},
		{[]string{"edition", "issue"}, 2, "give -owner or -programme"},
		{[]string{"sing"}, 2, `there is no command "sing"`},
		{[]string{"serve", "-base-url", "tilstand.example.no"}, 2, "is not an address such as"},
		{[]string{"wave", "list", "-data", filepath.Join(t.TempDir(), "nowhere")}, 1, "there is no data folder"},
		{[]string{"instrument", "check", "nowhere.json"}, 1, "no such file"},
	} {
		result := server.Run(t, tt.args...)
		if said := result.Stdout + result.Stderr; result.Code != tt.code || !strings.Contains(said, tt.says) {
			t.Errorf("tilstand %s ended with %d and said %q; want %d and %q", strings.Join(tt.args, " "), result.Code, said, tt.code, tt.says)
		}
	}
}

// TestSecondServer starts two on the same folder.
func TestSecondServer(t *testing.T) {
	t.Parallel()
	s := server.Start(t, server.Options{})
	second := server.Run(t, "serve", "-data", s.Data, "-listen", "127.0.0.1:0")
	if second.Code != 1 || !strings.Contains(second.Stderr, s.Data) || !strings.Contains(second.Stderr, "stop the other program or use another folder") {
		t.Errorf("the second ended with %d and said:\n%s%s", second.Code, second.Stdout, second.Stderr)
	}
	if strings.Contains(second.Stdout, "first sign-in") {
		t.Errorf("the second printed:\n%s", second.Stdout)
	}
	signIn(t, s)
}
