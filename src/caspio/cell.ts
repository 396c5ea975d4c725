/** A value as the text of a table's cell. List fields come as an object of number and option. Facts: data types. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? Object.values(value).join('; ') : String(value);
}
