import type { Store } from '../store.js';
import type { View, ViewField } from '../view.js';

const shown = (table: string, ...fields: string[]): ViewField[] =>
  fields.map((field) => ({ name: field, table, field }));

const withCustomers = (table: string): View['tables'] => [
  { table },
  { table: 'Customers', on: { field: 'Customer_ID', equals: { table, field: 'Customer_ID' } } },
];

const VIEWS: readonly View[] = [
  {
    name: 'Open_Orders',
    note: 'Open orders with the names of the customers; orders can be changed here',
    tables: withCustomers('Orders'),
    fields: [
      ...shown(
        'Orders',
        'Order_ID',
        'Customer_ID',
        'Order_Date',
        'Status',
        'Ship_State',
        'Total',
        'Net_Total',
        'Paid',
      ),
      ...shown('Customers', 'Company', 'First_Name', 'Last_Name', 'Email', 'Tier'),
    ],
    filter: "Status = 'Open'",
    editable: 'Orders',
  },
  {
    name: 'Customer_Order_History',
    note: 'All orders with the names of the customers, read-only',
    tables: withCustomers('Orders'),
    fields: [
      ...shown('Customers', 'Company', 'City', 'State', 'Tier'),
      ...shown('Orders', 'Order_ID', 'Order_Date', 'Status', 'Net_Total'),
    ],
  },
  {
    name: 'Open_Tickets',
    note: 'Tickets that are not closed, with the customers who wrote them, read-only',
    tables: withCustomers('Tickets'),
    fields: [
      ...shown('Tickets', 'Ticket_ID', 'Subject', 'Priority', 'Status', 'Opened_At', 'Photo'),
      ...shown('Customers', 'Company', 'Email', 'Tier'),
    ],
    filter: "Status <> 'Closed'",
  },
  {
    name: 'California_Customers',
    note: '',
    tables: [{ table: 'Customers' }],
    fields: shown(
      'Customers',
      'Customer_ID',
      'Company',
      'First_Name',
      'Last_Name',
      'Email',
      'City',
      'State',
      'Tier',
      'Interests',
      'Active',
    ),
    filter: "State = 'CA'",
    editable: 'Customers',
  },
  {
    name: 'Vendors_To_Approve',
    note: '',
    tables: [{ table: 'Vendors' }],
    fields: shown(
      'Vendors',
      'Vendor_ID',
      'Vendor_Name',
      'Contact',
      'Email',
      'Approval',
      'Applied_On',
      'W9_Form',
    ),
    filter: "Approval = 'Pending'",
    editable: 'Vendors',
  },
];

export function seedViews(store: Store): void {
  for (const view of VIEWS) store.putView(view);
}
