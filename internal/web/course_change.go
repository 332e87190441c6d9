package web

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tilstand/internal/programme"
)

// moveModule puts a module on another place. A move that the rules do not allow is answered with the page, which says why, and what is possible.
func (s *Server) moveModule(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	module := programme.ModuleKey(r.form.Get("module"))
	place, err := strconv.Atoi(r.form.Get("place"))
	if err != nil {
		place = 0 // there is no such place, and the store says so
	}
	err = s.programme.MoveModule(ctx, s.by(r), school.ID, module, place)
	if refused, ok := errors.AsType[*programme.MoveRefused](err); ok {
		page, err := s.coursePage(r)
		if err != nil {
			return nil, err
		}
		c, err := s.programme.CourseOf(school.ID)
		if err != nil {
			return nil, err
		}
		page.Refused = refusedMove(r, c.Template.Course, refused)
		return renderInvalid("course", page), nil
	}
	if err != nil {
		return nil, err
	}
	r.note("course.moved", "place", place)
	return redirect("/schools/" + school.Orgnr + "/course#" + string(module)), nil
}

// moveCourse moves the school to the newest version of the course.
func (s *Server) moveCourse(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	version, err := strconv.Atoi(r.form.Get("version"))
	if err != nil {
		version = 0
	}
	in := entering(r.form)
	_, err = s.programme.MoveRun(ctx, s.by(r), school.ID, version)
	if err = in.take(err); err != nil {
		return nil, err
	}
	if !in.ok() { // it has moved already, or its dates are too long for the new version
		page, err := s.coursePage(r)
		if err != nil {
			return nil, err
		}
		page.NotMoved = slices.Sorted(maps.Values(in.problems))
		return renderInvalid("course", page), nil
	}
	r.note("course.version_moved")
	return redirect("/schools/" + school.Orgnr + "/course"), nil
}

// tickOff says that a task or a learning element was done, or takes that back: then no day comes with the form.
func (s *Server) tickOff(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	item, done := programme.ItemKey(r.form.Get("item")), programme.Done{}
	if r.form.Get("undo") == "" {
		on, err := time.Parse(time.DateOnly, squeeze(r.form.Get("on")))
		if err != nil {
			on = s.now() // a browser without a field for dates, and nothing in it: today
		}
		done = programme.Done{On: on, By: programme.Party(r.form.Get("by"))}
	}
	back := "/schools/" + school.Orgnr + "/course"
	if module := r.form.Get("back"); module != "" {
		back += "/modules/" + url.PathEscape(module)
	}
	err = s.programme.TickOff(ctx, s.by(r), school.ID, item, done)
	if _, refused := errors.AsType[*programme.Invalid](err); refused { // the one thing that can be wrong with a field for dates
		r.note("course.not_future")
		return redirect(back + "#" + string(item)), nil
	}
	if err != nil {
		return nil, err
	}
	return redirect(back + "#" + string(item)), nil
}

// changeModule answers a form of a module's page: it is shown again until nothing must be corrected.
func (s *Server) changeModule(change func(ctx context.Context, r *request, school programme.SchoolID, in *entered) error) handler {
	return func(ctx context.Context, r *request) (reply, error) {
		school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
		if err != nil {
			return nil, err
		}
		in := entering(r.form)
		if err := change(ctx, r, school.ID, in); err != nil {
			return nil, err
		}
		if !in.ok() {
			page, err := s.modulePage(r, in)
			if err != nil {
				return nil, err
			}
			return renderInvalid("course_module", page), nil
		}
		r.note("course.saved")
		return redirect("/schools/" + school.Orgnr + "/course/modules/" + r.param("module")), nil
	}
}

// dateModule sets when staff work on the module; no dates take them away.
func (s *Server) dateModule(ctx context.Context, r *request, school programme.SchoolID, in *entered) error {
	span := programme.Span{From: readDay(in, "from"), To: readDay(in, "to")}
	if !in.ok() {
		return nil
	}
	return in.take(s.programme.SetModuleDates(ctx, s.by(r), school, programme.ModuleKey(r.param("module")), span))
}

// markGroups says after a meeting which staff groups have taken part. A group that had been marked before keeps the day of that meeting.
func (s *Server) markGroups(ctx context.Context, r *request, school programme.SchoolID, in *entered) error {
	c, err := s.programme.CourseOf(school)
	if err != nil {
		return err
	}
	on := readDay(in, "on")
	if in.ok() && on.IsZero() {
		in.refuse("on", "missing")
	}
	if !in.ok() {
		return nil
	}
	module, marks := programme.ModuleKey(r.param("module")), map[string]time.Time{}
	for _, group := range c.Template.StaffGroups {
		switch before, marked := c.Attended[module][group.Key]; {
		case in.Value("group."+group.Key) == "":
			marks[group.Key] = time.Time{}
		case marked:
			marks[group.Key] = before
		default:
			marks[group.Key] = on
		}
	}
	return in.take(s.programme.MarkAttended(ctx, s.by(r), school, module, marks))
}

// linkElement adds the school's own link to a learning element; an empty address takes it away.
func (s *Server) linkElement(ctx context.Context, r *request, school programme.SchoolID, in *entered) error {
	element := programme.ItemKey(in.Value("element"))
	address, title := linkField("address", element), linkField("title", element)
	link := programme.Link{Address: in.Value(address), Title: in.Value(title)}
	err := in.take(s.programme.SetLink(ctx, s.by(r), school, element, link))
	in.rename("address", address)
	in.rename("title", title)
	return err
}
