import { incorrectBody } from '../errors.js';
import type { FieldType } from './type.js';
import { TEXT_COLUMN } from './type.js';

/** The record holds the file's name; name and content are written through the attachment paths only. */
export const attachment: FieldType = {
  kind: 'text',
  column: TEXT_COLUMN,
  unique: 'never',
  access: 'read',
  blank: null,
  convertsTo: [],
  parse: () => undefined,
  options(given, current) {
    const minSize = given.integer('AttachmentMinFileSize') ?? current.AttachmentMinFileSize;
    const maxSize = given.integer('AttachmentMaxFileSize') ?? current.AttachmentMaxFileSize;
    if ((minSize ?? 0) < 0 || (maxSize ?? 0) < 0) throw incorrectBody();
    return {
      AttachmentPermittedFileTypes:
        given.texts('AttachmentPermittedFileTypes') ?? current.AttachmentPermittedFileTypes ?? [],
      ...(minSize !== undefined && { AttachmentMinFileSize: minSize }),
      ...(maxSize !== undefined && { AttachmentMaxFileSize: maxSize }),
      AttachmentSmartResizer: given.flag('AttachmentSmartResizer') ?? current.AttachmentSmartResizer ?? false,
      AttachmentSmartResizerForRetina:
        given.flag('AttachmentSmartResizerForRetina') ?? current.AttachmentSmartResizerForRetina ?? false,
      AttachmentAltText: given.text('AttachmentAltText') ?? current.AttachmentAltText ?? '',
      AttachmentTitle: given.text('AttachmentTitle') ?? current.AttachmentTitle ?? '',
    };
  },
};
