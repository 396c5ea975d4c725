import * as z from 'zod';
import { path } from '../src/caspio/path.js';
import { anything, resultOf } from '../src/caspio/shapes.js';
import { defineTool, type Toolset } from '../src/tool.js';
import * as inputs from './inputs.js';
import { probeList } from './probes.js';
import { advised, readAll, readOne } from './requests.js';

/** Bridge applications and their DataPages. They are made in Caspio; here they are read and deployed. */

const applicationKey = inputs.nameOrId('ExternalKey of the application.');
const appKey = inputs.nameOrId('AppKey of the DataPage.');
const deployed = z.boolean('must be true or false').describe('true deploys, false takes offline.');

const dataPages = resultOf(z.array(anything));

const listApplications = defineTool({
  name: 'list_all_caspio_bridge_applications',
  title: 'List applications',
  effect: 'read',
  description: 'Bridge applications with ExternalKey and number of DataPages.',
  input: z.strictObject({}),
  run: (_, context) => readAll(path`/bridgeApplications`, context),
});

const getApplication = defineTool({
  name: 'get_single_caspio_bridge_application_by_id',
  title: 'Get an application',
  effect: 'read',
  description: 'One Bridge application (id is its ExternalKey).',
  input: z.strictObject({ id: applicationKey }),
  output: inputs.definition,
  run: ({ id }, context) => readOne(path`/bridgeApplications/${id}`, context),
});

const listDataPages = defineTool({
  name: 'list_all_caspio_datapages',
  title: 'List DataPages',
  effect: 'read',
  description:
    'DataPages of an application with AppKey, type and path. Caspio does not tell which are deployed.',
  input: z.strictObject({ external_key: applicationKey }),
  run: ({ external_key }, context) => readAll(path`/bridgeApplications/${external_key}/datapages`, context),
});

const getDataPage = defineTool({
  name: 'get_single_caspio_datapage_by_id',
  title: 'Get a DataPage',
  effect: 'read',
  description: 'One DataPage of an application (id is its AppKey).',
  input: z.strictObject({ external_key: applicationKey, id: appKey }),
  output: inputs.definition,
  run: ({ external_key, id }, context) =>
    readOne(path`/bridgeApplications/${external_key}/datapages/${id}`, context),
});

const updateDeployment = defineTool({
  name: 'update_a_caspio_deployment_by_id',
  title: 'Deploy a DataPage or take it offline',
  effect: 'update',
  description: 'Deploys one DataPage, or takes it offline: then every site that embeds it loses it at once.',
  input: z.strictObject({ external_key: applicationKey, app_key: appKey, Deployed: deployed }),
  output: inputs.echo,
  async run({ external_key, app_key, Deployed }, { caspio }) {
    await caspio.request({
      method: 'PUT',
      path: path`/bridgeApplications/${external_key}/datapages/${app_key}/deployment`,
      body: { Deployed },
    });
    return { result: { external_key, app_key, Deployed } };
  },
});

const getDeployment = defineTool({
  name: 'get_single_caspio_deployment_by_id',
  title: 'Get the deploy code of a DataPage',
  effect: 'read',
  description: 'The code that puts a deployed DataPage on a site, or its URL.',
  input: z.strictObject({
    external_key: applicationKey,
    app_key: appKey,
    method: z
      .string()
      .regex(/^(iframe|url|embedded|net|[iuen])$/i, 'must be iFrame, URL, Embedded or Net, or I, U, E or N')
      .describe('iFrame, URL, Embedded or Net; or I, U, E, N.'),
  }),
  async run({ external_key, app_key, method }, { caspio }) {
    const code = caspio.request({
      method: 'GET',
      path: path`/bridgeApplications/${external_key}/datapages/${app_key}/deployment`,
      query: { method },
      answer: z.string(),
    });
    return { result: await advised(code, [404], NOT_DEPLOYED) };
  },
});

const NOT_DEPLOYED =
  'Check external_key and app_key; a DataPage has code only while it is deployed (update_a_caspio_deployment_by_id).';

const updateDeployments = defineTool({
  name: 'caspio_deployments_bulk_update',
  title: 'Deploy an application or take it offline',
  effect: 'update',
  description:
    'Deploys ALL DataPages of an application, or takes all offline. With several DataPages, taking them offline is stopped until expected_count confirms it.',
  input: z.strictObject({
    external_key: applicationKey,
    Deployed: deployed,
    expected_count: inputs.expectedCount.describe('Number of DataPages that go offline.'),
  }),
  output: inputs.echo,
  async run({ external_key, Deployed, expected_count }, { caspio, confirm }) {
    const pages = path`/bridgeApplications/${external_key}/datapages`;
    if (!Deployed) {
      await confirm({
        action: `Take all DataPages of the application ${external_key} offline`,
        unit: 'DataPage',
        fields: ['Name', 'Path'],
        expected_count,
        async matches() {
          const { Result } = await caspio.request({ method: 'GET', path: pages, answer: dataPages });
          return { count: Result.length, sample: Result.slice(0, 5) };
        },
      });
    }
    await caspio.request({
      method: 'PUT',
      path: path`/bridgeApplications/${external_key}/datapages/deployment`,
      body: { Deployed },
    });
    return { result: { external_key, Deployed } };
  },
});

export const applications: Toolset = {
  name: 'applications',
  title: 'Bridge applications and DataPages',
  tools: [
    listApplications,
    getApplication,
    listDataPages,
    getDataPage,
    updateDeployment,
    getDeployment,
    updateDeployments,
  ],
  probe: probeList(path`/bridgeApplications`, 'application'),
  bounds: 'none',
};
