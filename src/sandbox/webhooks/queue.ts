/** Makes one attempt; the result says whether that settled the matter. */
type Attempt = () => Promise<boolean>;

interface Waiting {
  readonly attempt: Attempt;
  /** How many attempts there were before. */
  readonly earlier: number;
}

/** Waits before the second and the third, last attempt (Caspio's are unknown; our choice). */
const RETRY_WAITS_MS = [250, 1000];

const SECOND = 1000;

/**
 * Runs calls in the order they come, at most so many attempts in a second; what is too much waits for the next
 * one. What an attempt does not settle is tried again. Nothing here keeps the process alive.
 */
export class CallQueue {
  readonly #perSecond: () => number;
  readonly #waiting: Waiting[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #secondBegan = Number.NEGATIVE_INFINITY;
  #attempts = 0;
  #planned = false;
  #closed = false;

  constructor(perSecond: () => number) {
    this.#perSecond = perSecond;
  }

  add(attempt: Attempt): void {
    this.#enqueue({ attempt, earlier: 0 });
  }

  /** Drops all that waits. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #enqueue(call: Waiting): void {
    if (this.#closed) return;
    this.#waiting.push(call);
    if (this.#planned) return;
    this.#planned = true;
    // Even the first attempt comes after the answer to the request that caused it.
    this.#after(0, () => this.#work());
  }

  #work(): void {
    const now = performance.now();
    if (now - this.#secondBegan >= SECOND) {
      this.#secondBegan = now;
      this.#attempts = 0;
    }
    const free = Math.max(this.#perSecond() - this.#attempts, 0);
    const due = this.#waiting.splice(0, free);
    this.#attempts += due.length;
    this.#planned = this.#waiting.length > 0;
    if (this.#planned) this.#after(this.#secondBegan + SECOND - now, () => this.#work());
    for (const call of due) void this.#try(call);
  }

  async #try({ attempt, earlier }: Waiting): Promise<void> {
    if (await attempt()) return;
    const wait = RETRY_WAITS_MS[earlier];
    if (wait !== undefined && !this.#closed)
      this.#after(wait, () => this.#enqueue({ attempt, earlier: earlier + 1 }));
  }

  #after(milliseconds: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, milliseconds);
    this.#timers.add(timer.unref());
  }
}
