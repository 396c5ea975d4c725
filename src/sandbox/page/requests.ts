/** One request as the page shows it: no header, no body, no token. */
export interface Shown {
  readonly id: number;
  /** ISO time. */
  readonly at: string;
  readonly method: string;
  /** Decoded, with the query. */
  readonly path: string;
  /** Absent where the connection was cut. */
  readonly status: number | undefined;
  readonly ms: number;
  /** What the client calls itself. */
  readonly client: string;
}

const KEPT = 200;

/** The last requests to the API, oldest first. */
export class Requests {
  readonly #kept: Shown[] = [];
  #lastId = 0;

  add(request: Omit<Shown, 'id'>): void {
    this.#lastId += 1;
    this.#kept.push({ id: this.#lastId, ...request });
    if (this.#kept.length > KEPT) this.#kept.shift();
  }

  after(id: number): readonly Shown[] {
    return this.#kept.filter((request) => request.id > id);
  }
}
