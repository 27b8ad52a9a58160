"""Everything that people see, as files: two versions of the service show the same where `diff -r` finds nothing.

    python -m bench.same_bytes [OUT_FOLDER]     (from the root of a checkout, with its .mo files compiled; two minutes or so)
    python ELSEWHERE/bench/same_bytes [OUT_FOLDER]      (the same, where this checkout has other steps, or none)

From an empty INSTANCE, with fixed keys and a clock that stands still, the sample is loaded as `make run` does, and then
somebody goes through the life of an appeal: every page in three languages, forms filled in well and badly, mails read and
answered, messages sent, lists brought, the desk in three languages, the letter in every format, every command and its help.
Each answer becomes a file, headers first. What is random (links, refs, form tokens, codes, boundaries) is written as
TOKEN-1, REF-1, ..., numbered within its file, so that a file differs only where its reader would see it.

Leave the checkout alone meanwhile: some commands start processes of their own, which read what lies there then. To see
what differs, a kind of line at a time:  diff -r BEFORE AFTER | grep -a '^[<>]' | sed 's/[0-9]/N/g' | sort | uniq -c

Only what stays is used: `create_app` with settings, `petition.core.clock`, addresses of pages, `flask` commands.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))  # the checkout that is looked at, which may be another than this file's
