import * as z from 'zod';
import { LARGEST_INT, MOST_FIELDS, TOO_LARGE } from './inputs.js';

/** Field definitions as Caspio's FieldModel has them. Facts: field types and properties. */

const FIELD_TYPES = [
  'STRING',
  'TEXT',
  'PASSWORD',
  'NUMBER',
  'INTEGER',
  'CURRENCY',
  'DATE/TIME',
  'YES/NO',
  'FILE',
  'ATTACHMENT',
  'TIMESTAMP',
  'AUTONUMBER',
  'PREFIXED AUTONUMBER',
  'GUID',
  'RANDOM ID',
  'LIST-STRING',
  'LIST-NUMBER',
  'LIST-DATE/TIME',
] as const;

/** Caspio refuses these without `Unique: true`. */
const AUTOMATIC: readonly string[] = ['AUTONUMBER', 'PREFIXED AUTONUMBER', 'GUID', 'RANDOM ID'];

const fieldType = z.enum(FIELD_TYPES, `must be one of ${FIELD_TYPES.join(', ')}`);

/** The same, published as a text: the list is long, and stands in one tool already. */
export const knownType = z
  .string()
  .toUpperCase()
  .refine((type) => fieldType.safeParse(type).success, `must be one of ${FIELD_TYPES.join(', ')}`);

const NAME_RULE = 'must be letters, digits and _, begin with a letter, and have at most 32 characters';
export const newFieldName = z
  .string()
  .regex(/^[A-Za-z]\w{0,31}$/, NAME_RULE)
  .refine((name) => name.toUpperCase() !== 'PK_ID', 'is the name of the key that every table has');

const text = (description: string, longest = 4_000) =>
  z.string().max(longest, `must have at most ${longest} characters`).optional().describe(description);
const flag = (description: string) => z.boolean('must be true or false').optional().describe(description);
const whole = (description: string) =>
  z.int('must be a whole number').min(0).max(LARGEST_INT, TOO_LARGE).optional().describe(description);
const texts = (description: string) => z.array(z.string()).optional().describe(description);

/** All that a definition may hold beside Name, Type and IsFormula; each says which types it is for. */
export const fieldProperties = {
  Unique: flag('Needed for AUTONUMBER, PREFIXED AUTONUMBER, GUID, RANDOM ID.'),
  UniqueAllowNulls: flag('With Unique.'),
  Label: text('Label.', 255),
  Description: text('Note.'),
  DisplayOrder: whole('Position; 0: last (update: first).'),
  OnInsert: flag('TIMESTAMP.'),
  OnUpdate: flag('TIMESTAMP.'),
  TimeZone: text('TIMESTAMP: Windows name or UTC.'),
  Format: text('RANDOM ID: 0 digits, U letters, 0U. PREFIXED AUTONUMBER: 1, 01, … 0000001.'),
  Prefix: text('RANDOM ID, PREFIXED AUTONUMBER.', 49),
  Length: whole('RANDOM ID: 6 to 12 (Format 0: 8 to 12).'),
  ListField: texts('LIST-*: its options.'),
  AttachmentPermittedFileTypes: texts('ATTACHMENT: extensions.'),
  AttachmentMinFileSize: whole('ATTACHMENT.'),
  AttachmentMaxFileSize: whole('ATTACHMENT.'),
  AttachmentSmartResizer: flag('ATTACHMENT.'),
  AttachmentSmartResizerForRetina: flag('ATTACHMENT.'),
  AttachmentAltText: text('ATTACHMENT.'),
  AttachmentTitle: text('ATTACHMENT.'),
};

export const newField = {
  Name: newFieldName.describe('Letters, digits, _; at most 32.'),
  Type: fieldType.describe('Type of the field.'),
  ...fieldProperties,
  IsFormula: flag('Its formula is written in Caspio.'),
};

interface Candidate {
  readonly Type?: string | undefined;
  readonly Unique?: boolean | undefined;
  readonly ListField?: readonly string[] | undefined;
}

/** What Caspio refuses without saying why. */
export function checkNewField({ Type = '', Unique, ListField }: Candidate, context: z.RefinementCtx): void {
  if (AUTOMATIC.includes(Type) && Unique !== true) {
    context.addIssue({ code: 'custom', path: ['Unique'], message: `must be true for ${Type}` });
  }
  if (Type.startsWith('LIST-') && !ListField?.length) {
    context.addIssue({
      code: 'custom',
      path: ['ListField'],
      message: `must hold the options of a ${Type} field`,
    });
  }
}

const wholeDefinition = z.strictObject(newField).superRefine(checkNewField);

/** One of the fields of a new table: the common properties are published, the rest is accepted and checked as well. */
const fieldOfNewTable = z
  .looseObject({
    Name: newField.Name,
    Type: newField.Type,
    Unique: fieldProperties.Unique,
    Label: fieldProperties.Label,
    Format: fieldProperties.Format,
    Prefix: fieldProperties.Prefix,
    ListField: fieldProperties.ListField,
  })
  .superRefine((field, context) => {
    const issues = wholeDefinition.safeParse(field).error?.issues ?? [];
    for (const { path, message } of issues) context.addIssue({ code: 'custom', path, message });
  });

export const fieldsOfNewTable = z
  .array(fieldOfNewTable)
  .min(1, 'is empty: give at least one field')
  .max(MOST_FIELDS, `holds more than ${MOST_FIELDS} fields`)
  .superRefine((fields, context) => {
    const seen = new Set<string>();
    const twice = fields.findIndex(({ Name }) => {
      const name = String(Name).toLowerCase();
      return seen.size === seen.add(name).size;
    });
    if (twice >= 0) context.addIssue({ code: 'custom', path: [twice, 'Name'], message: 'stands twice' });
  })
  .describe('Its fields: at least Name and Type of each.');
