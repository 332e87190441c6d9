package web

import (
	"context"
	"fmt"
	"strings"

	"tilstand/internal/accounts"
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
		{GET, "/method", public, s.method},
		{GET, "/login", public, s.loginForm},
		{POST, "/login", public.bySigningIn(), s.login},
		{POST, "/login/code", public.bySigningIn(), s.loginCode},
		{POST, "/login/passkey", public.bySigningIn(), s.loginPasskey},
		{POST, "/login/with/:house", public.bySigningIn(), s.goAway},
		{GET, "/login/with/:house/back", public.bySigningIn(), s.comeBack},
		{GET, "/login/forgotten", public, s.forgottenForm},
		{POST, "/login/forgotten", public.bySigningIn(), s.forgotten},
		{GET, "/link/:secret", public, s.linkForm},
		{POST, "/link/:secret", public, s.useLink},
		{POST, "/link/:secret/with/:house", public, s.goAwayByLink},
		{GET, "/demo/:door", public, s.enterDemo},
		{GET, "/account", anyAccount, s.account},
		{POST, "/account", anyAccount.bySigningIn(), s.changeAccount},
		{GET, "/account/passkey", anyAccount, s.passkeyForm},
		{POST, "/account/passkey", anyAccount, s.addPasskey},
		{GET, "/account/app", anyAccount, s.appForm},
		{POST, "/account/app", anyAccount, s.addApp},
		{GET, "/account/data", anyAccount, s.accountData},
		{GET, "/account/data.json", anyAccount, s.accountFile},
		{POST, "/account/data", anyAccount.bySigningIn(), s.eraseAccount},
		{POST, "/logout", anyAccount, s.logout},
		{GET, "/healthz", public, s.health},
		{GET, "/readyz", public, s.readiness},

		{GET, workerPath, respondent, s.worker},
		{GET, "/s/", respondent, s.codeForm},
		{POST, "/s/", respondent, s.enterCode},
		{GET, "/s/:code", respondent, s.respondForm},
		{POST, "/s/:code", respondent, s.respond},
		{GET, "/s/:code/thanks", respondent, s.respondDone},

		{GET, "/s/joint/:code", respondent, s.joint},
		{POST, "/s/joint/:code", respondent, s.changeJoint},

		{GET, "/v/:secret", reader, s.viewer},
		{GET, "/v/:secret/logo", reader, s.viewerLogo},

		{GET, "/register", may(accounts.KeepRegister, s.installation), s.registerSchools},
		{GET, "/register/schools/:orgnr", may(accounts.KeepRegister, s.schoolItself), s.keptSchool},
		{POST, "/register/schools/:orgnr", may(accounts.KeepRegister, s.schoolItself), s.keepKnown},
		{POST, "/register/schools/:orgnr/close", may(accounts.KeepRegister, s.schoolItself), s.keepClosed},
		{POST, "/register/schools/:orgnr/reopen", may(accounts.KeepRegister, s.schoolItself), s.keepReopened},
		{GET, "/register/owners", may(accounts.KeepRegister, s.installation), s.registerOwners},
		{GET, "/register/owners/new", may(accounts.KeepRegister, s.installation), s.ownerNew},
		{POST, "/register/owners/new", may(accounts.KeepRegister, s.installation), s.addOwner},
		{GET, "/register/owners/:orgnr", may(accounts.KeepRegister, s.ownerItself), s.keptOwner},
		{POST, "/register/owners/:orgnr", may(accounts.KeepRegister, s.ownerItself), s.keepOwner},
		{GET, "/register/import", may(accounts.KeepRegister, s.installation), s.importSchools},
		{POST, "/register/import", may(accounts.KeepRegister, s.installation).upTo(rollBody).withFile(), s.takeSchools},
		{GET, "/register/template.xlsx", may(accounts.KeepRegister, s.installation), s.rollTemplate},

		{GET, "/schools", anyAccount, s.schools},
		{GET, "/schools/new", may(accounts.KeepRegister, s.installation), s.registerForm},
		{POST, "/schools/new", may(accounts.KeepRegister, s.installation), s.register},
		{GET, "/schools/:orgnr", may(accounts.SeeStanding, s.schoolItself).withResults(accounts.SeeResults), s.school},
		{GET, "/schools/:orgnr/figures/:file", may(accounts.SeeResults, s.schoolItself), s.figures(s.overviewExhibits)},
		{GET, "/schools/:orgnr/components/:component", may(accounts.SeeResults, s.schoolItself), s.component},
		{GET, "/schools/:orgnr/components/:component/figures/:file", may(accounts.SeeResults, s.schoolItself), s.figures(s.componentExhibits)},
		{GET, "/schools/:orgnr/development", may(accounts.SeeResults, s.schoolItself), s.development},
		{GET, "/schools/:orgnr/development/figures/:file", may(accounts.SeeResults, s.schoolItself), s.figures(s.developmentExhibits)},
		{GET, "/schools/:orgnr/compare", may(accounts.SeeResults, s.schoolItself), s.compare},
		{GET, "/schools/:orgnr/compare/figures/:file", may(accounts.SeeResults, s.schoolItself), s.figures(s.compareExhibits)},
		{GET, "/schools/:orgnr/groups", may(accounts.SeeResults, s.schoolItself), s.groups},
		{GET, "/schools/:orgnr/groups/figures/:file", may(accounts.SeeResults, s.schoolItself), s.figures(s.groupsExhibits)},
		{GET, "/schools/:orgnr/mapping", may(accounts.SeeResults, s.schoolItself), s.mapping},
		{GET, "/schools/:orgnr/mapping/figures/:file", may(accounts.SeeResults, s.schoolItself), s.figures(s.mappingExhibits)},
		{GET, "/schools/:orgnr/items", may(accounts.SeeItems, s.schoolItself), s.finder},
		{GET, "/schools/:orgnr/items/figures/:file", may(accounts.SeeItems, s.schoolItself), s.figures(s.finderExhibits)},
		{GET, "/schools/:orgnr/print", may(accounts.SeeResults, s.schoolItself), s.printSchool},
		{GET, "/schools/:orgnr/report.xlsx", may(accounts.SeeResults, s.schoolItself), s.report},
		{GET, "/schools/:orgnr/results.json", may(accounts.SeeResults, s.schoolItself), s.schoolJSON},
		{GET, "/schools/:orgnr/data", may(accounts.SeeResults, s.schoolItself).withoutResults(), s.data(s.schoolFigures)},
		{GET, "/schools/:orgnr/data/:form", may(accounts.SeeResults, s.schoolItself), s.dataFile(s.schoolFigures)},
		{POST, "/schools/:orgnr/share", may(accounts.Share, s.schoolItself), s.shareWithOwner},
		{POST, "/schools/:orgnr/share/programme", may(accounts.Share, s.schoolItself), s.shareWithProgramme},
		{GET, "/schools/:orgnr/items/:item", may(accounts.SeeItems, s.schoolItself), s.item},
		{GET, "/schools/:orgnr/items/:item" + belowFigures, may(accounts.SeeItems, s.schoolItself), s.figures(s.itemExhibits)},
		{GET, "/schools/:orgnr/links", may(accounts.Share, s.schoolItself), s.readLinks},
		{POST, "/schools/:orgnr/links", may(accounts.Share, s.schoolItself), s.makeReadLink},
		{POST, "/schools/:orgnr/links/:id/revoke", may(accounts.Share, s.schoolItself), s.revokeReadLink},
		{GET, "/schools/:orgnr/logo", may(accounts.SeeStanding, s.schoolItself), s.schoolLogo},
		{GET, "/owners/:orgnr/logo", may(accounts.SetBrand, s.ownerItself), s.ownerLogo},
		{GET, "/owners/:orgnr/brand", may(accounts.SetBrand, s.ownerItself), s.brandForm},
		{POST, "/owners/:orgnr/brand", may(accounts.SetBrand, s.ownerItself).upTo(brandBody).withFile(), s.changeBrand},
		{GET, "/owners/:orgnr", may(accounts.SeeOwner, s.ownerItself), s.owner},
		{GET, "/owners/:orgnr/print", may(accounts.SeeOwner, s.ownerItself), s.printOwner},
		{GET, "/owners/:orgnr/report.xlsx", may(accounts.SeeOwner, s.ownerItself), s.ownerReport},
		{GET, "/owners/:orgnr" + belowFigures, may(accounts.SeeOwner, s.ownerItself), s.figures(ownersExhibits(s.ownerView, overviewExhibits))},
		{GET, "/owners/:orgnr/components/:component", may(accounts.SeeOwner, s.ownerItself), s.ownerComponent},
		{GET, "/owners/:orgnr/components/:component" + belowFigures, may(accounts.SeeOwner, s.ownerItself), s.figures(ownersExhibits(s.ownerComponentView, componentExhibits))},
		{GET, "/owners/:orgnr/development", may(accounts.SeeOwner, s.ownerItself), s.ownerDevelopment},
		{GET, "/owners/:orgnr/development" + belowFigures, may(accounts.SeeOwner, s.ownerItself), s.figures(s.ownerDevelopmentExhibits)},
		{GET, "/owners/:orgnr/similar", may(accounts.SeeOwner, s.ownerItself), s.ownerBeside},
		{GET, "/owners/:orgnr/similar" + belowFigures, may(accounts.SeeOwner, s.ownerItself), s.figures(s.ownerBesideExhibits)},
		{GET, "/owners/:orgnr/funnel", may(accounts.SeeOwner, s.ownerItself), s.ownerFunnel},
		{GET, "/owners/:orgnr/funnel" + belowFigures, may(accounts.SeeOwner, s.ownerItself), s.figures(ownersExhibits(s.ownerView, funnelExhibits))},
		{GET, "/owners/:orgnr/runs", may(accounts.SeeOwner, s.ownerItself), s.ownerRuns},
		{GET, "/owners/:orgnr/runs" + belowFigures, may(accounts.SeeOwner, s.ownerItself), s.figures(s.runsExhibits)},
		{GET, "/owners/:orgnr/yearly", may(accounts.SeeOwner, s.ownerItself), s.ownerYearly},
		{GET, "/owners/:orgnr/yearly.xlsx", may(accounts.SeeOwner, s.ownerItself), s.yearlyWorkbook},
		{GET, "/owners/:orgnr/reports", may(accounts.SeeOwner, s.ownerItself).withoutResults(), s.bulk},
		{POST, "/owners/:orgnr/reports", may(accounts.SeeOwner, s.ownerItself).withoutResults(), s.changeBulk},
		{GET, "/owners/:orgnr/reports/progress.json", may(accounts.SeeOwner, s.ownerItself).withoutResults(), s.bulkProgress},
		{GET, "/owners/:orgnr/reports/all.zip", may(accounts.SeeOwner, s.ownerItself), s.bulkFile},
		{GET, "/owners/:orgnr/results.json", may(accounts.SeeOwner, s.ownerItself), s.ownerJSON},
		{GET, "/owners/:orgnr/data", may(accounts.SeeOwner, s.ownerItself).withoutResults(), s.data(s.ownerFigures)},
		{GET, "/owners/:orgnr/data/:form", may(accounts.SeeOwner, s.ownerItself), s.dataFile(s.ownerFigures)},
		{POST, "/owners/:orgnr/editions", may(accounts.RunOwner, s.ownerItself), s.issueEdition(s.ownerEditions)},
		{GET, "/owners/:orgnr/editions/:number", may(accounts.SeeOwner, s.ownerItself), s.edition(s.ownerEditions)},
		{GET, "/owners/:orgnr/editions/:number" + belowFigures, may(accounts.SeeOwner, s.ownerItself), s.figures(s.editionPictures(s.ownerEditions))},
		{GET, "/owners/:orgnr/editions/:number/edition.json", may(accounts.SeeOwner, s.ownerItself), s.editionJSON(s.ownerEditions)},
		{GET, "/owners/:orgnr/editions/:number/data", may(accounts.SeeOwner, s.ownerItself).withoutResults(), s.data(s.editionFigures(s.ownerEditions))},
		{GET, "/owners/:orgnr/editions/:number/data/:form", may(accounts.SeeOwner, s.ownerItself), s.dataFile(s.editionFigures(s.ownerEditions))},
		{GET, "/owners/:orgnr/rounds", may(accounts.RunOwner, s.ownerItself), s.rounds},
		{GET, "/owners/:orgnr/rounds/new", may(accounts.RunOwner, s.ownerItself), s.roundNew},
		{POST, "/owners/:orgnr/rounds/new", may(accounts.RunOwner, s.ownerItself), s.proposeRound},
		{GET, "/owners/:orgnr/rounds/:id", may(accounts.RunOwner, s.ownerItself), s.round},
		{POST, "/owners/:orgnr/rounds/:id/off", may(accounts.RunOwner, s.ownerItself), s.callOffRound},
		{GET, "/schools/:orgnr/rounds/:id", may(accounts.RunSurveys, s.schoolItself), s.schoolRound},
		{POST, "/schools/:orgnr/rounds/:id/postpone", may(accounts.RunSurveys, s.schoolItself), s.postponeRound},
		{POST, "/schools/:orgnr/rounds/:id/join", may(accounts.RunSurveys, s.schoolItself), s.joinRound},
		{GET, "/programme/cohorts", may(accounts.RunProgramme, s.course), s.cohorts},
		{GET, "/programme/cohorts/new", may(accounts.RunProgramme, s.course), s.cohortNew},
		{POST, "/programme/cohorts/new", may(accounts.RunProgramme, s.course), s.addCohort},
		{GET, "/programme/cohorts/:id", may(accounts.RunProgramme, s.course), s.cohort},
		{POST, "/programme/cohorts/:id", may(accounts.RunProgramme, s.course), s.changeCohort(s.nameCohort)},
		{POST, "/programme/cohorts/:id/schools", may(accounts.RunProgramme, s.course), s.changeCohort(s.fillCohort)},
		{POST, "/programme/cohorts/:id/dates", may(accounts.RunProgramme, s.course), s.changeCohort(s.dateCohort)},
		{GET, "/programme/results", may(accounts.SeeProgramme, s.course), s.programmeResults},
		{GET, "/programme/quality", may(accounts.SeeProgramme, s.course), s.programmeQuality},
		{POST, "/programme/quality", may(accounts.RunProgramme, s.course), s.freezeReference},
		{POST, "/programme/editions", may(accounts.RunProgramme, s.course), s.issueEdition(s.programmeEditions)},
		{GET, "/programme/editions/:number", may(accounts.SeeProgramme, s.course), s.edition(s.programmeEditions)},
		{GET, "/programme/editions/:number" + belowFigures, may(accounts.SeeProgramme, s.course), s.figures(s.editionPictures(s.programmeEditions))},
		{GET, "/programme/editions/:number/edition.json", may(accounts.SeeProgramme, s.course), s.editionJSON(s.programmeEditions)},
		{GET, "/programme/editions/:number/data", may(accounts.SeeProgramme, s.course).withoutResults(), s.data(s.editionFigures(s.programmeEditions))},
		{GET, "/programme/editions/:number/data/:form", may(accounts.SeeProgramme, s.course), s.dataFile(s.editionFigures(s.programmeEditions))},
		{GET, "/schools/:orgnr/waves", may(accounts.RunSurveys, s.schoolItself), s.waves},
		{GET, "/schools/:orgnr/waves/answers", may(accounts.RunSurveys, s.schoolItself), s.keeping},
		{GET, "/operation/capacity", may(accounts.KeepOperation, s.installation), s.capacityPage},
		{GET, "/operation/backups", may(accounts.KeepOperation, s.installation), s.backupsPage},
		{GET, "/operation/answers", may(accounts.KeepOperation, s.installation), s.kept},
		{GET, "/operation/data-protection", may(accounts.KeepOperation, s.installation), s.protection(s.installationDocuments)},
		{GET, "/operation/data-protection.xlsx", may(accounts.KeepOperation, s.installation), s.protectionWorkbook(s.installationDocuments)},
		{GET, "/operation/data-protection/:document", may(accounts.KeepOperation, s.installation), s.protectionDocument(s.installationDocuments)},
		{GET, "/operation/data-protection/file/:document", may(accounts.KeepOperation, s.installation), s.protectionFile(s.installationDocuments)},
		{GET, "/owners/:orgnr/data-protection", may(accounts.RunOwner, s.ownerItself), s.protection(s.ownerDocuments)},
		{GET, "/owners/:orgnr/data-protection.xlsx", may(accounts.RunOwner, s.ownerItself), s.protectionWorkbook(s.ownerDocuments)},
		{GET, "/owners/:orgnr/data-protection/:document", may(accounts.RunOwner, s.ownerItself), s.protectionDocument(s.ownerDocuments)},
		{GET, "/owners/:orgnr/data-protection/file/:document", may(accounts.RunOwner, s.ownerItself), s.protectionFile(s.ownerDocuments)},
		{GET, "/schools/:orgnr/waves/new", may(accounts.RunSurveys, s.schoolItself), s.waveNew},
		{POST, "/schools/:orgnr/waves/new", may(accounts.RunSurveys, s.schoolItself), s.waveOpen},
		{GET, "/schools/:orgnr/waves/import", may(accounts.RunSurveys, s.schoolItself), s.waveImport},
		{POST, "/schools/:orgnr/waves/import", may(accounts.RunSurveys, s.schoolItself).upTo(importBody).withFile(), s.importWave},
		{GET, "/schools/:orgnr/waves/local", may(accounts.RunSurveys, s.schoolItself), s.local(s.schoolLocal)},
		{POST, "/schools/:orgnr/waves/local/:key", may(accounts.RunSurveys, s.schoolItself), s.changeLocal(s.schoolLocal)},
		{GET, "/schools/:orgnr/waves/local/:key/form", may(accounts.RunSurveys, s.schoolItself), s.localPreview(s.schoolLocal, s.showForm)},
		{GET, "/schools/:orgnr/waves/local/:key/paper", may(accounts.RunSurveys, s.schoolItself), s.localPreview(s.schoolLocal, s.showPaper)},
		{GET, "/schools/:orgnr/waves/local/:key/items/:item", may(accounts.RunSurveys, s.schoolItself), s.localItem(s.schoolLocal)},
		{POST, "/schools/:orgnr/waves/local/:key/items/:item", may(accounts.RunSurveys, s.schoolItself), s.saveLocalItem(s.schoolLocal)},
		{GET, "/schools/:orgnr/waves/local/:key/upload", may(accounts.RunSurveys, s.schoolItself), s.localUpload(s.schoolLocal)},
		{POST, "/schools/:orgnr/waves/local/:key/upload", may(accounts.RunSurveys, s.schoolItself).upTo(uploadBody).withFile(), s.takeLocalWorkbook(s.schoolLocal)},
		{GET, "/schools/:orgnr/waves/local/:key/xlsform.xlsx", may(accounts.RunSurveys, s.schoolItself), s.localWorkbook(s.schoolLocal)},
		{GET, "/owners/:orgnr/local/:key/upload", may(accounts.RunOwner, s.ownerItself), s.localUpload(s.ownerLocal)},
		{POST, "/owners/:orgnr/local/:key/upload", may(accounts.RunOwner, s.ownerItself).upTo(uploadBody).withFile(), s.takeLocalWorkbook(s.ownerLocal)},
		{GET, "/owners/:orgnr/local/:key/xlsform.xlsx", may(accounts.RunOwner, s.ownerItself), s.localWorkbook(s.ownerLocal)},
		{GET, "/owners/:orgnr/local", may(accounts.RunOwner, s.ownerItself), s.local(s.ownerLocal)},
		{POST, "/owners/:orgnr/local/:key", may(accounts.RunOwner, s.ownerItself), s.changeLocal(s.ownerLocal)},
		{GET, "/owners/:orgnr/local/:key/form", may(accounts.RunOwner, s.ownerItself), s.localPreview(s.ownerLocal, s.showForm)},
		{GET, "/owners/:orgnr/local/:key/paper", may(accounts.RunOwner, s.ownerItself), s.localPreview(s.ownerLocal, s.showPaper)},
		{GET, "/owners/:orgnr/local/:key/items/:item", may(accounts.RunOwner, s.ownerItself), s.localItem(s.ownerLocal)},
		{POST, "/owners/:orgnr/local/:key/items/:item", may(accounts.RunOwner, s.ownerItself), s.saveLocalItem(s.ownerLocal)},
		{GET, "/schools/:orgnr/statement", may(accounts.RunSurveys, s.schoolItself), s.statement},
		{POST, "/schools/:orgnr/statement", may(accounts.RunSurveys, s.schoolItself), s.inviteJoint},
		{GET, "/schools/:orgnr/course", may(accounts.SeeCourse, s.schoolItself), s.schoolCourse},
		{GET, "/schools/:orgnr/course/owner", may(accounts.SeeCourse, s.schoolItself).withResults(accounts.SeeResults), s.ownRun},
		{POST, "/schools/:orgnr/course/move", may(accounts.SetTargets, s.schoolItself), s.moveModule},
		{POST, "/schools/:orgnr/course/done", may(accounts.SetTargets, s.schoolItself), s.tickOff},
		{POST, "/schools/:orgnr/course/version", may(accounts.SetTargets, s.schoolItself), s.moveCourse},
		{GET, "/schools/:orgnr/course/modules/:module", may(accounts.SeeCourse, s.schoolItself), s.courseModule},
		{POST, "/schools/:orgnr/course/modules/:module/dates", may(accounts.SetTargets, s.schoolItself), s.changeModule(s.dateModule)},
		{POST, "/schools/:orgnr/course/modules/:module/groups", may(accounts.SetTargets, s.schoolItself), s.changeModule(s.markGroups)},
		{POST, "/schools/:orgnr/course/modules/:module/links", may(accounts.SetTargets, s.schoolItself), s.changeModule(s.linkElement)},
		{GET, "/schools/:orgnr/closing/:phase/meeting", may(accounts.SeeResults, s.schoolItself), s.meeting},
		{GET, "/schools/:orgnr/closing/:phase/meeting/print", may(accounts.SeeResults, s.schoolItself), s.printMeeting},
		{GET, "/schools/:orgnr/closing", may(accounts.SeeResults, s.schoolItself).withoutResults(), s.schoolClosings},
		{GET, "/schools/:orgnr/closing/:phase", may(accounts.SeeResults, s.schoolItself).withoutResults(), s.schoolClosing},
		{GET, "/schools/:orgnr/closing/:phase/conclusion", may(accounts.SeeResults, s.schoolItself), s.closingConclusions},
		{GET, "/schools/:orgnr/closing/:phase/conclusion/:component", may(accounts.SeeResults, s.schoolItself), s.closingConclusion},
		{POST, "/schools/:orgnr/closing/:phase/conclusion/:component", may(accounts.SetTargets, s.schoolItself), s.concludes},
		{GET, "/schools/:orgnr/closing/:phase/priorities", may(accounts.SeeResults, s.schoolItself), s.closingPriorities},
		{POST, "/schools/:orgnr/closing/:phase/priorities", may(accounts.SetTargets, s.schoolItself), s.prioritises},
		{GET, "/schools/:orgnr/closing/:phase/measures", may(accounts.SeeResults, s.schoolItself).withoutResults(), s.closingMeasures},
		{GET, "/schools/:orgnr/closing/:phase/measures/:measure", may(accounts.SetTargets, s.schoolItself), s.closingMeasure},
		{POST, "/schools/:orgnr/closing/:phase/measures/:measure", may(accounts.SetTargets, s.schoolItself), s.agrees},
		{POST, "/schools/:orgnr/closing/:phase/measures/:measure/status", may(accounts.SetTargets, s.schoolItself), s.follows},
		{POST, "/schools/:orgnr/closing/:phase/measures/:measure/remove", may(accounts.SetTargets, s.schoolItself), s.removeMeasure},
		{GET, "/schools/:orgnr/closing/:phase/sign", may(accounts.SeeResults, s.schoolItself), s.closingSign},
		{POST, "/schools/:orgnr/closing/:phase/sign", may(accounts.SetTargets, s.schoolItself), s.signs},
		{POST, "/schools/:orgnr/closing/:phase/amend", may(accounts.SetTargets, s.schoolItself), s.amends},
		{POST, "/schools/:orgnr/closing/:phase/share", may(accounts.Share, s.schoolItself), s.sharesClosing},
		{GET, "/schools/:orgnr/closing/:phase/groupwork", may(accounts.SeeCourse, s.schoolItself).withResults(accounts.SeeResults), s.groupwork},
		{POST, "/schools/:orgnr/closing/:phase/groupwork/:prompt", may(accounts.SetTargets, s.schoolItself), s.notesGroups},
		{POST, "/schools/:orgnr/closing/:phase/evidence", may(accounts.SetTargets, s.schoolItself), s.entersEvidence},
		{POST, "/schools/:orgnr/closing/:phase/evidence/file", may(accounts.SetTargets, s.schoolItself).upTo(evidenceBody).withFile(), s.readsEvidence},
		{POST, "/schools/:orgnr/closing/:phase/evidence/remove", may(accounts.SetTargets, s.schoolItself), s.removesEvidence},
		{GET, "/schools/:orgnr/closing/:phase/summary", may(accounts.SeeResults, s.schoolItself), s.summary},
		{GET, "/schools/:orgnr/dates", may(accounts.SetTargets, s.schoolItself), s.datesForm},
		{POST, "/schools/:orgnr/dates", may(accounts.SetTargets, s.schoolItself), s.setDates},
		{GET, "/schools/:orgnr/targets", may(accounts.SetTargets, s.schoolItself), s.targetsForm(s.schoolScope)},
		{POST, "/schools/:orgnr/targets", may(accounts.SetTargets, s.schoolItself), s.setTargets(s.schoolScope)},
		{GET, "/owners/:orgnr/targets", may(accounts.SetTargets, s.ownerItself), s.targetsForm(s.ownerScope)},
		{POST, "/owners/:orgnr/targets", may(accounts.SetTargets, s.ownerItself), s.setTargets(s.ownerScope)},
		{GET, "/programme/targets", may(accounts.SetTargets, s.course), s.targetsForm(s.programmeScope)},
		{POST, "/programme/targets", may(accounts.SetTargets, s.course), s.setTargets(s.programmeScope)},

		{GET, "/waves/:id", may(accounts.RunSurveys, s.schoolOfWave), s.wave},
		{GET, "/waves/:id/letter", may(accounts.RunSurveys, s.schoolOfWave), s.letter},
		{GET, "/waves/:id/letter/file", may(accounts.RunSurveys, s.schoolOfWave), s.letterFile},
		{POST, "/waves/:id/extend", may(accounts.RunSurveys, s.schoolOfWave), s.changeWave(s.extend)},
		{POST, "/waves/:id/counts", may(accounts.RunSurveys, s.schoolOfWave), s.changeWave(s.correct)},
		{POST, "/waves/:id/close", may(accounts.RunSurveys, s.schoolOfWave), s.changeWave(s.closeWave)},
		{POST, "/waves/:id/void", may(accounts.RunSurveys, s.schoolOfWave), s.changeWave(s.void)},
		{POST, "/waves/:id/share/off", may(accounts.Share, s.schoolOfWave), s.callOffSharing},
		{GET, "/waves/:id/replace", may(accounts.RunSurveys, s.schoolOfWave), s.replaceForm},
		{POST, "/waves/:id/replace", may(accounts.RunSurveys, s.schoolOfWave).upTo(importBody).withFile(), s.replaceAnswers},
		{GET, "/waves/:id/slips", may(accounts.RunSurveys, s.schoolOfWave), s.slipsForm},
		{POST, "/waves/:id/slips", may(accounts.RunSurveys, s.schoolOfWave), s.makeSlips},
		{POST, "/waves/:id/slips.csv", may(accounts.RunSurveys, s.schoolOfWave), s.slipsFile},
		{GET, "/waves/:id/poster", may(accounts.RunSurveys, s.schoolOfWave), s.poster},
		{GET, "/waves/:id/qr.svg", may(accounts.RunSurveys, s.schoolOfWave), s.waveQR},
		{GET, "/waves/:id/form", may(accounts.RunSurveys, s.schoolOfWave), s.formPreview},
		{GET, "/waves/:id/paper", may(accounts.RunSurveys, s.schoolOfWave), s.paper},
		{GET, "/instruments/:key/form", anyAccount, s.formPreview},
		{GET, "/instruments/:key/paper", anyAccount, s.paper},

		{GET, "/library", may(accounts.SeeProgramme, s.course).withoutResults(), s.library},
		{GET, "/library/upload", may(accounts.RunProgramme, s.course), s.libraryUpload},
		{POST, "/library/upload", may(accounts.RunProgramme, s.course).upTo(uploadBody).withFile(), s.libraryTake},
		{GET, "/library/:key/:version", may(accounts.SeeProgramme, s.course).withoutResults().withFrame(), s.libraryVersion},
		{GET, "/library/:key/:version/form", may(accounts.SeeProgramme, s.course).withoutResults().inFrame(), s.formPreview},
		{GET, "/library/:key/:version/paper", may(accounts.SeeProgramme, s.course).withoutResults(), s.paper},
		{GET, "/library/:key/:version/languages", may(accounts.SeeProgramme, s.course).withoutResults(), s.libraryLanguages},
		{GET, "/library/:key/:version/compare", may(accounts.SeeProgramme, s.course).withoutResults(), s.libraryCompare},
		{GET, "/library/:key/:version/publish", may(accounts.RunProgramme, s.course), s.libraryPublishForm},
		{POST, "/library/:key/:version/publish", may(accounts.RunProgramme, s.course), s.libraryPublish},
		{POST, "/library/:key/:version/retire", may(accounts.RunProgramme, s.course), s.retireVersion()},
		{POST, "/library/:key/:version/restore", may(accounts.RunProgramme, s.course), s.restoreVersion()},
		{POST, "/library/:key/:version/discard", may(accounts.RunProgramme, s.course), s.discardVersion()},
		{GET, "/library/:key/:version/xlsform.xlsx", may(accounts.SeeProgramme, s.course).withoutResults(), s.libraryWorkbook},
		{GET, "/library/:key/:version/instrument.json", may(accounts.SeeProgramme, s.course).withoutResults(), s.libraryDocument},
		{GET, "/library/:key/:version/ddi.xml", may(accounts.SeeProgramme, s.course).withoutResults(), s.libraryArchive},

		{GET, "/people", may(accounts.ManagePeople, s.installation), s.people},
		{POST, "/people", may(accounts.ManagePeople, s.installation), s.changePeople},
		{GET, "/programme/people", may(accounts.ManagePeople, s.course), s.people},
		{POST, "/programme/people", may(accounts.ManagePeople, s.course), s.changePeople},
		{GET, "/owners/:orgnr/people", may(accounts.ManagePeople, s.ownerItself), s.people},
		{POST, "/owners/:orgnr/people", may(accounts.ManagePeople, s.ownerItself), s.changePeople},
		{GET, "/schools/:orgnr/people", may(accounts.ManagePeople, s.schoolItself), s.people},
		{POST, "/schools/:orgnr/people", may(accounts.ManagePeople, s.schoolItself), s.changePeople},
		{GET, "/log", may(accounts.SeeLog, s.installation), s.auditLog},
		{GET, "/log.csv", may(accounts.SeeLog, s.installation), s.auditFile},
		{GET, "/owners/:orgnr/log", may(accounts.SeeLog, s.ownerItself), s.auditLog},
		{GET, "/owners/:orgnr/log.csv", may(accounts.SeeLog, s.ownerItself), s.auditFile},
		{GET, "/schools/:orgnr/log", may(accounts.SeeLog, s.schoolItself), s.auditLog},
		{GET, "/schools/:orgnr/log.csv", may(accounts.SeeLog, s.schoolItself), s.auditFile},

		{GET, "/owners/:orgnr/tokens", may(accounts.IssueTokens, s.ownerItself), s.tokens},
		{POST, "/owners/:orgnr/tokens", may(accounts.IssueTokens, s.ownerItself), s.changeTokens},
		{GET, "/programme/tokens", may(accounts.IssueTokens, s.course), s.tokens},
		{POST, "/programme/tokens", may(accounts.IssueTokens, s.course), s.changeTokens},
		{GET, "/api", public, s.apiHelp},
		{GET, "/api/v1/owner", byToken(accounts.SeeOwner, s.tokenPlace), s.apiOwner},
		{GET, "/api/v1/schools", byToken(accounts.SeeOwner, s.tokenPlace), s.apiSchools},
		{GET, "/api/v1/schools/:orgnr/releases", byToken(accounts.SeeResults, s.schoolItself), s.apiReleases},
		{GET, "/api/v1/schools/:orgnr/data/:form", byToken(accounts.SeeResults, s.schoolItself), s.apiSchoolData},
		{GET, "/api/v1/data/:form", byToken(accounts.SeeOwner, s.tokenPlace), s.apiOwnerData},
		{GET, "/api/v1/releases/:id", byToken(accounts.SeeResults, s.schoolOfRelease), s.apiRelease},
		{GET, "/api/v1/editions", anyProgram, s.apiEditions},
		{GET, "/api/v1/editions/:number", anyProgram, s.apiEdition},
		{GET, "/api/v1/editions/:number/data/:form", anyProgram, s.apiEditionData},
		{GET, "/api/v1/instruments", anyProgram, s.apiInstruments},
		{GET, "/api/v1/instruments/:key/:version", anyProgram, s.apiInstrument},
		{GET, "/api/v1/targets", anyProgram, s.apiTargets},
		{GET, "/api/v1/openapi.json", public, s.openAPI},

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

// respondentPath begins all addresses that people answer with.
const respondentPath = "/s/"

// mustBeSound panics when the table says something that nobody can have meant. It runs at start, before anybody listens.
func mustBeSound(table []route) {
	seen := map[string]bool{}
	for _, rt := range table {
		line := rt.String()
		switch {
		case rt.access.who == "":
			panic(fmt.Sprintf("web: route %s does not say who may ask", line))
		case (rt.access.what == "") != (rt.access.where == nil):
			panic(fmt.Sprintf("web: route %s needs something nowhere, or nothing somewhere", line))
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
