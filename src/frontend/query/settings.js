// What the page tells the script: addresses, the reader's language, the usual prefixes.
export const settings = JSON.parse(document.getElementById("settings").textContent);

// Pages may be asked for by another name than the one that is public; requests stay with the former.
export const endpoint = `${location.origin}${settings.base}/sparql`;

// Where the editor's own queries go: what is wrong with one is told in the language of the page.
export const asking = settings.language === "zh" ? `${endpoint}?lang=zh` : endpoint;

export function say(en, zh) {
  return settings.language === "zh" ? zh : en;
}

export function counted(number) {
  return number.toLocaleString(settings.language === "zh" ? "zh-CN" : "en");
}

/** Return how much an answer has: statements, or rows. */
export function amount(number, isGraph) {
  const [en, zh] = isGraph ? ["statement", "条陈述"] : ["row", "行"];
  return say(`${counted(number)} ${en}${number === 1 ? "" : "s"}`, `${counted(number)} ${zh}`);
}
