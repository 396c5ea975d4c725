import { createHash } from 'node:crypto';
import type { FileArea, Folder } from '../files/area.js';
import type { Store } from '../store.js';
import { daysBefore } from './dates.js';
import { blocksImage, csvText, type Medium, pdfDocument, plainText, receiptImage } from './media/index.js';
import { Random } from './random.js';
import { emailAddress, FIRST_NAMES, LAST_NAMES } from './words.js';

/** Fills the Files area of the company: pictures of its products, invoices, contracts and a full inbox. */
export function seedFiles(store: Store, files: FileArea): void {
  const desk = new Desk(files);
  desk.put(undefined, 'Read me first.txt', plainText('Files of the company. New mail goes to Inbox.\n'), 700);
  seedProductImages(store, desk);
  seedInvoices(store, desk);
  seedContracts(store, desk);
  seedInbox(desk);
}

/** Puts things into the Files area whose keys and dates are the same on every start. */
class Desk {
  readonly #files: FileArea;

  constructor(files: FileArea) {
    this.#files = files;
  }

  folder(parent: Folder | undefined, name: string): Folder {
    return this.#files.addFolder({ name, key: keyOf(parent, name), parent, created: daysBefore(720) });
  }

  put(folder: Folder | undefined, name: string, medium: Medium, age: number): void {
    const created = daysBefore(age, 600);
    this.#files.add({ name, ...medium, key: keyOf(folder, name), folder, created, modified: created });
  }
}

/** A GUID made from a name and the folder that it is in. */
function keyOf(folder: Folder | undefined, name: string): string {
  const path = `${folder?.key ?? ''}/${name}`;
  const hex = createHash('sha1').update(path).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-8$4-$5');
}

/** Every path in Products.Image has its picture. */
function seedProductImages({ database }: Store, desk: Desk): void {
  const folder = desk.folder(undefined, 'Product_Images');
  const rows = database.rows('SELECT "SKU" FROM "Products" WHERE "Image" IS NOT NULL');
  for (const [sku] of rows) desk.put(folder, `${sku}.png`, blocksImage(String(sku)), 400);
}

const INVOICES_PER_YEAR = 12;

function seedInvoices({ database }: Store, desk: Desk): void {
  const invoices = desk.folder(undefined, 'Invoices');
  for (const year of ['2025', '2026']) {
    const folder = desk.folder(invoices, year);
    const orders = database.rows(
      `SELECT "Order_ID", "Order_Date", "Customer_ID", "Net_Total" FROM "Orders"
       WHERE substr("Order_Date", 1, 4) = ? AND "Status" = 'Delivered' ORDER BY "PK_ID" DESC LIMIT ?`,
      [year, INVOICES_PER_YEAR],
    );
    for (const [order, date, customer, total] of orders) {
      const lines = [
        `Customer: ${customer}`,
        `Order date: ${String(date).slice(0, 10)}`,
        `Amount due: USD ${Number(total).toFixed(2)}`,
      ];
      desk.put(folder, `INV-${order}.pdf`, pdfDocument(`Invoice for order ${order}`, lines), 20);
    }
  }
}

function seedContracts({ database }: Store, desk: Desk): void {
  const folder = desk.folder(undefined, 'Contracts');
  const vendors = database.rows(
    `SELECT "Vendor_Name", "Contact" FROM "Vendors" WHERE "Approval" = 'Approved' ORDER BY "PK_ID" LIMIT 6`,
  );
  for (const [vendor, contact] of vendors) {
    const lines = [`between the company and ${vendor}`, `represented by ${contact}`, '', 'Term: 24 months'];
    desk.put(folder, `${vendor} - supply agreement.pdf`, pdfDocument('Supply agreement', lines), 300);
  }
}

function seedInbox(desk: Desk): void {
  const folder = desk.folder(undefined, 'Inbox');
  desk.put(folder, 'receipt.png', receiptImage(), 2);
  desk.put(folder, 'leads 2026-10.csv', csvText(leads(40)), 1);
  desk.put(
    folder,
    '見積書 2026-10.pdf',
    pdfDocument('Quotation', ['40 x Studio Task Chair', 'USD 9,880.00']),
    3,
  );
  desk.put(folder, 'Übergabe Lager.txt', plainText('Schlüssel für Tor 3 liegt im Büro.\n'), 4);
  desk.put(folder, 'meeting notes.txt', plainText('Reorder lamps. Ask "Studio" for a sample.\n'), 5);
}

/** Rows that fit the table Leads_Import, with a heading. */
function leads(count: number): (string | number)[][] {
  const random = new Random(7007);
  const rows = Array.from({ length: count }, (_, index) => {
    const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
    const firm = `${random.pick(LAST_NAMES)} Supply`;
    return [
      emailAddress(name.replace(' ', '.') + index, firm),
      name,
      firm,
      random.pick(STATES),
      'Trade fair',
    ];
  });
  return [['Email', 'Name', 'Company', 'State', 'Source'], ...rows];
}

const STATES = ['CA', 'NY', 'TX', 'FL', 'WA'] as const;
