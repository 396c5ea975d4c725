/** A DataPage as the API shows it. */
export interface DataPage {
  readonly Name: string;
  readonly AppKey: string;
  readonly AppName: string;
  readonly Path: string;
  readonly Type: string;
  readonly DateCreated: string;
  readonly DateModified: string;
  readonly CreatedBy: string;
  readonly ModifiedBy: string;
  readonly Note: string;
}

/** A Bridge application as the API shows it, but for the number of its pages. */
export interface Application {
  readonly AppName: string;
  readonly ExternalKey: string;
  readonly DateCreated: string;
  readonly DateModified: string;
  readonly DefaultIcon: boolean;
  readonly IconFileName: string | null;
  readonly pages: readonly DataPage[];
  /** The AppKeys of the pages that are deployed; the API never shows them. */
  readonly deployed: Set<string>;
}
