package xlsform

import (
	"regexp"
	"strings"
)

// A rowKind is what a row of the survey sheet is.
type rowKind int

const (
	rowUnknown  rowKind = iota
	rowOne              // select_one LIST
	rowMultiple         // select_multiple LIST
	rowNote
	rowBegin
	rowEnd
	rowRefused
)

// A rowType is the type cell of a row, understood.
type rowType struct {
	kind  rowKind
	list  string // of a choice
	other bool   // "or_other": a field for free text below the choices
	why   string // key of the sentence, when refused
}

// selects recognises the ways in which XLSForm has written choices over the years. The name of the list keeps its case.
var selects = regexp.MustCompile(`(?i)^(?:(select_one|select one from|select one using|select one|select1|add select one prompt using)|` +
	`(select_multiple|select multiple from|select multiple using|select all that apply from|select all that apply|add select multiple prompt using))\s+(\S+)(\s+or[_ ](?:specify )?other)?$`)

// readType understands a type cell.
func readType(text string) rowType {
	text = spaces.ReplaceAllString(text, " ")
	if m := selects.FindStringSubmatch(text); m != nil {
		t := rowType{kind: rowMultiple, list: m[3], other: m[4] != ""}
		if m[1] != "" {
			t.kind = rowOne
		}
		return t
	}
	name := strings.ReplaceAll(strings.ToLower(text), " ", "_")
	switch name {
	case "note", "add_note_prompt", "q_note":
		return rowType{kind: rowNote}
	case "begin_group":
		return rowType{kind: rowBegin}
	case "end_group":
		return rowType{kind: rowEnd}
	}
	first, _, _ := strings.Cut(strings.ToLower(text), " ")
	for _, key := range []string{name, strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(name, "add_"), "q_"), "_prompt"), strings.TrimPrefix(name, "get_"), first} {
		if why, ok := refusedTypes[key]; ok {
			return rowType{kind: rowRefused, why: why}
		}
	}
	if strings.HasPrefix(name, "begin_loop") || strings.HasPrefix(name, "begin_repeat") {
		return rowType{kind: rowRefused, why: "xlsform.no_repeat"}
	}
	return rowType{}
}

// refusedTypes are the question types of XLSForm that an instrument does not have, with the reason.
var refusedTypes = typesByReason(map[string]string{
	"xlsform.no_text":        "text string email",
	"xlsform.no_number":      "integer int decimal range percentage",
	"xlsform.no_date":        "date time datetime date_time",
	"xlsform.no_place":       "geopoint geotrace geoshape gps location osm",
	"xlsform.no_media":       "image photo picture audio video file barcode background-audio signature",
	"xlsform.no_metadata":    "start end today deviceid device_id imei subscriberid subscriber_id simserial sim_id username phonenumber phone_number audit start-geopoint start_time end_time uri",
	"xlsform.no_calculation": "calculate calculation hidden",
	"xlsform.no_rank":        "rank",
	"xlsform.no_acknowledge": "acknowledge trigger",
	"xlsform.no_repeat":      "end_repeat end_loop begin_lgroup end_lgroup",
	"xlsform.no_external":    "select_one_from_file select_multiple_from_file select_one_external csv-external xml-external include cascading_select",
})

func typesByReason(reasons map[string]string) map[string]string {
	types := make(map[string]string)
	for why, names := range reasons {
		for _, name := range strings.Fields(names) {
			types[name] = why
		}
	}
	return types
}

// typeNames are the types that a misspelt one may be meant to be.
var typeNames = []string{"select_one", "select_multiple", "note", "begin_group", "end_group"}

// drawings are the appearances that only say how a question is drawn. The form draws every question in its own way, so they change nothing.
var drawings = map[string]bool{
	"likert": true, "field-list": true, "minimal": true, "compact": true, "quick": true, "quickcompact": true, "horizontal": true,
	"horizontal-compact": true, "columns": true, "columns-pack": true, "columns-flex": true, "no-buttons": true, "vertical": true, "list": true,
	"table-list": true, "list-nolabel": true, "autocomplete": true, "search": true, "pages": true, "summary": true, "full": true, "autoadvance": true,
}

var drawn = regexp.MustCompile(`^(w\d{1,2}|h\d{1,2}|columns-\d{1,2}|compact-\d{1,2}|quickcompact-\d{1,2})$`)

// drawing says whether every word of an appearance only says how a question is drawn.
func drawing(appearance string) bool {
	for _, word := range strings.Fields(strings.ToLower(appearance)) {
		if !drawings[word] && !drawn.MatchString(word) {
			return false
		}
	}
	return true
}
