package main

import (
	"bytes"
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tilstand/internal/settings"
)

// started is a command of the program as a unit or a container starts it: it must be one that there is, with flags that it has.
func started(t *testing.T, words []string) {
	t.Helper()
	if len(words) == 0 || words[0] != "serve" {
		t.Fatalf("it starts %q", words)
	}
	fs := flags("serve", "", &bytes.Buffer{})
	fs.String("data", "", "")
	settingFlags(fs)
	if err := parse(fs, words[1:]); err != nil {
		t.Errorf("%q: %v", words, err)
	}
}

func TestSystemdUnit(t *testing.T) {
	t.Parallel()
	values := map[string][]string{}
	section := ""
	for line := range strings.Lines(systemdUnit) {
		line = strings.TrimSpace(line)
		switch key, value, ok := strings.Cut(line, "="); {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = line
		case !ok || section == "":
			t.Errorf("not a line of a unit: %q", line)
		default:
			values[key] = append(values[key], value)
		}
	}
	program := strings.Fields(strings.Join(values["ExecStart"], " "))
	if program[0] != "/usr/local/bin/tilstand" {
		t.Errorf("it starts %q", program[0])
	}
	started(t, program[1:])
	for key, want := range map[string]string{
		"Type": "notify", "User": "tilstand", "ProtectSystem": "strict", "NoNewPrivileges": "yes", "StateDirectory": "tilstand", "LimitNOFILE": "65536", "MemoryMax": "3G", "LimitCORE": "0", "SystemCallErrorNumber": "EPERM",
		"CapabilityBoundingSet": "", "PrivateDevices": "yes", "UMask": "0077",
	} {
		if !slices.Equal(values[key], []string{want}) {
			t.Errorf("%s=%v, want %q", key, values[key], want)
		}
	}
	if !slices.Contains(program, "/var/lib/"+values["StateDirectory"][0]) {
		t.Error("the data folder is not the one that systemd makes")
	}
}

func TestContainerFile(t *testing.T) {
	t.Parallel()
	joined := regexp.MustCompile(`\\\n`).ReplaceAllString(containerFile, " ")
	var steps []string
	for line := range strings.Lines(joined) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		step, rest, _ := strings.Cut(line, " ")
		steps = append(steps, step)
		switch step {
		case "ENV":
			for _, given := range strings.Fields(rest) {
				name, _, _ := strings.Cut(given, "=")
				known := slices.ContainsFunc(settings.Keys(), func(k settings.Key) bool { return k.Env() == name })
				if !known && name != settings.EnvOf("data") {
					t.Errorf("%s is no setting", name)
				}
			}
		case "USER":
			if rest == "0" || rest == "root" {
				t.Error("it runs as root")
			}
		case "CMD":
			started(t, strings.Fields(strings.NewReplacer("[", "", "]", "", `"`, "", ",", " ").Replace(rest)))
		}
	}
	if want := []string{"FROM", "RUN", "COPY", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"}; !slices.Equal(steps, want) {
		t.Errorf("steps %v, want %v", steps, want)
	}
}

// A service manager that listens is told, and one that does not hinders nothing.
func TestNotify(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer manager.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	notify("READY=1")
	heard := make([]byte, 100)
	if n, err := manager.Read(heard); err != nil || string(heard[:n]) != "READY=1" {
		t.Errorf("%q, %v", heard[:n], err)
	}
	t.Setenv("NOTIFY_SOCKET", path+"-nobody")
	notify("STOPPING=1")
	t.Setenv("NOTIFY_SOCKET", "")
	notify("STOPPING=1")
}
