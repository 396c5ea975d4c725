/**
 * What a JSON value must be: a type by its name (`?` behind it: or null), the exact properties of an object, or an
 * array of one shape, never empty, so that there is something to compare.
 */
export type Shape = string | { readonly [property: string]: Shape } | readonly [Shape];

const isText = (value: unknown): value is string => typeof value === 'string';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
// Caspio's dates have a zone in some places only.
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: isText,
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  'date-time': (value) => isText(value) && DATE_TIME.test(value),
  uuid: (value) => isText(value) && UUID.test(value),
  'string[]': (value) => Array.isArray(value) && value.every(isText),
  object: isObject,
  /** A record or a user: which properties it has depends on its table. */
  row: (value) => isObject(value) && Object.keys(value).length > 0,
};

/** Every place where a value departs from a shape, in words; none where it conforms. */
export function departures(value: unknown, shape: Shape, place = 'body'): string[] {
  if (isText(shape))
    return conforms(value, shape) ? [] : [`${place} is no ${shape}: ${JSON.stringify(value)}`];
  if (isArray(shape)) {
    if (!Array.isArray(value) || value.length === 0) return [`${place} is no array with something in it`];
    return value.flatMap((item, index) => departures(item, shape[0], `${place}[${index}]`));
  }
  if (!isObject(value)) return [`${place} is no object`];
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(shape, name));
  return [
    ...unknown.map((name) => `${place}.${name} is unknown`),
    ...Object.entries(shape).flatMap(([name, inner]) =>
      Object.hasOwn(value, name)
        ? departures(value[name], inner, `${place}.${name}`)
        : [`${place}.${name} is missing`],
    ),
  ];
}

// Array.isArray does not know read-only tuples.
const isArray = (shape: Exclude<Shape, string>): shape is readonly [Shape] => Array.isArray(shape);

function conforms(value: unknown, type: string): boolean {
  if (type.endsWith('?') && value === null) return true;
  const check = TYPES[type.replace('?', '')];
  if (!check) throw new Error(`No type is called ${type}`);
  return check(value);
}
