/** The T-SQL that a read may hold, as a tree; see parse.ts. `last` is the text of a node's last word. */
export type Expression = Node & { readonly last: string };

export type Node =
  | { readonly type: 'literal'; readonly kind: 'text' | 'integer' | 'number' | 'null'; readonly text: string }
  | Name
  | { readonly type: 'star'; readonly path: readonly string[] }
  | { readonly type: 'unary'; readonly operator: string; readonly operand: Expression }
  | Binary
  | { readonly type: 'isNull'; readonly negated: boolean; readonly operand: Expression }
  | In
  | Between
  | { readonly type: 'exists'; readonly query: Select }
  | { readonly type: 'subquery'; readonly query: Select }
  | Case
  | Call;

/** A column; `path` is its qualifiers, outermost first. */
interface Name {
  readonly type: 'name';
  readonly path: readonly string[];
  readonly name: string;
}

/** Arithmetic, comparison, LIKE, NOT LIKE, AND, OR; ESCAPE stands at the right of a LIKE only. */
export interface Binary {
  readonly type: 'binary';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

export interface In {
  readonly type: 'in';
  readonly negated: boolean;
  readonly operand: Expression;
  readonly list: readonly Expression[];
}

interface Between {
  readonly type: 'between';
  readonly negated: boolean;
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

export interface Case {
  readonly type: 'case';
  readonly operand: Expression | undefined;
  readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
  readonly otherwise: Expression | undefined;
}

/** A function call; CAST and TRY_CAST have the value and the type as arguments. */
export interface Call {
  readonly type: 'call';
  readonly name: string; // as written
  readonly distinct: boolean;
  readonly args: readonly Expression[];
  readonly over: Window | undefined;
  readonly within: readonly Order[]; // WITHIN GROUP (ORDER BY …)
}

export interface Window {
  readonly partition: readonly Expression[];
  readonly order: readonly Order[];
  readonly frame: string; // SQLite takes the same words
}

export interface Order {
  readonly expression: Expression;
  readonly descending: boolean;
}

export interface SelectItem {
  readonly expression: Expression;
  readonly alias: string | undefined;
}

export interface Source {
  readonly table: string | Select;
  readonly alias: string | undefined;
  readonly join: string; // '' for the first, ',' or a JOIN
  readonly on: Expression | undefined;
}

export interface Select {
  readonly distinct: boolean;
  readonly top: number | undefined;
  readonly items: readonly SelectItem[];
  readonly from: readonly Source[];
  readonly where: Expression | undefined;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | undefined;
  readonly orderBy: readonly Order[];
}
