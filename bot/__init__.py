"""The service: receives Messenger events, decides, and sends."""

import os

# The matcher's products are small: sharing one among threads costs more than it brings (10 s against 5 s for 400
# conversations on two cores). numpy reads this when it is imported, which is later.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
