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

/** Return a text in lines that are no wider than so many letters; together they are the text. */
export function lines(text, most) {
  const found = [""];
  // A word ends at a space, before capital letters, or with any Chinese character.
  for (const part of text.match(/[\u2e80-\uffff]|\s*\p{Lu}*[^\s\p{Lu}\u2e80-\uffff]*/gu).filter(Boolean)) {
    if (found.at(-1) && units(found.at(-1) + part) > most) found.push("");
    found[found.length - 1] += part;
  }
  return found;
}
