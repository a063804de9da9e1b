# make run: the 48-cell sweep of the original assignment, quick form, and its report. make test: every check. See README.md.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

BUILD := .build/release
SWIFT_RELEASE := swift build -c release --static-swift-stdlib

include Benchmarks/Makefile.inc

.PHONY: build setup run gallery test bench format lint clean

build: tools
	$(SWIFT_RELEASE)

setup:
	Scripts/setup

run: setup build
	mkdir -p out
	$(BUILD)/copycost sweep --preset quick --link auto --archive out/quick.db --csv out/quick.csv \
	  --report out/report

# The README's pictures, copied from a report: that of `make run`, or GALLERY_REPORT=DIR.
GALLERY_REPORT := out/report
GALLERY := throughput-vs-size throughput-vs-flows message-interval-vs-flows cpu-per-byte-vs-size copies-per-byte \
  crossover-map
GALLERY_MOST_BYTES := 300000

gallery:
	mkdir -p Documentation/gallery
	for name in $(GALLERY); do \
	  picture=$(GALLERY_REPORT)/charts/$$name.png; \
	  if ! test -s $$picture; then echo "gallery: $$picture is missing: use 'make run' first" >&2; exit 1; fi; \
	  if test $$(stat -c %s $$picture) -ge $(GALLERY_MOST_BYTES); then \
	    echo "gallery: $$picture has more than $(GALLERY_MOST_BYTES) bytes: measure fewer cells" >&2; exit 1; fi; \
	  cp $$picture Documentation/gallery/; \
	done

# Simulations saturate every thread of the test runner, and windows want a CPU: suites that measure run on their own.
SIMULATIONS := AnalysisTests|AnswerPropertyTests
MEASURING := ProbesTests|ProcessesTests|WorkerTests|LabTests|SessionsTests|CommandTests

test: setup lint build
	time swift build --build-tests
	time swift test --skip-build --skip '$(SIMULATIONS)|$(MEASURING)'
	time swift test --skip-build --filter '$(SIMULATIONS)'
	time swift test --skip-build --no-parallel --filter '$(MEASURING)'
	time Scripts/hot-loop-gate $(BUILD)/copycost-worker
	time Scripts/bench --self-test

bench: setup build
	Scripts/bench --copycost $(BUILD)/copycost
	Scripts/bench-report $(BUILD)/copycost

format:
	swift format -i -r Sources Tests Package.swift

lint:
	swift format lint --strict -r Sources Tests Package.swift

clean:
	rm -rf .build out
