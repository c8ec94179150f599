"""``python -m tawthiq.cli`` is the command ``tawthiq``."""

from tawthiq.cli import main

main()
