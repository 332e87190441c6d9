package xlsform

import (
	"regexp"
	"strings"
)

// A heading is the first cell of a column, taken apart: "label::nynorsk (nn)" is the column label in the language nn.
type heading struct {
	text     string // as the file has it
	base     string // lower case, aliases replaced: "label", "relevant", "x::construct"
	language string // what stands after the base; empty: nothing
}

// aliases are other names that XLSForm knows, or knew, for the same column.
var aliases = map[string]string{
	"caption": "label", "relevance": "relevant", "bind::relevant": "relevant", "command": "type", "tag": "name", "value": "name",
	"control::appearance": "appearance", "body::appearance": "appearance", "calculate": "calculation", "bind::calculate": "calculation",
	"bind::constraint": "constraint", "bind::required": "required", "bind::readonly": "read_only", "readonly": "read_only",
	"constraining_message": "constraint_message", "bind::jr:constraintmsg": "constraint_message", "jr:constraintmsg": "constraint_message",
	"requiredmsg": "required_message", "bind::jr:requiredmsg": "required_message", "jr:requiredmsg": "required_message",
	"count": "repeat_count", "jr:count": "repeat_count", "image": "media", "big-image": "media", "audio": "media", "video": "media",
	"set_form_title": "form_title", "title": "form_title", "set_form_id": "form_id", "id_string": "form_id",
}

var spaces = regexp.MustCompile(`\s+`)

// readHeading takes a heading apart. Case does not count. Parts are set apart by two colons, or in older files by one.
func readHeading(text string) heading {
	h := heading{text: trim(text)}
	parts := strings.Split(h.text, "::")
	if len(parts) == 1 && !strings.HasPrefix(strings.ToLower(h.text), "jr:") {
		parts = strings.Split(h.text, ":")
	}
	for i := range parts {
		parts[i] = trim(parts[i])
	}
	first := spaces.ReplaceAllString(strings.ToLower(parts[0]), "_")
	h.base, parts = first, parts[1:]
	if nested[first] && len(parts) > 0 {
		h.base, parts = first+"::"+strings.ToLower(parts[0]), parts[1:]
	}
	if name, ok := aliases[h.base]; ok {
		h.base = name
	}
	if first == "media" || h.base == "media" {
		h.base = "media"
	}
	h.language = strings.Join(parts, " ")
	return h
}

// nested are first parts after which a second one belongs to the name, and is no language.
var nested = map[string]bool{"x": true, "bind": true, "body": true, "control": true, "instance": true, "attribute": true, "media": true}

// languageNames are languages that need no code to be known. "Norwegian" is not among them: it could be either of two.
var languageNames = map[string]string{
	"bokmål": "nb", "norsk bokmål": "nb", "norwegian bokmål": "nb", "norwegian bokmal": "nb", "nynorsk": "nn", "norsk nynorsk": "nn",
	"norwegian nynorsk": "nn", "english": "en", "engelsk": "en",
}

var (
	codeInBrackets = regexp.MustCompile(`\(([A-Za-z-]+)\)$`)
	languageCode   = regexp.MustCompile(`^([a-mo-z][a-z]{1,2}|n[a-np-z][a-z]?)$`)
)

// languageOf finds the code in what a heading or a setting says of a language: "bokmål (nb)", "nb", "Bokmål".
func languageOf(text string) (code string, ok bool) {
	text = strings.ToLower(trim(text))
	if code, ok := languageNames[text]; ok {
		return code, true
	}
	if m := codeInBrackets.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	return text, languageCode.MatchString(text)
}

// trim takes away the white space that gets around the text of a cell by accident. Other Unicode spaces are left, since an instrument may have them.
func trim(s string) string {
	return strings.Trim(s, " \t\r\n\f\v\u00a0")
}
