package web

import (
	"math"
	"slices"

	"tilstand/analytics"
	"tilstand/internal/charts"
	"tilstand/internal/i18n"
)

// conditionTable holds the components against their targets, now and before.
type conditionTable struct {
	Steps   []int // of the scale, for the head of the picture column
	Rows    []conditionRow
	Before  string // which wave the column "before" is; empty when there is none to compare with
	Targets bool   // some row has a target
	Hidden  *explanation
	AllGone bool // no row has a figure
	// Beneath the table: the family that the changes of the components are judged in, and the smallest relevant difference. Empty without changes.
	Family, Relevant string
}

// Linked reports whether the rows lead to pages of their own, which say more.
func (t conditionTable) Linked() bool { return len(t.Rows) > 0 && t.Rows[0].Href != "" }

// Columns are those of a row.
func (t conditionTable) Columns() int {
	n := 2 // name and figure
	if !t.AllGone {
		n++
	}
	if t.Before != "" {
		n += 2
	}
	if t.Targets {
		n += 2
	}
	return n
}

// conditionRow is one measure.
type conditionRow struct {
	ID          string
	Href        string // of the page of the component, which says more; empty where it all stands here
	Name        string
	Explanation string
	Finding     string
	Drawing     charts.Drawing
	Turnout     string // how many stand behind the figure
	Hundred     string // the figure on 0 to 100; empty without one
	Now, Before figure
	Aim         aim
	Distance    distance
	Trend       *trendWords
	Moved       *movedWords // since the wave before; nil where the two cannot be compared
	Changes     []changeWords
	Agreement   agreementWords
	Silent      string // what those who are not in the figure could change; empty where there are none
	Overall     bool
}

// Tells reports whether there is more to say of the row than its cells hold, and no page of its own that says it.
func (r conditionRow) Tells() bool {
	return r.Href == "" && r.Now.Shown() && (len(r.Changes) > 0 || r.Explanation != "" || r.Agreement.Text != "")
}

// movedWords are the change since the wave before, and whether it is more than normal fluctuation.
type movedWords struct {
	Size  string // empty where only its bounds are known
	Claim string
}

// trendWords are the direction over all waves.
type trendWords struct {
	Direction, Claim, Size, Reach string // Reach is empty unless the trend leads somewhere
}

// agreementWords are how alike the staff answer.
type agreementWords struct {
	Text    string // empty where there is no figure
	Picture picture
	Detail  string // the numbers; empty where they are not shown
}

// aim is the target: for the end of this phase, or of the next one that has a level.
type aim struct {
	Level string // empty without one
	Next  string // the later phase that the level is for; empty when it is for this one
}

// distance is what is missing to the target, in words.
type distance struct {
	Text     string // "0.4 under"; empty without a target
	Interval string
	Verdict  string
}

// changeWords are the two sentences about a change, under a heading that says since when.
type changeWords struct {
	Since, Staff, Claim string
	Size, Normal        string // the numbers that belong to the two
	Detectable          string
	Order               string // what the order of the answers says; empty where it is not known
}

func newConditionTable(words i18n.Printer, view *analytics.SchoolView) conditionTable {
	table := conditionTable{AllGone: true}
	rows := view.Rows
	if view.Overall != nil {
		rows = append([]analytics.Row{*view.Overall}, rows...)
	}
	table.Family, table.Relevant = familyWords(words, view.Rows)
	table.fill(words, view, rows)
	return table
}

// newConditionTableOf is the table of one measure.
func newConditionTableOf(words i18n.Printer, view *analytics.SchoolView, row analytics.Row) conditionTable {
	table := conditionTable{AllGone: true}
	table.fill(words, view, []analytics.Row{row})
	return table
}

func (t *conditionTable) fill(words i18n.Printer, view *analytics.SchoolView, rows []analytics.Row) {
	for _, row := range rows {
		t.add(words, view, row)
	}
	if before := previousWave(view); before != nil && slices.ContainsFunc(t.Rows, func(r conditionRow) bool { return r.Before.Shown() }) {
		t.Before = phaseTitle(words, before.Phase)
	}
}

func (t *conditionTable) add(words i18n.Printer, view *analytics.SchoolView, row analytics.Row) {
	now := newFigure(words, row.Now, row.HeadCount)
	out := conditionRow{
		ID: rowID(row), Name: rowName(words, row), Explanation: row.Explanation.In(words.Lang()), Finding: rowFinding(words, row), Now: now,
		Turnout: turnoutWords(words, row), Hundred: hundredWords(words, row),
		Aim: newAim(words, row), Distance: newDistance(words, row.Gap, row.Everyone()), Changes: newChanges(words, row.Changes), Overall: row.Kind == analytics.Overall,
		Trend: newTrend(words, row.Trend), Agreement: newAgreement(words, row),
	}
	if len(row.Changes) > 0 {
		out.Moved = &movedWords{Claim: words.Say(row.Changes[0].Sentences[1])}
		if row.Changes[0].Limit == analytics.Exact {
			out.Moved.Size = words.Signed(row.Changes[0].Difference, 1)
		}
	}
	if row.Silent != nil {
		out.Silent = words.Say(row.Silent.Words())
	}
	if comparable := comparablePoints(row); len(comparable) > 0 {
		before := comparable[len(comparable)-1]
		out.Before = newFigure(words, before.Cell, before.HeadCount)
	}
	out.Drawing = charts.DotRow{Steps: row.Steps, Now: row.Now, Earlier: comparableCells(row), Target: aimLevel(row)}.Drawing()
	if len(t.Steps) < row.Steps {
		t.Steps = steps(row.Steps)
	}
	t.Targets = t.Targets || out.Aim.Level != ""
	t.AllGone = t.AllGone && !now.Shown()
	if now.Hidden() {
		t.Hidden = nearest(words, view.Query)
	}
	t.Rows = append(t.Rows, out)
}

// conditionExhibit is a table of the condition as it leaves the page: what is drawn and what is downloaded are made of the same rows.
func conditionExhibit(words i18n.Printer, view *analytics.SchoolView, table conditionTable) exhibit {
	e := exhibit{
		ID: "condition", Title: words.T("school.condition"), Finding: words.Say(view.Finding), HowTo: words.T("school.condition_how", "steps", len(table.Steps)),
		Answered: answeredWords(words, view.Now.Answered, view.Now.HeadCount), Caveat: words.T("school.condition_caption"),
		Method: "target", Axis: axis(len(table.Steps)), Key: dotKey(words, table.Before != "", table.Targets),
		Table: exhibitTable{First: words.T("school.component"), Heads: heads(words, "school.now")},
	}
	if table.Before != "" {
		e.Table.Heads = append(e.Table.Heads, exhibitHead{Name: table.Before})
	}
	e.Table.Heads = append(e.Table.Heads, heads(words, "school.target", "school.against_target")...)
	several := len(table.Rows) > 1
	if several {
		e.Table.Heads = append(e.Table.Heads, heads(words, "school.finding")...)
	}
	for _, row := range table.Rows {
		line := exhibitRow{Name: row.Name, Drawing: row.Drawing, Strong: row.Overall, Cells: []exhibitCell{figureCell(row.Now)}}
		line.Cells[0].Detail = joined(row.Now.Interval, row.Hundred)
		if table.Before != "" {
			before := exhibitCell{Text: words.T("school.not_comparable")}
			if row.Before.State != "" {
				before = figureCell(row.Before)
			}
			line.Cells = append(line.Cells, before)
		}
		line.Cells = append(line.Cells, aimWords(words, row), exhibitCell{Text: row.Distance.Verdict, Detail: joined(row.Distance.Text, row.Distance.Interval)})
		if several {
			line.Cells = append(line.Cells, exhibitCell{Text: row.Finding})
		}
		e.Table.Rows = append(e.Table.Rows, line)
	}
	return e
}

// aimWords is the target of a row as a cell; the overall index has none of its own.
func aimWords(words i18n.Printer, row conditionRow) exhibitCell {
	switch {
	case row.Overall:
		return exhibitCell{Text: words.T("school.targets_of_components")}
	case row.Aim.Level == "":
		return exhibitCell{Text: words.T("school.no_target")}
	case row.Aim.Next != "":
		return exhibitCell{Text: row.Aim.Level, Detail: words.T("school.aim_next", "phase", row.Aim.Next)}
	}
	return exhibitCell{Text: row.Aim.Level}
}

// nearest leads from a hidden figure to the whole school; on the page of the whole school there is nothing nearer.
func nearest(words i18n.Printer, q analytics.Query) *explanation { return nearestAt(words, q, "") }

// nearestAt does the same on a page below the school's.
func nearestAt(words i18n.Printer, q analytics.Query, at string) *explanation {
	if q.Group == "" {
		return &explanation{}
	}
	q.Group = ""
	return &explanation{Href: pathOf(kept(q), at), Text: words.T("school.see_whole")}
}

// rowID names a row in an address: a component's key, or what the row is.
func rowID(row analytics.Row) string {
	if row.Component != "" {
		return "c-" + string(row.Component)
	}
	return "c-" + string(row.Kind)
}

// rowName is the name of a measure; the overall index has none of its own.
func rowName(words i18n.Printer, row analytics.Row) string {
	if name := row.Name.In(words.Lang()); name != "" {
		return name
	}
	return words.T("school.overall")
}

// rowFinding is the finding without the name before it, which stands beside it already.
func rowFinding(words i18n.Printer, row analytics.Row) string {
	if sentence, ok := row.Finding.Args["finding"].(i18n.Sentence); ok {
		return words.Say(sentence)
	}
	return words.Say(row.Finding)
}

// comparablePoints are the earlier figures of the row since the last break in its series, in course order.
func comparablePoints(row analytics.Row) []analytics.Point {
	since := 0
	for i, p := range row.Earlier {
		if p.Break {
			since = i + 1
		}
	}
	return row.Earlier[since:]
}

// comparableCells are their cells.
func comparableCells(row analytics.Row) []analytics.Cell {
	var cells []analytics.Cell
	for _, p := range comparablePoints(row) {
		cells = append(cells, p.Cell)
	}
	return cells
}

// previousWave is the wave before now.
func previousWave(view *analytics.SchoolView) *analytics.WaveHead {
	if view.Overall == nil || len(view.Overall.Earlier) == 0 {
		return nil
	}
	return &view.Waves[view.Overall.Earlier[len(view.Overall.Earlier)-1].Wave]
}

// aimLevel is the target that the picture shows.
func aimLevel(row analytics.Row) *float64 {
	if row.Target != nil {
		return row.Target
	}
	if len(row.Path) > 0 {
		return &row.Path[0].Level
	}
	return nil
}

// newAim words the target. Where the phase has none yet, as in the preparation, the first one on the path is what the school is heading for.
func newAim(words i18n.Printer, row analytics.Row) aim {
	switch {
	case row.Target != nil:
		return aim{Level: words.Number(*row.Target, 1)}
	case len(row.Path) > 0:
		return aim{Level: words.Number(row.Path[0].Level, 1), Next: phaseInside(words, row.Path[0].Phase)}
	default:
		return aim{}
	}
}

// newDistance words a gap. Where the figure is only bounded, so is the gap; where everyone answered, the figure beside it says so.
func newDistance(words i18n.Printer, gap *analytics.Gap, everyone bool) distance {
	if gap == nil {
		return distance{}
	}
	d := distance{Verdict: words.Say(analytics.TargetLabel(gap.Verdict))}
	switch gap.Limit {
	case analytics.Exact:
		d.Text = words.Say(under(gap.Value))
		if !everyone {
			d.Interval = words.Say(between(gap.Interval))
		}
	case analytics.AtMost:
		d.Text = words.Say(bounded(gap.Value, gap.Value >= 0))
	case analytics.AtLeast:
		d.Text = words.Say(bounded(gap.Value, gap.Value < 0))
	default:
		d.Text = words.Say(between(gap.Bounds))
	}
	return d
}

// under is a distance on its side of the target. A positive gap is what is missing.
func under(gap float64) i18n.Sentence {
	size := math.Abs(gap)
	switch {
	case size < 0.05:
		return i18n.Sentence{Key: "school.gap.even"}
	case gap > 0:
		return i18n.Sentence{Key: "school.gap.under", Args: map[string]any{"gap": size}}
	default:
		return i18n.Sentence{Key: "school.gap.over", Args: map[string]any{"gap": size}}
	}
}

// between is a range of distances, from the side that is farther below.
func between(gap *analytics.Interval) i18n.Sentence {
	switch {
	case gap.Low >= 0:
		return i18n.Sentence{Key: "school.gap.span_under", Args: map[string]any{"from": gap.High, "to": gap.Low}}
	case gap.High <= 0:
		return i18n.Sentence{Key: "school.gap.span_over", Args: map[string]any{"from": -gap.High, "to": -gap.Low}}
	default:
		return i18n.Sentence{Key: "school.gap.span", Args: map[string]any{"from": under(gap.High), "to": under(gap.Low)}}
	}
}

// bounded is a distance that can be smaller only, or larger only.
func bounded(gap float64, atMost bool) i18n.Sentence {
	if atMost {
		return i18n.Sentence{Key: "school.gap.at_most", Args: map[string]any{"gap": under(gap)}}
	}
	return i18n.Sentence{Key: "school.gap.at_least", Args: map[string]any{"gap": under(gap)}}
}

func newChanges(words i18n.Printer, changes []analytics.Change) []changeWords {
	var out []changeWords
	for _, c := range changes {
		w := changeWords{Staff: words.Say(c.Sentences[0]), Claim: words.Say(c.Sentences[1])}
		key := "school.since_last"
		if c.First {
			key = "school.since_first"
		}
		w.Since = words.T(key, "phase", phaseInside(words, c.From.Phase), "date", words.Date(c.From.Closed.Time()))
		w.addNumbers(words, c)
		if c.Order != nil {
			w.Order = words.Say(c.Order.Words())
		}
		out = append(out, w)
	}
	return out
}

// addNumbers words the size of a change, each number beside the sentence that it stands for.
func (w *changeWords) addNumbers(words i18n.Printer, c analytics.Change) {
	if c.Limit != analytics.Exact {
		w.Size = words.T("school.change_bounds", "from", words.Signed(c.Bounds.Low, 1), "to", words.Signed(c.Bounds.High, 1))
		return
	}
	w.Size = words.T("school.change_size", "change", words.Signed(c.Difference, 1), "interval", signedInterval(words, c.Staff))
	if c.Everyone {
		w.Size = words.T("school.change_everyone", "change", words.Signed(c.Difference, 1))
	}
	w.Normal = words.T("school.change_normal", "interval", signedInterval(words, c.Claim))
	if c.Detectable > 0 {
		w.Detectable = words.T("school.detectable", "change", c.Detectable)
	}
}

func signedInterval(words i18n.Printer, i *analytics.Interval) i18n.Sentence {
	return i18n.Sentence{Key: "school.gap.span", Args: map[string]any{"from": words.Signed(i.Low, 1), "to": words.Signed(i.High, 1)}}
}

// steps counts from 1.
func steps(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i + 1
	}
	return out
}
