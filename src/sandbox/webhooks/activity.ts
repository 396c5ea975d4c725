const DAY = 86_400_000;
const DAYS = 30;

type Count = 'messages' | 'calls' | 'errors';

export type Counts = Readonly<Record<Count, number>>;

/** What a webhook or an event has sent in the past 30 days, counted by day. */
export class Activity {
  readonly #days = new Map<number, Record<Count, number>>();

  count(what: Count): void {
    const today = Math.floor(Date.now() / DAY);
    let counts = this.#days.get(today);
    if (!counts) {
      counts = { messages: 0, calls: 0, errors: 0 };
      this.#days.set(today, counts);
    }
    counts[what] += 1;
  }

  totals(): Counts {
    const oldest = Math.floor(Date.now() / DAY) - DAYS;
    const sum = { messages: 0, calls: 0, errors: 0 };
    for (const [day, counts] of this.#days) {
      if (day <= oldest) {
        this.#days.delete(day);
        continue;
      }
      sum.messages += counts.messages;
      sum.calls += counts.calls;
      sum.errors += counts.errors;
    }
    return sum;
  }
}
