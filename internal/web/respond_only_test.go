package web

import "testing"

func TestWhomAQuestionIsFor(t *testing.T) {
	t.Parallel()
	in, words := choosing(), words()
	numbers := map[string]int{"where": 1, "which": 2}
	for condition, want := range map[string]string{
		"":                   "",
		"${where} = 'yard'":  "Svar bare hvis du har valgt «Ute» på spørsmål 1.",
		"${where} != 'yard'": "Hopp over dette hvis du har valgt «Ute» på spørsmål 1.",
		"${where} != ''":     "Svar bare hvis du har valgt «Ute», «Inne» eller «Ingen av dem» på spørsmål 1.",
		"selected(${which}, 'yard') or selected(${which}, 'hall')":  "Svar bare hvis du har valgt «Ute» eller «Inne» på spørsmål 2.",
		"not(selected(${which}, 'none'))":                           "Hopp over dette hvis du har valgt «Ingen av dem» på spørsmål 2.",
		"count-selected(${which}) >= 1":                             "Svar bare hvis du har valgt «Ute», «Inne» eller «Ingen av dem» på spørsmål 2.",
		"selected(${which}, 'yard') and selected(${which}, 'hall')": "Dette gjelder bare noen, etter hva de svarte på spørsmål 2. Gjelder det ikke deg, kan du hoppe over det.",
		"count-selected(${which}) > 1":                              "Dette gjelder bare noen, etter hva de svarte på spørsmål 2. Gjelder det ikke deg, kan du hoppe over det.",
		"${where} = 'yard' or selected(${which}, 'yard')":           "Dette gjelder bare noen, etter hva de svarte på spørsmål 1, 2. Gjelder det ikke deg, kan du hoppe over det.",
		"${where} = 'yard' and ${where} = 'hall'":                   "Dette gjelder bare noen, etter hva de svarte på spørsmål 1. Gjelder det ikke deg, kan du hoppe over det.",
	} {
		if got := onlyIf(words.Printer("nb"), in, numbers, condition); got != want {
			t.Errorf("%s: %q, want %q", condition, got, want)
		}
	}
	if got, want := onlyIf(words.Printer("en"), in, numbers, "${where} = 'yard'", "${which} = 'x' or true()", "${where} = 'yard'"), "Answer only if you have chosen “Ute” in question 1."; got != want {
		t.Errorf("the same twice, and what cannot be read: %q, want %q", got, want)
	}
}
