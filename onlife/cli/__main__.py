"""`python -m onlife.cli`."""

import sys

from onlife.cli import main

sys.exit(main())
