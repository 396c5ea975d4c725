import type { TaskDefinition } from '../tasks/tasks.js';

const PACIFIC = 'Pacific Standard Time';

/** What the company imports and exports, once for each way in which Caspio words a schedule. */
export const TASKS: readonly TaskDefinition[] = [
  {
    Name: 'Import leads',
    ExternalKey: '5b0c7d1e-3f42-4a86-9d15-2e8f6a90c371',
    TaskTimeZone: PACIFIC,
    Frequency: 'On demand',
    Note: 'CSV from the trade fairs into Leads_Import',
  },
  {
    Name: 'Export orders of the day',
    ExternalKey: '91f4e2a8-6c3d-4b57-8e20-d7a15c4b9f06',
    TaskTimeZone: PACIFIC,
    Frequency: 'Every day',
    Note: 'For the accounting system',
  },
  {
    Name: 'Import stock levels',
    ExternalKey: 'c8a3560f-1d7e-42b9-a4f8-3b96e0d2715c',
    TaskTimeZone: PACIFIC,
    Frequency: 'Every 4 hours',
    Note: 'From the warehouse over SFTP',
  },
  {
    Name: 'Back up customers',
    ExternalKey: '2e6d9b74-a085-4f1c-b3e7-58c041fa6d92',
    TaskTimeZone: 'UTC',
    Frequency: 'Every 3 days',
    Note: '',
  },
  {
    Name: 'Export open tickets',
    ExternalKey: 'f7021ac5-84be-4d39-96a0-1c5e7d38b42f',
    TaskTimeZone: 'Eastern Standard Time',
    Frequency: 'Monday',
    Note: 'Weekly report to support',
  },
  {
    Name: 'Export vendor ratings',
    ExternalKey: '46b8e3d0-57f9-4c12-8a6b-e9037d1f5ca4',
    TaskTimeZone: PACIFIC,
    Frequency: '15 of the month',
    Note: '',
  },
  {
    Name: 'Import price list',
    ExternalKey: 'a95f1c62-e30b-4784-b1d9-7fc82460ae3d',
    TaskTimeZone: PACIFIC,
    Frequency: 'Last Friday of the month',
    Note: 'Prices valid from the first',
  },
  {
    Name: 'Move old orders',
    ExternalKey: '0d3a7b9e-c516-4e80-92f4-6b18d5e07a2c',
    TaskTimeZone: PACIFIC,
    Frequency: 'Once',
    Note: 'Done in the spring of 2025',
  },
];
