package web

import (
	"slices"
	"strings"
)

// SchoolTabs are the tabs on top of a school's pages, those that the visitor may open. A page below one of them, such as a question's or a wave's, marks it too.
func (p *Page) SchoolTabs(orgnr string) []menuItem {
	home := "/schools/" + orgnr
	tabs := []menuItem{
		{Path: home, Key: "wave.results"},
		{Path: home + "/waves", Key: "wave.waves"},
		{Path: home + "/course", Key: "course.title"},
		{Path: home + "/closing", Key: "closing.tab"},
		{Path: home + "/targets", Key: "wave.targets"},
		{Path: home + "/dates", Key: "wave.dates"},
		{Path: home + "/people", Key: "people.title"},
		{Path: home + "/log", Key: "log.title"},
	}
	tabs = slices.DeleteFunc(tabs, func(tab menuItem) bool { return !p.Opens(tab.Path) })
	for i, tab := range tabs {
		below := strings.HasPrefix(p.Path, tab.Path+"/")
		if tab.Path == home { // all of them are below it
			below = ofResults(strings.TrimPrefix(p.Path, home))
		}
		switch {
		case p.Path == tab.Path:
			tabs[i].Current = "page"
		case below, tab.Key == "wave.waves" && strings.HasPrefix(p.Path, home+"/rounds/"):
			tabs[i].Current = "true"
		}
	}
	return tabs
}

// ofResults reports whether a place below a school's address is one of its results.
func ofResults(at string) bool {
	return strings.HasPrefix(at, atItems+"/") || strings.HasPrefix(at, atComponents) ||
		slices.Contains([]string{atDevelopment, atGroups, atMapping, atCompare, atItems}, at)
}
