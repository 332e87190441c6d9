package web

import (
	"context"
	"fmt"
	"strings"
)

// Methods of the table. HEAD is answered wherever GET is.
const (
	GET  = "GET"
	POST = "POST"
)

// routes is the list of all addresses. What is not in it does not exist; nothing is guarded by a prefix, because
// prefixes and catch-alls disagree about spelling (/ADMIN, //admin, /%61dmin).
func (s *Server) routes() []route {
	return []route{
		{GET, "/", public, s.start},
		{GET, "/privacy", public, s.privacy},
		{GET, "/accessibility", public, s.accessibility},
		{GET, "/login", public, s.loginForm},
		{POST, "/login", public, s.login},
		{POST, "/logout", signedIn, s.logout},
		{GET, "/healthz", public, s.health},

		{GET, workerPath, respondent, s.worker},
		{GET, "/s/", respondent, s.codeForm},
		{POST, "/s/", respondent, s.enterCode},
		{GET, "/s/:code", respondent, s.respondForm},
		{POST, "/s/:code", respondent, s.respond},
		{GET, "/s/:code/thanks", respondent, s.respondDone},

		{GET, "/s/joint/:code", respondent, s.joint},
		{POST, "/s/joint/:code", respondent, s.changeJoint},

		{GET, "/schools", signedIn, s.schools},
		{GET, "/schools/new", signedIn, s.registerForm},
		{POST, "/schools/new", signedIn, s.register},
		{GET, "/schools/:orgnr", signedIn, s.school},
		{GET, "/schools/:orgnr/report.xlsx", signedIn, s.report},
		{GET, "/schools/:orgnr/results.json", signedIn, s.schoolJSON},
		{POST, "/schools/:orgnr/share", signedIn, s.shareWithOwner},
		{POST, "/schools/:orgnr/share/programme", signedIn, s.shareWithProgramme},
		{GET, "/schools/:orgnr/items/:item", signedIn, s.item},
		{GET, "/owners/:orgnr", signedIn, s.owner},
		{GET, "/owners/:orgnr/results.json", signedIn, s.ownerJSON},
		{POST, "/owners/:orgnr/editions", signedIn, s.issueEdition(s.ownerEditions)},
		{GET, "/owners/:orgnr/editions/:number", signedIn, s.edition(s.ownerEditions)},
		{GET, "/owners/:orgnr/editions/:number/edition.json", signedIn, s.editionJSON(s.ownerEditions)},
		{GET, "/owners/:orgnr/rounds", signedIn, s.rounds},
		{GET, "/owners/:orgnr/rounds/new", signedIn, s.roundNew},
		{POST, "/owners/:orgnr/rounds/new", signedIn, s.proposeRound},
		{GET, "/owners/:orgnr/rounds/:id", signedIn, s.round},
		{POST, "/owners/:orgnr/rounds/:id/off", signedIn, s.callOffRound},
		{GET, "/schools/:orgnr/rounds/:id", signedIn, s.schoolRound},
		{POST, "/schools/:orgnr/rounds/:id/postpone", signedIn, s.postponeRound},
		{POST, "/schools/:orgnr/rounds/:id/join", signedIn, s.joinRound},
		{GET, "/programme/results", signedIn, s.programmeResults},
		{POST, "/programme/editions", signedIn, s.issueEdition(s.programmeEditions)},
		{GET, "/programme/editions/:number", signedIn, s.edition(s.programmeEditions)},
		{GET, "/programme/editions/:number/edition.json", signedIn, s.editionJSON(s.programmeEditions)},
		{GET, "/schools/:orgnr/waves", signedIn, s.waves},
		{GET, "/schools/:orgnr/waves/answers", signedIn, s.keeping},
		{GET, "/operation/answers", signedIn, s.kept},
		{GET, "/schools/:orgnr/waves/new", signedIn, s.waveNew},
		{POST, "/schools/:orgnr/waves/new", signedIn, s.waveOpen},
		{GET, "/schools/:orgnr/waves/import", signedIn, s.waveImport},
		{POST, "/schools/:orgnr/waves/import", signedIn.upTo(importBody).withFile(), s.importWave},
		{GET, "/schools/:orgnr/waves/local", signedIn, s.local(s.schoolLocal)},
		{POST, "/schools/:orgnr/waves/local/:key", signedIn, s.changeLocal(s.schoolLocal)},
		{GET, "/schools/:orgnr/waves/local/:key/form", signedIn, s.localPreview(s.schoolLocal, s.showForm)},
		{GET, "/schools/:orgnr/waves/local/:key/paper", signedIn, s.localPreview(s.schoolLocal, s.showPaper)},
		{GET, "/schools/:orgnr/waves/local/:key/items/:item", signedIn, s.localItem(s.schoolLocal)},
		{POST, "/schools/:orgnr/waves/local/:key/items/:item", signedIn, s.saveLocalItem(s.schoolLocal)},
		{GET, "/schools/:orgnr/waves/local/:key/upload", signedIn, s.localUpload(s.schoolLocal)},
		{POST, "/schools/:orgnr/waves/local/:key/upload", signedIn.upTo(uploadBody).withFile(), s.takeLocalWorkbook(s.schoolLocal)},
		{GET, "/schools/:orgnr/waves/local/:key/xlsform.xlsx", signedIn, s.localWorkbook(s.schoolLocal)},
		{GET, "/owners/:orgnr/local/:key/upload", signedIn, s.localUpload(s.ownerLocal)},
		{POST, "/owners/:orgnr/local/:key/upload", signedIn.upTo(uploadBody).withFile(), s.takeLocalWorkbook(s.ownerLocal)},
		{GET, "/owners/:orgnr/local/:key/xlsform.xlsx", signedIn, s.localWorkbook(s.ownerLocal)},
		{GET, "/owners/:orgnr/local", signedIn, s.local(s.ownerLocal)},
		{POST, "/owners/:orgnr/local/:key", signedIn, s.changeLocal(s.ownerLocal)},
		{GET, "/owners/:orgnr/local/:key/form", signedIn, s.localPreview(s.ownerLocal, s.showForm)},
		{GET, "/owners/:orgnr/local/:key/paper", signedIn, s.localPreview(s.ownerLocal, s.showPaper)},
		{GET, "/owners/:orgnr/local/:key/items/:item", signedIn, s.localItem(s.ownerLocal)},
		{POST, "/owners/:orgnr/local/:key/items/:item", signedIn, s.saveLocalItem(s.ownerLocal)},
		{GET, "/schools/:orgnr/statement", signedIn, s.statement},
		{POST, "/schools/:orgnr/statement", signedIn, s.inviteJoint},
		{GET, "/schools/:orgnr/dates", signedIn, s.datesForm},
		{POST, "/schools/:orgnr/dates", signedIn, s.setDates},
		{GET, "/schools/:orgnr/targets", signedIn, s.targetsForm(s.schoolScope)},
		{POST, "/schools/:orgnr/targets", signedIn, s.setTargets(s.schoolScope)},
		{GET, "/owners/:orgnr/targets", signedIn, s.targetsForm(s.ownerScope)},
		{POST, "/owners/:orgnr/targets", signedIn, s.setTargets(s.ownerScope)},
		{GET, "/programme/targets", signedIn, s.targetsForm(s.programmeScope)},
		{POST, "/programme/targets", signedIn, s.setTargets(s.programmeScope)},

		{GET, "/waves/:id", signedIn, s.wave},
		{POST, "/waves/:id/extend", signedIn, s.changeWave(s.extend)},
		{POST, "/waves/:id/counts", signedIn, s.changeWave(s.correct)},
		{POST, "/waves/:id/close", signedIn, s.changeWave(s.closeWave)},
		{POST, "/waves/:id/void", signedIn, s.changeWave(s.void)},
		{POST, "/waves/:id/share/off", signedIn, s.callOffSharing},
		{GET, "/waves/:id/replace", signedIn, s.replaceForm},
		{POST, "/waves/:id/replace", signedIn.upTo(importBody).withFile(), s.replaceAnswers},
		{GET, "/waves/:id/slips", signedIn, s.slipsForm},
		{POST, "/waves/:id/slips", signedIn, s.makeSlips},
		{POST, "/waves/:id/slips.csv", signedIn, s.slipsFile},
		{GET, "/waves/:id/poster", signedIn, s.poster},
		{GET, "/waves/:id/qr.svg", signedIn, s.waveQR},
		{GET, "/waves/:id/form", signedIn, s.formPreview},
		{GET, "/waves/:id/paper", signedIn, s.paper},
		{GET, "/instruments/:key/form", signedIn, s.formPreview},
		{GET, "/instruments/:key/paper", signedIn, s.paper},

		{GET, "/library", signedIn, s.library},
		{GET, "/library/upload", signedIn, s.libraryUpload},
		{POST, "/library/upload", signedIn.upTo(uploadBody).withFile(), s.libraryTake},
		{GET, "/library/:key/:version", signedIn.withFrame(), s.libraryVersion},
		{GET, "/library/:key/:version/form", signedIn.inFrame(), s.formPreview},
		{GET, "/library/:key/:version/paper", signedIn, s.paper},
		{GET, "/library/:key/:version/languages", signedIn, s.libraryLanguages},
		{GET, "/library/:key/:version/compare", signedIn, s.libraryCompare},
		{GET, "/library/:key/:version/publish", signedIn, s.libraryPublishForm},
		{POST, "/library/:key/:version/publish", signedIn, s.libraryPublish},
		{POST, "/library/:key/:version/retire", signedIn, s.retireVersion()},
		{POST, "/library/:key/:version/restore", signedIn, s.restoreVersion()},
		{POST, "/library/:key/:version/discard", signedIn, s.discardVersion()},
		{GET, "/library/:key/:version/xlsform.xlsx", signedIn, s.libraryWorkbook},
		{GET, "/library/:key/:version/instrument.json", signedIn, s.libraryDocument},
		{GET, "/library/:key/:version/ddi.xml", signedIn, s.libraryArchive},

		{GET, "/static/*", public, s.static},
	}
}

// route is one address: how it is asked, who may ask, and who answers. The lines of the table name no fields, so a
// line without an access does not compile; an access made of nothing panics at start.
type route struct {
	method  string
	pattern string
	access  access
	handler handler
}

// String names the route as the log does: by its pattern, never by the path that was asked for.
func (rt route) String() string {
	if rt.pattern == "" {
		return "none"
	}
	return rt.method + " " + rt.pattern
}

// handler answers a request with a value. It returns every error as it is: errors.go turns it into a page.
type handler func(ctx context.Context, r *request) (reply, error)

// access says who may ask, and how much they may send.
type access struct {
	who  audience
	body int  // bytes; 0 for the default
	file bool // a file may come with the form

	framed  bool // a page of ours may show it in a frame
	framing bool // it shows a page of ours in a frame
}

// audience is whom a page is for.
type audience string

var (
	// public pages are for everybody, and know whether the visitor is signed in.
	public = access{who: "public"}

	// respondent pages belong to the people who answer. No session is looked up, no cookie is set, the log holds nothing
	// about the visitor or the survey, and the browser is told to tell nobody where it came from.
	respondent = access{who: "respondent"}

	// signedIn pages send strangers to the sign-in page.
	signedIn = access{who: "signed-in"}
)

// upTo lets a route take larger bodies than the default 64 KiB.
func (a access) upTo(bytes int) access {
	a.body = bytes
	return a
}

// withFile lets a form with a file in it come to a route. The file is held in memory; its size is what upTo says.
func (a access) withFile() access {
	a.file = true
	return a
}

// inFrame lets our own pages show a page in a frame. It is for pages from which nothing can be sent.
func (a access) inFrame() access {
	a.framed = true
	return a
}

// withFrame lets a page show one of ours in a frame.
func (a access) withFrame() access {
	a.framing = true
	return a
}

// mustBeSound panics when the table says something that nobody can have meant. It runs at start, before anybody listens.
// respondentPath begins all addresses that people answer with.
const respondentPath = "/s/"

func mustBeSound(table []route) {
	seen := map[string]bool{}
	for _, rt := range table {
		line := rt.String()
		switch {
		case rt.access.who == "":
			panic(fmt.Sprintf("web: route %s does not say who may ask", line))
		case rt.handler == nil:
			panic(fmt.Sprintf("web: route %s has no handler", line))
		case rt.method != GET && rt.method != POST:
			panic(fmt.Sprintf("web: route %s: pages are asked for with GET and changed with POST", line))
		case !strings.HasPrefix(rt.pattern, "/"):
			panic(fmt.Sprintf("web: route %s: a pattern begins with a slash", line))
		case rt.access.body > 0 && (rt.method != POST || strings.HasPrefix(rt.pattern, respondentPath)):
			panic(fmt.Sprintf("web: route %s: only what signed-in people send is large", line))
		case seen[line]:
			panic(fmt.Sprintf("web: route %s is there twice", line))
		}
		seen[line] = true
	}
}
