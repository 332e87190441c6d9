package web

import (
	"context"
	"slices"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
)

// The joint statement of union and safety representatives as those see it who asked for it: the leader makes the invitation, and reads what
// both have signed. Nothing here can write or sign; that is done with the links in joint_respond.go, which nobody is shown twice.

// jointShown is a version of a joint statement in words: templates/parts/joint.html.
type jointShown struct {
	Number   int
	Locked   string // day; empty for a draft
	Signed   string // the roles that stand behind it; empty before anybody does
	Missing  string // the roles that do not yet
	Sections []section
}

// jointShown words a version.
func (s *Server) jointShown(words i18n.Printer, v surveys.JointVersion) (jointShown, error) {
	in, err := s.surveys.JointInstrument(v)
	if err != nil {
		return jointShown{}, err
	}
	shown := jointShown{Number: v.Number, Sections: formOf(surveys.Wave{}, in, words, jointSubmission(v.Says)).Sections}
	if !v.Locked.IsZero() {
		shown.Locked = words.Date(v.Locked)
	}
	var signed, missing []string
	for _, role := range surveys.Roles() {
		name := words.T("joint.role." + string(role))
		if v.SignedBy(role) {
			signed = append(signed, name)
		} else {
			missing = append(missing, name)
		}
	}
	shown.Signed, shown.Missing = words.List(signed), words.List(missing)
	return shown, nil
}

func jointSubmission(answers map[surveys.ItemID]string) surveys.Submission {
	sub := surveys.Submission{Answers: make(map[string]string, len(answers))}
	for id, answer := range answers {
		sub.Answers[string(id)] = answer
	}
	return sub
}

// jointVersions words what stands, and what stood before it, the latest first.
func (s *Server) jointVersions(words i18n.Printer, st surveys.JointStatement) (standing *jointShown, earlier []jointShown, err error) {
	for _, v := range slices.Backward(st.Versions) {
		shown, err := s.jointShown(words, v)
		if err != nil {
			return nil, nil, err
		}
		if standing == nil {
			standing = &shown
		} else {
			earlier = append(earlier, shown)
		}
	}
	return standing, earlier, nil
}

// statementPage is templates/statement.html.
type statementPage struct {
	Page
	School   programme.School
	Link     string // that waits to be taken into use; empty without one
	Invited  string // the day
	Taken    string // the day; empty while it waits, and before anybody was invited
	InWork   bool   // a draft is being written, or waits for a signature
	Message  []message
	Standing *jointShown
	Earlier  []jointShown
	Form     instrumentLink
}

// statement shows a school's joint statement and how far it has come.
func (s *Server) statement(_ context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	page := &statementPage{Page: r.page("joint.title"), School: school, Form: instrumentLink{Key: surveys.JointSurvey}}
	page.Synthetic = school.Synthetic
	st, asked := s.surveys.JointOf(school.ID)
	if !asked {
		return render("statement", page), nil
	}
	page.Invited, page.InWork = r.words.Date(st.Invited), st.Draft != nil
	if !st.Taken.IsZero() {
		page.Taken = r.words.Date(st.Taken)
	}
	if st.Invitation != "" {
		page.Link = s.jointLink(st.Invitation)
		page.Message = s.messagesOf(r, "joint", func(words i18n.Printer) string {
			return words.T("joint.message", "school", school.Name, "link", page.Link)
		})
	}
	if page.Standing, page.Earlier, err = s.jointVersions(r.words, st); err != nil {
		return nil, err
	}
	return render("statement", page), nil
}

func (s *Server) jointLink(code surveys.LinkCode) string { return s.link(jointPath + string(code)) }

// fieldRenew asks for an invitation in the place of the one before.
const fieldRenew = "renew"

// inviteJoint makes an invitation. One that is there already is replaced only when that is asked for: an old page, or a second press of the
// button, must not make the links of those who are writing useless.
func (s *Server) inviteJoint(ctx context.Context, r *request) (reply, error) {
	school, err := s.programme.SchoolByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	back := redirect("/schools/" + school.Orgnr + "/statement")
	if _, invited := s.surveys.JointOf(school.ID); invited && !r.form.Has(fieldRenew) {
		return back, nil
	}
	if _, err := s.surveys.InviteJoint(ctx, s.by(r), school.ID); err != nil {
		return nil, err
	}
	r.note("joint.invited")
	return back, nil
}

// standingJoint is what stands of a school's joint statement, for its page in the phase for which it was written, and before there are any results.
// Nil when nothing does, and later in the course.
func (s *Server) standingJoint(words i18n.Printer, school programme.SchoolID, now programme.PhaseKey) (*jointShown, error) {
	st, _ := s.surveys.JointOf(school)
	v, stands := st.Standing()
	if !stands || now != "" && now != st.Phase {
		return nil, nil
	}
	shown, err := s.jointShown(words, v)
	return &shown, err
}
