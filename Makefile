# Tilstand. `make` alone prints the targets.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS   += --no-print-directory

GO     ?= go
DATA   ?= data
LISTEN ?= 127.0.0.1:8080
RUN    ?= .
BENCH  ?= .

# A release: no paths, no build ids, and the version from the history.
VERSION = $(shell git describe --tags --always --dirty)
COMMIT  = $(shell git rev-parse HEAD)
RELEASE = CGO_ENABLED=1 GOOS=linux GOARCH=amd64 GOAMD64=v1 GOFLAGS=-mod=readonly $(GO) build -trimpath -buildvcs=false \
  -ldflags '-s -w -buildid= -X main.version=$(VERSION) -X main.commit=$(COMMIT) -extldflags "-Wl,--build-id=none"'

ARTIFACTS := $(CURDIR)/.artifacts
JUDGES    := internal/testkit/browser

# The tests that need a browser, and the name that tests of kills begin with.
BROWSER := ./internal/e2e/... ./$(JUDGES)/...
KILLS   := ^TestKill

# Nothing leaves itself out: see the package comment of internal/testkit.
ALL := TILSTAND_TESTS=all

KILLS  ?= 2000
STATES ?= 200
TABLE  := $(ARTIFACTS)/torture.tsv

# What `make torture` prints: kills and states by what was going on, and what was found afterwards.
define TORTURED
$$1 == "found" { for (i = 2; i <= 7; i++) sum[i] += $$i; if ($$8 > slowest) slowest = $$8; next }
{ n[$$1 "\t" $$2] += $$3; all[$$1] += $$3 }
END {
	for (what in n) { split(what, w, "\t"); printf "%-6s %-45s %6d\n", w[1], w[2], n[what] | "sort" }
	close("sort")
	printf "\n%d kills, %d states after a power failure\n", all["kill"], all["state"]
	printf "%d writes acknowledged, %d found, %d lost, %d doubled\n", sum[2], sum[3], sum[4], sum[5]
	printf "%d copies from before a checkpoint put back, %d ends of WALs cut, slowest start %d ms\n", sum[6], sum[7], slowest
}
endef
export TORTURED

# having PATTERN: the packages with a test file in which a line matches.
having = $$(grep -rlE --include='*_test.go' --exclude-dir=node_modules '$(1)' cmd surveys analytics reports internal | xargs -r -n1 dirname | sort -u | sed 's|^|./|')

##@ Every day

help: ## print this list
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## start with synthetic schools in ./data (DATA=, LISTEN=)
	bin/tilstand serve -demo -data '$(DATA)' -listen '$(LISTEN)'

build: compiler ## build bin/tilstand
	$(GO) build -o bin/tilstand ./cmd/tilstand

check: compiler ## the gate before a commit: format, vet, staticcheck, quick tests with the race detector
	@unformatted=$$(gofmt -l cmd surveys analytics reports internal); \
	  if [ -n "$$unformatted" ]; then echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test -race -shuffle=on ./...

golden: compiler ## rewrite the golden files with what the tests get now; review the diff
	$(GO) test $(call having,testkit\.Golden[^A-Za-z]) -update

##@ Everything

test: setup ## install what is missing and run every test: unit, kills, browser
	@mkdir -p '$(ARTIFACTS)'; rm -f '$(ARTIFACTS)'/{unit,kills,browser}.txt; \
	  failed=; \
	  for phase in unit kills browser; do \
	    echo "== $$phase"; SECONDS=0; \
	    $(MAKE) $$phase 2>&1 | tee '$(ARTIFACTS)'/$$phase.txt || failed="$$failed $$phase"; \
	    echo "== $$phase took $$SECONDS s"; \
	  done; \
	  echo; echo "== all results"; \
	  grep -hE '^(ok|FAIL|panic|\?|--- FAIL| +--- FAIL)' '$(ARTIFACTS)'/{unit,kills,browser}.txt || true; \
	  if [ -n "$$failed" ]; then echo "FAILED:$$failed"; exit 1; fi; \
	  echo "PASSED: unit, kills, browser"

unit: compiler ## all tests but kills and browser
	$(ALL) $(GO) test -shuffle=on -timeout 6m -skip '$(KILLS)' $$($(GO) list ./... | grep -vE '/internal/e2e|/$(JUDGES)')

kills: compiler ## kill -9 during submissions, checkpoints and sealing; nothing lost, nothing twice
	$(ALL) $(GO) test -count=1 -p 1 -timeout 5m -run '$(KILLS)' $(call having,^func TestKill)

browser: compiler chromium judges office ## journeys and judges in a real browser, and the report in office programs
	@mkdir -p '$(ARTIFACTS)'
	$(ALL) $(GO) test -count=1 -p 1 -timeout 10m -skip '$(KILLS)' -artifacts -outputdir '$(ARTIFACTS)' $(BROWSER)

e2e: compiler chromium judges office ## some journeys, with their screenshots in .artifacts (RUN=pattern)
	@mkdir -p '$(ARTIFACTS)'
	$(ALL) $(GO) test -count=1 -v -timeout 8m -artifacts -outputdir '$(ARTIFACTS)' -run '$(RUN)' ./internal/e2e/...

torture: compiler ## 2,000 × kill -9 and 1,200 power failures, with a table of what was found (KILLS=, STATES= of each mode, SEED=)
	@mkdir -p '$(ARTIFACTS)'; rm -f '$(TABLE)'; \
	  seed=$${SEED:-$$RANDOM}; failed=; SECONDS=0; \
	  run() { $(ALL) $(GO) test -count=1 -timeout 90m "./$$1" -run "^($$2)$$" -seed "$$seed" -table '$(TABLE)' "$${@:3}" || failed="$$failed $$2"; }; \
	  kills() { run "$$1" "$$2" -kills "$$(( ($$3 * $(KILLS) + 1999) / 2000 ))"; }; \
	  echo "SEED=$$seed"; \
	  run internal/duckdb 'TestPowerLoss|TestPowerLossBites|TestFailedSync' -states $(STATES); \
	  run internal/torture TestPowerLossService -states "$$(( ($(STATES) + 4) / 5 ))"; \
	  kills internal/duckdb TestKillDuringCheckpoints 500; \
	  kills internal/duckdb TestKillDuringWrites 200; \
	  kills internal/duckdb TestKillDuringRewrites 150; \
	  kills internal/duckdb TestKillDuringMigrations 100; \
	  kills internal/torture TestKillService 700; \
	  kills surveys TestKillSubmitAndSeal 150; \
	  kills surveys TestKillBetweenMarkAndAnswer 50; \
	  kills surveys TestKillErase 50; \
	  kills surveys TestKillImport 50; \
	  kills internal/backup TestKillBackup 50; \
	  echo; awk -F '\t' "$$TORTURED" '$(TABLE)'; echo "$$SECONDS s, SEED=$$seed"; \
	  if [ -n "$$failed" ]; then echo "FAILED:$$failed"; exit 1; fi

release: compiler ## build bin/release for linux/amd64, with its bill of materials; the same source gives the same bytes
	@mkdir -p bin/release
	$(RELEASE) -o bin/release/tilstand ./cmd/tilstand
	@cd bin/release && ./tilstand version -sbom > tilstand.cdx.json && sha256sum tilstand tilstand.cdx.json > SHA256SUMS && ./tilstand version && cat SHA256SUMS

reproduce: ## build the release twice, in two folders and without a common cache, and compare
	@there=$$(mktemp -d); trap 'chmod -R u+w "$$there"; rm -rf "$$there"' EXIT; \
	  for n in one another-folder; do git clone -q . "$$there/$$n"; done; \
	  for n in one another-folder; do \
	    (cd "$$there/$$n" && GOCACHE="$$there/cache-$$n" $(MAKE) release >/dev/null); \
	  done; \
	  cat "$$there"/*/bin/release/SHA256SUMS; \
	  cmp "$$there"/{one,another-folder}/bin/release/tilstand && cmp "$$there"/{one,another-folder}/bin/release/tilstand.cdx.json && echo "the same bytes"

scan: compiler ## known vulnerabilities and dangerous habits: staticcheck, govulncheck, gosec (VULNDB= where there is no network)
	$(GO) tool staticcheck ./...
	$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0 $(if $(VULNDB),-db '$(VULNDB)') ./...
	$(GO) run github.com/securego/gosec/v2/cmd/gosec@v2.30.0 -quiet -exclude-dir=node_modules ./...

bench: compiler chromium ## benchmarks, and the table of what they are held against (BENCH=pattern)
	$(ALL) $(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 30m $(call having,^func Benchmark) | $(GO) run ./internal/testkit/figures

clean: ## remove what was built and downloaded; data folders stay
	rm -rf bin '$(ARTIFACTS)' '$(JUDGES)/node_modules'

##@ Set-up (the targets above ask for what they need)

setup: compiler chromium judges office ## all of it

# need NAME,TEST,PACKAGES: install what is missing, or say how.
define need
@if ! { $(2); } >/dev/null 2>&1; then \
  install='apt-get update && apt-get install -y --no-install-recommends $(3)'; \
  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
    echo "$(1) is missing: $$install"; \
    export DEBIAN_FRONTEND=noninteractive; eval "$$install"; \
  else \
    echo "$(1) is missing. Install it, on Debian with: sudo sh -c '$$install'" >&2; exit 1; \
  fi; \
fi
endef

compiler: ## Go and a C++ compiler, which DuckDB is linked with
	@command -v $(GO) >/dev/null || { echo "Go is missing: install the version that go.mod names, see https://go.dev/doc/install" >&2; exit 1; }
	$(call need,g++,command -v g++,g++)

chromium: ## the browser, and a reader of QR codes
	$(call need,chromium,command -v $${CHROME:-chromium},chromium)
	$(call need,zbarimg,command -v zbarimg,zbar-tools)

office: ## what opens workbooks and data files: LibreOffice, openpyxl, R and PSPP
	$(call need,LibreOffice,command -v soffice,libreoffice-calc-nogui)
	$(call need,openpyxl,python3 -c 'import openpyxl' || /usr/bin/python3 -c 'import openpyxl',python3-openpyxl)
	$(call need,R with haven,Rscript -e 'library(haven)',r-cran-haven)
	$(call need,PSPP,command -v pspp,pspp)

judges: $(JUDGES)/node_modules/axe-core/axe.min.js ## axe-core, html-validate and vnu, in the versions that the lock file pins
	$(call need,java,command -v java,default-jre-headless)

$(JUDGES)/node_modules/axe-core/axe.min.js: $(JUDGES)/package-lock.json
	$(call need,npm,command -v npm,nodejs npm)
	npm ci --no-audit --no-fund --prefix $(JUDGES)
	@touch $@

.PHONY: help run build check golden test unit kills browser e2e release reproduce scan torture bench clean setup compiler chromium office judges
