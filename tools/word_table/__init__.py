"""Makes faq/data/words.npz, the table of word meanings, from three published sentence encoders."""
