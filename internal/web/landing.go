package web

import (
	"tilstand/internal/accounts"
	"tilstand/internal/programme"
)

// menuItem is one entry of the menu.
type menuItem struct {
	Path, Key string
	Current   string // for aria-current: "page" on the page itself, "true" on the pages below it, or ""
}

// menuOf is what somebody may choose from. The first item is where signing in leads, but for those who have one school.
func (s *Server) menuOf(r *request) []menuItem {
	var menu []menuItem
	course, _ := s.course(r)
	add := func(may bool, path, key string) {
		if may {
			menu = append(menu, menuItem{Path: path, Key: key})
		}
	}
	add(s.hasSchools(r), "/schools", "base.schools")
	add(r.mayAt(accounts.SeeProgramme, course), "/programme/results", "base.programme")
	add(r.mayAt(accounts.SeeProgramme, course), "/library", "base.library")
	add(r.mayAt(accounts.KeepRegister, accounts.Place{Kind: accounts.AtInstallation}), "/register", "register.title")
	add(r.mayAt(accounts.ManagePeople, course), "/programme/people", "base.programme_people")
	add(r.mayAt(accounts.ManagePeople, accounts.Place{Kind: accounts.AtInstallation}), "/people", "base.people")
	add(r.mayAt(accounts.SeeLog, accounts.Place{Kind: accounts.AtInstallation}), "/log", "log.title")
	add(r.mayAt(accounts.KeepOperation, accounts.Place{Kind: accounts.AtInstallation}), "/operation/backups", "backups.title")
	add(r.mayAt(accounts.KeepOperation, accounts.Place{Kind: accounts.AtInstallation}), "/operation/capacity", "capacity.title")
	return menu
}

// hasSchools reports whether the list of schools has, or can have, something for this visitor.
func (s *Server) hasSchools(r *request) bool {
	for _, g := range r.grants {
		if g.Role != accounts.Programme && g.Role != accounts.Operator {
			return true
		}
	}
	return len(r.grants) == 0
}

// orLanding returns a path, or where somebody begins: at their school when they have one and nothing else, otherwise at the first page
// of the menu.
func (s *Server) orLanding(r *request, path string) string {
	if path != "" {
		return path
	}
	if len(r.grants) == 1 && (r.grants[0].Role == accounts.Leader || r.grants[0].Role == accounts.Member) {
		if school, err := s.programme.School(programme.SchoolID(r.grants[0].At)); err == nil {
			return "/schools/" + school.Orgnr
		}
	}
	return s.menuOf(r)[0].Path
}
