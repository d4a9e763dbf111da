// IRIs as people write them, and where they lead.
import { settings } from "./settings.js";

const HOME = "https://w3id.org/istograph/";
const LOCAL_NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u;

export function shorten(iri, prefixes = settings.prefixes) {
  for (const [prefix, namespace] of byLength(prefixes)) {
    const name = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && LOCAL_NAME.test(name)) return `${prefix}:${name}`;
  }
  return undefined;
}

/** Return the address of what an IRI names: our own page if it is ours. */
export function address(iri) {
  const language = `?lang=${settings.language}`;
  if (iri.startsWith(`${HOME}id/`)) return `${settings.base}/page/${iri.slice(HOME.length + 3)}${language}`;
  if (iri.startsWith(HOME)) {
    const [path, fragment] = iri.slice(HOME.length).split("#");
    return `${settings.base}/${path}${language}${fragment ? `#${fragment}` : ""}`;
  }
  return /^https?:/.test(iri) ? iri : undefined;
}

function byLength(prefixes) {
  return Object.entries(prefixes).sort(([, one], [, other]) => other.length - one.length);
}
