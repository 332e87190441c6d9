package web

import (
	"context"

	"tilstand/internal/i18n"
	"tilstand/surveys"
)

// localPreview shows a questionnaire with the local questions after it, by show: as on a phone, or on paper.
func (s *Server) localPreview(find findLocal, show func(*request, surveys.Wave, *surveys.Instrument) reply) handler {
	return func(_ context.Context, r *request) (reply, error) {
		of, in, err := s.localTo(r, find)
		if err != nil {
			return nil, err
		}
		wave := exampleWave(r.words, in.Audience)
		if of.school != nil {
			wave.SchoolName = of.school.Name
		}
		return show(r, wave, surveys.LocalPartOf(of.owners(s, in.Key), of.supplement(s, in.Key)).After(in)), nil
	}
}

// localPlan is the local questions of a wave that is about to be opened.
type localPlan struct {
	Sum      string
	Sections []localPlanned
}

// localPlanned is those of the owner, or of the school.
type localPlanned struct {
	Title string
	Texts []string
}

func newLocalPlan(words i18n.Printer, in *surveys.Instrument) *localPlan {
	plan, n := &localPlan{}, 0
	for _, section := range in.LocalSections() {
		planned := localPlanned{Title: section.Title.In(words.Lang())}
		for _, item := range section.Items {
			planned.Texts = append(planned.Texts, item.Text.In(words.Lang()))
		}
		plan.Sections = append(plan.Sections, planned)
		n += len(section.Items)
	}
	all := len(in.Items())
	plan.Sum = words.T("local.sum", "core", all-n, "local", n, "all", all)
	return plan
}
