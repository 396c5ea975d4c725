import { objectNotFound, taskNotReady } from '../errors.js';
import { sameName } from '../table.js';

/** An import or export task as its author defined it, in the API's own names. */
export interface TaskDefinition {
  readonly Name: string;
  readonly ExternalKey: string;
  readonly TaskTimeZone: string;
  readonly Frequency: string;
  readonly Note: string;
}

/** How long a run stays in each state (our choice). */
const BUSY_MS = 500;
const PROCESSING_MS = 1000;

/** The import and export tasks of an account. A run passes its states and does nothing else (our choice). */
export class Tasks {
  readonly #definitions: readonly TaskDefinition[];
  /** When each task was last started, by key. */
  readonly #started = new Map<string, number>();

  constructor(definitions: readonly TaskDefinition[]) {
    this.#definitions = definitions;
  }

  list() {
    return this.#definitions.map((definition) => this.#describe(definition));
  }

  /** Throws 404 `ObjectNotFound`. */
  get(key: string) {
    return this.#describe(this.#definition(key));
  }

  /** Throws 404 `ObjectNotFound`, and 400 `TaskNotReady` while the task runs (our choice). */
  run(key: string): void {
    const { ExternalKey, Name } = this.#definition(key);
    if (this.#status(ExternalKey) !== 'Ready') throw taskNotReady(Name);
    this.#started.set(ExternalKey, Date.now());
  }

  #definition(key: string): TaskDefinition {
    const definition = this.#definitions.find(({ ExternalKey }) => sameName(ExternalKey, key));
    if (!definition) throw objectNotFound();
    return definition;
  }

  #describe({ Name, ExternalKey, ...schedule }: TaskDefinition) {
    return { Name, ExternalKey, Status: this.#status(ExternalKey), ...schedule };
  }

  /** Worked out when asked, so that no timer runs. */
  #status(key: string): 'Ready' | 'Busy' | 'Processing' {
    const running = Date.now() - (this.#started.get(key) ?? Number.NEGATIVE_INFINITY);
    if (running < BUSY_MS) return 'Busy';
    return running < BUSY_MS + PROCESSING_MS ? 'Processing' : 'Ready';
  }
}
