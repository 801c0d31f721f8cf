"""central/openapi.yaml as a judge: every answer is held against it, and what was seen is counted."""

import json
import pathlib

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
METHODS = {"get", "head", "options", "patch", "post"}


class Contract:
    def __init__(self):
        text = (ROOT / "central/openapi.yaml").read_text(encoding="utf-8")
        self.document = yaml.safe_load(text)
        self.seen = set()

    def resolve(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def validate(self, value, schema, where):
        whole = {**schema, "components": self.document["components"]}
        validator = jsonschema.Draft202012Validator(
            whole, format_checker=jsonschema.draft202012_format_checker
        )
        errors = [error.message for error in validator.iter_errors(value)]
        assert not errors, f"{where}: {errors}: {value!r}"

    def check_response(self, answer, response, where, head=False):
        """`head`: the answer to HEAD has no body, whatever it would be to another method."""
        response = self.resolve(response)
        for name, header in response.get("headers", {}).items():
            header = self.resolve(header)
            value = answer.headers.get(name)
            assert value is not None or not header.get("required"), f"{where}: no {name}"
            if value is not None:
                self.validate(value, header["schema"], f"{where} {name}")
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy",
                     "Strict-Transport-Security", "X-Robots-Tag", "Cache-Control"):
            assert answer.headers.get(name), f"{where}: no {name}"
        if head or "content" not in response:
            assert answer.body == b"", f"{where}: has a body"
            return
        media_type = answer.headers["Content-Type"].split(";")[0]
        assert media_type in response["content"], f"{where}: is {media_type}"
        text = answer.body.decode("utf-8")
        value = json.loads(text) if media_type.endswith("json") else text
        self.validate(value, response["content"][media_type]["schema"], where)

    def check(self, answer, method, path, status):
        """The answer is that of the operation with the status expected."""
        where = f"{method} {path} {answer.status}"
        assert answer.status == status, f"{where}, not {status}: {answer.body!r}"
        operation = self.document["paths"][path][method.lower()]
        self.check_response(answer, operation["responses"][str(status)], where,
                            method == "HEAD")
        self.seen.add((method, path, status))
        return answer

    def check_component(self, answer, name, status):
        assert answer.status == status, f"{name}: {answer.status}"
        self.check_response(answer, self.document["components"]["responses"][name], name)
        self.seen.add(name)
        return answer

    def documented(self):
        cases = {"UnknownAddress", "MethodNotAllowed"}
        for path, operations in self.document["paths"].items():
            for method in operations.keys() & METHODS:
                operation = operations[method]
                cases |= {(method.upper(), path, int(s)) for s in operation["responses"]}
        return cases

    def operations(self):
        for path, operations in self.document["paths"].items():
            for method in operations.keys() & METHODS:
                yield f"{method} {path}", method, operations[method]

    def check_operations(self):
        """Each says what its kind of request may be answered with."""
        for where, method, operation in self.operations():
            answers = operation["responses"]
            needs = {name for choice in operation.get("security", []) for name in choice}
            refused = str(self.resolve(answers.get("403", {})))
            assert ("KioskCertificate" in needs) == ("problem:unknown-kiosk" in refused), where
            assert ("officer" in needs) == ("401" in answers), where
            assert "429" in answers, where
            if method in ("patch", "post"):
                assert {"411", "413"} <= answers.keys(), where
            if "requestBody" in operation:
                assert "415" in answers, where

    def check_examples(self):
        """Every example of a body is one by its own schema."""
        count = 0
        pending = [self.document]
        while pending:
            node = pending.pop()
            if isinstance(node, dict):
                if "schema" in node and "example" in node:
                    self.validate(node["example"], node["schema"], "example")
                    count += 1
                pending += node.values()
            elif isinstance(node, list):
                pending += node
        assert count >= 10
