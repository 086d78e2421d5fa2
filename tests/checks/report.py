"""Counts the checks of one script and says the sum as its last line."""
import sys


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0

    def check(self, holds, complaint):
        """Counts one check; `complaint` is said when it does not hold."""
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(complaint)

    def skip(self):
        """Counts one check that cannot be made here."""
        self.skipped += 1

    def finish(self):
        print("%d passed, %d failed, %d skipped" % (self.passed, self.failed, self.skipped))
        sys.exit(1 if self.failed else 0)


def skip(why):
    """Ends a script that has nothing to check here; meson reads 77 as skipped."""
    print(why)
    sys.exit(77)
