"""The sandbox's side: ``python -m tawthiq.capture.parsers PARSER MEDIA_TYPE START`` over the one file it is given."""

import sys
from importlib import import_module

from tawthiq.capture.parsers.pieces import write_answer
from tawthiq.capture.sandbox import INPUT


def main(parser: str, media_type: str, start: str) -> None:
    """The answer is on standard output; a fault that nobody foresaw ends the process with its number."""
    module = import_module(f"tawthiq.capture.parsers.{parser}")
    sys.stdout.buffer.write(write_answer(module.parse(INPUT, media_type=media_type, start=int(start))))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
