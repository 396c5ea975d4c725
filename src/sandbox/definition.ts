import { incorrectBody } from './errors.js';
import { checkName } from './names.js';
import { BodyProperties } from './properties.js';
import { type Field, fieldType } from './table.js';
import { type TypeName, typeName, typeOf } from './types/index.js';
import type { FieldType, Properties } from './types/type.js';

/** What an update can set; a creation can also set `IsFormula`. The OpenAPI document allows nothing else. */
const PROPERTIES = [
  ...['Name', 'Type', 'Unique', 'UniqueAllowNulls', 'Label', 'Description', 'DisplayOrder'],
  ...['OnInsert', 'OnUpdate', 'TimeZone', 'Format', 'Prefix', 'Length', 'ListField'],
  ...['AttachmentPermittedFileTypes', 'AttachmentMinFileSize', 'AttachmentMaxFileSize'],
  ...['AttachmentSmartResizer', 'AttachmentSmartResizerForRetina', 'AttachmentAltText', 'AttachmentTitle'],
];

/**
 * A field from the body of a create call. Throws 400 `IncorrectBodyParameter` for what does not fit and for unknown
 * properties (Caspio REST v3 facts, section 5.2).
 */
export function newField(body: unknown): Field {
  if (typeof body !== 'object' || body === null) throw incorrectBody();
  const given = new BodyProperties(body, [...PROPERTIES, 'IsFormula']);
  const name = given.text('Name') ?? '';
  const type = typeName(given.text('Type') ?? '');
  checkName(name);
  if (type === undefined) throw incorrectBody();
  const isFormula = given.flag('IsFormula') ?? false;
  if (isFormula && typeOf(type).access !== 'open') throw incorrectBody(); // no formula yields such a type (inferred)
  return {
    name,
    type,
    ...(isFormula && { formula: 'NULL' }), // its text cannot be set through the API
    ...uniqueness(typeOf(type), given.flag('Unique') ?? false, given.flag('UniqueAllowNulls') ?? false),
    ...texts(given, { label: '', description: '' }),
    options: typeOf(type).options?.(given, {}) ?? {},
    counter: { last: 0 },
  };
}

/** The field as it shall be after an update call. Throws as `newField`, also for a conversion Caspio refuses. */
export function changedField(current: Field, body: object): Field {
  const given = new BodyProperties(body, PROPERTIES);
  const name = given.text('Name') ?? current.name;
  if (name !== current.name) checkName(name);
  const type = convertedType(current, given.text('Type'));
  const definition = typeOf(type);
  const stays = type === current.type;
  // A unique field that becomes a type without uniqueness loses it (our choice).
  const inherited = current.unique && definition.unique !== 'never';
  return {
    ...current,
    name,
    type,
    ...uniqueness(
      definition,
      given.flag('Unique') ?? inherited,
      given.flag('UniqueAllowNulls') ??
        (given.flag('Unique') !== false && inherited && current.uniqueAllowNulls),
    ),
    ...texts(given, current),
    options: definition.options?.(given, stays ? current.options : {}) ?? {},
  };
}

/** `DisplayOrder` of a definition body, when it has one. */
export const displayOrder = (body: object) => new BodyProperties(body).integer('DisplayOrder');

function convertedType(current: Field, wanted: string | undefined): TypeName {
  if (wanted === undefined) return current.type;
  const type = typeName(wanted);
  if (type === current.type) return type;
  const convertible = current.formula === undefined && fieldType(current).convertsTo.includes(type ?? '');
  if (type === undefined || !convertible) throw incorrectBody();
  return type;
}

function uniqueness(type: FieldType, unique: boolean, uniqueAllowNulls: boolean) {
  if (unique ? type.unique === 'never' : type.unique === 'required' || uniqueAllowNulls)
    throw incorrectBody();
  return { unique, uniqueAllowNulls };
}

function texts(given: Properties, current: Pick<Field, 'label' | 'description'>) {
  const label = given.text('Label') ?? current.label;
  const description = given.text('Description') ?? current.description;
  if (label.length > 255 || description.length > 4000) throw incorrectBody();
  return { label, description };
}
