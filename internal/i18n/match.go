package i18n

import "golang.org/x/text/language"

var matcher = language.NewMatcher([]language.Tag{
	language.MustParse("nb"), language.MustParse("nn"), language.MustParse("en"),
})

// Match returns the interface language for the first wish that we can meet. A wish is a language tag or a whole
// Accept-Language header; empty and unreadable wishes are passed over, and without any the answer is bokmål. The
// macro language "no" is met with nb, Danish and Swedish readers get nb, too.
func Match(wishes ...string) string {
	for _, wish := range wishes {
		tags, _, err := language.ParseAcceptLanguage(wish)
		if err != nil || len(tags) == 0 {
			continue
		}
		if _, i, confidence := matcher.Match(tags...); confidence > language.No {
			return Languages[i]
		}
	}
	return Languages[0]
}
