import { path } from '../src/caspio/path.js';
import type { ResourceSpec } from '../src/resource.js';
import { readAll } from './requests.js';
import { file } from './resources/file.js';
import { sources } from './resources/sources.js';

const directories: ResourceSpec = {
  name: 'directories',
  title: 'Directories',
  description: 'Directories with Id and number of users.',
  mimeType: 'application/json',
  uri: 'caspio://directories',
  needs: ['list_all_caspio_directories'],
  read: async (_, context) => ({ answer: await readAll(path`/directories`, context) }),
};

export const resources: readonly ResourceSpec[] = [...sources, file, directories];
