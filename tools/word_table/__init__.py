"""Makes faq/data/words.arrays, the table of word meanings, from three published sentence encoders."""
