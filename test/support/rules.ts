import { OPERATIONS } from './operations.js';
import type { Seen } from './raw.js';

/** What the description of Caspio's REST API v3 demands of a request, checked for all 70 operations. */

type Check = (value: unknown) => boolean;

const INT32 = 2_147_483_647;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isInt32: Check = (value) => Number.isInteger(value) && Math.abs(Number(value)) <= INT32;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    pattern.test(String(value));
const wholeText =
  (from: number, to: number): Check =>
  (value) =>
    /^\d+$/.test(String(value)) && Number(value) >= from && Number(value) <= to;

/** Parameters that go into the query, as they are written there. */
const QUERY: Readonly<Record<string, Check>> = {
  'q.select': matching(/\S/),
  'q.where': isText,
  'q.groupBy': matching(/\S/),
  'q.orderBy': matching(/\S/),
  'q.limit': wholeText(1, 1_000),
  'q.pageNumber': wholeText(1, INT32),
  'q.pageSize': wholeText(5, 1_000),
  'q.getPaginationInfo': matching(/^(true|false)$/),
  Where: isText,
  response: matching(/^rows$/),
  externalKey: matching(/\S/),
  pageNumber: wholeText(1, INT32),
  pageSize: wholeText(5, 1_000),
  sortField: matching(/^(Name|Size|ContentType|DateCreated|LastModified)$/),
  sortDescending: matching(/^(true|false)$/),
  filePath: matching(/\S/),
  method: matching(/^(iframe|url|embedded|net|[iuen])$/i),
};

/** Properties of JSON bodies. */
const BODY: Readonly<Record<string, Check>> = {
  Name: matching(/\S/),
  Type: matching(/\S/),
  Fields: listOf(isField),
  Unique: isFlag,
  UniqueAllowNulls: isFlag,
  Label: isText,
  Description: isText,
  DisplayOrder: isInt32,
  OnInsert: isFlag,
  OnUpdate: isFlag,
  TimeZone: isText,
  Format: isText,
  Prefix: isText,
  Length: isInt32,
  IsFormula: isFlag,
  ListField: listOf(isText),
  AttachmentPermittedFileTypes: listOf(isText),
  AttachmentMinFileSize: isInt32,
  AttachmentMaxFileSize: isInt32,
  AttachmentSmartResizer: isFlag,
  AttachmentSmartResizerForRetina: isFlag,
  AttachmentAltText: isText,
  AttachmentTitle: isText,
  Value: isText,
  FileName: matching(/\S/),
  OutgoingUrls: listOf(isText),
  CallThrottling: isInt32,
  Enabled: isFlag,
  EventType: matching(/\S/),
  ObjectName: isText,
  ObjectFields: listOf(isText),
  EventSources: listOf(isText),
  CustomPayloadFields: listOf(isText),
  CustomPayloadTemplate: isText,
  Deployed: isFlag,
  UserGUID: isText,
  SendEmail: isFlag,
};

interface Rule {
  /** Method and path. */
  readonly operation: string;
  readonly pattern: RegExp;
  readonly required: readonly string[];
  readonly allowed: readonly string[];
}

const words = (list: string) => list.split(' ').filter(Boolean);

/** Paths without a parameter first: `/files/path` is no file named "path". */
const RULES: readonly Rule[] = OPERATIONS.map(([, , operation, required, optional]) => ({
  operation,
  pattern: new RegExp(`^${operation.replace(/\{\w+\}/g, '[^/]+')}$`),
  required: words(required).filter((name) => !operation.includes(`{${name}}`)),
  allowed: words(`${required} ${optional}`).filter((name) => !operation.includes(`{${name}}`)),
})).sort((a, b) => a.operation.split('{').length - b.operation.split('{').length);

const ruleOf = ({ method, path }: Pick<Seen, 'method' | 'path'>) =>
  RULES.find(({ pattern }) => pattern.test(`${method} ${path}`));

export const ALL_OPERATIONS = RULES.map(({ operation }) => operation);

/** The operation that a request is for, as `GET /v3/tables/{id}`. */
export const operationOf = (request: Pick<Seen, 'method' | 'path'>) => ruleOf(request)?.operation;

const FIELD = RULES.find(({ operation }) => operation === 'POST /v3/tables/{table_name}/fields');

function isField(value: unknown): boolean {
  return isObject(value) && FIELD !== undefined && wrongProperties(FIELD, value).length === 0;
}

/** What is wrong with a request that was sent to `url`; nothing if it is one that Caspio's description allows. */
export function violations(request: Seen, url: URL): string[] {
  const rule = ruleOf(request);
  if (!rule) return [`${request.method} ${request.path} is no operation`];
  return [
    ...wrongAddress(request, url),
    ...wrongQuery(rule, request, url),
    ...wrongHeaders(request),
    ...wrongBody(rule, request),
  ].map((problem) => `${rule.operation}: ${problem}`);
}

function* wrongAddress({ path }: Seen, url: URL) {
  if (url.href.length > 2_047) yield `an address of ${url.href.length} characters`;
  if (url.pathname !== `/integrations/rest${path}`) yield `another path than it seems: ${path}`;
  if (url.hash !== '') yield 'a fragment';
  const values = path.split('/').slice(1).map(decodeURIComponent);
  if (values.some((value) => value.trim() === '')) yield 'a blank path value';
}

const COMMENT = /\/\*.*?\*\/|--[^\n]*/gs;

function* wrongQuery({ required, allowed }: Rule, { method }: Seen, { searchParams }: URL) {
  const names = [...searchParams.keys()];
  if (new Set(names).size < names.length) yield 'a parameter that is given twice';
  for (const [name, value] of searchParams) {
    const check = allowed.includes(name) ? QUERY[name] : undefined;
    if (!check?.(value)) yield `${name}=${value}`;
  }
  for (const name of required.filter((name) => name in QUERY)) {
    const said = searchParams.get(name) ?? '';
    const isBlank = /where$/i.test(name) ? !/[^\s;]/.test(said.replace(COMMENT, '')) : said.trim() === '';
    if (isBlank) yield `no ${name}`;
  }
  if (names.includes('q.limit') && names.some((name) => /^q\.page/.test(name))) yield 'q.limit beside a page';
  if (method !== 'GET' && names.some((name) => /^q\.(?!where$)/.test(name))) yield 'a parameter of reads';
}

function* wrongHeaders({ method, headers, bytes }: Seen) {
  const type = headers['content-type'];
  if (method === 'GET' ? type !== undefined : !/^(application\/json$|multipart\/form-data;)/.test(type ?? ''))
    yield `Content-Type ${type}`;
  if (Number(headers['content-length'] ?? 0) !== bytes.length) yield 'another length than it says';
  if (headers['transfer-encoding'] !== undefined) yield 'a body of unsaid length';
  if (!/^Bearer \S+$/.test(headers.authorization ?? '')) yield 'no token';
}

function wrongBody(rule: Rule, { method, bytes, body }: Seen): string[] {
  const form = rule.allowed.find((name) => name === 'File' || name === 'Files');
  if (form !== undefined) return isForm(body, form) ? [] : ['no form of files'];
  const isFree = rule.allowed.includes('values');
  if (!isFree && !rule.allowed.some((name) => name in BODY)) return bytes.length > 0 ? ['a body'] : [];
  if (!isObject(body)) return [`no JSON object with ${method}`];
  if (!isFree) return wrongProperties(rule, body);
  return Object.keys(body).some((name) => name === '' || /^pk_id$/i.test(name)) ||
    Object.keys(body).length === 0
    ? [`values ${JSON.stringify(body)}`]
    : [];
}

const isForm = (body: unknown, field: string) =>
  Array.isArray(body) &&
  (field === 'Files' ? body.length > 0 : body.length === 1) &&
  body.every(({ headers }) =>
    String(headers[0]).startsWith(`Content-Disposition: form-data; name="${field}"; filename="`),
  );

function wrongProperties({ required, allowed }: Rule, body: Readonly<Record<string, unknown>>): string[] {
  const wrong = Object.entries(body).filter(
    ([name, value]) => !(allowed.includes(name) && BODY[name]?.(value)),
  );
  const missing = required.filter((name) => name in BODY && !Object.hasOwn(body, name));
  return [
    ...wrong.map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
    ...missing.map((name) => `no ${name}`),
  ];
}
