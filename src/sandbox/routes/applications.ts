import { describeApplication, setDeployed } from '../applications/applications.js';
import { deploymentCode } from '../applications/code.js';
import { incorrectBody } from '../errors.js';
import { jsonObject, noContent, ok } from '../http.js';
import { BodyProperties } from '../properties.js';
import { type Call, type Route, route } from '../router.js';

const LIST = '/v3/bridgeApplications';
const ONE = '/v3/bridgeApplications/{app}';
const PAGES = '/v3/bridgeApplications/{app}/datapages';
const PAGE = '/v3/bridgeApplications/{app}/datapages/{page}';

const applicationOf = ({ account: { applications }, params }: Call<'app'>) => applications.get(params.app);

function pageOf(call: Call<'app' | 'page'>) {
  const application = applicationOf(call);
  return { application, page: call.account.applications.page(application, call.params.page) };
}

function wanted(call: Call): boolean {
  const deployed = new BodyProperties(jsonObject(call)).flag('Deployed');
  if (deployed === undefined) throw incorrectBody();
  return deployed;
}

export const applicationRoutes: readonly Route[] = [
  route('GET', LIST, ({ account: { applications } }) =>
    ok({ Result: applications.list().map(describeApplication) }),
  ),
  route('GET', ONE, (call) => ok({ Result: describeApplication(applicationOf(call)) })),
  route('GET', PAGES, (call) => ok({ Result: applicationOf(call).pages })),
  route('PUT', `${PAGES}/deployment`, (call) => {
    const application = applicationOf(call);
    setDeployed(application, application.pages, wanted(call));
    return noContent();
  }),
  route('GET', PAGE, (call) => ok({ Result: pageOf(call).page })),
  route('GET', `${PAGE}/deployment`, (call) => {
    const { application, page } = pageOf(call);
    return ok(deploymentCode(application, page, call.query.required('method')));
  }),
  route('PUT', `${PAGE}/deployment`, (call) => {
    const { application, page } = pageOf(call);
    setDeployed(application, [page], wanted(call));
    return noContent();
  }),
];
