package surveys

// A Variable is one stored column: a scale item and a single choice have one, a multiple choice has one for each option, in the order of
// the list.
//
// Its codes are 1 to k for a step or an option, 0 and 90 to 99 for what is outside a scale, 1 and 0 for an option of a multiple choice that was and was not
// chosen, [Blank] where the item was asked and nothing was answered, and [NotShown] where its condition did not hold.
type Variable struct {
	Name   string // in files and conditions: the item's id, with "/" and the option's key in a multiple choice
	Item   Item
	Option Option // of a multiple choice; zero otherwise
}

// Variables returns the variables of all items. Their order is the order of stored codes: in the intake, as the number "item" of an answer in the
// record, and of the columns of files. In an instrument without multiple choices it is the order of the items.
func (in *Instrument) Variables() []Variable {
	var variables []Variable
	for _, item := range in.Items() {
		if item.Type != MultipleChoice {
			variables = append(variables, Variable{Name: string(item.ID), Item: item})
			continue
		}
		for _, option := range in.ChoiceList(item).Options {
			variables = append(variables, Variable{Name: string(item.ID) + "/" + option.Key, Item: item, Option: option})
		}
	}
	return variables
}

// Answers returns what can be stored for the variable as an answer, in the shape of a scale: the scale of a scale item, the options of a single
// choice, and 0 and 1 for an option of a multiple choice, of which the 1 has the option's label.
func (in *Instrument) Answers(v Variable) Scale {
	switch v.Item.Type {
	case MultipleChoice:
		return Scale{Steps: []Step{{Code: 1, Label: v.Option.Label}}, Outside: []Step{{Code: 0}}}
	case SingleChoice:
		var scale Scale
		for _, option := range in.ChoiceList(v.Item).Options {
			scale.Steps = append(scale.Steps, Step{option.Code, option.Label})
		}
		return scale
	default:
		return in.Scale(v.Item)
	}
}

// Accepts says whether the code may be stored for the variable as an answer; [Blank] and [NotShown] are none.
func (in *Instrument) Accepts(v Variable, code int8) bool {
	return in.Answers(v).Accepts(code)
}

// Variable returns the variable with the name.
func (in *Instrument) Variable(name string) (Variable, bool) {
	for _, v := range in.Variables() {
		if v.Name == name {
			return v, true
		}
	}
	return Variable{}, false
}

// columns is how many variables an item has.
func (in *Instrument) columns(item *Item) int {
	if item.Type == MultipleChoice {
		return len(in.Choices[item.Choices].Options)
	}
	return 1
}
