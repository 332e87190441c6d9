package xlsform

// use says what becomes of a column.
type use int

const (
	unknown      use = iota
	plain            // read
	translated       // read, in as many languages as there are columns
	presentation     // how another program draws the form: passed over and listed
	refused          // something that XLSForm can do and an instrument cannot
)

// A column is what is known of a column of one sheet.
type column struct {
	use use
	why string // key of the sentence, of refused ones
}

// The sheets that are read.
const (
	surveySheet     = "survey"
	choicesSheet    = "choices"
	constructsSheet = "constructs"
	settingsSheet   = "settings"
)

// provenance are the columns of an item's origin; in the settings they stand for all items without their own.
var provenance = []string{"x::author", "x::licence", "x::year", "x::basis"}

// known are the columns of each sheet: XLSForm's, and ours, which begin with x:: where the sheet is XLSForm's.
var known = map[string]map[string]column{
	surveySheet: {
		"type": {use: plain}, "name": {use: plain}, "label": {use: translated}, "hint": {use: translated}, "relevant": {use: plain},
		"appearance": {use: plain}, "x::construct": {use: plain}, "x::reverse": {use: plain}, "x::role": {use: plain},
		"x::author": {use: plain}, "x::licence": {use: plain}, "x::year": {use: plain}, "x::basis": {use: plain},
		"required": {refused, "xlsform.no_required"}, "required_message": {refused, "xlsform.no_required"},
		"constraint": {refused, "xlsform.no_constraint"}, "constraint_message": {refused, "xlsform.no_constraint"},
		"calculation": {refused, "xlsform.no_calculation"}, "trigger": {refused, "xlsform.no_calculation"},
		"default": {refused, "xlsform.no_default"}, "read_only": {refused, "xlsform.no_read_only"},
		"repeat_count": {refused, "xlsform.no_repeat"}, "choice_filter": {refused, "xlsform.no_filter"},
		"parameters": {refused, "xlsform.no_parameters"}, "media": {refused, "xlsform.no_media"}, "autoplay": {refused, "xlsform.no_media"},
		"guidance_hint": {refused, "xlsform.no_guidance"}, "save_to": {refused, "xlsform.no_entities"}, "query": {refused, "xlsform.no_external"},
		"rows": {use: presentation},
	},
	choicesSheet: {
		"list_name": {use: plain}, "name": {use: plain}, "label": {use: translated}, "x::role": {use: plain},
		"media": {refused, "xlsform.no_media"}, "geometry": {refused, "xlsform.no_place"},
	},
	constructsSheet: {
		"name": {use: plain}, "label": {use: translated}, "explanation": {use: translated}, "component": {use: plain},
	},
	settingsSheet: {
		"form_title": {use: plain}, "form_id": {use: plain}, "version": {use: plain}, "default_language": {use: plain},
		"x::title": {use: translated}, "x::kind": {use: plain}, "x::audience": {use: plain}, "x::minutes": {use: plain}, "x::components": {use: plain},
		"x::author": {use: plain}, "x::licence": {use: plain}, "x::year": {use: plain}, "x::basis": {use: plain},
		"style": {use: presentation}, "public_key": {refused, "xlsform.no_server"}, "submission_url": {refused, "xlsform.no_server"},
		"auto_send": {refused, "xlsform.no_server"}, "auto_delete": {refused, "xlsform.no_server"}, "client_editable": {refused, "xlsform.no_server"},
		"instance_name": {refused, "xlsform.no_instance_name"}, "instance_id": {refused, "xlsform.no_instance_name"},
		"allow_choice_duplicates": {refused, "xlsform.no_duplicates"}, "namespaces": {refused, "xlsform.no_markup"}, "sms_keyword": {refused, "xlsform.no_server"},
	},
}

// families are columns known by their first part: markup of the form that XLSForm makes of a sheet.
var families = map[string]string{
	"bind": "xlsform.no_markup", "body": "xlsform.no_markup", "control": "xlsform.no_markup", "instance": "xlsform.no_markup", "attribute": "xlsform.no_markup",
}

// required are the columns without which a sheet cannot be read.
var required = map[string][]string{
	surveySheet: {"type", "name"}, choicesSheet: {"list_name", "name"}, constructsSheet: {"name"}, settingsSheet: {"form_id"},
}
