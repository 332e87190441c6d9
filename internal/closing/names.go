package closing

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ordinary are words that are written with a capital inside a sentence and are no part of a person's name here: what Norwegian schools write about.
var ordinary = words(`
	Norge Noreg Norway Udir Utdanningsdirektoratet Opplæringsloven Opplæringslova Elevundersøkelsen Elevundersøkinga
	Visma Feide Vigilo Transponder Olweus Zippy Teams Statsforvalteren Statsforvaltaren Oslo Bergen Trondheim Stavanger Semester
	Januar Februar Mars April Mai Juni Juli August September Oktober November Desember
	January February March May June July October December Monday Tuesday Wednesday Thursday Friday Saturday Sunday
	Fremme Fremje Forebygge Førebyggje Avdekke Avdekkje Gripe Varsle Kollektiv Promote Prevent Uncover Intervene Notify`)

// openers are words that sentences often begin with, and that are nobody's given name.
var openers = words(`
	Vi I På For Fra Frå Med At Og Det Den De Dei Alle Når Etter Før Hos Ved Av Til En Ein Et Eit Hver Kvar Vår Skolen Skulen Rektor Lærer Lærar
	Kontaktlærer Kontaktlærar Team Trinn The We In On From With And All When After Before Our`)

func words(text string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

// NamesIn returns the places of a text that look as if they named a person: two or three words in a row that begin with a capital and are no
// known ones. It is for a gentle word beside a field, never for a refusal: it errs both ways.
//
// The first word of a sentence has its capital from there, and so has a word after a line break or a colon; it counts only when the next two could be
// a name by themselves.
func NamesIn(text string) (names []string) {
	var run []string
	end := func() {
		if len(run) >= 2 {
			names = append(names, strings.Join(run, " "))
		}
		run = nil
	}
	for line := range strings.Lines(text) {
		first := true
		for word := range strings.FieldsSeq(line) {
			bare := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
			if !first && looksNamed(bare) && leads(word) {
				run = append(run, bare)
			} else {
				end()
				if first && looksNamed(bare) && !openers[bare] {
					run = append(run, bare)
				}
			}
			last, _ := utf8.DecodeLastRuneInString(word)
			first = strings.ContainsRune(".!?:–", last) && utf8.RuneCountInString(bare) > 1
			if strings.ContainsRune(".!?:,;)", last) {
				end()
			}
		}
		end()
	}
	return names
}

// looksNamed says that a word begins with a capital, goes on in small letters, and is no known one.
func looksNamed(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	rest := word[size:]
	return unicode.IsUpper(r) && !ordinary[word] && (rest == "" || rest != strings.ToUpper(rest))
}

// leads says that nothing stands before the word that ends a name: a bracket or a quotation mark begins anew.
func leads(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLetter(r)
}
