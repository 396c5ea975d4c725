import { type Field, isReadOnly, type Table } from './table.js';
import { baseField, type View } from './view.js';

/** A field as the API shows it, every property of the OpenAPI field result present. */
export function describeField(field: Field, order: number) {
  const { options } = field;
  return {
    Name: field.name,
    TableFieldName: null as string | null,
    Type: field.type,
    Unique: field.unique,
    // ATTACHMENT counts as editable: its content is written through its own paths (facts, section 5.2).
    Editable: field.type === 'ATTACHMENT' || !isReadOnly(field),
    Description: field.description,
    DisplayOrder: order,
    Label: field.label,
    UniqueAllowNulls: field.uniqueAllowNulls,
    IsFormula: field.formula !== undefined,
    OnInsert: options.OnInsert ?? null,
    OnUpdate: options.OnUpdate ?? null,
    TimeZone: options.TimeZone ?? null,
    Format: options.Format ?? null,
    Prefix: options.Prefix ?? null,
    Length: options.Length ?? null,
    ListField: options.ListField ?? null,
    AttachmentPermittedFileTypes: options.AttachmentPermittedFileTypes ?? null,
    AttachmentMinFileSize: options.AttachmentMinFileSize ?? null,
    AttachmentMaxFileSize: options.AttachmentMaxFileSize ?? null,
    AttachmentSmartResizer: options.AttachmentSmartResizer ?? null,
    AttachmentSmartResizerForRetina: options.AttachmentSmartResizerForRetina ?? null,
    AttachmentAltText: options.AttachmentAltText ?? null,
    AttachmentTitle: options.AttachmentTitle ?? null,
  };
}

/** All fields of a table; display order counts from 1 (our choice). */
export const describeTableFields = (table: Table) =>
  table.fields.map((field, index) => describeField(field, index + 1));

/** All fields of a view: those of its tables under the view's names, with their origin. */
export function describeViewFields(view: View, baseTable: (name: string) => Table) {
  return view.fields.map((viewField, index) => {
    const base = describeField(baseField(viewField, baseTable), index + 1);
    return {
      ...base,
      Name: viewField.name,
      TableFieldName: `${viewField.table}.${viewField.field}`,
      Editable: base.Editable && viewField.table === view.editable,
    };
  });
}
