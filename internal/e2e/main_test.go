package e2e

import (
	"os"
	"testing"

	"tilstand/internal/testkit/server"
)

func TestMain(m *testing.M) { os.Exit(server.Main(m)) }
