import { objectNotFound } from '../errors.js';
import { sameName } from '../table.js';
import type { Application, DataPage } from './application.js';

/** The Bridge applications of an account. */
export class Applications {
  readonly #applications: readonly Application[];

  constructor(applications: readonly Application[]) {
    this.#applications = applications;
  }

  list(): readonly Application[] {
    return this.#applications;
  }

  /** Throws 404 `ObjectNotFound`. */
  get(key: string): Application {
    const application = this.#applications.find(({ ExternalKey }) => sameName(ExternalKey, key));
    if (!application) throw objectNotFound();
    return application;
  }

  /** Throws 404 `ObjectNotFound`. */
  page(application: Application, key: string): DataPage {
    const page = application.pages.find(({ AppKey }) => sameName(AppKey, key));
    if (!page) throw objectNotFound();
    return page;
  }
}

export function describeApplication(application: Application) {
  const { AppName, ExternalKey, pages, DateCreated, DateModified, DefaultIcon, IconFileName } = application;
  return {
    AppName,
    ExternalKey,
    DataPagesCount: pages.length,
    DateCreated,
    DateModified,
    DefaultIcon,
    IconFileName,
  };
}

export function setDeployed({ deployed }: Application, pages: readonly DataPage[], value: boolean): void {
  for (const { AppKey } of pages) {
    if (value) deployed.add(AppKey);
    else deployed.delete(AppKey);
  }
}
