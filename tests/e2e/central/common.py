"""What the tests of the service against real peers share."""

import copy
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests/e2e/contract"), str(ROOT / "scripts/lib")]

from contract import Contract  # noqa: E402
from service import Service  # noqa: E402

__all__ = ["ROOT", "SEALED", "Contract", "Service", "bin_dir", "example_dossier"]


def bin_dir():
    return pathlib.Path(sys.argv.pop(1))


SEALED = "application/vnd.motcua.sealed+json"


def example_dossier(contract, media_type="application/json", **changes):
    operation = contract.document["paths"]["/v1/dossiers"]["post"]
    example = operation["requestBody"]["content"][media_type]["example"]
    return {**copy.deepcopy(example), "token_hash": Service.token_hash(), **changes}
