"""`client.py SOCKET PYTHON ARGUMENTS…`: let the server run a module of `infra`, or become Python for anything else.

It imports little, because it is the start of each command.
"""

import os
import socket
import sys

_SOCKET, _PYTHON, *_ARGUMENTS = sys.argv[1:]


def main() -> int:
    """Return the exit code of the module."""
    if _ARGUMENTS[:1] != ["-m"] or not "".join(_ARGUMENTS[1:2]).startswith("infra."):
        os.execv(_PYTHON, [_PYTHON, *_ARGUMENTS])  # noqa: S606 - ours
    variables = [f"{name}={value}" for name, value in os.environ.items()]
    asked = ["\0".join(part) for part in (_ARGUMENTS[1:], variables, [os.getcwd()])]  # noqa: PTH109 - pathlib is slow to import
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(_SOCKET)
        whole = "\0\0".join(asked).encode()
        socket.send_fds(server, [len(whole).to_bytes(4)], [0, 1, 2])
        server.sendall(whole)
        return int(server.recv(8) or 1)


if __name__ == "__main__":
    sys.exit(main())
