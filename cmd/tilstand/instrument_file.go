package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"tilstand/internal/i18n"
	"tilstand/internal/programme"
	"tilstand/surveys"
	"tilstand/surveys/ddi"
	"tilstand/surveys/xlsform"
)

const instrumentImportHelp = `
Makes an instrument (JSON) of a questionnaire in an XLSForm workbook, or names every fault with sheet, row and column.

  tilstand instrument import my-survey.xlsx -o my-survey.json

See a workbook to begin with: tilstand instrument export kartlegging -o begin.xlsx`

func runInstrumentImport(_ context.Context, args []string, out, errs io.Writer) error {
	fs := flags("instrument import", instrumentImportHelp, errs)
	output := fs.String("o", "", "the file to write; without it, the document is printed")
	file, err := fileAndFlags(fs, args, "name one .xlsx file")
	if err != nil {
		return err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	in, err := readWorkbook(file, data, errs)
	if err != nil {
		return err
	}
	document, err := json.MarshalIndent(in, "", "  ")
	if err != nil {
		return fmt.Errorf("write instrument: %w", err)
	}
	return deliver(*output, append(document, '\n'), out)
}

const instrumentExportHelp = `
Writes an instrument as an XLSForm workbook to go on editing (xlsform), as DDI-Codebook 2.5 for an archive (ddi), or as it is (json).
It is named by the key of a built-in instrument or by a file, JSON or XLSForm.

  tilstand instrument export kartlegging -format xlsform -o kartlegging.xlsx
  tilstand instrument export my-survey.json -format ddi -o my-survey.xml`

func runInstrumentExport(_ context.Context, args []string, out, errs io.Writer) error {
	fs := flags("instrument export", instrumentExportHelp, errs)
	format := fs.String("format", "xlsform", "xlsform, ddi or json")
	output := fs.String("o", "", "the file to write")
	name, err := fileAndFlags(fs, args, "name a built-in instrument or one file")
	if err != nil {
		return err
	}
	if err := require(fs, "o"); err != nil {
		return err
	}
	in, ok := surveys.Builtin(name)
	if !ok {
		if in, err = instrumentFile(name, errs); err != nil {
			return err
		}
	}
	var document bytes.Buffer
	switch *format {
	case "xlsform":
		err = xlsform.Write(&document, in)
	case "ddi":
		err = ddi.Write(&document, in)
	case "json":
		encoder := json.NewEncoder(&document)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(in)
	default:
		fmt.Fprintf(errs, "tilstand instrument export: there is no format %q; use xlsform, ddi or json\n", *format)
		return errUsage
	}
	if err != nil {
		return err
	}
	return deliver(*output, document.Bytes(), out)
}

// fileAndFlags parses arguments of which one is a name, before, between or after the flags.
func fileAndFlags(fs *flag.FlagSet, args []string, wanted string) (string, error) {
	var names []string
	for {
		if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
			return "", err
		} else if err != nil {
			return "", errUsage
		}
		if fs.NArg() == 0 {
			break
		}
		names, args = append(names, fs.Arg(0)), fs.Args()[1:]
	}
	if len(names) != 1 {
		fmt.Fprintf(fs.Output(), "tilstand %s: %s\n", fs.Name(), wanted)
		return "", errUsage
	}
	return names[0], nil
}

// instrumentFile reads an instrument from a document or a workbook, and prints what is wrong with it.
func instrumentFile(file string, errs io.Writer) (*surveys.Instrument, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if isWorkbook(data) {
		return readWorkbook(file, data, errs)
	}
	report := surveys.CheckInstrument(data, programme.Builtin())
	if !report.OK() {
		fmt.Fprint(errs, report)
		return nil, fmt.Errorf("%s cannot be used yet: %d faults", file, len(report.Faults))
	}
	return report.Instrument, nil
}

// isWorkbook says whether a file is an archive, as workbooks are and no JSON document is.
func isWorkbook(data []byte) bool { return bytes.HasPrefix(data, []byte("PK")) }

// readWorkbook reads an XLSForm, and prints what is wrong with it and what was passed over.
func readWorkbook(file string, data []byte, errs io.Writer) (*surveys.Instrument, error) {
	bundle, err := i18n.New()
	if err != nil {
		return nil, err
	}
	words := bundle.Printer("en")
	in, ignored, err := xlsform.Read(data)
	for _, i := range ignored {
		fmt.Fprintln(errs, "Not read:", i.In(words))
	}
	if faults, ok := errors.AsType[*xlsform.Faults](err); ok {
		fmt.Fprint(errs, faults.In(words))
		return nil, fmt.Errorf("%s cannot be used yet: %d faults", file, len(faults.List))
	}
	return in, err
}

// deliver writes a file, or prints where none is named.
func deliver(file string, data []byte, out io.Writer) error {
	if file == "" {
		_, err := out.Write(data)
		return err
	}
	return os.WriteFile(file, data, 0o644)
}
