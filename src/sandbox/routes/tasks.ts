import { noContent, ok } from '../http.js';
import { type Route, route } from '../router.js';

const LIST = '/v3/dataImportExportTasks';

export const taskRoutes: readonly Route[] = [
  route('GET', LIST, ({ account: { tasks } }) => ok({ Result: tasks.list() })),
  route('GET', `${LIST}/{task}`, ({ account: { tasks }, params }) => ok({ Result: tasks.get(params.task) })),
  route('POST', `${LIST}/{task}/run`, ({ account: { tasks }, params }) => {
    tasks.run(params.task);
    return noContent();
  }),
];
