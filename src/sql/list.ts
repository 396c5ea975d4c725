import { bare, isName, meaning, type Token } from './lexer.js';

/** Every aggregate function of T-SQL: a selection without them has one row a record. */
const AGGREGATES =
  /^(COUNT|COUNT_BIG|SUM|AVG|MIN|MAX|STDEVP?|VARP?|STRING_AGG|CHECKSUM_AGG|GROUPING(_ID)?|APPROX_COUNT_DISTINCT)$/i;

/** Whether the selection yields one row a record: no aggregate, no DISTINCT, no TOP. */
export function isPerRecord(select: string): boolean {
  const found = meaning(select);
  if (/^(DISTINCT|TOP|ALL)$/i.test(found[0]?.text ?? '')) return false;
  return !found.some(
    ({ kind, text }, index) => kind === 'word' && AGGREGATES.test(text) && found[index + 1]?.text === '(',
  );
}

export const isDistinct = (select: string) => /^DISTINCT$/i.test(meaning(select)[0]?.text ?? '');

/** Whether the selection shows this name, by itself or among all (`*`). */
export const shows = (select: string, name: string) =>
  split(meaning(select)).some((item) => {
    const shown = columnName(item);
    return item.at(-1)?.text === '*' ? item.length !== 2 : shown?.toUpperCase() === name.toUpperCase();
  });

/**
 * The order that makes pages of a grouped read safe: the caller's, and then every group item that it does not sort by
 * yet, by itself or under its alias. Undefined where there is none (ROLLUP, CUBE, GROUPING SETS).
 */
export function groupedOrder(
  groupBy: string,
  orderBy: string | undefined,
  select: string,
): string | undefined {
  const all = meaning(groupBy);
  if (all.some(({ text }) => /^(ROLLUP|CUBE|SETS)$/i.test(text))) return undefined;
  const having = all.findIndex(({ kind, text }) => kind === 'word' && /^HAVING$/i.test(text));
  const groups = split(having < 0 ? all : all.slice(0, having));
  const aliases = aliasesOf(select);
  const sorted = split(meaning(orderBy ?? ''))
    .map(undirected)
    .map((item) => aliases.get(same(item)) ?? same(item));
  const missing = groups.filter((item) => !sorted.includes(same(item))).map(text);
  return [orderBy, ...missing].filter(Boolean).join('\n, ');
}

/** The caller's order, made unique by a key, unless it has it already. The line break ends a comment. */
export function keyedOrder(orderBy: string, key: string): string {
  const names = split(meaning(orderBy)).map((item) => columnName(undirected(item))?.toUpperCase());
  return names.includes(key.toUpperCase()) ? orderBy : `${orderBy}\n, ${key}`;
}

/** What each alias of a selection stands for. */
function aliasesOf(select: string): ReadonlyMap<string, string> {
  const named = split(meaning(select)).flatMap((item) => {
    const alias = item.at(-1);
    const hasAs = /^AS$/i.test(item.at(-2)?.text ?? '');
    const expression = item.slice(0, hasAs ? -2 : -1);
    return alias && isName(alias) && expression.length > 0 && expression.at(-1)?.text !== '.'
      ? [[bare(alias.text).toUpperCase(), same(expression)] as const]
      : [];
  });
  return new Map(named);
}

function split(list: readonly Token[]): Token[][] {
  const items: Token[][] = [[]];
  let depth = 0;
  for (const token of list) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (token.text === ',' && depth === 0) items.push([]);
    else items.at(-1)?.push(token);
  }
  return items.filter((item) => item.length > 0);
}

function undirected(item: readonly Token[]): readonly Token[] {
  const last = item.at(-1);
  return last?.kind === 'word' && /^(asc|desc)$/i.test(last.text) ? item.slice(0, -1) : item;
}

/** The column of `Name` or `Table.Name`, without brackets; undefined for any other item. */
function columnName(item: readonly Token[]): string | undefined {
  const name = item.at(-1);
  const alone = item.length === 1;
  const qualified = item.length === 3 && isName(item[0]) && item[1]?.text === '.';
  return name !== undefined && isName(name) && (alone || qualified) ? bare(name.text) : undefined;
}

const text = (item: readonly Token[]) => item.map((token) => token.text).join(' ');

/** What two spellings of an item have in common: case of names, blanks and brackets do not matter. */
const same = (item: readonly Token[]) =>
  columnName(item)?.toUpperCase() ??
  item.map((token) => (isName(token) ? bare(token.text).toUpperCase() : token.text)).join('');
