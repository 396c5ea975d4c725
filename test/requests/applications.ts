import type { Case } from './case.js';

const APPLICATION = { ExternalKey: 'a1', Name: 'Shop', DataPages: 2 };
const PAGE = { AppKey: 'ff0010', Name: 'Search', Type: 'Report', Path: 'Shop' };
const CODE = '<script src="https://c0abc123.caspio.com/dp/ff0010/emb"></script>';

export const applications: readonly Case[] = [
  {
    tool: 'list_all_caspio_bridge_applications',
    args: {},
    requests: [['GET /v3/bridgeApplications']],
    replies: [{ json: { Result: [APPLICATION] } }],
    answer: { result: [APPLICATION] },
  },
  {
    tool: 'get_single_caspio_bridge_application_by_id',
    args: { id: 'a1' },
    requests: [['GET /v3/bridgeApplications/a1']],
    replies: [{ json: { Result: APPLICATION } }],
    answer: { result: APPLICATION },
  },
  {
    tool: 'list_all_caspio_datapages',
    args: { external_key: 'a1' },
    requests: [['GET /v3/bridgeApplications/a1/datapages']],
    replies: [{ json: { Result: [PAGE] } }],
    answer: { result: [PAGE] },
  },
  {
    tool: 'get_single_caspio_datapage_by_id',
    args: { external_key: 'a1', id: 'ff0010' },
    requests: [['GET /v3/bridgeApplications/a1/datapages/ff0010']],
    replies: [{ json: { Result: PAGE } }],
    answer: { result: PAGE },
  },
  {
    tool: 'update_a_caspio_deployment_by_id',
    args: { external_key: 'a1', app_key: 'ff0010', Deployed: false },
    requests: [['PUT /v3/bridgeApplications/a1/datapages/ff0010/deployment', {}, { Deployed: false }]],
    replies: [{ status: 204 }],
    answer: { result: { external_key: 'a1', app_key: 'ff0010', Deployed: false } },
  },
  ...['iFrame', 'URL', 'Embedded', 'Net', 'I', 'U', 'E', 'N', 'iframe', 'e'].map((method) => ({
    tool: 'get_single_caspio_deployment_by_id',
    args: { external_key: 'a1', app_key: 'ff0010', method },
    requests: [['GET /v3/bridgeApplications/a1/datapages/ff0010/deployment', { method }]] as const,
    replies: [{ json: CODE }],
    answer: { result: CODE },
  })),
  {
    tool: 'caspio_deployments_bulk_update',
    args: { external_key: 'a1', Deployed: 'true' },
    requests: [['PUT /v3/bridgeApplications/a1/datapages/deployment', {}, { Deployed: true }]],
    replies: [{ status: 204 }],
    answer: { result: { external_key: 'a1', Deployed: true } },
  },
  {
    tool: 'caspio_deployments_bulk_update',
    args: { external_key: 'a1', Deployed: false, expected_count: 2 },
    requests: [
      ['GET /v3/bridgeApplications/a1/datapages'],
      ['PUT /v3/bridgeApplications/a1/datapages/deployment', {}, { Deployed: false }],
    ],
    replies: [{ json: { Result: [PAGE, PAGE] } }, { status: 204 }],
    answer: { result: { external_key: 'a1', Deployed: false } },
  },
  {
    tool: 'caspio_deployments_bulk_update',
    args: { external_key: 'a1', Deployed: false },
    requests: [
      ['GET /v3/bridgeApplications/a1/datapages'],
      ['PUT /v3/bridgeApplications/a1/datapages/deployment', {}, { Deployed: false }],
    ],
    replies: [{ json: { Result: [PAGE] } }, { status: 204 }],
    answer: { result: { external_key: 'a1', Deployed: false } },
  },
];
