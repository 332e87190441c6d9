package web

import (
	"context"
	"errors"
	"fmt"

	"tilstand/analytics"
	"tilstand/internal/i18n"
	"tilstand/internal/jobs"
	"tilstand/internal/programme"
)

// bulkPage is templates/bulk.html: the workbooks of all schools that share with an owner, in one file.
type bulkPage struct {
	ownerHead
	Book    string // the owner's own workbook
	Sharing string // how many schools there will be one of
	None    bool   // no school shares
	Job     *bulkJob
	Offer   string // what the button says that asks for the file
}

// bulkJob is the last one that was asked for.
type bulkJob struct {
	State     jobs.State
	Waiting   bool
	Done, All int
	Says      string
	By        string
	File      string // where the file is taken; empty unless it is there
}

func (s *Server) bulkPath(r *request) string { return "/owners/" + r.param("orgnr") + "/reports" }

// bulk shows how far the file is, or offers to make it.
func (s *Server) bulk(_ context.Context, r *request) (reply, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	sharing := 0
	synthetic := false
	for _, school := range s.programme.SchoolsOf(owner.ID) {
		synthetic = synthetic || school.Synthetic
		if school.Open() && len(s.analytics.SharedNow(school.ID)) > 0 {
			sharing++
		}
	}
	ref := analytics.OwnerRef{ID: owner.ID, Orgnr: owner.Orgnr, Name: owner.Name, Kind: owner.Kind}
	page := &bulkPage{
		ownerHead: newOwnerHead(r.words, ref, r.words.T("bulk.title")), Book: "/owners/" + owner.Orgnr + "/report.xlsx",
		Sharing: r.words.T("bulk.sharing", "count", sharing), None: sharing == 0, Offer: r.words.T("bulk.ask"),
	}
	page.Synthetic = synthetic
	if page.Job, err = s.bulkJob(r, owner); err != nil {
		return nil, err
	}
	if page.Job != nil {
		page.Offer = r.words.T("bulk.again")
	}
	return render("bulk", page), nil
}

// bulkJob is the owner's last job; nil before the first.
func (s *Server) bulkJob(r *request, owner programme.Owner) (*bulkJob, error) {
	j, err := s.jobs.Latest(jobs.SchoolReports, string(owner.ID))
	if errors.Is(err, jobs.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	b := &bulkJob{State: j.State, Waiting: j.State == jobs.Waiting, Done: j.Done, All: j.All, Says: r.words.Say(bulkWords(r.words, j))}
	b.By = r.words.T("bulk.by", "name", s.actorName(r.words, j.AskedBy), "date", r.words.DateTime(j.Asked))
	if j.State == jobs.Done {
		b.File = s.bulkPath(r) + "/all.zip"
	}
	return b, nil
}

// bulkWords say how far a job is.
func bulkWords(words i18n.Printer, j jobs.Job) i18n.Sentence {
	say := func(key string, args map[string]any) i18n.Sentence { return i18n.Sentence{Key: key, Args: args} }
	switch j.State {
	case jobs.Waiting:
		if j.All == 0 {
			return say("bulk.state.queued", nil)
		}
		return say("bulk.state.waiting", map[string]any{"done": j.Done, "all": j.All})
	case jobs.Done:
		return say("bulk.state.done", map[string]any{"until": words.Date(j.Until())})
	case jobs.Cancelled:
		return say("bulk.state.cancelled", nil)
	case jobs.Failed:
		return say("bulk.state.failed", nil)
	}
	return say("bulk.state.removed", nil)
}

// bulkProgress is the same for the script that moves the bar.
func (s *Server) bulkProgress(_ context.Context, r *request) (reply, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	b, err := s.bulkJob(r, owner)
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, errNotFound
	}
	return jsonBody(map[string]any{"state": b.State, "done": b.Done, "all": b.All, "says": b.Says}), nil
}

// changeBulk asks for the file, or calls it off.
func (s *Server) changeBulk(ctx context.Context, r *request) (reply, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	if r.form.Get("step") == "cancel" {
		if err := s.cancelBulk(ctx, r, owner); err != nil {
			return nil, err
		}
		return redirect(s.bulkPath(r)), nil
	}
	switch _, err := s.jobs.Ask(ctx, s.by(r), jobs.SchoolReports, string(owner.ID), r.words.Lang()); {
	case errors.Is(err, jobs.ErrWaiting): // the page shows it
	case errors.Is(err, jobs.ErrNothing):
		r.note("bulk.nothing")
	case err != nil:
		return nil, err
	}
	return redirect(s.bulkPath(r)), nil
}

// cancelBulk calls off what is under way. What has ended meanwhile stays as it is, and the page says so.
func (s *Server) cancelBulk(ctx context.Context, r *request, owner programme.Owner) error {
	j, err := s.jobs.Latest(jobs.SchoolReports, string(owner.ID))
	if err != nil {
		return err
	}
	if err := s.jobs.Cancel(ctx, s.by(r), j.ID); err != nil && !errors.Is(err, jobs.ErrNotFound) {
		return err
	}
	return nil
}

// bulkFile is the file. It is looked at once more whether all that is in it is shared still.
func (s *Server) bulkFile(ctx context.Context, r *request) (reply, error) {
	owner, err := s.programme.OwnerByOrgnr(r.param("orgnr"))
	if err != nil {
		return nil, err
	}
	j, err := s.jobs.Latest(jobs.SchoolReports, string(owner.ID))
	if err != nil {
		return nil, err
	}
	file, err := s.jobs.Result(ctx, s.now(), j.ID)
	if errors.Is(err, jobs.ErrGone) {
		r.note("bulk.gone")
		return redirect(s.bulkPath(r)), nil
	}
	if err != nil {
		return nil, err
	}
	return attachment{name: fmt.Sprintf("tilstand-%s.zip", owner.Orgnr), contentType: "application/zip", body: file}, nil
}
