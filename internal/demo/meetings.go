package demo

import (
	"context"
	"errors"
	"time"

	"tilstand/internal/audit"
	"tilstand/internal/programme"
)

// meet lets the school that is pointed to take its course as far as its dates go: the preparation is ticked off, every module has its weeks, and the staff
// groups were there where those have begun; in the last module so far, one of them is still to come.
func (f *filler) meet(ctx context.Context) error {
	for _, m := range f.schools {
		if m.name == shownSchool {
			return errors.Join(f.prepareCourse(ctx, m), f.takeModules(ctx, m))
		}
	}
	return nil
}

func (f *filler) prepareCourse(ctx context.Context, m member) error {
	c, err := f.Programme.CourseOf(m.id)
	if err != nil {
		return err
	}
	errs := []error{f.Programme.MoveModule(ctx, audit.Service.At(f.now), m.id, "a-hear", 2)}
	tasks, span := c.Template.Course.Preparation, c.Run.Dates["prep"]
	for i, task := range tasks {
		if on := partOf(span, i, len(tasks)); on.Before(f.now) {
			errs = append(errs, f.Programme.TickOff(ctx, audit.Service.At(f.now), m.id, task.Key, programme.Done{On: on, By: task.Involves[0]}))
		}
	}
	return errors.Join(errs...)
}

func (f *filler) takeModules(ctx context.Context, m member) error {
	c, err := f.Programme.CourseOf(m.id)
	if err != nil {
		return err
	}
	var errs []error
	for _, semester := range c.Template.Course.Semesters {
		order, span := c.Order[semester.Phase], c.Run.Dates[semester.Phase]
		for i, module := range order {
			weeks := programme.Span{From: partOf(span, i, len(order)), To: partOf(span, i+1, len(order)).AddDate(0, 0, -1)}
			errs = append(errs, f.Programme.SetModuleDates(ctx, audit.Service.At(f.now), m.id, module, weeks))
			if !weeks.From.Before(f.now) {
				continue
			}
			there := map[string]time.Time{}
			for _, group := range c.Template.StaffGroups {
				there[group.Key] = weeks.From
			}
			if !weeks.To.Before(f.now) {
				delete(there, "sfo")
			}
			errs = append(errs, f.Programme.MarkAttended(ctx, audit.Service.At(f.now), m.id, module, there))
		}
	}
	return errors.Join(errs...)
}

// partOf is the first day of the i-th of n equal parts of a span.
func partOf(span programme.Span, i, n int) time.Time {
	days := int(span.To.Sub(span.From).Hours()/24) + 1
	return span.From.AddDate(0, 0, days*i/n)
}
