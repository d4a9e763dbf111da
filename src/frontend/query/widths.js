// How much room words take: a Chinese character stands for about two letters.

export function units(text) {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 1.8 : 1), 0);
}

/** Return a text that is not wider than so many letters. */
export function cut(text, most) {
  let kept = "";
  for (const letter of text) {
    if (units(kept + letter) > most) return `${kept}…`;
    kept += letter;
  }
  return kept;
}
