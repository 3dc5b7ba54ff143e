"""The child process: it serves the stand-in until a signal asks to end, or until the parent is gone."""

import logging
import os

from werkzeug.serving import make_server

from infra.local.children import HOST
from infra.local.lifeline import end_with_parent
from infra.local.psc.application import create_application
from infra.local.psc.config import from_environment


def main() -> None:
    """Serve. SIGTERM ends the process at once: it keeps nothing."""
    end_with_parent()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    config = from_environment(os.environ)
    make_server(HOST, config.port, create_application(config), threaded=True).serve_forever()


if __name__ == "__main__":
    main()
