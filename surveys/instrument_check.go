package surveys

import (
	"slices"

	"tilstand/internal/programme"
)

// requiredLanguages are complete at all times in everything the product shows.
var requiredLanguages = []string{"nb", "nn", "en"}

// instrumentCheck looks for the faults that no schema can say. It runs on whatever could be decoded, also beside faults of the schema, and
// so passes over empty values: those have been reported.
type instrumentCheck struct {
	*Instrument
	template *programme.Template // nil when the programme is not known
	faults   *faultList
}

func (c instrumentCheck) run() {
	c.languages()
	c.texts()
	c.scales()
	c.choices()
	c.audience()
	c.components()
	c.constructs()
	c.sections()
	c.items()
	c.locals()
	c.measures()
	c.conditions()
}

func (c instrumentCheck) languages() {
	for _, lang := range requiredLanguages {
		if len(c.Languages) > 0 && !slices.Contains(c.Languages, lang) {
			c.faults.tell("/languages", "instrument.language_missing", "%q is missing; every instrument is written in nb, nn and en", lang)
		}
	}
}

// texts compares every text with the declared languages. The three that are always required are the schema's matter.
func (c instrumentCheck) texts() {
	c.eachText(func(path string, text Text) {
		for i, lang := range c.Languages {
			if _, ok := text[lang]; !ok && text != nil && !c.faults.refused[pointer("/languages", i)] {
				c.faults.tell(pointer(path, lang), "instrument.text_missing", "the text is missing in %q; write it, or take the language out of 'languages'", lang)
			}
		}
		for _, lang := range sortedKeys(text) {
			if !slices.Contains(c.Languages, lang) && !slices.Contains(requiredLanguages, lang) {
				c.faults.tell(pointer(path, lang), "instrument.language_extra", "%q is not among the languages of the instrument; add it to 'languages' and write every text in it, or take this one out", lang)
			}
		}
	})
}

func (c instrumentCheck) scales() {
	used := make(map[string]bool)
	for _, item := range c.Items() {
		used[item.Scale] = true
	}
	for _, key := range sortedKeys(c.Scales) {
		path := pointer("/scales", key)
		if !used[key] {
			c.faults.tell(path, "instrument.scale_unused", "no item is answered on this scale; take it out, or name it in an item")
		}
		c.codes(path, c.Scales[key])
	}
}

// audience sees to it that a condition is the staff's own: components are never measured by asking others.
func (c instrumentCheck) audience() {
	if c.Kind == StateInstrument && c.Audience != Staff {
		c.faults.tell("/audience", "instrument.state_audience", "a state instrument asks the staff, since the condition is theirs; take the audience out, or make it a mapping instrument")
	}
}

// codes sees to it that the steps count 1, 2, 3 and that no option outside can be taken for one of them.
func (c instrumentCheck) codes(path string, scale Scale) {
	for i, step := range scale.Steps {
		if want := int8(i + 1); step.Code != want {
			c.faults.tell(pointer(path, "steps", i, "code"), "instrument.step_code", "the code is %d and should be %d; steps are coded 1, 2, 3 and so on from low to high", step.Code, want)
		}
	}
	if middle := int8(len(scale.Steps)+1) / 2; scale.Neutral != 0 && (len(scale.Steps)%2 == 0 || scale.Neutral != middle) {
		c.faults.tell(pointer(path, "neutral"), "instrument.neutral", "the code %d is not the middle step; only the middle of an odd number of steps can take neither side", scale.Neutral)
	}
	seen := make(map[int8]bool)
	for i, option := range scale.Outside {
		path := pointer(path, "outside", i, "code")
		switch {
		case hasCode(scale.Steps, option.Code):
			c.faults.tell(path, "instrument.outside_step", "the code %d is also a step of the scale; use 0, or a code from 90 to 99", option.Code)
		case option.Code != 0 && option.Code < 90:
			c.faults.tell(path, "instrument.outside_code", "the code %d could be taken for a step of the scale; use 0, or a code from 90 to 99", option.Code)
		case seen[option.Code]:
			c.faults.tell(path, "instrument.outside_twice", "the code %d stands for two options; give each its own, 0 or from 90 to 99", option.Code)
		}
		seen[option.Code] = true
	}
}

// components sees to it that a state instrument measures what it names, and that a mapping instrument names nothing: it is
// never pooled into the condition.
func (c instrumentCheck) components() {
	switch c.Kind {
	case StateInstrument:
		if len(c.Components) == 0 {
			c.faults.tell("/components", "instrument.state_components", "a state instrument names the components it measures; list their keys")
		}
		count := c.itemsPerComponent()
		for i, key := range c.Components {
			path := pointer("/components", i)
			if c.foreign(key) {
				c.faults.tell(path, "instrument.component_foreign", "%q is not a component of the programme, which has %s; check the spelling", key, quotedList(c.template.Components, componentKey))
			} else if n := count[key]; n < MinItemsPerComponent {
				c.faults.tell(path, "instrument.component_few", "the component %q has %d of the %d items it needs at least, on scales of %d to %d steps; add items, or take it out", key, n, MinItemsPerComponent, MinReportableSteps, MaxReportableSteps)
			}
		}
	case MappingInstrument:
		if len(c.Components) > 0 {
			c.faults.tell("/components", "instrument.mapping_components", "a mapping instrument has no components, since it is never pooled into the condition; take them out, or make it a state instrument")
		}
	}
}

// foreign says whether the programme is known and has no such component.
func (c instrumentCheck) foreign(key programme.ComponentKey) bool {
	if c.template == nil {
		return false
	}
	_, ok := c.template.Component(key)
	return !ok
}

func componentKey(c programme.Component) string { return string(c.Key) }

func (c instrumentCheck) itemsPerComponent() map[programme.ComponentKey]int {
	count := make(map[programme.ComponentKey]int)
	for _, item := range c.Items() {
		if construct, ok := c.Construct(item.Construct); ok && c.Scale(item).Reportable() {
			count[construct.Component]++
		}
	}
	return count
}

func (c instrumentCheck) constructs() {
	used := make(map[string]bool)
	for _, item := range c.Items() {
		used[item.Construct] = true
	}
	seen := make(map[string]bool)
	for i, construct := range c.Constructs {
		path := pointer("/constructs", i)
		if construct.Key != "" {
			switch {
			case seen[construct.Key]:
				c.faults.tell(pointer(path, "key"), "instrument.construct_twice", "two constructs have the key %q; give each its own", construct.Key)
			case !used[construct.Key]:
				c.faults.tell(path, "instrument.construct_unused", "no item measures %q; take the construct out, or name it in an item", construct.Key)
			}
		}
		seen[construct.Key] = true
		c.constructComponent(pointer(path, "component"), construct.Component)
	}
}

func (c instrumentCheck) constructComponent(path string, component programme.ComponentKey) {
	switch {
	case c.Kind == StateInstrument && component == "":
		c.faults.tell(path, "instrument.construct_component", "a construct of a state instrument belongs to a component; name one of 'components'")
	case c.Kind == StateInstrument && len(c.Components) > 0 && !slices.Contains(c.Components, component):
		c.faults.tell(path, "instrument.construct_other", "%q is not one of the instrument's components, which are %s; check the spelling, or add it", component, quotedList(c.Components, func(key programme.ComponentKey) string { return string(key) }))
	case c.Kind == MappingInstrument && component != "":
		c.faults.tell(path, "instrument.construct_mapping", "a construct of a mapping instrument belongs to no component, since it is never pooled into the condition; take the component out")
	}
}

func (c instrumentCheck) sections() {
	seen := make(map[string]bool)
	for i, section := range c.Sections {
		if section.Key != "" && seen[section.Key] {
			c.faults.tell(pointer("/sections", i, "key"), "instrument.section_twice", "two sections have the key %q; give each its own", section.Key)
		}
		seen[section.Key] = true
		alone := !slices.ContainsFunc(section.Items, func(i Item) bool { return !i.StandsAlone() })
		if n := len(section.Items); n < MinItemsPerSection && !alone {
			c.faults.tell(pointer("/sections", i, "items"), "instrument.section_few", "%d given, at least %d needed. %s", n, MinItemsPerSection, loadInstrumentSchema().description("#/$defs/section", "properties", "items"))
		}
	}
	switch items, variables := len(c.Items()), len(c.Variables()); {
	case items > MaxItems:
		c.faults.tell("/sections", "instrument.items_many", "the instrument has %d items; at most %d can be answered in ten minutes on a phone, so leave some out", items, MaxItems)
	case variables > MaxVariables:
		c.faults.tell("/sections", "instrument.variables_many", "the items and the options of multiple choices come to %d; at most %d can be stored, so leave some options out", variables, MaxVariables)
	}
}

// reservedIDs are what a form sends beside its answers: its own id, the staff group, the language, and that it replaces an earlier one.
var reservedIDs = []ItemID{"sid", "group", "show", "confirm"}

func (c instrumentCheck) items() {
	seen := make(map[ItemID]bool)
	for s, section := range c.Sections {
		for i, item := range section.Items {
			path := pointer("/sections", s, "items", i)
			if item.ID != "" && seen[item.ID] {
				c.faults.tell(pointer(path, "id"), "instrument.item_twice", "two items have the id %q; give each its own, and never use an id again for another question", item.ID)
			}
			seen[item.ID] = true
			if slices.Contains(reservedIDs, item.ID) {
				c.faults.tell(pointer(path, "id"), "instrument.item_reserved", "%q is the name of something else on the answer form; give the item another id", item.ID)
			}
			c.answers(path, item)
			if _, ok := c.Construct(item.Construct); !ok && item.Construct != "" {
				c.faults.tell(pointer(path, "construct"), "instrument.construct_unknown", "there is no construct %q; the instrument has %s. Check the spelling", item.Construct, quotedList(c.Constructs, func(c Construct) string { return c.Key }))
			}
		}
	}
}

// measures sees to it that the items of an index share their number of steps: the mean of a 5-step and a 6-step answer
// is on no scale. A component is an index as well. Scales whose results are not shown enter none.
func (c instrumentCheck) measures() {
	steps := make(map[string]int)
	for s, section := range c.Sections {
		for i, item := range section.Items {
			scale := c.Scale(item)
			if !scale.Reportable() || item.StandsAlone() {
				continue
			}
			index := c.indexOf(item)
			if first, ok := steps[index]; ok && first != len(scale.Steps) {
				c.faults.tell(pointer("/sections", s, "items", i, "scale"), "instrument.steps_differ", "the scale has %d steps, other items of %q have %d; items of one index need the same number", len(scale.Steps), index, first)
			} else {
				steps[index] = len(scale.Steps)
			}
		}
	}
}

// indexOf names the widest index that an item enters.
func (c instrumentCheck) indexOf(item Item) string {
	if construct, ok := c.Construct(item.Construct); ok && construct.Component != "" {
		return string(construct.Component)
	}
	return item.Construct
}
