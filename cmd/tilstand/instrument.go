package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"tilstand/internal/programme"
	"tilstand/surveys"
)

const instrumentCheckHelp = `
Checks an instrument file (JSON, or an XLSForm workbook) and names every fault with its place. Ends with 0 when the file can be used.

  tilstand instrument check my-survey.json
  tilstand instrument check my-survey.xlsx`

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
	if isWorkbook(data) {
		in, err := readWorkbook(fs.Arg(0), data, out)
		if err != nil {
			return err
		}
		if data, err = json.Marshal(in); err != nil {
			return fmt.Errorf("write instrument: %w", err)
		}
	}
	report := surveys.CheckInstrument(data, programme.Builtin())
	fmt.Fprint(out, report)
	if !report.OK() {
		return fmt.Errorf("%s cannot be used yet: %d faults", fs.Arg(0), len(report.Faults))
	}
	return nil
}
