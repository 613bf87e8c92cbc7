"""Serves a command of kohtaa to browsers, as `kohtaa demo --web` does: python -m tests.web.serving COMMAND…"""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from kohtaa_tui.commands.web import serve
from kohtaa_tui.i18n import Words

if __name__ == "__main__":
    sys.exit(
        serve(sys.argv[1:], Namespace(web=True, port=None, host=None), Words(os.environ["KOHTAA_LANGUAGE"]), sys.stdout)
    )
