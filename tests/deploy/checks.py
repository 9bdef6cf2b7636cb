"""A list of checks that is printed as it is worked through."""

import contextlib
import sys
import time
import traceback


class Failed(AssertionError):
    """What was expected is not so."""


def expect(holds, message):
    """Fails with a message unless something holds."""
    if not holds:
        raise Failed(message)


def expect_equal(found, wanted, what):
    """Fails unless two values are equal."""
    expect(found == wanted, f"{what} is {found!r}, not {wanted!r}")


class Checks:
    """Counts what held, and what did not."""

    def __init__(self):
        self.began = time.monotonic()
        self.passed = 0
        self.failed = []

    @contextlib.contextmanager
    def check(self, sentence, needed=False):
        """One check: a sentence that holds. What comes after a `needed` one makes no sense without it."""
        began = time.monotonic()
        try:
            yield
        except Exception as error:
            self.failed.append(sentence)
            reason = error if isinstance(error, AssertionError) else traceback.format_exc()
            print(f"FAILED  {sentence}\n        {reason}", flush=True)
            if needed:
                raise SystemExit(self.summary()) from None
        else:
            self.passed += 1
            print(f"ok  {time.monotonic() - began:5.1f} s  {sentence}", flush=True)

    def summary(self):
        """Prints how it went; the exit code."""
        seconds = time.monotonic() - self.began
        print(f"\n{self.passed} hold, {len(self.failed)} do not, {seconds:.0f} s", flush=True)
        for sentence in self.failed:
            print(f"  FAILED  {sentence}", file=sys.stderr)
        return 1 if self.failed else 0
