package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"tilstand/surveys"
)

// The pages by which union and safety representatives write their joint statement. They are pages for people who answer: no session, no
// cookie, nothing in the log. Looking at an invitation spends nothing, since mail programs look at links as well; taking it into use is a button.

// jointPath is below the path of the answer forms, which a server in front can leave out of its log.
const jointPath = "/s/joint/"

// What a form of these pages asks for.
const (
	jointStep = "joint-step" // take, write, sign or drop
	jointEdit = "joint-edit" // the edit that was read; in an address: show the form
)

// jointDoorPage is templates/joint_door.html: an invitation, or a link that is good for nothing.
type jointDoorPage struct {
	Page
	School string
	Code   surveys.LinkCode
	Shut   string // why it is good for nothing; empty for an invitation
}

// jointLinksPage is templates/joint_links.html: the links of the roles, this once.
type jointLinksPage struct {
	Page
	Links []roleLink
}

// roleLink is the link of a role.
type roleLink struct{ Role, Link, Path string }

// jointPage is templates/joint.html: the form, the draft to be signed, or what stands.
type jointPage struct {
	Page
	School   string
	Code     surveys.LinkCode
	Role     string // key of the role that holds the link; empty in a preview
	Intro    string
	Edit     int
	Writing  *answerForm // nil where something is read
	Others   []string    // languages the form can be shown in instead
	Problems []formProblem
	Trouble  string
	Draft    *jointShown
	Signed   bool // by the role that holds the link
	Standing *jointShown
	Earlier  []jointShown
	Preview  bool
}

// joint shows what a link is good for now.
func (s *Server) joint(_ context.Context, r *request) (reply, error) {
	code := surveys.LinkCode(r.param("code"))
	st, door, err := s.surveys.JointByLink(code)
	if err != nil {
		return nil, err
	}
	if door.Role == "" || door.State != surveys.JointOpen {
		return s.jointDoor(r, st, door, code), nil
	}
	page, err := s.jointPage(r, st, door.Role, code)
	if err != nil {
		return nil, err
	}
	if page.Draft == nil && page.Standing == nil || r.query.Has(jointEdit) {
		if err := s.writing(r, page, lastAnswers(st)); err != nil {
			return nil, err
		}
	}
	return render("joint", page), nil
}

// jointDoor is the page of an invitation, and of a link that is good for nothing.
func (s *Server) jointDoor(r *request, st surveys.JointStatement, door surveys.JointDoor, code surveys.LinkCode) reply {
	page := &jointDoorPage{Page: s.respondentPage(r, "joint.door_title"), Code: code}
	if school, err := s.programme.School(st.School); err == nil {
		page.School, page.Synthetic = school.Name, school.Synthetic
	}
	switch door.State {
	case surveys.JointTaken:
		page.Shut = r.words.T("joint.taken_already", "at", r.words.DateTime(st.Taken))
	case surveys.JointReplaced:
		page.Shut = r.words.T("joint.replaced", "at", r.words.DateTime(st.Invited))
	}
	if page.Shut != "" {
		return renderStatus(http.StatusGone, "joint_door", page)
	}
	return render("joint_door", page)
}

// jointPage begins the page of a role's link.
func (s *Server) jointPage(r *request, st surveys.JointStatement, role surveys.Role, code surveys.LinkCode) (*jointPage, error) {
	page := &jointPage{Page: s.respondentPage(r, "joint.door_title"), Code: code, Role: string(role)}
	school, err := s.programme.School(st.School)
	if err != nil {
		return nil, err
	}
	page.School, page.Synthetic = school.Name, school.Synthetic
	if st.Draft != nil {
		shown, err := s.jointShown(r.words, *st.Draft)
		if err != nil {
			return nil, err
		}
		page.Draft, page.Edit, page.Signed = &shown, st.Draft.Edit, st.Draft.SignedBy(role)
	}
	page.Standing, page.Earlier, err = s.jointVersions(r.words, st)
	return page, err
}

// writing makes the page the form, with these answers in it.
func (s *Server) writing(r *request, page *jointPage, sub surveys.Submission) error {
	in, ok := s.surveys.InstrumentInUse(surveys.JointSurvey)
	if !ok {
		return errNotFound
	}
	form := formOf(surveys.Wave{}, in, r.words, sub)
	page.Writing, page.Intro, page.Others = &form, in.Intro.In(r.words.Lang()), languagesBeside(r.words.Lang())
	page.OwnSwitch = true // a link to another language would leave the answers behind
	return nil
}

// lastAnswers are what a new draft begins with: what was said last.
func lastAnswers(st surveys.JointStatement) surveys.Submission {
	if st.Draft != nil {
		return jointSubmission(st.Draft.Says)
	}
	v, _ := st.Standing()
	return jointSubmission(v.Says)
}

// changeJoint does what a button of these pages asks for.
func (s *Server) changeJoint(ctx context.Context, r *request) (reply, error) {
	code := surveys.LinkCode(r.param("code"))
	if r.form.Get(jointStep) == "take" {
		return s.takeJoint(ctx, r, code)
	}
	edit, err := strconv.Atoi(r.form.Get(jointEdit))
	if err != nil {
		return nil, errBadRequest
	}
	sub := readSubmission(r.form, code)
	delete(sub.Answers, jointStep)
	delete(sub.Answers, jointEdit)
	if r.form.Has(fieldShow) {
		r.speak(r.form.Get(fieldShow))
		return s.jointAgain(r, sub, edit, nil)
	}
	switch r.form.Get(jointStep) {
	case "write":
		answers := map[surveys.ItemID]string{}
		for id, answer := range sub.Answers {
			answers[surveys.ItemID(id)] = answer
		}
		err = s.surveys.WriteJoint(ctx, s.now(), code, edit, answers)
		if _, bad := errors.AsType[*surveys.Invalid](err); bad || errors.Is(err, surveys.ErrChanged) {
			return s.jointAgain(r, sub, edit, err)
		}
	case "sign":
		err = s.surveys.SignJoint(ctx, s.now(), code, edit)
	case "drop":
		err = s.surveys.DropJoint(ctx, s.now(), code, edit)
	default:
		return nil, errBadRequest
	}
	if errors.Is(err, surveys.ErrChanged) {
		return s.jointChanged(r, code)
	}
	if err != nil {
		return nil, err
	}
	return redirect(r.path + "?lang=" + r.words.Lang()), nil
}

// takeJoint takes an invitation into use and shows the links of the roles, this once.
func (s *Server) takeJoint(ctx context.Context, r *request, code surveys.LinkCode) (reply, error) {
	codes, err := s.surveys.TakeJoint(ctx, s.now(), code)
	if errors.Is(err, surveys.ErrClosed) {
		return redirect(r.path), nil // it says why
	}
	if err != nil {
		return nil, err
	}
	page := &jointLinksPage{Page: s.respondentPage(r, "joint.links_title")}
	page.OwnSwitch = true // a link to another language would leave the links behind
	for _, role := range surveys.Roles() {
		page.Links = append(page.Links, roleLink{string(role), s.jointLink(codes[role]), jointPath + string(codes[role])})
	}
	return render("joint_links", page), nil
}

// jointAgain gives the form back with everything in it: in another language, with what must be corrected, or since somebody else has written in the
// meantime. Whoever then stores it has been told, and what is shown is what counts.
func (s *Server) jointAgain(r *request, sub surveys.Submission, edit int, why error) (reply, error) {
	st, door, err := s.surveys.JointByLink(sub.Code)
	if err != nil {
		return nil, err
	}
	if door.Role == "" || door.State != surveys.JointOpen {
		return s.jointDoor(r, st, door, sub.Code), nil
	}
	page, err := s.jointPage(r, st, door.Role, sub.Code)
	if err != nil {
		return nil, err
	}
	if err := s.writing(r, page, sub); err != nil {
		return nil, err
	}
	if errors.Is(why, surveys.ErrChanged) {
		page.Trouble = r.words.T("joint.written_meanwhile")
		return renderStatus(http.StatusConflict, "joint", page), nil
	}
	page.Edit = edit
	if bad, ok := errors.AsType[*surveys.Invalid](why); ok {
		page.Writing.mark(bad.Problems)
		page.Problems = page.Writing.problems()
		if len(page.Problems) == 0 {
			return nil, errBadRequest // what is wrong is nothing that the form shows
		}
		return renderInvalid("joint", page), nil
	}
	return render("joint", page), nil
}

// jointChanged shows the draft as it is now to whoever signed or dropped another.
func (s *Server) jointChanged(r *request, code surveys.LinkCode) (reply, error) {
	st, door, err := s.surveys.JointByLink(code)
	if err != nil {
		return nil, err
	}
	page, err := s.jointPage(r, st, door.Role, code)
	if err != nil {
		return nil, err
	}
	page.Trouble = r.words.T("joint.changed_meanwhile")
	return renderStatus(http.StatusConflict, "joint", page), nil
}

// jointPreview shows what the representatives are given to write. Nothing can be sent from it.
func (s *Server) jointPreview(r *request, in *surveys.Instrument, school string) reply {
	form := formOf(surveys.Wave{}, in, r.words, surveys.Submission{})
	page := &jointPage{Page: s.respondentPage(r, "joint.door_title"), School: school, Writing: &form, Intro: in.Intro.In(r.words.Lang()), Preview: true}
	return render("joint", page)
}
