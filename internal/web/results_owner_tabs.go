package web

import (
	"slices"
	"strings"

	"tilstand/analytics"
	"tilstand/internal/i18n"
)

// ownerHead is what an owner's result pages begin with: its name, and the tabs.
type ownerHead struct {
	Page
	Owner analytics.OwnerRef
}

func newOwnerHead(words i18n.Printer, owner analytics.OwnerRef, title string) ownerHead {
	return ownerHead{Page: Page{Title: title + ": " + owner.Name}, Owner: owner}
}

// OwnerTabs are the tabs on top of an owner's result pages, those that the visitor may open.
func (h *ownerHead) OwnerTabs() []menuItem {
	home := "/owners/" + h.Owner.Orgnr
	tabs := []menuItem{
		{Path: home, Key: "owner.overview"},
		{Path: home + "/components/" + overallPath, Key: "owner.components"},
		{Path: home + "/development", Key: "owner.development"},
		{Path: home + "/similar", Key: "owner.beside"},
		{Path: home + "/funnel", Key: "owner.funnel"},
		{Path: home + "/runs", Key: "runs.tab"},
		{Path: home + "/reports", Key: "bulk.title"},
		{Path: home + "/rounds", Key: "round.rounds"},
	}
	tabs = slices.DeleteFunc(tabs, func(tab menuItem) bool { return !h.Opens(tab.Path) })
	for i, tab := range tabs {
		switch {
		case h.Path == tab.Path:
			tabs[i].Current = "page"
		case strings.HasPrefix(h.Path, home+"/components/") && tab.Key == "owner.components", strings.HasPrefix(h.Path, home+"/editions/") && tab.Path == home:
			tabs[i].Current = "true"
		}
	}
	return tabs
}

// ownerPath is the address of one of an owner's pages with a query.
func ownerPath(q analytics.Query, rest string) string {
	path := "/owners/" + q.Owner + rest
	q.Owner = ""
	if asked := q.String(); asked != "" {
		return path + "?" + asked
	}
	return path
}
