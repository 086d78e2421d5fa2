"""Holds the JSON Schema of configurations to the documents of the tests, with a validator of others.

usage: schema_test.py SCHEMA FOLDER
FOLDER/accepted/*.json must be valid; FOLDER/refused/*.txt says in its first line what the schema makes of the
document: `schema refuses`, `schema accepts` (rules between objects are the loader's) or `schema cannot see`
(the text is no JSON for other readers, or loses what is wrong on the way).
"""
import json
import pathlib
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = pathlib.Path(sys.argv[2])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    wrong = 0
    documents = sorted(folder.glob("accepted/*.json")) + sorted(folder.glob("refused/*.json"))
    for document in documents:
        is_refused = document.parent.name == "refused"
        expected = document.with_suffix(".txt").read_text().splitlines()[0] if is_refused else "schema accepts"
        if expected == "schema cannot see":
            continue
        faults = [f"{error.json_path}: {error.message}" for error in
                  validator.iter_errors(json.loads(document.read_text(encoding="utf-8")))]
        if bool(faults) != (expected == "schema refuses"):
            wrong += 1
            print(f"{document.name}: expected: {expected}", *faults, sep="\n  ")
    print(f"{len(documents)} documents, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
