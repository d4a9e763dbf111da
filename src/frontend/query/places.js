// Where the rows of a result are: points, and jurisdictions.
export const POINT = /^(?:<[^>]*>\s*)?POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)/i;
export const PAIR = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;
export const JURISDICTION = /\/id\/jurisdiction\/([a-z]{2})$/;
export const LATITUDE = /^(lat|latitude|纬度)$/i;
export const LONGITUDE = /^(lon|long|lng|longitude|经度)$/i;

/** Return where a row is: a point, or the code of a jurisdiction. */
export function located(row, variables) {
  for (const name of variables) {
    const { value = "", type } = row[name] ?? {};
    if (type === "uri") {
      const found = JURISDICTION.exec(value);
      if (found) return { code: found[1] };
    }
    const point = POINT.exec(value);
    if (point) return { longitude: Number(point[1]), latitude: Number(point[2]) };
    const pair = type !== "uri" && PAIR.exec(value);
    if (pair) return { latitude: Number(pair[1]), longitude: Number(pair[2]) };
  }
  const [latitude, longitude] = [LATITUDE, LONGITUDE].map(
    (wanted) => row[variables.find((name) => wanted.test(name))]?.value,
  );
  return latitude && longitude ? { latitude: Number(latitude), longitude: Number(longitude) } : undefined;
}
