package web

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
)

// targetsPage is templates/targets.html: the path of target levels of a school, an owner or the programme.
type targetsPage struct {
	Page
	School  *programme.School // nil but for a school's own levels
	Heading string
	Action  string // where the form is sent
	In      *entered
	Phases  []programme.Phase // those with a target
	Rows    []targetRow
}

// targetRow is a component with a level per phase.
type targetRow struct {
	Name  string
	Cells []targetCell
}

// targetCell is an input, and the level that holds while it is empty.
type targetCell struct {
	Field   inputField
	Follows string // the level, and whose it is
}

// levelScope is who sets levels.
type levelScope struct {
	scope   programme.Scope
	id      string
	action  string
	heading string
	school  *programme.School
}

func (s *Server) schoolScope(r *request) (levelScope, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	return levelScope{programme.ScopeSchool, string(school.ID), "/schools/" + school.Orgnr + "/targets", r.words.T("wave.targets_title", "school", school.Name), &school}, err
}

func (s *Server) ownerScope(r *request) (levelScope, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	return levelScope{programme.ScopeOwner, string(owner.ID), "/owners/" + owner.Orgnr + "/targets", r.words.T("wave.targets_owner_title", "owner", owner.Name), nil}, err
}

func (s *Server) programmeScope(r *request) (levelScope, error) {
	return levelScope{programme.ScopeProgramme, programme.Builtin().Key, "/programme/targets", r.words.T("wave.targets_programme_title"), nil}, nil
}

// targetsForm shows the levels of a scope.
func (s *Server) targetsForm(find func(*request) (levelScope, error)) handler {
	return func(_ context.Context, r *request) (reply, error) {
		scope, err := find(r)
		if err != nil {
			return nil, err
		}
		in := entering(url.Values{})
		for component, phases := range s.programme.LevelsFrom(scope.scope, scope.id) {
			for phase, level := range phases {
				if level.Scope == scope.scope {
					in.values.Set(levelField(component, phase), r.words.Number(*level.Value, 1))
				}
			}
		}
		return render("targets", s.targetsPage(r, scope, in)), nil
	}
}

// setTargets keeps the levels: a field left empty takes the next outer level.
func (s *Server) setTargets(find func(*request) (levelScope, error)) handler {
	return func(ctx context.Context, r *request) (reply, error) {
		scope, err := find(r)
		if err != nil {
			return nil, err
		}
		in := entering(r.form)
		levels := readLevels(in, scope)
		if in.ok() {
			if err := in.take(s.programme.SetLevel(ctx, s.by(r), levels...)); err != nil {
				return nil, err
			}
		}
		if !in.ok() {
			return renderInvalid("targets", s.targetsPage(r, scope, in)), nil
		}
		r.note("wave.targets_saved")
		return redirect(scope.action), nil
	}
}

// readLevels reads the form; both the comma and the point are decimal marks.
func readLevels(in *entered, scope levelScope) []programme.Level {
	var levels []programme.Level
	for _, c := range programme.Builtin().Components {
		for phase := range c.Levels {
			level := programme.Level{Scope: scope.scope, ScopeID: scope.id, Component: c.Key, Phase: phase}
			if text := squeeze(in.Value(levelField(c.Key, phase))); text != "" {
				x, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
				if err != nil {
					in.refuse(levelField(c.Key, phase), "level")
				}
				level.Value = &x
			}
			levels = append(levels, level)
		}
	}
	return levels
}

func levelField(c programme.ComponentKey, p programme.PhaseKey) string {
	return string(c) + "." + string(p)
}

func (s *Server) targetsPage(r *request, scope levelScope, in *entered) *targetsPage {
	page := &targetsPage{Page: Page{Title: scope.heading, Invalid: !in.ok()}, School: scope.school, Heading: scope.heading, Action: scope.action, In: in}
	if scope.school != nil {
		page.Synthetic = scope.school.Synthetic
	}
	template := programme.Builtin()
	outer := s.programme.LevelsOutside(scope.scope, scope.id)
	for _, phase := range template.Phases {
		if _, targeted := template.Components[0].Levels[phase.Key]; targeted {
			page.Phases = append(page.Phases, phase)
		}
	}
	for _, c := range template.Components {
		row := targetRow{Name: c.Name.In(r.words.Lang())}
		for _, phase := range page.Phases {
			name := levelField(c.Key, phase.Key)
			label := r.words.T("wave.targets_cell", "component", c.Name, "phase", phase.Name)
			in.call(name, label)
			level := outer[c.Key][phase.Key]
			row.Cells = append(row.Cells, targetCell{
				Field:   in.Named("level", name, label),
				Follows: r.words.T("wave.targets_follows", "source", i18n.Sentence{Key: scopeKeys[level.Scope]}, "level", *level.Value),
			})
		}
		page.Rows = append(page.Rows, row)
	}
	return page
}

// scopeKeys are the words for who has set a level.
var scopeKeys = map[programme.Scope]string{
	programme.ScopeOwner:     "wave.targets_from.owner",
	programme.ScopeProgramme: "wave.targets_from.programme",
	programme.ScopeTemplate:  "wave.targets_from.template",
}
