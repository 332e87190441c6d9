package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tilstand/internal/testkit/page"
	"tilstand/internal/testkit/server"
)

// published is a figure as documents for programs have it.
type published struct {
	State    string
	N        int
	Limit    string
	Mean     float64
	Bounds   *span
	Interval *span
}

type span struct{ Low, High float64 }

// told is the figure as one text, the same whatever it was read from.
func (p published) told() string {
	if p.State != "value" {
		return p.State
	}
	at := p.Bounds
	if at == nil {
		at = p.Interval
	}
	text := fmt.Sprintf("value %s of %d: %g", p.Limit, p.N, p.Mean)
	if at != nil {
		text += fmt.Sprintf(" (%g to %g)", at.Low, at.High)
	}
	return text
}

// toldBy is the same of a row with the columns state, value, limit, low, high and n.
func toldBy(cell func(column string) string) string {
	if cell("state") != "value" {
		for _, column := range []string{"value", "limit", "low", "high", "n"} {
			if cell(column) != "" {
				return cell("state") + " with " + column + " " + cell(column)
			}
		}
		return cell("state")
	}
	number := func(column string) float64 {
		x, err := strconv.ParseFloat(cell(column), 64)
		if err != nil && cell(column) != "" {
			return -1
		}
		return x // 0 where there is only a number of answers
	}
	text := fmt.Sprintf("value %s of %g: %g", cell("limit"), number("n"), number("value"))
	if cell("low") != "" {
		text += fmt.Sprintf(" (%g to %g)", number("low"), number("high"))
	}
	return text
}

// onPage is how a page in bokmål has the figure: one of the texts.
func (p published) onPage() []string {
	number := func(x float64) string { return strings.Replace(strconv.FormatFloat(x, 'f', 1, 64), ".", ",", 1) }
	switch {
	case p.State == "hidden":
		return []string{"skjult"}
	case p.State == "no_data":
		return []string{"ingen svar"}
	case p.State == "not_asked":
		return []string{"ikke spurt", "ikke målt"}
	case p.Limit == "count":
		return []string{"bare antall svar"}
	case p.Limit == "at_least":
		return []string{"minst " + number(p.Mean)}
	case p.Limit == "at_most":
		return []string{"høyst " + number(p.Mean)}
	case p.Limit == "middle":
		return []string{"midten"}
	case p.Limit == "between":
		return []string{number(p.Bounds.Low) + " og " + number(p.Bounds.High), number(p.Bounds.Low) + " til " + number(p.Bounds.High), number(p.Bounds.Low) + "–" + number(p.Bounds.High)}
	}
	return []string{number(p.Mean)}
}

// askedView is what a program reads of a school's results, as far as the queries go.
type askedView struct {
	Waves []struct {
		ID    string
		Phase struct{ Key string }
	}
	Groups  []askedGroup
	Overall *askedRow
	Rows    []askedRow
	Items   []askedRow
	Mapping *struct {
		Wave   struct{ ID string }
		Groups []askedGroup
		Rows   []askedRow
		Items  []askedRow
	}
}

type askedGroup struct {
	Key  string
	Name map[string]string
}

type askedRow struct {
	Measure, Kind string
	Name          map[string]string
	Now           published
}

// query is one of the fifty: a figure of a school, wave, group and measure.
type query struct {
	orgnr, wave, group string
	groupName          string
	mapping            bool
	row                askedRow
}

func (q query) String() string {
	return fmt.Sprintf("%s, wave %s, %s, %s", q.orgnr, q.wave, q.group, q.row.Measure)
}

// asker asks the same in every way there is, and remembers what it has fetched.
type asker struct {
	t       *testing.T
	reader  *leader
	secret  string
	fetched map[string]string
	books   map[string]data // as they were read
	tables  map[string]longTable
}

func (a *asker) get(path string) string {
	a.t.Helper()
	if _, ok := a.fetched[path]; !ok {
		a.fetched[path] = a.reader.get(path)
	}
	return a.fetched[path]
}

// program gets a document with the token.
func (a *asker) program(path string, into any) {
	a.t.Helper()
	if _, ok := a.fetched[path]; !ok {
		r, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, a.reader.base+path, nil)
		if err != nil {
			a.t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+a.secret)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			a.t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			a.t.Fatalf("%s: %s %v", path, response.Status, err)
		}
		a.fetched[path] = string(body)
	}
	if err := json.Unmarshal([]byte(a.fetched[path]), into); err != nil {
		a.t.Fatalf("%s: %v", path, err)
	}
}

func (a *asker) view(orgnr string, q url.Values) (v askedView) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.get("/schools/"+orgnr+"/results.json?"+q.Encode())), &v); err != nil {
		a.t.Fatal(err)
	}
	return v
}

// askFifty takes fifty random queries, and finds the same figures and states on the page, in both kinds of JSON, in the data file and in the workbooks.
func askFifty(t *testing.T, s *server.Server, reader *leader, owner string) {
	const seed = 20261218
	t.Logf("the queries are those of the seed %d", seed)
	r := rand.New(rand.NewPCG(seed, seed))
	_, made := reader.fill(owner+"/tokens", "main form.panel", url.Values{"name": {"Femti spørsmål"}, "items": {"yes"}})
	a := &asker{t: t, reader: reader, fetched: map[string]string{}, books: map[string]data{}, tables: map[string]longTable{}}
	a.secret = page.Attr(page.Find(t, page.Parse(t, made), "input#token")[0], "value")
	var list struct {
		Items []struct {
			School   struct{ Orgnr string }
			Shares   string
			Releases string
		}
	}
	a.program("/api/v1/schools?limit=500", &list)
	var sharing []string
	for _, one := range list.Items {
		if one.Shares == "all" {
			sharing = append(sharing, one.School.Orgnr)
		}
	}
	if len(sharing) < 3 {
		t.Fatalf("%d schools share all", len(sharing))
	}
	states, closed := map[string]int{}, 0
	for range 50 {
		q := a.draw(r, sharing[r.IntN(len(sharing))])
		states[q.row.Now.State]++
		want := q.row.Now.told()
		for where, got := range map[string]string{"the release": a.inRelease(q), "CSV": a.inCSV(q), "the data workbook": a.inWorkbook(q)} {
			if got != want {
				t.Errorf("%s: %s has %q, results.json %q", q, where, got, want)
			}
		}
		if q.row.Kind != "item" {
			if got := a.inReport(q); got != want {
				t.Errorf("%s: the report has %q, results.json %q", q, got, want)
			}
		}
		a.wantOnPage(q)
		if q.group == "total" && !q.mapping && q.row.Kind == "component" {
			a.wantInClosing(q)
			closed++
		}
	}
	t.Logf("states: %v; %d in meetings and summaries", states, closed)
	if closed == 0 {
		t.Error("no query was about a component of a whole school")
	}
	if states["value"] < 20 || states["hidden"] < 1 {
		t.Errorf("the queries met the states %v", states)
	}
}

// draw makes a query of a school.
func (a *asker) draw(r *rand.Rand, orgnr string) query {
	v := a.view(orgnr, nil)
	q := query{orgnr: orgnr, group: "total", groupName: "Hele skolen", mapping: v.Mapping != nil && r.IntN(3) == 0}
	asked := url.Values{}
	if !q.mapping {
		q.wave = v.Waves[r.IntN(len(v.Waves))].ID
		asked.Set("wave", q.wave)
		v = a.view(orgnr, asked)
	} else {
		q.wave = v.Mapping.Wave.ID
	}
	groups := v.Groups
	if q.mapping { // the page is of both surveys
		groups = slices.DeleteFunc(slices.Clone(v.Mapping.Groups), func(g askedGroup) bool {
			return !slices.ContainsFunc(v.Groups, func(o askedGroup) bool { return o.Key == g.Key })
		})
	}
	if at := r.IntN(len(groups) + 1); at > 0 {
		q.group, q.groupName = groups[at-1].Key, groups[at-1].Name["nb"]
		asked.Set("group", q.group)
		v = a.view(orgnr, asked)
	}
	rows := slices.Concat(v.Rows, v.Items)
	if v.Overall != nil {
		rows = append(rows, *v.Overall)
	}
	if q.mapping {
		rows = slices.Concat(v.Mapping.Rows, v.Mapping.Items)
	}
	q.row = rows[r.IntN(len(rows))]
	return q
}

// inRelease is the figure in the document that programs read.
func (a *asker) inRelease(q query) string {
	var list struct {
		Items []struct {
			Document string
			Wave     struct{ ID string }
		}
	}
	a.program("/api/v1/schools/"+q.orgnr+"/releases", &list)
	for _, one := range list.Items {
		if one.Wave.ID != q.wave {
			continue
		}
		var release struct {
			Figures []struct {
				Measure, Group string
				Cell           published
			}
		}
		a.program(one.Document, &release)
		for _, f := range release.Figures {
			if f.Measure == q.row.Measure && f.Group == q.group {
				return f.Cell.told()
			}
		}
		return "not_asked" // a document names what was asked
	}
	return "no release"
}

// of finds the row of a query.
func (l longTable) of(q query) string {
	for _, row := range l.rows {
		if l.at(row, "wave") == q.wave && l.at(row, "group") == q.group && l.at(row, "measure") == q.row.Measure && (!slices.Contains(l.columns, "statistic") || l.at(row, "statistic") == "mean") {
			return toldBy(func(column string) string { return l.at(row, column) })
		}
	}
	return "not_asked"
}

func (a *asker) inCSV(q query) string {
	if _, ok := a.tables[q.orgnr]; !ok {
		a.tables[q.orgnr] = parsedTable(a.t, a.get("/schools/"+q.orgnr+"/data/csv"))
	}
	return a.tables[q.orgnr].of(q)
}

func (a *asker) inWorkbook(q query) string {
	return a.inBook("/schools/"+q.orgnr+"/data/xlsx", q)
}

func (a *asker) inReport(q query) string {
	path := "/schools/" + q.orgnr + "/report.xlsx"
	if !q.mapping {
		path += "?wave=" + q.wave
	}
	return a.inBook(path, q)
}

func (a *asker) inBook(path string, q query) string {
	if a.books[path] == nil {
		a.books[path] = readData(a.t, []byte(a.get(path)))
	}
	for _, row := range a.books[path] {
		if row["wave"] == q.wave && row["group"] == q.group && row["measure"] == q.row.Measure && (row["statistic"] == "" || row["statistic"] == "mean") {
			return toldBy(func(column string) string { return row[column] })
		}
	}
	return "not_asked"
}

// wantOnPage looks for the figure where people do: in a table, in a row that begins with the measure; of an item on the item's page, in the row of the group.
func (a *asker) wantOnPage(q query) {
	a.t.Helper()
	asked := url.Values{}
	path, heading := "/schools/"+q.orgnr, q.row.Name["nb"]
	if q.row.Measure == "overall" {
		heading = "Samlet"
	}
	if !q.mapping {
		asked.Set("wave", q.wave)
	}
	if item, ok := strings.CutPrefix(q.row.Measure, "item:"); ok {
		path, heading = path+"/items/"+item, q.groupName
		if q.mapping {
			asked.Set("kind", "mapping")
		}
	} else if q.group != "total" {
		asked.Set("group", q.group)
	}
	if q.mapping && !strings.HasPrefix(q.row.Measure, "item:") {
		path += "/mapping"
	}
	body := a.get(path + "?" + asked.Encode())
	var found []string
	for _, row := range page.Find(a.t, page.Parse(a.t, body), "tr") {
		if heads := page.Find(a.t, row, "th"); len(heads) == 0 || !strings.HasPrefix(page.Text(heads[0]), heading) {
			continue
		}
		for _, figure := range page.Find(a.t, row, ".figure") {
			found = append(found, strings.ToLower(page.Text(figure)))
		}
	}
	for _, want := range q.row.Now.onPage() {
		if slices.ContainsFunc(found, func(text string) bool { return strings.Contains(text, want) }) {
			return
		}
	}
	a.t.Errorf("%s: on %s?%s the rows of %q have %q, want %q", q, path, asked.Encode(), heading, found, q.row.Now.onPage())
}

// wantInClosing finds the figure on the slide of the meeting, and what it says in the summary.
func (a *asker) wantInClosing(q query) {
	a.t.Helper()
	phase, last := "", ""
	waves := a.view(q.orgnr, nil).Waves
	for _, w := range waves {
		if w.ID == q.wave {
			phase = w.Phase.Key
		}
	}
	for _, w := range waves {
		if w.Phase.Key == phase {
			last = w.ID
		}
	}
	if last != q.wave {
		return // a later survey closes the phase
	}
	at := "/schools/" + q.orgnr + "/closing/" + phase
	named := func(body, each, name, what string) (said []string) {
		for _, part := range page.Find(a.t, page.Parse(a.t, body), each) {
			if heads := page.Find(a.t, part, name); len(heads) == 0 || page.Text(heads[0]) != q.row.Name["nb"] {
				continue
			}
			for _, found := range page.Find(a.t, part, what) {
				said = append(said, strings.ToLower(page.Text(found)))
			}
		}
		return said
	}
	want := q.row.Now.onPage()
	has := func(said []string) bool {
		return slices.ContainsFunc(want, func(w string) bool { return len(said) == 1 && strings.Contains(said[0], w) })
	}
	body := a.get(at + "/meeting/print")
	if said := named(body, ".sheet", "h2", "tr.now .figure"); !has(said) && !strings.Contains(body, "ingen tall kan vises") {
		a.t.Errorf("%s: the meeting has %q, want %q", q, said, want)
	}
	switch q.row.Now.State {
	case "hidden":
		want = []string{"svarene vises ikke"}
	case "no_data":
		want = []string{"ingen har svart"}
	case "not_asked":
		want = []string{"vi spurte ikke"}
	}
	if said := named(a.get(at+"/summary"), ".summary-stands > div", "dt", "dd"); !has(said) {
		a.t.Errorf("%s: the summary has %q, want %q", q, said, want)
	}
}
