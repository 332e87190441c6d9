package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

const instrumentCheckHelp = `
Checks an instrument file (JSON) and names every fault with its place. Ends with 0 when the file can be used.

  tilstand instrument check my-survey.json`

func runInstrumentCheck(_ context.Context, args []string, out, errs io.Writer) error {
	fs := flags("instrument check", instrumentCheckHelp, errs)
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		return err
	} else if err != nil {
		return errUsage
	}
	if fs.NArg() != 1 {
		fmt.Fprintln(errs, "tilstand instrument check: name one file")
		return errUsage
	}
	data, err := os.ReadFile(fs.Arg(0))
	if err != nil {
		return err
	}
	report := surveys.CheckInstrument(data, programme.Builtin())
	fmt.Fprint(out, report)
	if !report.OK() {
		return fmt.Errorf("%s cannot be used yet: %d faults", fs.Arg(0), len(report.Faults))
	}
	return nil
}
