// What the page tells the script: addresses, the reader's language, the usual prefixes.
export const settings = JSON.parse(document.getElementById("settings").textContent);

// Pages may be asked for by another name than the one that is public; requests stay with the former.
export const endpoint = `${location.origin}${settings.base}/sparql`;

export function say(en, zh) {
  return settings.language === "zh" ? zh : en;
}

export function counted(number) {
  return number.toLocaleString(settings.language === "zh" ? "zh-CN" : "en");
}
