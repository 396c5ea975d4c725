import { isReserved, syntaxError, wordOf } from './keywords.js';
import type { Token } from './lexer.js';
import { isInserted, positionOf } from './outline.js';
import type { RawNode, RawOrder, RawSelect, RawSource, RawWindow } from './raw.js';
import type { Call, Expression, Node, Order, Select, SelectItem, Source, Window } from './syntax.js';
import { SqlServerError } from './types.js';

/**
 * Turns the library's tree into ours, putting the caller's tokens back in the place of their stand-ins
 * (see outline.ts). Throws SqlServerError for what the grammar lets pass and T-SQL does not.
 */
export function readStatement(raw: RawSelect, tokens: readonly Token[]): Select {
  let last = 0; // the rightmost token that was read

  return select(raw);

  function tokenOf(standIn: string): Token {
    const at = positionOf(standIn);
    const token = tokens[at];
    if (token === undefined) throw new SqlServerError(`Incorrect syntax near '${standIn}'.`);
    last = Math.max(last, at);
    return token;
  }

  function nameOf(standIn: string): string {
    const token = tokenOf(standIn);
    if (token.kind === 'number' || token.kind === 'symbol' || isReserved(wordOf(token))) {
      throw syntaxError(token);
    }
    return token.value;
  }

  function select(node: RawSelect): Select {
    const { distinct, top } = node;
    if (top?.percent) throw syntaxError({ kind: 'word', text: 'PERCENT', value: 'PERCENT' });
    return {
      distinct: distinct !== null,
      top: top?.value,
      items: node.columns.map(item),
      from: (node.from ?? []).map(source),
      where: node.where ? expression(node.where) : undefined,
      groupBy: (node.groupby?.columns ?? []).map(expression),
      having: node.having ? expression(node.having) : undefined,
      orderBy: orders(node.orderby),
    };
  }

  function item({ expr, as }: RawSelect['columns'][number]): SelectItem {
    const read = expression(expr);
    if (as !== null) return { expression: read, alias: nameOf(as) };
    // `name = expression` is T-SQL's other way to write an alias.
    if (!expr.parentheses && read.type === 'binary' && read.operator === '=' && read.left.type === 'name')
      return { expression: read.right, alias: read.left.name };
    return { expression: read, alias: undefined };
  }

  function source(node: RawSource): Source {
    const { as, on, join, expr } = node;
    if (on?.type === 'expr_list') throw new SqlServerError("Incorrect syntax near ','.");
    const derived = expr?.ast;
    const path = [node.server, node.db, node.schema, node.table].filter((part) => part != null).map(nameOf);
    if (!derived && path.length === 0) throw new SqlServerError("Incorrect syntax near '('.");
    return {
      table: derived ? select(derived) : path.join('.').replace(/^dbo\./i, ''),
      alias: as === null ? undefined : nameOf(as),
      join: (join ?? ',').toUpperCase(),
      on: on && expression(on),
    };
  }

  function orders(list: readonly RawOrder[] | null | undefined): Order[] {
    return (list ?? []).map(({ expr, type }) => ({
      expression: expression(expr),
      descending: type === 'DESC',
    }));
  }

  function expression(node: RawNode): Expression {
    const read = bare(node);
    return { ...read, last: read.type === 'call' ? ')' : (tokens[last]?.value ?? '') };
  }

  function bare(node: RawNode): Node {
    if (node.ast) return { type: 'subquery', query: select(node.ast) };
    switch (node.type) {
      case 'column_ref':
        return reference(node);
      case 'binary_expr':
        return binary(node);
      case 'unary_expr':
        return unary(node.operator ?? '', node.expr);
      case 'case':
        return caseOf(node);
      case 'function':
        return call(node);
      default:
        throw node.type === 'expr_list'
          ? new SqlServerError("Incorrect syntax near ','.")
          : syntaxError(tokens[last]);
    }
  }

  function reference(node: RawNode): Node {
    const path = [node.db, node.schema, node.table].filter((part) => part != null).map(nameOf);
    const token = tokenOf(node.column ?? '');
    const text = token.value;
    if (token.kind === 'symbol' && text === '*') return { type: 'star', path };
    if (path.length === 0) {
      if (token.kind === 'string') return { type: 'literal', kind: 'text', text };
      if (token.kind === 'number')
        return { type: 'literal', kind: /^\d+$/.test(text) ? 'integer' : 'number', text };
      if (wordOf(token) === 'NULL') return { type: 'literal', kind: 'null', text };
    }
    return { type: 'name', path, name: nameOf(node.column ?? '') };
  }

  function binary(node: RawNode): Node {
    const { left, right, operator = '' } = node;
    if (!left || !right) throw syntaxError(tokens[last]);
    const inserted = standInOf(operator === '-' ? left.right : left);
    if (operator === '+' && wordOf(inserted) === 'NOT') return expression(right);
    if (operator === '-' && left.operator === '-' && inserted && isInserted(inserted) && left.left)
      return both(inserted.value.toUpperCase(), left.left, right);
    const negated = operator.startsWith('NOT ') || operator === 'IS NOT';
    const operand = expression(left);
    const list = right.type === 'expr_list' ? (right.value as readonly RawNode[]) : [right];
    if (operator.startsWith('IS')) return isNull(operand, negated, right);
    if (operator.endsWith('IN') && right.type === 'expr_list')
      return { type: 'in', negated, operand, list: list.map(expression) };
    if (operator.endsWith('BETWEEN')) {
      const [low, high] = list.map(expression);
      if (low && high) return { type: 'between', negated, operand, low, high };
    }
    return { type: 'binary', operator, left: operand, right: expression(right) };
  }

  function both(operator: string, left: RawNode, right: RawNode): Node {
    return { type: 'binary', operator, left: expression(left), right: expression(right) };
  }

  function isNull(operand: Expression, negated: boolean, right: RawNode): Node {
    const token = standInOf(right);
    if (wordOf(token) !== 'NULL') throw syntaxError(token ?? tokens[last]);
    return { type: 'isNull', negated, operand };
  }

  function standInOf(node: RawNode | undefined): Token | undefined {
    return node?.type === 'column_ref' && !node.table ? tokens[positionOf(node.column ?? '')] : undefined;
  }

  function unary(operator: string, operand: RawNode | null | undefined): Node {
    if (operand?.ast && operator.endsWith('EXISTS')) {
      const exists: Expression = { type: 'exists', query: select(operand.ast), last: 'EXISTS' };
      return operator === 'EXISTS' ? exists : { type: 'unary', operator: 'NOT', operand: exists };
    }
    if (!operand) throw syntaxError(tokens[last]);
    return { type: 'unary', operator, operand: expression(operand) };
  }

  function caseOf({ expr, args }: RawNode): Node {
    const operand = expr ? expression(expr) : undefined;
    const parts = (args ?? []) as readonly RawNode[];
    const branches = parts.flatMap(({ cond, result }) =>
      cond && result ? [{ when: expression(cond), result: expression(result) }] : [],
    );
    const otherwise = parts.find(({ type }) => type === 'else')?.result;
    return { type: 'case', operand, branches, otherwise: otherwise && expression(otherwise) };
  }

  function call(node: RawNode): Node {
    const standIn = (node.name as { name: readonly { value: string }[] }).name[0]?.value ?? '';
    const list = argumentsOf(node);
    if (standIn.toUpperCase() === 'EXISTS') return unary('EXISTS', list[0]);
    const name = tokenOf(standIn).value;
    const distinct = wordOf(standInOf(list[0])) === 'DISTINCT';
    const args = (distinct ? list.slice(1) : list).map(expression);
    const over = node.over?.as_window_specification?.window_specification;
    const read: Call = {
      type: 'call',
      name,
      distinct,
      args,
      over: over && windowOf(over),
      within: orders(node.within_group?.orderby),
    };
    return read;
  }

  function windowOf(raw: RawWindow): Window {
    const partition = (raw.partitionby ?? []).map(({ expr }) => expression(expr));
    return { partition, order: orders(raw.orderby), frame: frameOf(raw.window_frame_clause) };
  }
}

/** A condition behind a comma, which no function takes, comes as one node with the arguments before it. */
function argumentsOf({ args }: RawNode): readonly RawNode[] {
  const list = (args as RawNode | undefined)?.value ?? [];
  if (Array.isArray(list)) return list;
  const { operator = '' } = list as RawNode;
  throw syntaxError({ kind: 'word', text: operator, value: operator });
}

function frameOf(frame: RawNode | null | undefined): string {
  if (!frame) return '';
  if (frame.type !== 'binary_expr') return `${frame.type} ${frame.expr?.value}`;
  const [from, to] = (frame.right?.value ?? []) as readonly RawNode[];
  return `${frame.left?.value} BETWEEN ${from?.value} AND ${to?.value}`;
}
