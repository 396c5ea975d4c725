import type { Row, useSandbox } from './support.js';

export const PHOTO = '/tables/Employees/attachments/Photo';
export const FORM = '/views/Vendors_To_Approve/attachments/W9_Form';
export const TICKET = '/views/Open_Tickets/attachments/Photo';

export const FILE_NOT_FOUND = [404, 'FileNotFound', 'Requested file not found'];
export const NOT_FOUND = [404, 'ObjectNotFound', 'Requested object not found'];

export const noField = (name: string) => [
  404,
  'FieldNotFound',
  `Cannot perform operation because the following field(s) do not exist: '${name}'.`,
];

export const image = (name: string, bytes = 'image') => ({ name, type: 'image/png', bytes });

/** What tests of attachments ask of a sandbox. */
export function attachmentsOf(caspio: ReturnType<typeof useSandbox>) {
  const infos = async (path: string, where?: string) => {
    const { body } = await caspio.call(
      'GET',
      `${path}/fileInfo`,
      where === undefined ? {} : { 'q.where': where },
    );
    return body.Result as Row[];
  };

  const photoName = async (key: number) => {
    const query = { 'q.where': `PK_ID = ${key}`, 'q.select': 'Photo' };
    return (await caspio.call('GET', '/tables/Employees/records', query)).body.Result[0]?.Photo;
  };

  /** The PK_ID of a vendor in the view, one by one. */
  const vendorKey = async (index: number) => {
    const { body } = await caspio.call('GET', '/views/Vendors_To_Approve/records', { 'q.orderBy': 'PK_ID' });
    return String(body.Result[index]?.PK_ID);
  };

  return { infos, photoName, vendorKey };
}
