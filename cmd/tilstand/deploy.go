package main

import (
	"context"
	_ "embed"
	"flag"
	"io"
	"net"
	"os"
)

// What an operator puts around the program. They are printed rather than installed: where files belong is for the machine's own manager to say.
var (
	//go:embed deploy/tilstand.service
	systemdUnit string
	//go:embed deploy/Containerfile
	containerFile string
)

func runDeploySystemd(_ context.Context, args []string, out, errs io.Writer) error {
	help := "Prints a unit for systemd, with a user of its own and no rights that the service does not need.\n\n  tilstand deploy systemd > /etc/systemd/system/tilstand.service"
	return runPrint(flags("deploy systemd", help, errs), args, out, systemdUnit)
}

func runDeployContainer(_ context.Context, args []string, out, errs io.Writer) error {
	help := "Prints a file that podman or docker build a container of.\n\n  tilstand deploy container > Containerfile"
	return runPrint(flags("deploy container", help, errs), args, out, containerFile)
}

func runPrint(fs *flag.FlagSet, args []string, out io.Writer, text string) error {
	if err := parse(fs, args); err != nil {
		return err
	}
	_, err := io.WriteString(out, text)
	return err
}

// notify tells the service manager how the service stands, where one listens (sd_notify(3)): one datagram, no library. That it hears nothing is no reason not to serve.
func notify(state string) {
	address := os.Getenv("NOTIFY_SOCKET")
	if address == "" {
		return
	}
	if address[0] == '@' { // an abstract socket
		address = "\x00" + address[1:]
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: address, Net: "unixgram"})
	if err != nil {
		return
	}
	defer conn.Close()
	io.WriteString(conn, state)
}
