"""python -m bot."""

import sys

from bot.allocator import loading_modules
from bot.errors import StoppedError

try:
    with loading_modules():
        from bot.terminal.cli import main
except KeyboardInterrupt:  # loading all modules takes up to a second
    sys.stderr.write(f"throwback: {StoppedError()}\n")
    sys.exit(StoppedError.exit_code)

if __name__ == "__main__":
    sys.exit(main())
