// Values as people write them in the page's language: numbers in groups of three, days by name.
import { isYear, NUMBERS, XSD } from "./columns.js";
import { element } from "./element.js";
import { settings } from "./settings.js";

const PLAIN = /^([+-]?)(\d+)(\.\d+)?$/;
const DAY = /^(-?\d{4})-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?$/;
const LANGUAGE = settings.language === "zh" ? "zh-CN" : "en-GB";
const days = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long", timeZone: "UTC" });

/** Return what stands for a literal: text, or a time with its value for machines. */
export function shown({ value, datatype }, name) {
  if (NUMBERS.has(datatype) && !isYear(name)) return grouped(value);
  const day = datatype === `${XSD}date` && DAY.exec(value);
  if (!day || day[1].startsWith("-")) return value;
  return element("time", { datetime: value }, days.format(Date.UTC(day[1], day[2] - 1, day[3])));
}

/** Return a number with its thousands apart, and not a digit changed. */
function grouped(value) {
  const [, sign, whole, rest = ""] = PLAIN.exec(value) ?? [];
  return whole ? `${sign}${whole.replace(/\B(?=(?:\d{3})+$)/g, ",")}${rest}` : value;
}
