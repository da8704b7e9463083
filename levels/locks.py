"""A lock on an open file that ends with its process, even if that is killed."""

import os
import sys

if sys.platform == "win32":
    import msvcrt

    _FAR = 2**30
    """A byte that no transcript reaches: on Windows a locked byte cannot be read by others."""

    def hold(descriptor: int) -> bool:
        """Lock an open file for this process. False if somebody else holds it."""
        here = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, here, os.SEEK_SET)
        return True

else:
    import errno
    import fcntl

    def hold(descriptor: int) -> bool:
        """Lock an open file for this process. False if somebody else holds it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Some network file systems know no locks: there play goes on without one.
            return error.errno not in (errno.EWOULDBLOCK, errno.EACCES)
        return True
