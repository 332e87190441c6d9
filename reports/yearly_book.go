package reports

import (
	"time"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// yearlyReport is an owner's yearly summary as a workbook in the making.
type yearlyReport struct {
	base
	Yearly
	paper Paper
}

// BuildYearly lays an owner's yearly summary out as a workbook in the printer's language: the sentences of the paper, and its figures as numbers.
func BuildYearly(y Yearly, p i18n.Printer) *Book {
	r := &yearlyReport{newBase(p), y, y.Paper(p)}
	b := &Book{
		Title: r.paper.Title, Subject: r.paper.For, Language: country(p.Lang()), Date: y.date(), Header: [2]string{y.Owner.Name, r.paper.For},
		Footer: footer(p, y.synthetic()), Pages: p.T("report.print.page", "page", "#", "pages", "#"), Sheets: []Sheet{r.summary()},
	}
	if row := y.Stage(); row != nil {
		b.Sheets = append(b.Sheets, r.condition(row))
	}
	if before, now := y.Years(); now != nil {
		b.Sheets = append(b.Sheets, r.movement(before, now))
	}
	return b.with(r.participation(), r.method())
}

// with adds sheets, but for those without anything on them.
func (b *Book) with(sheets ...Sheet) *Book {
	for _, s := range sheets {
		if len(s.Rows) > 0 {
			b.Sheets = append(b.Sheets, s)
		}
	}
	return b
}

// date is that of the figures, so that the same edition makes the same file; where there are none, of the day.
func (y Yearly) date() time.Time {
	if y.Edition == nil {
		return y.On
	}
	return y.Edition.Edition.Issued.Time()
}

func (y Yearly) synthetic() bool { return y.Edition != nil && y.Edition.Synthetic }

func (r *yearlyReport) summary() Sheet {
	d := &draft{Sheet{Name: r.p.T("yearly.sheet.summary"), About: r.paper.For, Widths: []float64{34, 108}, Fit: true}}
	d.add(text(Title, r.paper.Title))
	d.add(text(Subtitle, r.paper.For))
	if r.synthetic() {
		d.add(text(Warning, r.p.T("base.synthetic")))
	}
	d.add(text(Lead, r.paper.Basis))
	for _, part := range []struct {
		head  string
		lines []string
	}{
		{"yearly.why_head", r.paper.Why}, {"yearly.participation_head", r.paper.Participation}, {"yearly.condition_head", []string{r.paper.Condition}},
		{"yearly.movement_head", present(r.paper.Movement, r.paper.Careful)}, {"yearly.hidden_head", r.paper.Hidden}, {"yearly.work_head", r.paper.Work},
	} {
		d.skip(1)
		for i, line := range part.lines {
			label := ""
			if i == 0 {
				label = r.p.T(part.head)
			}
			d.add(text(Label, label), text(Prose, line))
		}
	}
	d.skip(1)
	d.add(text(Label, r.paper.Plans), text(Prose, r.p.T("yearly.plans_help")))
	return d.Sheet
}

// condition is every component at the stage, against the target of the edition's day.
func (r *yearlyReport) condition(row *analytics.EditionRow) Sheet {
	d := newDraft(r.p.T("yearly.sheet.condition"), r.p.T("yearly.condition_head"), r.paper.Condition)
	var rows [][]Cell
	for i, c := range r.Edition.Components {
		cell := row.Cells[i]
		a := against{cell.Now, cell.Target, cell.Gap}
		cells := append([]Cell{body(c.Name.In(r.p.Lang())), r.n(cell.Now), r.mean(cell.Now)}, r.interval(cell.Now, cell.HeadCount)...)
		rows = append(rows, append(cells, r.level(cell.Target), r.gap(a), r.targetVerdict(a), r.state(cell.Now)))
	}
	d.mainTable("Condition", []column{
		{r.p.T("report.column.component"), 30}, {r.p.T("report.column.n"), 10}, {r.p.T("report.column.mean"), 12}, {r.p.T("report.column.low"), 12}, {r.p.T("report.column.high"), 12},
		{r.p.T("report.column.target"), 10}, {r.p.T("report.column.gap"), 12}, {r.p.T("report.column.target_verdict"), 20}, {r.p.T("report.column.state"), 12},
	}, rows)
	return d.Sheet
}

// movement is the two halves of a year beside each other.
func (r *yearlyReport) movement(before, now *analytics.EditionRow) Sheet {
	d := newDraft(r.p.T("yearly.sheet.movement"), r.p.T("yearly.movement_head"), r.paper.Movement)
	var rows [][]Cell
	for i, c := range r.Edition.Components {
		a, b := before.Cells[i], now.Cells[i]
		cells := append([]Cell{body(c.Name.In(r.p.Lang())), r.mean(a.Now)}, r.interval(a.Now, a.HeadCount)...)
		cells = append(append(cells, r.mean(b.Now)), r.interval(b.Now, b.HeadCount)...)
		rows = append(rows, append(cells, body(r.p.T(moveKeys[r.paper.Moves[i]]))))
	}
	then, since := r.Halves(r.p)
	low, high := r.p.T("report.column.low"), r.p.T("report.column.high")
	d.mainTable("Movement", []column{
		{r.p.T("report.column.component"), 30}, {then, 16}, {then + ", " + low, 16}, {then + ", " + high, 16},
		{since, 16}, {since + ", " + low, 16}, {since + ", " + high, 16}, {r.p.T("yearly.move"), 24},
	}, rows)
	return d.Sheet
}

var moveKeys = map[Move]string{MovedUp: "yearly.moved.up", MovedDown: "yearly.moved.down", NotSure: "yearly.moved.unsure", NoMove: "yearly.moved.none"}

// MoveKey is the catalogue's key of a move.
func MoveKey(m Move) string { return moveKeys[m] }

// participation is how many answered, in every public group of the edition.
func (r *yearlyReport) participation() Sheet {
	if r.Edition == nil || len(r.Edition.Rows) == 0 {
		return Sheet{}
	}
	d := newDraft(r.p.T("yearly.sheet.participation"), r.p.T("yearly.participation_head"), r.paper.Participation[len(r.paper.Participation)-1])
	var rows [][]Cell
	for _, row := range r.Edition.Rows {
		rows = append(rows, []Cell{body(r.groupName(row.Phase, row.Semester)), count(row.Schools), count(row.HeadCount), r.n(row.Answered), r.rate(row.Answered, row.HeadCount), count(row.Waiting), r.state(row.Answered)})
	}
	d.mainTable("Participation", []column{
		{r.p.T("report.column.phase"), 30}, {r.p.T("yearly.group"), 12}, {r.p.T("report.column.head_count"), 14}, {r.p.T("report.column.n"), 12},
		{r.p.T("report.column.rate"), 14}, {r.p.T("yearly.waiting"), 14}, {r.p.T("report.column.state"), 12},
	}, rows)
	return d.Sheet
}

func (r *yearlyReport) method() Sheet {
	d := newDraft(r.p.T("report.sheet.method"), r.p.T("yearly.method_head"), r.paper.Basis)
	d.Widths = []float64{34, 108}
	d.skip(1)
	for _, sentence := range r.paper.Method {
		d.add(Cell{}, text(Prose, sentence))
	}
	d.skip(1)
	r.legend(d)
	return d.Sheet
}

// present are the texts that there are.
func present(texts ...string) (all []string) {
	for _, text := range texts {
		if text != "" {
			all = append(all, text)
		}
	}
	return all
}
