package analytics

import (
	"slices"

	"tilstand/analytics/disclosure"
	"tilstand/surveys"
)

// AloneFigure is the figure of an item that stands alone, for the whole school.
type AloneFigure struct {
	Item surveys.ItemID `json:"item"`
	// Type is how it is answered: "scale", "single" or "multiple".
	Type string `json:"type"`
	// Options is how many answers there are: steps of the scale, or options of the list.
	Options int `json:"options"`
	// DependsOn are the items that decide who is asked; empty where everybody is.
	DependsOn []surveys.ItemID `json:"depends_on,omitempty"`
	// AskedOf are the answers to the item in DependsOn, 1 to its steps or options, that lead to this one; empty where several items decide,
	// where it is a multiple choice, or where it is asked of people without such an answer, too.
	AskedOf []int `json:"asked_of,omitempty"`
	// Cell has the number of people who answered, with CountOnly, and in Bands the shares of them by answer: of a single choice they are parts of
	// a whole, of a multiple choice each stands for itself; of a scale they are steps, or runs of steps where the display class withholds steps.
	Cell Cell `json:"cell"`
}

// alone decides the figures of the items that stand alone.
//
// An item without a condition is shown under the rules for its type (disclosure.ShowChoice, disclosure.ShowItem) where it has answers
// from the minimum group. The number of answers to a conditional item is more: a count of what was answered to the items that it
// depends on. A share that is "at least 90 %" there would be known to the person if its followers could be counted here. So it is
// shown only where, of those who answered each of these items, as many as the minimum group were asked and as many were not, and where the
// share that was asked is under the caps itself. Several conditional items that depend on one item are added up, as "those who said
// four" and "those who said five" may be everybody: what is shown first counts for what comes after it. That nobody was left out is no
// exception: then the number of answers would say that all answered alike.
//
// Elsewhere states depend on numbers of respondents alone. Here they depend on what was answered to other items, and "hidden" tells as much: that too few were
// asked, or too few were not. It costs figures where a follow-up question is put to every answer in turn; the last of them is hidden.
func (g *gate) alone(in *surveys.Instrument) []AloneFigure {
	if g.tally.Codes == nil {
		return nil
	}
	var figures []AloneFigure
	a := aloneAnswers{gate: g, in: in, counted: map[surveys.ItemID][]bool{}}
	for _, item := range in.Items() {
		if item.StandsAlone() {
			figures = append(figures, a.figure(item))
		}
	}
	return figures
}

// aloneAnswers is what was answered, and of what is shown already, who is counted in it.
type aloneAnswers struct {
	*gate
	in      *surveys.Instrument
	counted map[surveys.ItemID][]bool // by item that others depend on: the people in the figures of those that are shown
}

func (a aloneAnswers) figure(item surveys.Item) AloneFigure {
	f := AloneFigure{Item: item.ID, Type: "scale", Options: len(a.in.Scale(item).Steps), DependsOn: a.in.DependsOn(item.ID)}
	if item.Type != surveys.ScaleItem {
		f.Type, f.Options = string(item.Type), len(a.in.ChoiceList(item).Options)
	}
	f.AskedOf = a.askedOf(item.ID, f.DependsOn)
	counts, n := a.count(item, f.Options)
	switch {
	case slices.Contains(a.wave.NotAsked, item.ID):
		f.Cell = Cell{state: NotAsked}
	case a.states[0] == disclosure.NoData:
		f.Cell = Cell{state: NoData}
	case a.states[0] != disclosure.Shown:
	case n == 0 && len(f.DependsOn) == 0:
		f.Cell = Cell{state: NoData}
	case n < a.policy.MinGroup || !a.mayFollow(item, f.DependsOn, n):
	default:
		f.Cell = shown(Estimate{N: n, Bands: aloneBands(item, counts, n)})
		a.follow(item, f.DependsOn)
	}
	return f
}

// count counts the people by answer, and those with any.
func (a aloneAnswers) count(item surveys.Item, options int) (counts []int, n int) {
	counts = make([]int, options)
	columns := a.columns(item.ID)
	for person := range columns[0] {
		any := false
		for i, column := range columns {
			code := int(column[person])
			switch {
			case item.Type == surveys.MultipleChoice && code == 1:
				counts[i]++
				any = true
			case item.Type != surveys.MultipleChoice && 1 <= code && code <= options:
				counts[code-1]++
				any = true
			}
		}
		if any {
			n++
		}
	}
	return counts, n
}

// columns are the codes of an item's variables.
func (a aloneAnswers) columns(id surveys.ItemID) (columns [][]int8) {
	for i, v := range a.in.Variables() {
		if v.Item.ID == id {
			columns = append(columns, a.tally.Codes[i])
		}
	}
	return columns
}

// asked are the people who were shown the item.
func (a aloneAnswers) asked(id surveys.ItemID) []bool {
	column := a.columns(id)[0]
	asked := make([]bool, len(column))
	for person, code := range column {
		asked[person] = code != surveys.NotShown
	}
	return asked
}

// askedOf tries every answer to the item that decides alone whether another is shown.
func (a aloneAnswers) askedOf(id surveys.ItemID, dependsOn []surveys.ItemID) (answers []int) {
	if len(dependsOn) != 1 {
		return nil
	}
	earlier, _ := a.in.Item(dependsOn[0])
	scale, options := a.in.Scale(earlier), len(a.in.ChoiceList(earlier).Options)
	codes := []int8{surveys.Blank}
	switch earlier.Type {
	case surveys.MultipleChoice:
		return nil
	case surveys.ScaleItem:
		options = len(scale.Steps)
		for _, outside := range scale.Outside {
			codes = append(codes, outside.Code)
		}
	}
	for _, code := range codes {
		if a.shows(id, earlier.ID, code) {
			return nil
		}
	}
	for code := 1; code <= options; code++ {
		if a.shows(id, earlier.ID, int8(code)) {
			answers = append(answers, code)
		}
	}
	return answers
}

// shows reports whether an item is shown to who gave a code to an earlier one and left all else blank.
func (a aloneAnswers) shows(id, earlier surveys.ItemID, code int8) bool {
	variables := a.in.Variables()
	codes := make([]int8, len(variables))
	for i, v := range variables {
		codes[i] = surveys.Blank
		if v.Item.ID == earlier {
			codes[i] = code
		}
	}
	a.in.Hide(codes)
	at := slices.IndexFunc(variables, func(v surveys.Variable) bool { return v.Item.ID == id })
	return codes[at] != surveys.NotShown
}

// mayFollow says whether a conditional item with n answers may be shown beside the items that it depends on.
func (a aloneAnswers) mayFollow(item surveys.Item, dependsOn []surveys.ItemID, n int) bool {
	least, asked := a.policy.MinGroup, a.asked(item.ID)
	for _, id := range dependsOn {
		before := a.counted[id]
		var answered, inside, onScale, insideScale int
		first := a.columns(id)[0]
		earlier, _ := a.in.Item(id)
		for person, code := range first {
			if code == surveys.Blank || code == surveys.NotShown {
				continue
			}
			answered++
			counted := asked[person] || before != nil && before[person]
			if counted {
				inside++
			}
			if earlier.Type != surveys.ScaleItem || a.in.Scale(earlier).Measures(code) {
				onScale++ // the number that readers see
				if counted {
					insideScale++
				}
			}
		}
		upper := disclosure.Cap(answered)
		switch {
		case inside < least, answered-inside < least, onScale-n < least, onScale-insideScale < least:
			return false
		case 100*inside >= upper*answered, 100*inside <= (100-upper)*answered:
			return false
		}
	}
	return true
}

// follow notes who is counted in the figure of a conditional item.
func (a aloneAnswers) follow(item surveys.Item, dependsOn []surveys.ItemID) {
	asked := a.asked(item.ID)
	for _, id := range dependsOn {
		if a.counted[id] == nil {
			a.counted[id] = make([]bool, len(asked))
		}
		for person := range asked {
			a.counted[id][person] = a.counted[id][person] || asked[person]
		}
	}
}

// aloneBands are the shares that may be shown, from low to high or in the order of the list; nil where only the number of answers may be.
func aloneBands(item surveys.Item, counts []int, n int) []Band {
	var shown []disclosure.Band
	if item.Type == surveys.ScaleItem {
		d := disclosure.ShowItem(counts)
		shown = d.Bands
		if d.Categories != nil {
			shown = nil
			for i, percent := range d.Categories {
				shown = append(shown, disclosure.Band{From: i + 1, To: i + 1, Percent: percent})
			}
		}
	} else {
		shown = disclosure.ShowChoice(counts, n, item.Type == surveys.MultipleChoice).Options
	}
	return bandsOf(shown)
}

// alone are the items that stand alone of the latest wave. They have no figures by staff group, so the page of a group has none of them.
func (a *series) alone(group string) (rows []AloneRow) {
	if group != "" && group != TotalGroup {
		return nil
	}
	for _, f := range a.release().Alone {
		rows = append(rows, aloneRow(a.instrument(), f))
	}
	return rows
}

func aloneRow(in *surveys.Instrument, f AloneFigure) AloneRow {
	item, _ := in.Item(f.Item)
	row := AloneRow{AloneFigure: f, Text: item.Text, Section: sectionOf(in, f.Item), Answers: labels(in, item), Local: in.Local(f.Item)}
	for _, option := range in.ChoiceList(item).Options {
		row.Answers = append(row.Answers, option.Label)
	}
	return row
}
