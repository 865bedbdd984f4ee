"""Gives a user some digits and an API token: make_token.py PORT EMAIL SCOPE... Prints the token."""

import pathlib
import random
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))

import glyphs
from running_server import Browser
from world import PASSWORD

browser = Browser(int(sys.argv[1]))
status, _, text = browser.send_form("/login", "/login", email=sys.argv[2], password=PASSWORD)
if status != 303:
    sys.exit(f"the login is answered with {status}: {text}")
browser.find_out_token()
chance = random.Random(1)
browser.send_pictures({f"{i % 10}_{i}.png": glyphs.png(glyphs.draw(i % 10, chance)) for i in range(20)})
status, _, text = browser.send_form("/account", "/account/tokens", token_name="all", days="1", scope=sys.argv[3:])
print(re.search(r"dgn_[\w-]+", text)[0])
