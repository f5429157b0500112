#!/usr/bin/env python3
"""A pricing program for `berth provider`: sells no graphics processors, and asks less of small orders by night.

One question on standard input, one answer on standard output; docs/operator.md says what they hold.
"""

import json
import os
import sys
import time
from decimal import Decimal

# Smallest units of the denom per second.
SHEET = {"uusdc": {"cpu": Decimal("0.8"), "memory": Decimal("0.2"), "disk": Decimal("0.002"), "bandwidth": Decimal(0)}}
NIGHT = Decimal("0.7")
SMALL = 8_000


def unit_price(compute: dict, sheet: dict) -> Decimal:
    cpu = sheet["cpu"] * compute["cpu"] / 1_000
    memory = sheet["memory"] * compute["memory"] / 1_024
    disk = sheet["disk"] * compute["disk"] / 1_024
    return cpu + memory + disk + sheet["bandwidth"] * compute["bandwidth"]


def answer(question: dict) -> dict:
    if question["version"] != 1:
        return {"decline": f"this program does not understand version {question['version']}"}
    order = question["order"]["order"]
    sheet = SHEET.get(order["denom"])
    if sheet is None:
        return {"decline": f"nothing is sold for {order['denom']}"}
    groups = order["infrastructure"]["resources"]
    if any(group["compute"]["gpu"] for group in groups):
        return {"decline": "no graphics processors are sold"}
    factor = Decimal(os.environ.get("MARGIN", "1"))
    cpus = sum(group["compute"]["cpu"] * group["count"] for group in groups)
    if cpus <= SMALL and time.gmtime(question["time"]).tm_hour < 6:
        factor *= NIGHT
    # A price has at most 18 decimals.
    return {"prices": [f"{unit_price(group['compute'], sheet) * factor:.18f}" for group in groups]}


json.dump(answer(json.load(sys.stdin)), sys.stdout)
