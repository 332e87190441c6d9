// Command tilstand is the whole service in one program: the web server and every command of the operator.
//
// Start with main.go (which command), app.go (what a data folder holds once it is open) and serve.go. Each other
// command has a file of its own. A command that needs the data folder runs inside the server that owns it when one
// is running, and opens the folder itself when none is: see beside.go. Nothing about schools or answers is decided here.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// A command is one thing the operator can ask for. Its words are what is typed after "tilstand".
type command struct {
	words string
	about string
	run   func(ctx context.Context, args []string, out, errs io.Writer) error
}

func commands() []command {
	return []command{
		{"serve", "run the service", runServe},
		{"demo", "fill a new data folder with synthetic schools, up to a whole country", runDemo},
		{"wave list", "list the waves of a data folder", runWaveList},
		{"wave slips", "make slips with one-time codes, as a file for a mail merge", runWaveSlips},
		{"wave close", "close a wave: seal its answers and make the release", runWaveClose},
		{"school list", "list the schools of a data folder", runSchoolList},
		{"school add", "register a school", runSchoolAdd},
		{"school change", "change what is known about a school, from a day", runSchoolChange},
		{"school close", "note that a school is no more", runSchoolClose},
		{"school merge", "note that a school was merged into another", runSchoolMerge},
		{"school reopen", "take back that a school was closed or merged", runSchoolReopen},
		{"school import", "take schools and owners from a file", runSchoolImport},
		{"owner list", "list the owners of a data folder", runOwnerList},
		{"owner add", "register an owner", runOwnerAdd},
		{"owner change", "change what is known about an owner", runOwnerChange},
		{"owner brand", "set the logo and the colours of an owner's documents", runOwnerBrand},
		{"cohort list", "list the cohorts of a data folder", runCohortList},
		{"cohort add", "add a cohort", runCohortAdd},
		{"cohort change", "change a cohort, and put schools into it", runCohortChange},
		{"import responses", "make a closed wave of an earlier survey's answers", runImportResponses},
		{"report school", "write a school's Excel report", runReportSchool},
		{"report summary", "write the one-page summary of a closed semester as a PDF", runReportSummary},
		{"report owner", "write an owner's Excel report over its schools", runReportOwner},
		{"report yearly", "write an owner's yearly summary for its council, as PDF or Excel", runReportYearly},
		{"data export", "write released figures as a data file", runDataExport},
		{"release attack", "try to learn from releases what nobody must", runReleaseAttack},
		{"release export", "write a school's release documents", runReleaseExport},
		{"edition issue", "issue an edition over the schools that share", runEditionIssue},
		{"edition attack", "attack all editions of an owner or of the programme together", runEditionAttack},
		{"edition list", "list the editions of an owner or of the programme", runEditionList},
		{"analyse", "analyse a file of responses, without a data folder", runAnalyse},
		{"instrument check", "check an instrument file and name every fault", runInstrumentCheck},
		{"instrument import", "make an instrument of an XLSForm workbook", runInstrumentImport},
		{"instrument export", "write an instrument as XLSForm, DDI or JSON", runInstrumentExport},
		{"retention plan", "tell when the answers of each wave are erased", runRetentionPlan},
		{"retention run", "announce and erase what is due, now", runRetentionRun},
		{"backup", "copy everything into one encrypted file", runBackup},
		{"restore", "make a data folder of a backup", runRestore},
		{"verify", "prove that everything in a data folder can be read and fits together", runVerify},
		{"doctor", "look at everything around the service that usually goes wrong", runDoctor},
		{"standby status", "tell how far behind a standby is", runStandbyStatus},
		{"standby promote", "let a standby take over", runStandbyPromote},
		{"standby replaced", "note on the old machine that a standby has taken over", runStandbyReplaced},
		{"standby", "follow a running service from a second machine", runStandby},
		{"settings example", "print a settings file to begin with", runSettingsExample},
		{"settings check", "tell what is wrong with the settings", runSettingsCheck},
		{"deploy systemd", "print a unit for systemd", runDeploySystemd},
		{"deploy container", "print a file to build a container of", runDeployContainer},
		{"user list", "list who can sign in, and their roles", runUserList},
		{"user add", "give somebody a role, and an account if they have none", runUserAdd},
		{"user take", "take a role away", runUserTake},
		{"user link", "make a one-time link for somebody who cannot sign in", runUserLink},
		{"user export", "print what is kept about somebody who signs in", runUserExport},
		{"user erase", "erase an account from every file", runUserErase},
		{"user close", "close an account", runUserClose},
		{"user unlink", "take sign-ins by other houses away from an account", runUserUnlink},
		{"token list", "list what programs of an owner or the programme read with", runTokenList},
		{"token add", "make a token for a program", runTokenAdd},
		{"token revoke", "end a token", runTokenRevoke},
		{"log list", "print who did what", runLogList},
		{"log verify", "prove that nobody has changed the log", runLogVerify},
		{"version", "print the version", runVersion},
	}
}

// errUsage ends the program with exit code 2; what was wrong has been printed already.
var errUsage = errors.New("usage")

func main() {
	// DuckDB makes files of its own beside ours: whatever is written here is for this user alone.
	syscall.Umask(0o077)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "tilstand:", err)
		os.Exit(1)
	}
}

// run finds the command whose words begin the arguments and hands it the rest.
func run(ctx context.Context, args []string, out, errs io.Writer) error {
	for _, c := range commands() {
		words := strings.Fields(c.words)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.words {
			return c.run(ctx, args[len(words):], out, errs)
		}
	}
	if len(args) > 0 && args[0] != "help" && args[0] != "-h" && args[0] != "--help" {
		fmt.Fprintf(errs, "tilstand: there is no command %q\n\n", strings.Join(args, " "))
		usage(errs)
		return errUsage
	}
	usage(out)
	explainSettings(out)
	return nil
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Tilstand: surveys and state assessments for schools, in one program and one data folder.\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  tilstand %-18s %s\n", c.words, c.about)
	}
	fmt.Fprint(w, "\nEach command explains its flags with -h. For a look around:\n  tilstand serve -data ./data -demo\n")
}

// flags makes a flag set that prints prose, examples and defaults on -h, and reports faults to errs.
func flags(name, prose string, errs io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(errs)
	fs.Usage = func() {
		fmt.Fprintf(errs, "tilstand %s\n\n%s\n\nFlags:\n", name, strings.TrimSpace(prose))
		fs.PrintDefaults()
	}
	return fs
}

// parse parses args, and refuses anything left over and any required flag left empty.
func parse(fs *flag.FlagSet, args []string, required ...string) error {
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if fs.NArg() > 0 {
		fmt.Fprintf(fs.Output(), "tilstand %s: %q is not a flag; flags begin with a dash\n", fs.Name(), fs.Arg(0))
		return errUsage
	}
	if err := fromEnvironment(fs); err != nil {
		return err
	}
	return require(fs, required...)
}

// require refuses a required flag left empty.
func require(fs *flag.FlagSet, required ...string) error {
	for _, name := range required {
		if fs.Lookup(name).Value.String() == "" {
			fmt.Fprintf(fs.Output(), "tilstand %s: -%s is missing; see tilstand %s -h\n", fs.Name(), name, fs.Name())
			return errUsage
		}
	}
	return nil
}
