package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// faultLine is a fault, where it is, and what would be in order.
type faultLine struct {
	Place, Text, Allowed string
}

// mostFaults are listed on the page; the command lists all.
const mostFaults = 200

// fillFaults words what is wrong with the file and with what its columns are said to mean. An item whose column is missing shows that at
// its select box, and only their number is a line.
func (p *waveImportPage) fillFaults(words i18n.Printer, im *importing) {
	without := 0
	for _, fault := range im.plan.Faults {
		if fault.Problem == surveys.ItemNoColumn {
			without++
		} else {
			p.Faults = append(p.Faults, wordFault(words, im, fault))
		}
		p.Open = p.Open || len(fault.Rows) == 0
	}
	if without > 0 {
		p.Faults = slices.Insert(p.Faults, 0, faultLine{Text: words.T("import.fault.item_no_column", "count", without)})
	}
	if p.More = len(p.Faults) - mostFaults; p.More > 0 {
		p.Faults = p.Faults[:mostFaults]
	}
	p.Open = p.Open || p.Agree
}

func wordFault(words i18n.Printer, im *importing, fault surveys.ImportFault) faultLine {
	line := faultLine{Place: words.T("import.at_column", "column", fault.Column)}
	if n := len(fault.Rows); n > 0 {
		line.Place = words.T("import.at_rows", "count", n, "rows", numbersInWords(words, fault.Rows), "column", fault.Column)
	}
	switch fault.Problem {
	case surveys.NoAnswers:
		return faultLine{Text: words.T("import.fault.no_answers")}
	case surveys.ValueUnknown:
		v, _ := im.plan.Instrument.Variable(string(fault.Item))
		line.Text = words.T("import.fault.value", "value", fault.Value)
		line.Allowed = words.T("import.allowed", "answers", strings.Join(optionLabels(words, im.plan.Instrument.Answers(v)), ", "))
	case surveys.GroupUnknown:
		line.Text = words.T("import.fault.group", "value", fault.Value)
	case surveys.GroupMissing:
		line.Text = words.T("import.fault.group_missing")
	case surveys.ColumnUnknown:
		line.Text = words.T("import.fault.column_unknown")
	case surveys.ColumnTwice:
		line.Text = words.T("import.fault.column_twice")
	case surveys.ColumnFree:
		line.Text = words.T("import.fault.column_free")
	default: // a mapping that this page cannot have made
		line = faultLine{Text: words.T("import.fault.other", "name", cmp.Or(string(fault.Item), fault.Value))}
	}
	return line
}

// numbersInWords lists rows, which ascend: "4, 10–12 og 15".
func numbersInWords(words i18n.Printer, rows []int) string {
	var texts []string
	for first := 0; first < len(rows); {
		last := first
		for last+1 < len(rows) && rows[last+1] == rows[last]+1 {
			last++
		}
		switch last - first {
		case 0:
			texts = append(texts, strconv.Itoa(rows[first]))
		case 1:
			texts = append(texts, strconv.Itoa(rows[first]), strconv.Itoa(rows[last]))
		default:
			texts = append(texts, fmt.Sprintf("%d–%d", rows[first], rows[last]))
		}
		first = last + 1
	}
	return words.List(texts)
}

// optionLabels are the codes of a scale and what they mean: "1 (I svært liten grad)".
func optionLabels(words i18n.Printer, scale surveys.Scale) []string {
	var labels []string
	for _, o := range slices.Concat(scale.Steps, scale.Outside) {
		label := strconv.Itoa(int(o.Code))
		if text := o.Label.In(words.Lang()); text != "" { // an option that was not chosen has none
			label += " (" + text + ")"
		}
		labels = append(labels, label)
	}
	return labels
}
