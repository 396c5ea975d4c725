/**
 * The tree of node-sql-parser's T-SQL build, as far as read.ts uses it: every property that some node has,
 * all optional, since neither the library's documentation nor its types say which go together.
 */
export interface RawNode {
  readonly type?: string;
  readonly operator?: string;
  readonly left?: RawNode;
  readonly right?: RawNode;
  readonly expr?: RawNode | null;
  readonly value?: unknown;
  readonly cond?: RawNode; // of WHEN
  readonly result?: RawNode; // of WHEN and ELSE
  readonly args?: RawNode | readonly RawNode[];
  readonly ast?: RawSelect;
  readonly name?: unknown;
  readonly schema?: string | null;
  readonly db?: string | null;
  readonly server?: string | null;
  readonly table?: string | null;
  readonly column?: string;
  readonly parentheses?: boolean;
  readonly over?: { readonly as_window_specification?: { readonly window_specification?: RawWindow } } | null;
  readonly within_group?: { readonly orderby?: readonly RawOrder[] } | null;
}

export interface RawWindow {
  readonly partitionby?: readonly { readonly expr: RawNode }[] | null;
  readonly orderby?: readonly RawOrder[] | null;
  readonly window_frame_clause?: RawNode | null;
}

export interface RawOrder {
  readonly expr: RawNode;
  readonly type: 'ASC' | 'DESC' | null;
}

export interface RawSource extends RawNode {
  readonly as: string | null;
  readonly join?: string;
  readonly on?: RawNode;
}

export interface RawSelect {
  readonly distinct: string | null;
  readonly top: { readonly value: number; readonly percent: string | null } | null;
  readonly columns: readonly { readonly expr: RawNode; readonly as: string | null }[];
  readonly from: readonly RawSource[] | null;
  readonly where: RawNode | null;
  readonly groupby: { readonly columns: readonly RawNode[] } | null;
  readonly having: RawNode | null;
  readonly orderby: readonly RawOrder[] | null;
}
