# 食安小辰. `make help` lists what there is.
PYTHON ?= python3.11
export HF_HUB_OFFLINE := 1
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
# where set-up puts Node.js when the system has none
export PATH := $(or $(XIAOCHEN_VAR),$(CURDIR)/var)/node/bin:$(PATH)
# questions nobody here worded, where they are at hand
OUTSIDE ?= ../shared/eval
EVALUATED = $(or $(XIAOCHEN_VAR),var)/evaluation
# with a + when files were changed since
COMMIT = $(shell git rev-parse --short HEAD 2>/dev/null || echo unknown)$(shell git diff --quiet HEAD 2>/dev/null || echo +)

.DEFAULT_GOAL := help
.PHONY: help run test check check-content evaluate evaluate-dialogue bench bench-matching encoder calibrate lock clean setup setup-development setup-encoder setup-evaluation

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: setup  ## set everything up and start it; Ctrl-C stops it
	@exec .venv/bin/python -m api.supervisor

test: setup-development  ## set everything up and run every test
	.venv/bin/python -m pytest
	cd api/widget && npm test --silent

check-content: setup  ## check the content: schema, sources, wording, standards, duplicates
	.venv/bin/xiaochen check-content

check: setup-development  ## format, lint, types, import rules, front end
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --config pyproject.toml
	cd api/widget && npm run --silent check

setup:
	@command -v $(PYTHON) >/dev/null || { echo "set-up: Python 3.11 is needed and $(PYTHON) was not found; install it or run make PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(PYTHON) scripts/set_up.py

setup-development:
	@command -v $(PYTHON) >/dev/null || { echo "set-up: Python 3.11 is needed and $(PYTHON) was not found; install it or run make PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(PYTHON) scripts/set_up.py --development

setup-encoder:
	@$(PYTHON) scripts/set_up.py --encoder

setup-evaluation:
	@$(PYTHON) scripts/set_up.py --evaluation

evaluate: setup-evaluation evaluate-dialogue  ## measure the matcher beside every alternative; PART=development, RASA=1, OUTSIDE=folder
	OMP_NUM_THREADS=1 .venv/bin/python -m knowledge.evaluation $(if $(PART),--part $(PART)) $(if $(RASA),--with-rasa) \
	  --outside $(OUTSIDE) --json $(EVALUATED)/figures.json --dialogue $(EVALUATED)/dialogue.json \
	  --report $(if $(PART),$(EVALUATED)/report.md,docs/evaluation.md) --commit "$(COMMIT)" \
	  --command "make evaluate$(if $(PART), PART=$(PART))$(if $(RASA), RASA=1)"

evaluate-dialogue: setup  ## ask the own questions through the dialogue and compare with the check; PART=development, EVERY=10
	.venv/bin/python -m api.dialogue_evaluation --start $(if $(PART),--part $(PART)) $(if $(EVERY),--every $(EVERY)) \
	  --json $(EVALUATED)/dialogue.json

bench: setup  ## time chat turns against a fixed Rasa utterance, beside a running `make run`
	.venv/bin/python -m api.bench

bench-console: setup  ## time every list page at 20,000 entries and 1 M inquiries; the database is made once, under var
	.venv/bin/python -m api.console_benchmark

bench-matching: setup  ## time encoding, search, matching and publishing by size; writes docs/matching-benchmark.md
	.venv/bin/python -m knowledge.benchmark --report docs/matching-benchmark.md --json var/matching-benchmark.json

encoder: setup-encoder  ## train the encoder shipped in knowledge/encoder anew
	OMP_NUM_THREADS=1 .venv/bin/python -m knowledge.training

calibrate: setup-encoder  ## fit knowledge/matching/thresholds.toml on the project's own held-back questions
	OMP_NUM_THREADS=1 .venv/bin/python -m knowledge.calibration

lock: setup-development  ## solve all dependencies anew and write the lock files
	$(PYTHON) scripts/lock.py

clean:  ## remove what was built or trained; keeps the database and the secrets
	rm -rf .venv .venv-rasa api/widget/node_modules bot/models .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	rm -rf $(or $(XIAOCHEN_VAR),var)/set-up $(or $(XIAOCHEN_VAR),var)/widget $(or $(XIAOCHEN_VAR),var)/index $(or $(XIAOCHEN_VAR),var)/training $(or $(XIAOCHEN_VAR),var)/node
