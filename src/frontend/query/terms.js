// IRIs as people write them, and where they lead.
import { settings } from "./settings.js";

const HOME = "https://w3id.org/istograph/";
const LOCAL_NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u;
const ESCAPED_NAME = /^(?:\w|\\.)(?:[\w.:-]|\\.)*$/;

const NAMESPACES = Object.entries(settings.prefixes).sort(([, one], [, other]) => other.length - one.length);

/** Return an IRI as a query may have it: with its prefix, or whole. */
export function written(iri) {
  for (const [prefix, namespace] of NAMESPACES) {
    const name = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && LOCAL_NAME.test(name)) return `${prefix}:${name}`;
  }
  return `<${iri}>`;
}

/** Return an IRI as a result has it, to be copied into a query: what a name may hold by an escape, has it. */
export function pasted(iri) {
  const [prefix, namespace] = NAMESPACES.find(([, start]) => iri.startsWith(start)) ?? [];
  const name = namespace && iri.slice(namespace.length).replace(/[~!$&'()*+,;=/?#@]|\.$/g, "\\$&");
  return namespace && ESCAPED_NAME.test(name) ? `${prefix}:${name}` : `<${iri}>`;
}

/** Return an IRI as people read it, which need not be SPARQL. */
export function shorten(iri) {
  const [prefix, namespace] = NAMESPACES.find(([, start]) => iri.startsWith(start)) ?? [];
  return namespace ? `${prefix}:${iri.slice(namespace.length)}` : iri;
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
