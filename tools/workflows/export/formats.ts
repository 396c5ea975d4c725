export const FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof FORMATS)[number];

export const MIME_TYPES = { csv: 'text/csv', jsonl: 'application/x-ndjson' } as const;
