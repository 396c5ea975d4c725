import { activateUser } from '../directories/activation.js';
import { describeDirectory, findDirectory } from '../directories/directory.js';
import { changeUsers, createUser, listUsers, removeUsers } from '../directories/users.js';
import { incorrectBody } from '../errors.js';
import { jsonObject, ok } from '../http.js';
import { BodyProperties } from '../properties.js';
import { type Call, type Route, route } from '../router.js';

const USERS = '/v3/directories/{directory}/users';

const directoryOf = ({ account: { directories }, params }: Call<'directory'>) =>
  findDirectory(directories, params.directory);

export const directoryRoutes: readonly Route[] = [
  route('GET', '/v3/directories', ({ account: { store, directories } }) =>
    ok({ Result: directories.map((directory) => describeDirectory(store, directory)) }),
  ),
  route('GET', USERS, (call) => listUsers(call, directoryOf(call))),
  route('POST', USERS, (call) => createUser(call, directoryOf(call))),
  route('PUT', USERS, (call) => changeUsers(call, directoryOf(call))),
  route('DELETE', USERS, (call) => removeUsers(call, directoryOf(call))),
  route('POST', `${USERS}/activate`, (call) => {
    const directory = directoryOf(call);
    const given = new BodyProperties(jsonObject(call));
    const guid = given.text('UserGUID');
    if (guid === undefined) throw incorrectBody();
    const mail = given.flag('SendEmail') ?? true;
    return ok({ Result: { ActivationUrl: activateUser(call.account.store, directory, guid, mail) } });
  }),
];
