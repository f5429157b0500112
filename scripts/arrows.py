#!/usr/bin/env python3
"""Checks who may depend on whom among our own packages, so that the layers stay layers."""

import json
import subprocess
import sys

CONTRACTS = {"deployment", "market", "escrow", "provider-registry"}
# What each may depend on. Development dependencies count, too.
ALLOWED = {
    "domain": set(),
    "api": {"domain"},
    "contract-kit": {"api", "domain"},
    **{contract: {"api", "contract-kit", "domain"} for contract in CONTRACTS},
    "sandbox": CONTRACTS | {"api", "domain"},
    "stack": {"api", "domain"},
    "chain": set(),
    "client": {"api", "chain", "domain", "sandbox"},
    "service": {"chain"},
    "devnet": {"api", "domain", "sandbox"},
    "keeper": {"api", "chain", "client", "domain", "service"},
    "provider": {"api", "chain", "client", "domain", "service"},
    "cli": {"api", "chain", "client", "devnet", "domain", "keeper", "provider", "sandbox", "service", "stack"},
    "tests": CONTRACTS | {"api", "contract-kit", "domain", "keeper", "provider", "sandbox", "stack"},
    "chain-tests": {"api", "chain", "client", "devnet", "domain", "keeper", "provider", "sandbox", "service", "stack"},
    "wasm-tests": {"api", "domain", "sandbox", "tests"},
}
PREFIX = "berth-"


def main() -> int:
    asked = ["cargo", "metadata", "--format-version=1", "--no-deps", "--locked"]
    packages = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)["packages"]
    wrong = []
    for package in packages:
        name = package["name"].removeprefix(PREFIX)
        if name not in ALLOWED:
            wrong.append(f"{package['name']} has no place among the layers: give it one in scripts/arrows.py")
            continue
        ours = {d["name"].removeprefix(PREFIX) for d in package["dependencies"] if d["name"].startswith(PREFIX)}
        wrong += [f"{name} may not depend on {other}" for other in sorted(ours - ALLOWED[name])]
    print("\n".join(wrong) or f"{len(packages)} packages, every arrow as it should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
